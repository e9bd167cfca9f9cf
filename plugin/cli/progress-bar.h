/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How much of a file is over, as a bar of characters and in numbers. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "[#####.....]", of exactly `columns` columns where that is at least 3, else "". Blocks instead of '#' where
 * utf8. More than n_total counts as full, an n_total of 0 as empty. Free with g_free. */
char *cb_progress_bar (guint64 n_bytes, guint64 n_total, guint columns, gboolean utf8);

/* 0 to 100, rounded down: 100 is the whole. */
guint cb_progress_percent (guint64 n_bytes, guint64 n_total);

G_END_DECLS
