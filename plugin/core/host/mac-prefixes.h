/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The list of MAC prefixes by which a Pi is known, and MAC addresses as text.
 *
 * A file has one prefix per line, three to five bytes, any case, '-' or ':' between them; '#'
 * begins a comment. The list we ship is conf/pi-mac-prefixes; a second one may be the user's. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text: @n_text bytes, any.
 * @into: what former files gave, NULL-terminated; consumed, also on error. May be NULL.
 * @file_name: only for messages.
 *
 * Returns into plus the prefixes of text as "dc:a6:32", each once, in the order read; free with
 * g_strfreev(). An empty text gives an empty list.
 *
 * NULL with CB_ERROR_INVALID, file and line for a bad line; also for more than
 * CB_MAX_MAC_PREFIX_BYTES of text and more than CB_MAX_MAC_PREFIXES prefixes in all. */
char **cb_mac_prefixes_parse (const char *text, gsize n_text, char **into, const char *file_name,
                              GError **error);

/* A prefix of three to five bytes, in lower case with ':'? */
gboolean cb_mac_prefix_is_normal (const char *text);

/* Six bytes in any case, with ':' or '-', as "dc:a6:32:01:02:03"; caller frees. NULL when text is
 * anything else, or NULL. No error: a NIC without a MAC that we can use is bound by its name. */
char *cb_mac_normalize (const char *text);

G_END_DECLS
