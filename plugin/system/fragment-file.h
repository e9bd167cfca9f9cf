/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Our file in /etc/NetworkManager/dnsmasq-shared.d.
 *
 * It is written beside its place under a name with a leading dot, which no dnsmasq reads
 * (proven-traps.md 33), checked together with the whole folder, and only then renamed. So a dnsmasq that
 * starts at any moment reads the old file or the new one. Nobody else's file is ever touched.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Puts text in the place of the fragment file_name, unless it stands there already. The folder is made
 * when missing (and noted in *made, see made-folder.h). program is dnsmasq, or NULL for no check.
 * CB_ERROR_FRAGMENT as cb_dnsmasq_test, CB_ERROR_FAILED when the file can't be written; the old file then
 * stands as it was. *ret_changed (may be NULL) says whether anything was written. */
gboolean cb_fragment_file_write (const char *file_name, const char *text, const char *program,
                                 char ***made, gboolean *ret_changed, GError **error);

/* The text of the fragment, or NULL when there is none. Caller frees. */
char *cb_fragment_file_read (const char *file_name);

/* The interfaces that have a fragment of ours there. Caller frees with g_strfreev. */
char **cb_fragment_file_interfaces (void);

/* No file is no error. */
gboolean cb_fragment_file_remove (const char *file_name, GError **error);

G_END_DECLS
