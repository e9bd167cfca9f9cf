/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot check of another process, for those who may not look into the folder themselves: 'cableboot check'
 * is run, which becomes the folder's person first. Only its exit code is understood; its text is passed on.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* user: whose rights to look with, for root; NULL for an ordinary user's own.
 *
 * TRUE when there is an answer: *ret_complete says how it went, and *ret_problems is the text of 'check show
 * problems', fit for a terminal, "" when nothing is wrong; free with g_free. A check that takes longer than
 * CB_MAX_CHILD_MS, or is killed, which the folder's owner can do, finds no complete folder. FALSE where the
 * folder can't be looked at. */
gboolean cb_folder_is_complete (const char *folder, const char *user, gboolean *ret_complete,
                                char **ret_problems);

G_END_DECLS
