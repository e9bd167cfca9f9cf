/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "field.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "error.h"
#include "escape.h"

typedef enum {
  KIND_TEXT,
  KIND_FOLDER,
  KIND_YES_NO,
  KIND_CODES, /* of a list of (code, text), separated by commas */
} FieldKind;

#define COMMON "INTERFACE,STATE,FOLDER,SERVER,ADDRESS"

static const struct {
  const char *name;
  const char *key;
  FieldKind kind;
} fields[] = {
  { "INTERFACE", "interface", KIND_TEXT },
  { "STATE", "state", KIND_TEXT },
  { "FOLDER", "folder", KIND_FOLDER },
  { "SERVER", "server", KIND_TEXT },
  { "ADDRESS", "address", KIND_TEXT },
  { "COMPLETE", "complete", KIND_YES_NO },
  { "USER", "user", KIND_TEXT },
  { "MAC", "mac", KIND_TEXT },
  { "CARRIER", "carrier", KIND_YES_NO },
  { "CLIENTS", "clients", KIND_TEXT },
  { "INTERNET", "internet", KIND_TEXT },
  { "PROFILE", "profile", KIND_TEXT },
  { "UUID", "uuid", KIND_TEXT },
  { "REASON", "server_reason", KIND_TEXT },
  { "PROBLEMS", "problems", KIND_CODES },
};

const char **
cb_field_names (void) {
  const char **names = g_new0 (const char *, G_N_ELEMENTS (fields) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    names[i] = fields[i].name;
  return names;
}

static char *
codes_cell (GVariant *cable, const char *key, gboolean utf8) {
  g_autoptr (GVariant) notes = cb_cable_notes (cable, key);
  g_autoptr (GString) codes = g_string_new (NULL);
  GVariantIter iter;
  const char *code;

  g_variant_iter_init (&iter, notes);
  while (g_variant_iter_next (&iter, "(&s&s)", &code, NULL))
    g_string_append_printf (codes, "%s%s", codes->len > 0 ? "," : "", code);
  return codes->len > 0 ? cb_escape_bytes (codes->str, codes->len, utf8) : NULL;
}

static char *
cell (GVariant *cable, guint field, gboolean utf8) {
  const char *key = fields[field].key;
  const char *text;

  switch (fields[field].kind) {
  case KIND_FOLDER:
    return cb_cable_folder (cable, utf8);
  case KIND_YES_NO:
    return cb_dict_has_flag (cable, key) ? g_strdup (cb_dict_flag (cable, key) ? "yes" : "no")
                                          : NULL;
  case KIND_CODES:
    return codes_cell (cable, key, utf8);
  case KIND_TEXT:
    break;
  }
  text = cb_dict_text (cable, key);
  return text ? cb_escape_bytes (text, strlen (text), utf8) : NULL;
}

static gboolean
add_named (GArray *columns, const char *const *names, const char *name, GError **error) {
  g_autofree char *known = NULL;

  for (guint i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0) {
      g_array_append_val (columns, i);
      return TRUE;
    }
  known = g_strjoinv (", ", (char **) names);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no field: there are %s, all, common"), name,
               known);
  return FALSE;
}

static void
add_all (GArray *columns, const char *const *names) {
  for (guint i = 0; names[i]; i++)
    g_array_append_val (columns, i);
}

/* common has no "common" in it, so this ends. */
static gboolean
add_wanted (GArray *columns, const char *const *names, const char *common, const char *wanted, GError **error) {
  g_auto (GStrv) parts = g_strsplit (wanted, ",", -1);

  for (guint i = 0; parts[i]; i++) {
    const char *part = g_strstrip (parts[i]);

    if (g_ascii_strcasecmp (part, "all") == 0)
      add_all (columns, names);
    else if (g_ascii_strcasecmp (part, "common") == 0 && common) {
      if (!add_wanted (columns, names, NULL, common, error))
        return FALSE;
    } else if (!add_named (columns, names, part, error)) {
      return FALSE;
    }
  }
  return parts[0] || add_named (columns, names, "", error);
}

GArray *
cb_field_columns (const char *const *names, const char *common, const char *wanted, GError **error) {
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));

  return add_wanted (columns, names, common, wanted ? wanted : "common", error) ? g_steal_pointer (&columns)
                                                                                : NULL;
}

/* Indices into fields, or NULL */
static GArray *
wanted_columns (const char *wanted, GError **error) {
  g_autofree const char **names = cb_field_names ();

  return cb_field_columns (names, COMMON, wanted, error);
}

static void
add_row (CbTable *table, GVariant *cable, GArray *columns, gboolean utf8) {
  g_autofree const char **row = g_new0 (const char *, columns->len + 1);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < columns->len; i++) {
    char *text = cell (cable, g_array_index (columns, guint, i), utf8);

    g_ptr_array_add (owned, text);
    row[i] = text;
  }
  cb_table_add (table, row, cb_cable_state_color (cb_dict_text (cable, "state")));
}

CbTable *
cb_field_table (GVariant *cables, const char *wanted, gboolean utf8, GError **error) {
  g_autoptr (GArray) columns = wanted_columns (wanted, error);
  g_autofree const char **headers = NULL;
  CbTable *table;
  GVariantIter iter;
  GVariant *cable;

  if (!columns)
    return NULL;
  headers = g_new0 (const char *, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    headers[i] = fields[g_array_index (columns, guint, i)].name;
  table = cb_table_new (headers);
  g_variant_iter_init (&iter, cables);
  while ((cable = g_variant_iter_next_value (&iter))) {
    add_row (table, cable, columns, utf8);
    g_variant_unref (cable);
  }
  return table;
}
