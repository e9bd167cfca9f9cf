/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/link-target.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/folder-path.h"
#include "host/quote.h"

char *
cb_link_target_judge (const char *bytes, gsize n_bytes, const char *const *homes, GError **error) {
  const char *reason;
  g_autofree char *normal = cb_folder_path_normalize (bytes, n_bytes, homes, &reason);
  g_autofree char *quoted = NULL;

  if (normal != NULL && strstr (normal, "/.") == NULL)
    return g_steal_pointer (&normal);
  if (normal != NULL)
    reason = _ ("a name in it begins with a dot, and programs keep keys and passwords in such folders");
  quoted = cb_quote (bytes, bytes != NULL ? (gssize) n_bytes : 0);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("links of the boot folder lead into '%s', which is never served: %s; remove these links, "
                  "or copy the files that they name into the boot folder"),
               quoted, reason);
  return NULL;
}

gboolean
cb_link_target_covers (const char *folder, const char *path) {
  gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}
