/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes from outside (folders, names, texts of other programs), made fit for a terminal: what
 * prints stays, everything else becomes \xNN. So a name can neither move the cursor nor turn the
 * reading order. Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* n_bytes of bytes as one line of text. utf8 says whether the terminal shows UTF-8: printable
 * characters of it are kept then, else only printable ASCII is. Free with g_free. bytes may be NULL
 * when n_bytes is 0. */
char *cb_escape_bytes (const char *bytes, gsize n_bytes, gboolean utf8);

/* The same for a text that may have several lines: line ends stay. */
char *cb_escape_text (const char *text, gboolean utf8);

G_END_DECLS
