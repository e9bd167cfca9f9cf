/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-value.h"

static GPtrArray *
possible_lines (const CbConfigTxt *config, CbConfigView view, const char *key) {
  return config != NULL ? cb_config_txt_values (config, view, key) : g_ptr_array_new ();
}

/* The last one given doesn't surely apply, so no line may. */
static gboolean
default_is_possible (const GPtrArray *lines) {
  const CbConfigLine *last = lines->len > 0 ? lines->pdata[lines->len - 1] : NULL;

  return last == NULL || last->truth != CB_TRUTH_YES;
}

CbBootValues
cb_boot_values (const CbConfigTxt *config, CbConfigView view, const char *key) {
  g_autoptr (GPtrArray) lines = possible_lines (config, view, key);
  CbBootValues values = { .n = 0 };

  for (guint i = 0; i < lines->len && i < CB_MAX_BOOT_VALUES; i++)
    values.line[values.n++] = lines->pdata[i];
  if (default_is_possible (lines))
    values.line[values.n++] = NULL;
  return values;
}

CbTruth
cb_boot_value_test (const CbConfigTxt *config, CbConfigView view, const char *key, CbTruth fallback,
                    gboolean (*test) (const char *value), const CbConfigLine **ret_line) {
  g_autoptr (GPtrArray) lines = possible_lines (config, view, key);
  gboolean passes = FALSE, fails = FALSE;

  if (ret_line != NULL)
    *ret_line = lines->len > 0 ? lines->pdata[0] : NULL;
  for (guint i = 0; i < lines->len; i++) {
    const CbConfigLine *line = lines->pdata[i];

    if (test (line->value))
      passes = TRUE;
    else
      fails = TRUE;
  }
  if (default_is_possible (lines)) {
    passes = passes || fallback != CB_TRUTH_NO;
    fails = fails || fallback != CB_TRUTH_YES;
  }
  if (passes && fails)
    return CB_TRUTH_MAYBE;
  return passes ? CB_TRUTH_YES : CB_TRUTH_NO;
}

static gboolean
is_on (const char *value) {
  return g_ascii_strtoll (value, NULL, 0) != 0;
}

CbTruth
cb_boot_value_flag (const CbConfigTxt *config, CbConfigView view, const char *key, CbTruth fallback,
                    const CbConfigLine **ret_line) {
  return cb_boot_value_test (config, view, key, fallback, is_on, ret_line);
}

gboolean
cb_boot_value_is_set (const CbConfigTxt *config, CbConfigView view, const char *key) {
  return cb_boot_values (config, view, key).line[0] != NULL;
}
