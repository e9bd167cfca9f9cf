/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An event of a boot (D-Bus contract) as a line for people: a word for what happened, and what it happened to.
 * Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean utf8;   /* as in escape.h */
  gboolean colors;
  gboolean exact;  /* bytes in full, instead of "2.2 MB" */
  guint columns;   /* longer lines are broken between words; 0: never */
} CbEventStyle;

/* Without a line end; more than one line only where columns make it so. NULL: lines don't tell of it (a file
 * that is only asked for yet, progress). Free with g_free. */
char *cb_event_line (GVariant *event, const CbEventStyle *style);

/* The same behind its time and its board, for a log of several boards. */
char *cb_event_log_line (GVariant *event, const CbEventStyle *style);

/* A line like that, with another word and text, at the time and of the board of event. Free with g_free. */
char *cb_event_log_figures (GVariant *event, const char *word, const char *text, const CbEventStyle *style);

G_END_DECLS
