/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The events of one board alone, picked out by its serial.
 *
 * What a board does before its serial is known is kept until then, so that nothing of its boot is lost. Events
 * of the cable itself pass. Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbBoardFilter CbBoardFilter;

typedef void (*CbBoardFilterPass) (GVariant *event, gpointer data);

/* serial: 8 hexadecimal digits; NULL: every board. pass gets each event that passes, in order. */
CbBoardFilter *cb_board_filter_new (const char *serial, CbBoardFilterPass pass, gpointer data);
void cb_board_filter_free (CbBoardFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBoardFilter, cb_board_filter_free)

void cb_board_filter_event (CbBoardFilter *filter, GVariant *event);

G_END_DECLS
