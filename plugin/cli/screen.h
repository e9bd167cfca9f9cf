/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Standard output as a terminal with a few lines at its end that move, below others that stay. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint n_moving; /* lines that stand there now and will be drawn again; 0 at first */
} CbScreen;

/* Columns and rows of the terminal; never 0. */
void cb_screen_size (guint *ret_columns, guint *ret_rows);

/* Prints staying (a text with its line ends, or NULL), and draws the moving lines (NULL-terminated, without
 * line ends, no longer than the terminal is wide) below it. */
void cb_screen_draw (CbScreen *screen, const char *staying, const char *const *moving);

G_END_DECLS
