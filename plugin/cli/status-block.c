/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "status-block.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "escape.h"
#include "table.h"

typedef char *(*FactText) (GVariant *cable, gboolean utf8);

static char *
text_of (GVariant *cable, const char *key, gboolean utf8) {
  const char *text = cb_dict_text (cable, key);

  return text ? cb_escape_bytes (text, strlen (text), utf8) : NULL;
}

static const char *
server_name (const char *server) {
  if (g_strcmp0 (server, "builtin") == 0)
    return _ ("the built-in server");
  if (g_strcmp0 (server, "none") == 0)
    return _ ("nobody");
  return server;
}

static gboolean
is_problem (GVariant *cable, const char *text) {
  g_autoptr (GVariant) problems = cb_cable_notes (cable, "problems");
  GVariantIter iter;
  const char *problem;

  g_variant_iter_init (&iter, problems);
  while (g_variant_iter_next (&iter, "(&s&s)", NULL, &problem))
    if (strcmp (problem, text) == 0)
      return TRUE;
  return FALSE;
}

/* The plan in the daemon's words, which name who serves and why; the bare name where there are
 * none, or where they are among the problems. */
static char *
server_text (GVariant *cable, gboolean utf8) {
  const char *plan = cb_dict_text (cable, "server_text");
  const char *name = server_name (cb_dict_text (cable, "server"));

  if (plan && !(name && is_problem (cable, plan)))
    return cb_escape_bytes (plan, strlen (plan), utf8);
  return name ? cb_escape_bytes (name, strlen (name), utf8) : NULL;
}

static char *
address_text (GVariant *cable, gboolean utf8) {
  return text_of (cable, "address", utf8);
}

static char *
user_text (GVariant *cable, gboolean utf8) {
  return text_of (cable, "user", utf8);
}

static char *
profile_text (GVariant *cable, gboolean utf8) {
  return text_of (cable, "profile", utf8);
}

static char *
cable_text (GVariant *cable, gboolean utf8) {
  if (!cb_dict_has_flag (cable, "carrier"))
    return NULL;
  return g_strdup (cb_dict_flag (cable, "carrier") ? _ ("plugged in")
                                                    : _ ("out, or the Pi is off"));
}

static char *
clients_text (GVariant *cable, gboolean utf8) {
  const char *clients = cb_dict_text (cable, "clients");

  if (g_strcmp0 (clients, "pi") == 0)
    return g_strdup (_ ("Raspberry Pis only"));
  if (g_strcmp0 (clients, "any") == 0)
    return g_strdup (_ ("everything that asks"));
  return text_of (cable, "clients", utf8);
}

/* "11:22:33:44:55:66 (MSFT 5.0), ..." of those that got no answer. */
static char *
strangers_text (GVariant *cable, gboolean utf8) {
  g_autoptr (GVariant) list = g_variant_lookup_value (cable, "strangers", G_VARIANT_TYPE ("aa{ss}"));
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; list && i < g_variant_n_children (list); i++) {
    g_autoptr (GVariant) stranger = g_variant_get_child_value (list, i);
    const char *mac = "?", *vendor_class = NULL;

    g_variant_lookup (stranger, "mac", "&s", &mac);
    g_variant_lookup (stranger, "vendor_class", "&s", &vendor_class);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", mac);
    if (vendor_class)
      g_string_append_printf (text, " (%s)", vendor_class);
  }
  return text->len > 0 ? cb_escape_bytes (text->str, text->len, utf8) : NULL;
}

/* Nothing where the barrier isn't up though it should be: the problems say so. */
static char *
way_out_text (GVariant *cable, gboolean utf8) {
  if (g_strcmp0 (cb_dict_text (cable, "internet"), "yes") == 0)
    return g_strdup (_ ("the Pi may use this machine's other networks"));
  return cb_dict_flag (cable, "barrier") ? g_strdup (_ ("none, the Pi reaches this machine only")) : NULL;
}

/* What 'cableboot check' says of the folder; nothing where it can't be asked. */
static char *
files_text (GVariant *cable, gboolean utf8) {
  if (!cb_dict_has_flag (cable, "complete"))
    return NULL;
  return g_strdup (cb_dict_flag (cable, "complete")
                       ? _ ("complete")
                       : _ ("not complete: 'cableboot check' tells what is wrong"));
}

static const struct {
  const char *label;
  FactText text;
} facts[] = {
  { N_ ("Folder"), cb_cable_folder }, { N_ ("Files"), files_text },
  { N_ ("Server"), server_text },
  { N_ ("Address"), address_text },   { N_ ("Cable"), cable_text },
  { N_ ("Answers"), clients_text },   { N_ ("Refused"), strangers_text },
  { N_ ("Way out"), way_out_text },   { N_ ("User"), user_text },
  { N_ ("Profile"), profile_text },
};

static gsize
label_width (void) {
  gsize width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    width = MAX (width, cb_table_width (_ (facts[i].label)));
  return width;
}

static void
append_head (GString *block, GVariant *cable, gboolean colors, gboolean utf8) {
  const char *state = cb_dict_text (cable, "state");
  const char *words = cb_cable_state_text (state);
  g_autofree char *interface = text_of (cable, "interface", utf8);
  g_autofree char *shown = cb_escape_bytes (words, strlen (words), TRUE);
  g_autofree char *name =
      cb_table_paint (interface ? interface : "--", colors ? CB_COLOR_BOLD : CB_COLOR_NONE);
  g_autofree char *painted =
      cb_table_paint (shown, colors ? cb_cable_state_color (state) : CB_COLOR_NONE);

  g_string_append_printf (block, "%s: %s\n", name, painted);
}

static void
append_problems (GString *block, GVariant *cable, gboolean colors, gboolean utf8) {
  g_autoptr (GVariant) problems = cb_cable_notes (cable, "problems");
  g_autofree char *word = cb_table_paint (_ ("Problem:"), colors ? CB_COLOR_RED : CB_COLOR_NONE);
  GVariantIter iter;
  const char *text;

  g_variant_iter_init (&iter, problems);
  while (g_variant_iter_next (&iter, "(&s&s)", NULL, &text)) {
    g_autofree char *shown = cb_escape_text (text, utf8);

    g_string_append_printf (block, "  %s %s\n", word, shown);
  }
}

char *
cb_status_block (GVariant *cable, gboolean colors, gboolean utf8) {
  GString *block = g_string_new (NULL);
  gsize width = label_width ();

  append_head (block, cable, colors, utf8);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autofree char *value = facts[i].text (cable, utf8);
    const char *label = _ (facts[i].label);

    if (!value)
      continue;
    g_string_append_printf (block, "  %s:", label);
    for (gsize n = cb_table_width (label); n < width + 1; n++)
      g_string_append_c (block, ' ');
    g_string_append_printf (block, "%s\n", value);
  }
  append_problems (block, cable, colors, utf8);
  return g_string_free (block, FALSE);
}
