/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What happened lately on one cable, for who follows later: the last CB_MAX_PAST_EVENTS events. A file that was
 * asked for isn't kept once its end is known. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbPastEvents CbPastEvents;

CbPastEvents *cb_past_events_new (void);

/* NULL is fine. */
void cb_past_events_free (CbPastEvents *past);

/* A dictionary "event"; takes a reference. Progress is passed over. */
void cb_past_events_add (CbPastEvents *past, GVariant *event);

/* Adds them to the array, references of its own, the oldest first. */
void cb_past_events_list (const CbPastEvents *past, GPtrArray *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbPastEvents, cb_past_events_free)

G_END_DECLS
