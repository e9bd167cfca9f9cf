/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One line of config.txt that is no filter: key, value, and what is odd about how it's written (pi-netboot.md
 * 5.1, 5.6).
 */

#pragma once

#include "boot/config-key.h"
#include "boot/config-txt.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *key;
  char *value;
  CbKeyKind kind;
  guint oddities;    /* 1 << CbOddityKind */
  gboolean is_sure;  /* every firmware reads it so */
} CbConfigSetting;

/* line: what the firmware reads of a line, without blanks at its ends, not empty, no comment. FALSE if it is
 * no setting; ret is not touched then. */
gboolean cb_config_setting_parse (const char *line, CbConfigSetting *ret);
void cb_config_setting_clear (CbConfigSetting *setting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbConfigSetting, cb_config_setting_clear)

G_END_DECLS
