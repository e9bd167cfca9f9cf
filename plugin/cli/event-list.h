/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is done with the events (aa{sv} of the D-Bus contract) that happened before somebody began to follow.
 * Pure.
 *
 * Each list that comes out is unreferenced with g_variant_unref.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Those behind last, the last one that was heard; all where last is NULL. Where last isn't among them, those of
 * a later time. */
GVariant *cb_event_list_after (GVariant *events, GVariant *last);

/* Those of boots that are still under way: not over, and not come to the hand-over. */
GVariant *cb_event_list_under_way (GVariant *events);

/* With event the board has fetched all that it wanted, or its boot is over. */
gboolean cb_event_list_is_end (GVariant *event);

G_END_DECLS
