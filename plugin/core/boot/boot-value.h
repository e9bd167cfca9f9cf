/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a key of config.txt may be for one board: three-valued, with the line that says so. */

#pragma once

#include "boot/config-txt.h"
#include "limit.h"

G_BEGIN_DECLS

/* The likeliest first. A row without a line stands for the default; it is the last one, where the default is
 * possible. */
typedef struct {
  const CbConfigLine *line[CB_MAX_BOOT_VALUES + 1];
  guint n; /* 1: it is surely that one */
} CbBootValues;

/* config may be NULL: there is no config.txt. Never empty. Of more than CB_MAX_BOOT_VALUES possible lines the
 * first ones are left out. */
CbBootValues cb_boot_values (const CbConfigTxt *config, CbConfigView view, const char *key);

/* YES where all possible values pass the test, NO where none does. fallback: what the default is.
 * ret_line: the line that decides it, NULL for the default; may be NULL. */
CbTruth cb_boot_value_test (const CbConfigTxt *config, CbConfigView view, const char *key, CbTruth fallback,
                            gboolean (*test) (const char *value), const CbConfigLine **ret_line);

/* The same for keys that are on or off: 1 or 0. */
CbTruth cb_boot_value_flag (const CbConfigTxt *config, CbConfigView view, const char *key, CbTruth fallback,
                            const CbConfigLine **ret_line);

/* Does any line that may apply set it? */
gboolean cb_boot_value_is_set (const CbConfigTxt *config, CbConfigView view, const char *key);

G_END_DECLS
