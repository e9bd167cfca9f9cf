/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "escape.h"
#include "field.h"
#include "json.h"
#include "table.h"

gboolean
cb_output_utf8 (void) {
  return g_get_charset (NULL);
}

gboolean
cb_output_colors (const CbOptions *options) {
  const char *terminal = g_getenv ("TERM");

  if (options->colors != CB_COLORS_AUTO)
    return options->colors == CB_COLORS_YES;
  return isatty (STDOUT_FILENO) && !g_getenv ("NO_COLOR") && terminal
         && strcmp (terminal, "dumb") != 0;
}

void
cb_output_line (const char *text) {
  g_print ("%s\n", text);
}

void
cb_output_json (const char *json) {
  fputs (json, stdout);
  fputc ('\n', stdout);
}

gboolean
cb_output_check_fields (const CbOptions *options, GError **error) {
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("aa{sv}", NULL));
  g_autoptr (CbTable) table = cb_field_table (none, options->fields, TRUE, error);

  return table != NULL;
}

void
cb_output_table (const CbOptions *options, const CbTable *table, const char *title) {
  const CbTableStyle style = {
    .terse = options->terse,
    .pretty = options->pretty,
    .multiline = options->mode == CB_MODE_MULTILINE,
    .escape = options->escape,
    .colors = !options->terse && cb_output_colors (options),
    .title = title,
  };
  g_autofree char *text = cb_table_format (table, &style);

  g_print ("%s", text);
}

gboolean
cb_output_fields (const CbOptions *options, GVariant *cables, GError **error) {
  g_autoptr (CbTable) table = cb_field_table (cables, options->fields, cb_output_utf8 (), error);

  if (!table)
    return FALSE;
  cb_output_table (options, table, _ ("Cables"));
  return TRUE;
}

/* message as a sentence: escaped, first letter upper case, a full stop where nothing else ends it
 */
static char *
sentence (const char *message) {
  g_autofree char *text = cb_escape_text (message, cb_output_utf8 ());
  GString *result = g_string_new (NULL);
  gunichar first = g_utf8_get_char (text);

  if (first) {
    g_string_append_unichar (result, g_unichar_toupper (first));
    g_string_append (result, g_utf8_next_char (text));
  }
  g_strchomp (result->str);
  result->len = strlen (result->str);
  if (result->len > 0 && !strchr (".!?:", result->str[result->len - 1]))
    g_string_append_c (result, '.');
  return g_string_free (result, FALSE);
}

void
cb_output_warnings (const CbOptions *options, GVariant *notes) {
  GVariantIter iter;
  const char *text;

  if (options->json)
    return;
  g_variant_iter_init (&iter, notes);
  while (g_variant_iter_next (&iter, "(&s&s)", NULL, &text)) {
    g_autofree char *shown = sentence (text);

    g_printerr (_ ("Warning: %s\n"), shown);
  }
}

void
cb_output_hint (const CbOptions *options, const char *text) {
  g_autofree char *shown = sentence (text);

  if (!options->json)
    g_printerr (_ ("Hint: %s\n"), shown);
}

static char *
speed_cell (GVariant *interface) {
  guint32 speed = cb_dict_number (interface, "speed");

  return speed > 0 ? g_strdup_printf (_ ("%u Mb/s"), speed) : NULL;
}

static void
add_choice (CbTable *table, GVariant *interface) {
  static const char *const keys[] = { "interface", "connection", "reason" };
  char *text[G_N_ELEMENTS (keys)] = { NULL };
  g_autofree char *speed = speed_cell (interface);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *value = cb_dict_text (interface, keys[i]);

    text[i] = value ? cb_escape_bytes (value, strlen (value), cb_output_utf8 ()) : NULL;
  }
  if (cb_dict_flag (interface, "enabled") && !text[2])
    text[2] = g_strdup (_ ("enabled"));
  cb_table_add (table,
                (const char *const[]){ text[0],
                                       cb_dict_flag (interface, "carrier") ? _ ("yes") : _ ("no"),
                                       speed, text[1], text[2], NULL },
                CB_COLOR_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_free (text[i]);
}

static void
print_choices (GVariant *interfaces) {
  const char *headers[] = { _ ("INTERFACE"),    _ ("CARRIER"), _ ("SPEED"),
                            _ ("CONNECTED TO"), _ ("REMARK"),  NULL };
  g_autoptr (CbTable) table = cb_table_new (headers);
  g_autofree char *text = NULL;
  const CbTableStyle style = { 0 };
  GVariantIter iter;
  GVariant *interface;

  g_variant_iter_init (&iter, interfaces);
  while ((interface = g_variant_iter_next_value (&iter))) {
    add_choice (table, interface);
    g_variant_unref (interface);
  }
  text = cb_table_format (table, &style);
  g_printerr ("%s", text);
}

void
cb_output_error (const CbOptions *options, const GError *error, GVariant *choices) {
  g_autofree char *text = NULL;

  if (options->json) {
    text = cb_json_error (error, choices, options->pretty);
    cb_output_json (text);
    return;
  }
  text = sentence (error->message);
  g_printerr (_ ("Error: %s\n"), text);
  if (choices)
    print_choices (choices);
}
