/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot help, and -h: made from the tables of verbs, properties and options. */

#include "verb.h"

#include <glib/gi18n-lib.h>

#include "output.h"
#include "table.h"

static void
append_pair (GString *text, const char *left, const char *right, gsize width) {
  g_string_append_printf (text, "  %s", left);
  for (gsize n = cb_table_width (left); n < width; n++)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, "  %s\n", right);
}

static char *
verb_usage (const CbVerb *verb) {
  GString *text = g_string_new (verb->word.full);

  if (verb->takes_folder)
    g_string_append (text, " [DIR]");
  if (verb->argument)
    g_string_append_printf (text, " [%s]", verb->argument->usage);
  if (verb == cb_verb_get (CB_VERB_HELP))
    g_string_append (text, " [COMMAND]");
  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    if (verb->properties & CB_PROPERTY_BIT (i))
      g_string_append_printf (text, " [%s %s]", cb_property_get (i)->word.full,
                              cb_property_get (i)->value);
  return g_string_free (text, FALSE);
}

static char *
option_usage (const CbOption *option) {
  g_autofree char *letter =
      option->letter ? g_strdup_printf ("-%c, ", option->letter) : g_strdup ("    ");

  return option->value ? g_strdup_printf ("%s--%s %s", letter, option->name, option->value)
                       : g_strdup_printf ("%s--%s", letter, option->name);
}

static void
append_options (GString *text) {
  g_string_append_printf (text, "\n%s\n", _ ("Options, before or after the command:"));
  for (guint i = 0; i < CB_OPTION_N_; i++) {
    g_autofree char *usage = option_usage (cb_option_get (i));

    append_pair (text, usage, _ (cb_option_get (i)->help), 40);
  }
}

static void
append_all (GString *text) {
  g_string_append_printf (text, "%s cableboot [%s] [%s]\n\n", _ ("Usage:"), _ ("OPTIONS"),
                          _ ("COMMAND ..."));
  g_string_append_printf (text, "%s\n\n%s\n",
                          _ ("Boots a Raspberry Pi on the other end of an Ethernet cable."),
                          _ ("Commands; without one it is 'status':"));
  for (guint i = 0; i < CB_VERB_N_; i++)
    append_pair (text, cb_verb_get (i)->word.full, _ (cb_verb_get (i)->help), 10);
  append_options (text);
  g_string_append_printf (
      text, "\n%s\n",
      _ ("'cableboot help COMMAND' tells about one command, 'man cableboot' about all."));
}

static void
append_properties (GString *text, const CbVerb *verb) {
  if (verb->takes_folder || verb->argument || verb->properties)
    g_string_append_c (text, '\n');
  if (verb->argument)
    append_pair (text, verb->argument->usage, _ (verb->argument->help), 28);
  if (verb->takes_folder)
    append_pair (text, "DIR",
                 _ ("the boot folder; without it the last one, at first rpi-boot in your home"),
                 28);
  for (guint i = 0; i < CB_PROPERTY_N_; i++) {
    const CbProperty *property = cb_property_get (i);
    g_autofree char *usage = g_strdup_printf ("%s %s", property->word.full, property->value);

    if (verb->properties & CB_PROPERTY_BIT (i))
      append_pair (text, usage, _ (property->help), 28);
  }
}

static void
append_topic (GString *text, const CbVerb *verb) {
  g_autofree char *usage = verb_usage (verb);

  g_string_append_printf (text, "%s cableboot [%s] %s\n\n%s\n", _ ("Usage:"), _ ("OPTIONS"), usage,
                          _ (verb->help));
  append_properties (text, verb);
  g_string_append_printf (text, "\n%s\n", _ ("'cableboot help' has the options."));
  if (verb->wait_s > 0)
    g_string_append_printf (text, _ ("'--wait' is %d seconds where it isn't given.\n"), verb->wait_s);
}

gboolean
cb_verb_help (const CbRequest *request, CbBus *bus, GError **error) {
  g_autoptr (GString) text = g_string_new (NULL);

  if (request->topic)
    append_topic (text, request->topic);
  else
    append_all (text);
  g_print ("%s", text->str);
  return TRUE;
}
