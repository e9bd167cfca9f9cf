/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Records as text: GVariant's own. */

#include "boot/boot-record.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "host/dict.h"
#include "limit.h"

/* Every key there is. */
static const struct {
  const char *key;
  const char *type;
  gboolean is_needed;
  guint part; /* that it belongs to; 0: of all */
} keys[] = {
  { "number", "u", TRUE },  { "uuid", "s", TRUE },   { "interface", "s" }, { "user", "s" },
  { "uid", "u", TRUE, CB_BOOT_RECORD_OWNER }, { "time", "x", TRUE }, { "took_ms", "u" },   { "running", "b" },
  { "mac", "s" },           { "serial", "s" },       { "model", "s" },     { "board", "s" },
  { "address", "s" },       { "stage", "s" },        { "result", "s" },    { "cause", "s" },
  { "file", "ay" },         { "release", "s" },      { "build", "s" },     { "hash", "s" },
  { "same_kernel", "b" },   { "kernel", "ay" },      { "kernel_ms", "u" }, { "linux_ms", "u" },
  { "files", "u" },         { "bytes", "t" },        { "stages", "a{su}" },
  { "events", "aa{sv}", FALSE, CB_BOOT_RECORD_EVENTS },
};

char *
cb_boot_record_to_text (const CbBootRecord *record) {
  g_autoptr (GVariant) boot = g_variant_ref_sink (cb_boot_record_to_variant (record, TRUE));

  return g_variant_print (boot, TRUE);
}

GVariant *
cb_boot_record_pick (GVariant *boot, guint parts) {
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (boot, keys[i].key, G_VARIANT_TYPE (keys[i].type));

    if (value != NULL && (keys[i].part & ~parts) == 0)
      g_variant_builder_add (&dict, "{sv}", keys[i].key, value);
  }
  return g_variant_builder_end (&dict);
}

static gboolean
is_whole (GVariant *boot) {
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (boot, keys[i].key, G_VARIANT_TYPE (keys[i].type));

    if (value == NULL && keys[i].is_needed)
      return FALSE;
  }
  return TRUE;
}

/* GVariant's own parser takes escapes that are no characters; in normal form there are none. */
static gboolean
is_sound (GVariant *boot) {
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (boot);
  g_autoptr (GVariant) again
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));

  return g_variant_is_normal_form (again);
}

GVariant *
cb_boot_record_parse (const char *text, gsize n_text, GError **error) {
  g_autoptr (GVariant) boot = NULL;

  if (n_text <= CB_MAX_BOOT_RECORD_BYTES && g_utf8_validate (text, (gssize) n_text, NULL))
    boot = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, text + n_text, NULL, NULL);
  if (boot != NULL && is_sound (boot) && is_whole (boot))
    return g_variant_ref_sink (cb_boot_record_pick (boot, CB_BOOT_RECORD_EVENTS | CB_BOOT_RECORD_OWNER));
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID, _ ("it is no record of a boot"));
  return NULL;
}

GVariant *
cb_boot_record_close (GVariant *boot) {
  GVariantDict dict;
  const char *result = cb_dict_text (boot, "result");

  g_variant_dict_init (&dict, boot);
  g_variant_dict_insert (&dict, "running", "b", FALSE);
  if (g_strcmp0 (result, "running") == 0)
    g_variant_dict_insert (&dict, "result", "s", "failed");
  return g_variant_dict_end (&dict);
}
