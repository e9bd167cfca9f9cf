/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "link-question.h"

#include <langinfo.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "escape.h"
#include "output.h"

gboolean
cb_link_question_is_open (const CbRequest *request) {
  const char *links = request->values[CB_PROPERTY_LINKS];

  if (links)
    return strcmp (links, "yes") == 0;
  return !request->options.json && !request->options.terse && isatty (STDIN_FILENO)
         && isatty (STDERR_FILENO);
}

char *
cb_link_question_text (GVariant *directories, gboolean utf8) {
  GString *text = g_string_new (_ ("The boot folder has links that lead out of it, to files in:"));
  gsize n = g_variant_n_children (directories);

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) directory = g_variant_get_child_value (directories, i);
    const char *bytes = g_variant_get_bytestring (directory);
    g_autofree char *shown = cb_escape_bytes (bytes, strlen (bytes), utf8);

    g_string_append_printf (text, "\n  %s", shown);
  }
  g_string_append_printf (text, "\n%s",
                          _ ("Whoever holds the cable can then read what is there. Serve it too?"));
  return g_string_free (text, FALSE);
}

gboolean
cb_link_question_is_yes (const char *line) {
  regex_t yes;
  gboolean found;

  if (!line || regcomp (&yes, nl_langinfo (YESEXPR), REG_EXTENDED | REG_NOSUB) != 0)
    return FALSE;
  found = regexec (&yes, line, 0, NULL, 0) == 0;
  regfree (&yes);
  return found;
}

gboolean
cb_link_question_ask (const CbRequest *request, GVariant *directories) {
  g_autofree char *text = NULL;
  char line[64];

  if (request->values[CB_PROPERTY_LINKS])
    return cb_link_question_is_open (request);
  text = cb_link_question_text (directories, cb_output_utf8 ());
  /* TRANSLATORS: answers to a question; your locale's YESEXPR must accept the first letter */
  g_printerr ("%s %s ", text, _ ("[y/N]"));
  return cb_link_question_is_yes (fgets (line, sizeof line, stdin));
}
