/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "made-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "error.h"

static void
append (char ***list, const char *text) {
  guint n = *list == NULL ? 0 : g_strv_length (*list);

  *list = g_renew (char *, *list, n + 2);
  (*list)[n] = g_strdup (text);
  (*list)[n + 1] = NULL;
}

gboolean
cb_made_folder_ensure (const char *path, int mode, char ***made, GError **error) {
  if (g_mkdir (path, mode) == 0) {
    append (made, path);
    return TRUE;
  }
  if (errno == EEXIST)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not make the folder %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}

void
cb_made_folder_remove_all (char *const *made) {
  for (guint i = made == NULL ? 0 : g_strv_length ((char **) made); i > 0; i--)
    (void) rmdir (made[i - 1]);
}
