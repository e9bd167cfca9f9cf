/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Judges the path of a boot folder, by its bytes alone: may it stand in a dnsmasq line, and is it a
 * folder that one may hand to whoever holds the cable? Nothing is opened and no link is followed:
 * the caller also passes the resolved path where there is one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes: @n_bytes bytes, any.
 * @homes: home folders, NULL-terminated; none of them may be the boot folder itself. May be NULL.
 *
 * Returns the path in normal form (no "//", no "/./", no '/' at the end); caller frees. Blanks,
 * UTF-8 and any of , # ' % are fine (proven-traps.md 34).
 *
 * NULL with CB_ERROR_INVALID: empty, relative, a ".." in it, longer than CB_MAX_FOLDER_BYTES, not
 * UTF-8, a control character, a double quote or a backslash; or a folder of the system, or a whole
 * home. The message says what to do instead. */
char *cb_folder_path_judge (const char *bytes, gsize n_bytes, const char *const *homes,
                            GError **error);

/* The same for a path that is to be something else than the boot folder: where it returns NULL, *ret_reason
 * is why not, one translated phrase, static. NULL where it returns a path. */
char *cb_folder_path_normalize (const char *bytes, gsize n_bytes, const char *const *homes,
                                const char **ret_reason);

G_END_DECLS
