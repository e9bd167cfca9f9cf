/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/dict.h"

const char *
cb_dict_text (GVariant *dict, const char *key) {
  const char *text = NULL;

  return g_variant_lookup (dict, key, "&s", &text) ? text : NULL;
}

gboolean
cb_dict_flag (GVariant *dict, const char *key) {
  gboolean flag = FALSE;

  return g_variant_lookup (dict, key, "b", &flag) && flag;
}

gboolean
cb_dict_has_flag (GVariant *dict, const char *key) {
  gboolean flag;

  return g_variant_lookup (dict, key, "b", &flag);
}

guint32
cb_dict_number (GVariant *dict, const char *key) {
  guint32 number = 0;

  return g_variant_lookup (dict, key, "u", &number) ? number : 0;
}

guint64
cb_dict_size (GVariant *dict, const char *key) {
  guint64 size = 0;

  return g_variant_lookup (dict, key, "t", &size) ? size : 0;
}

gint64
cb_dict_time (GVariant *dict, const char *key, gint64 fallback) {
  gint64 time = fallback;

  return g_variant_lookup (dict, key, "x", &time) ? time : fallback;
}

char *
cb_dict_bytes (GVariant *dict, const char *key, gsize *ret_n_bytes) {
  g_autoptr (GVariant) value = g_variant_lookup_value (dict, key, G_VARIANT_TYPE_BYTESTRING);
  gsize n_bytes = 0;
  const char *bytes;

  if (value == NULL)
    return NULL;
  bytes = g_variant_get_fixed_array (value, &n_bytes, 1);
  if (ret_n_bytes != NULL)
    *ret_n_bytes = n_bytes;
  return n_bytes > 0 ? g_strndup (bytes, n_bytes) : g_strdup ("");
}

void
cb_dict_add_text (GVariantBuilder *dict, const char *key, const char *text) {
  if (text != NULL)
    g_variant_builder_add (dict, "{sv}", key, g_variant_new_string (text));
}
