/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The moving part of `cableboot monitor` on a terminal: for each board under way a line with its stage, and one
 * for each file that is on the wire. Made from events (D-Bus contract). Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint columns; /* of the terminal: no line is longer, in columns and without its colours */
  guint rows;    /* lines at most */
  gboolean utf8;
  gboolean colors;
} CbLiveStyle;

typedef struct CbLiveView CbLiveView;

CbLiveView *cb_live_view_new (void);
void cb_live_view_free (CbLiveView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbLiveView, cb_live_view_free)

void cb_live_view_event (CbLiveView *view, GVariant *event);

/* Boots that are under way. */
guint cb_live_view_n_boots (const CbLiveView *view);

/* The lines at ms_now (milliseconds since 1970), NULL-terminated, without line ends; at least one where there
 * is room. Free with g_strfreev. */
char **cb_live_view_lines (const CbLiveView *view, gint64 ms_now, const CbLiveStyle *style);

G_END_DECLS
