/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder-check.h"

#include <glib/gi18n-lib.h>

#include "child.h"
#include "escape.h"
#include "exit-code.h"
#include "output.h"

/* Our own program, whatever it is called and where. */
#define SELF "/proc/self/exe"

/* The language of the person's terminal; the rest of an environment that root got from somebody stays out. */
static const char *const kept_variables[] = { "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES" };

static char **
child_environment (void) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
  for (gsize i = 0; i < G_N_ELEMENTS (kept_variables); i++) {
    g_autofree char *setting = g_strdup_printf ("%s=%s", kept_variables[i], g_getenv (kept_variables[i]));

    if (g_getenv (kept_variables[i]))
      g_strv_builder_add (builder, setting);
  }
  return g_strv_builder_end (builder);
}

gboolean
cb_folder_is_complete (const char *folder, const char *user, gboolean *ret_complete, char **ret_problems) {
  const char *arguments[] = {
    SELF, "--colors", "no", "check", folder, "show", "problems", user ? "user" : NULL, user, NULL,
  };
  g_auto (GStrv) environment = child_environment ();
  const CbChild child = { .argv = arguments, .environment = (const char *const *) environment };
  g_autofree char *text = NULL;
  int status;

  *ret_complete = FALSE;
  if (!cb_child_run (&child, &status, &text, NULL) || status >= 128) {
    *ret_problems =
        g_strdup (_ ("Error: the boot folder can't be checked: it took too long, or the check was ended.\n"));
    return TRUE;
  }
  if (status != CB_EXIT_DONE && status != CB_EXIT_INCOMPLETE)
    return FALSE;
  *ret_complete = status == CB_EXIT_DONE;
  *ret_problems = cb_escape_text (text, cb_output_utf8 ());
  return TRUE;
}
