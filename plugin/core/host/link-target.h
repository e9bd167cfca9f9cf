/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Judges a directory outside the boot folder that links of the boot folder lead to: may the built-in server
 * read what is in it? By its bytes alone; the caller passes a real path. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes: @n_bytes bytes, any.
 * @homes: as for cb_folder_path_judge().
 *
 * Returns the path in normal form; caller frees. NULL with CB_ERROR_INVALID for all that can't be a boot folder
 * either (folder-path.h), and for a path with a part that begins with a dot: programs keep keys and passwords
 * there. The message says what to do with the link. */
char *cb_link_target_judge (const char *bytes, gsize n_bytes, const char *const *homes, GError **error);

/* Is path folder itself, or beneath it? Both in normal form. */
gboolean cb_link_target_covers (const char *folder, const char *path);

G_END_DECLS
