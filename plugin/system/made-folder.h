/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Folders that we have to make in other people's places, and take away again when they are empty. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes path, whose parent exists, unless it is there; when it was made, path is appended to *made
 * (a string vector, may be NULL). CB_ERROR_FAILED, naming the path. */
gboolean cb_made_folder_ensure (const char *path, int mode, char ***made, GError **error);

/* Removes each folder of made (may be NULL), the last first, where it is empty; others stay. */
void cb_made_folder_remove_all (char *const *made);

G_END_DECLS
