/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "json.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "escape.h"
#include "exit-code.h"

#define FORMAT_VERSION 1

/* in the order of the output */
static const char *const cable_keys[] = {
  "interface", "state",   "uuid",        "mac",           "carrier",     "folder",
  "complete", "user",      "address", "server",      "server_reason", "server_text", "server_choice",
  "clients",   "internet", "barrier",    "profile",     "dnsmasq_pid", "strangers",
  "problems",  "warnings", NULL,
};

static const char *const interface_keys[] = {
  "interface", "mac", "carrier", "speed", "connection", "enabled", "usable", "reason", NULL,
};

void
cb_json_add_text (JsonBuilder *builder, const char *key, const char *text) {
  if (!text)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

void
cb_json_add_number (JsonBuilder *builder, const char *key, gint64 number) {
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

void
cb_json_add_flag (JsonBuilder *builder, const char *key, gboolean flag) {
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, flag);
}

JsonBuilder *
cb_json_begin (void) {
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  cb_json_add_number (builder, "v", FORMAT_VERSION);
  return builder;
}

char *
cb_json_end (JsonBuilder *builder, gboolean pretty) {
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, pretty);
}

static void
add_notes (JsonBuilder *builder, GVariant *notes) {
  GVariantIter iter;
  const char *code;
  const char *message;

  json_builder_begin_array (builder);
  g_variant_iter_init (&iter, notes);
  while (g_variant_iter_next (&iter, "(&s&s)", &code, &message)) {
    json_builder_begin_object (builder);
    cb_json_add_text (builder, "code", code);
    cb_json_add_text (builder, "message", message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_texts (JsonBuilder *builder, GVariant *list) {
  GVariantIter iter, *entries;
  const char *key, *text;

  json_builder_begin_array (builder);
  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "a{ss}", &entries)) {
    json_builder_begin_object (builder);
    while (g_variant_iter_next (entries, "{&s&s}", &key, &text)) {
      cb_json_add_text (builder, key, text);
    }
    json_builder_end_object (builder);
    g_variant_iter_free (entries);
  }
  json_builder_end_array (builder);
}

/* A path or a file name, which may be zero-terminated. */
static void
add_bytes (JsonBuilder *builder, GVariant *value) {
  gsize n_bytes;
  const char *bytes = g_variant_get_fixed_array (value, &n_bytes, 1);
  g_autofree char *text = cb_escape_bytes (bytes, strnlen (bytes, n_bytes), TRUE);

  json_builder_add_string_value (builder, text);
}

/* A value of one of the contract's types; anything else becomes null. */
static void
add_value (JsonBuilder *builder, GVariant *value) {
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)) {
    json_builder_add_string_value (builder, g_variant_get_string (value, NULL));
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)) {
    json_builder_add_boolean_value (builder, g_variant_get_boolean (value));
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32)) {
    json_builder_add_int_value (builder, g_variant_get_uint32 (value));
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64)) {
    json_builder_add_int_value (builder, g_variant_get_int64 (value));
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64)) {
    json_builder_add_int_value (builder, (gint64)MIN (g_variant_get_uint64 (value), G_MAXINT64));
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING)) {
    add_bytes (builder, value);
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE ("a(ss)"))) {
    add_notes (builder, value);
  } else if (g_variant_is_of_type (value, G_VARIANT_TYPE ("aa{ss}"))) {
    add_texts (builder, value);
  } else {
    json_builder_add_null_value (builder);
  }
}

void
cb_json_add_keys (JsonBuilder *builder, GVariant *dictionary, const char *const *keys) {
  for (guint i = 0; keys[i]; i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (dictionary, keys[i], NULL);

    if (!value)
      continue;
    json_builder_set_member_name (builder, keys[i]);
    add_value (builder, value);
  }
}

static void
add_dictionary (JsonBuilder *builder, GVariant *dictionary, const char *const *keys) {
  json_builder_begin_object (builder);
  cb_json_add_keys (builder, dictionary, keys);
  json_builder_end_object (builder);
}

static void
add_list (JsonBuilder *builder, const char *name, GVariant *list, const char *const *keys) {
  GVariantIter iter;
  GVariant *dictionary;

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  g_variant_iter_init (&iter, list);
  while ((dictionary = g_variant_iter_next_value (&iter))) {
    add_dictionary (builder, dictionary, keys);
    g_variant_unref (dictionary);
  }
  json_builder_end_array (builder);
}

char *
cb_json_cables (GVariant *cables, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  add_list (builder, "cables", cables, cable_keys);
  return cb_json_end (builder, pretty);
}

char *
cb_json_cable (GVariant *cable, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  json_builder_set_member_name (builder, "cable");
  add_dictionary (builder, cable, cable_keys);
  return cb_json_end (builder, pretty);
}

char *
cb_json_warnings (GVariant *warnings, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  json_builder_set_member_name (builder, "warnings");
  add_notes (builder, warnings);
  return cb_json_end (builder, pretty);
}

char *
cb_json_sent (gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  cb_json_add_flag (builder, "sent", TRUE);
  return cb_json_end (builder, pretty);
}

void
cb_json_add_error (JsonBuilder *builder, const GError *error) {
  g_autofree char *code = cb_exit_error_word (error);
  /* it may quote a word of the command line, which can be any bytes */
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  cb_json_add_text (builder, "code", code);
  cb_json_add_text (builder, "message", message);
}

char *
cb_json_error (const GError *error, GVariant *interfaces, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  cb_json_add_error (builder, error);
  if (interfaces)
    add_list (builder, "interfaces", interfaces, interface_keys);
  json_builder_end_object (builder);
  return cb_json_end (builder, pretty);
}
