/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot folder as a person types it, made into the absolute path that the daemon gets. Looks at
 * the disk only where it must, with the rights of the process; opens nothing.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The absolute path of typed, seen from cwd (absolute): without "//", "/./" and a slash at the end.
 * Symbolic links stay as they are typed, the last part's too, so that a link can be moved to the
 * next build. Only where there is a ".." the part before it is resolved, as the kernel would do it.
 * Free with g_free. Errors: CB_ERROR_INVALID for an empty path, CB_ERROR_NOT_FOUND or
 * CB_ERROR_INVALID where ".." can't be resolved. */
char *cb_folder_absolute (const char *typed, const char *cwd, GError **error);

/* Whether path is a folder, as far as this process can tell; without the rights to look the answer
 * is yes, and the daemon looks again. Errors: CB_ERROR_NOT_FOUND (no such thing), CB_ERROR_INVALID
 * (no folder). */
gboolean cb_folder_check (const char *path, GError **error);

G_END_DECLS
