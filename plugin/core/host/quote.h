/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Somebody else's bytes inside a message of ours: UTF-8, no control characters, not too long. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes: @n_bytes bytes, or up to the zero byte with -1. NULL reads as empty.
 *
 * The bytes with everything that can't be printed as \xNN, cut with "..." after about 100 bytes.
 * Without quotation marks around. Caller frees. */
char *cb_quote (const char *bytes, gssize n_bytes);

G_END_DECLS
