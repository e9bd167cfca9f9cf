/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder-check.h"

#include <sys/wait.h>

#include "exit-code.h"

/* The child's own file, whatever it is called and where. */
#define SELF "/proc/self/exe"

gboolean
cb_folder_is_complete (const char *folder, const char *user, gboolean *ret_complete, char **ret_problems) {
  const char *arguments[] = { SELF,   "--colors", "no",   "check", folder, "show", "problems",
                              user ? "user" : NULL, user, NULL };
  g_autofree char *text = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
                     &status, NULL)
      || !WIFEXITED (status))
    return FALSE;
  if (WEXITSTATUS (status) != CB_EXIT_DONE && WEXITSTATUS (status) != CB_EXIT_INCOMPLETE)
    return FALSE;
  *ret_complete = WEXITSTATUS (status) == CB_EXIT_DONE;
  *ret_problems = g_steal_pointer (&text);
  return TRUE;
}
