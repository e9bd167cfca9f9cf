/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The SHA-256 of a file, read with the caller's own rights. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 64 hexadecimal digits of what path names, links followed. Free with g_free. NULL with CB_ERROR_NOT_FOUND
 * where there is nothing, CB_ERROR_INVALID where it is no regular file, CB_ERROR_FAILED where it can't be
 * read. */
char *cb_file_hash (const char *path, GError **error);

G_END_DECLS
