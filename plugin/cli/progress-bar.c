/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "progress-bar.h"

#define MIN_COLUMNS 3 /* the brackets, and one between them */

static double
share_of (guint64 n_bytes, guint64 n_total) {
  return n_total == 0 ? 0 : (double) MIN (n_bytes, n_total) / (double) n_total;
}

char *
cb_progress_bar (guint64 n_bytes, guint64 n_total, guint columns, gboolean utf8) {
  GString *bar = g_string_new (NULL);
  guint n_cells = columns - 2;
  guint n_full;

  if (columns < MIN_COLUMNS)
    return g_string_free (bar, FALSE);
  n_full = (guint) (share_of (n_bytes, n_total) * n_cells);
  g_string_append_c (bar, '[');
  for (guint i = 0; i < n_cells; i++)
    g_string_append (bar, i >= n_full ? (utf8 ? "\u00b7" : ".") : (utf8 ? "\u2588" : "#"));
  g_string_append_c (bar, ']');
  return g_string_free (bar, FALSE);
}

guint
cb_progress_percent (guint64 n_bytes, guint64 n_total) {
  if (n_total > 0 && n_bytes >= n_total)
    return 100;
  return MIN ((guint) (share_of (n_bytes, n_total) * 100), 99);
}
