/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "screen.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_COLUMNS 80
#define USUAL_ROWS    24

void
cb_screen_size (guint *ret_columns, guint *ret_rows) {
  struct winsize size = { 0 };

  ioctl (STDOUT_FILENO, TIOCGWINSZ, &size);
  *ret_columns = size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
  *ret_rows = size.ws_row > 0 ? size.ws_row : USUAL_ROWS;
}

/* The cursor stands behind the last moving line. Line by line: some terminals keep what "erase all that is
 * below" takes away. */
static void
erase_moving (const CbScreen *screen, GString *text) {
  for (guint i = 0; i < screen->n_moving; i++)
    g_string_append_printf (text, "\r\033[K%s", i + 1 < screen->n_moving ? "\033[A" : "");
}

void
cb_screen_draw (CbScreen *screen, const char *staying, const char *const *moving) {
  g_autoptr (GString) text = g_string_new (NULL);

  erase_moving (screen, text);
  if (staying)
    g_string_append (text, staying);
  screen->n_moving = 0;
  for (; moving[screen->n_moving]; screen->n_moving++)
    g_string_append_printf (text, "%s%s", screen->n_moving > 0 ? "\n" : "", moving[screen->n_moving]);
  g_print ("%s", text->str);
  fflush (stdout);
}
