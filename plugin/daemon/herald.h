/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Carries what the worker knows to the bus, in order: events to those who follow, and which cables there are.
 *
 * What is told waits in a queue for the main thread; when too much waits, events are left out, so that a slow
 * bus doesn't make us grow.
 */

#pragma once

#include <gio/gio.h>

#include "followers.h"

G_BEGIN_DECLS

typedef struct CbHerald CbHerald;

CbHerald *cb_herald_new (GDBusConnection *bus);

/* After the worker's end. NULL is fine. */
void cb_herald_free (CbHerald *herald);

/* --- any thread --- */

/* What happened on the cable uuid of user uid: a dictionary "event" (floating or not) and its signal
 * (static). */
void cb_herald_tell (CbHerald *herald, const char *uuid, guint32 uid, const char *signal, GVariant *event);

/* The cable is there, under that name of its interface; NULL: it is no more. */
void cb_herald_set_cable (CbHerald *herald, const char *uuid, const char *interface);

/* Does anybody follow? An answer of a moment ago. */
gboolean cb_herald_is_heard (CbHerald *herald);

/* func (data) on the main thread, behind all that was told before and before all that will be. */
void cb_herald_call (CbHerald *herald, void (*func) (gpointer data), gpointer data);

/* --- the main thread --- */

/* What waits is sent now. */
void cb_herald_send (CbHerald *herald);

/* As cb_followers_add; hears what is sent from now on. */
gboolean cb_herald_follow (CbHerald *herald, const char *name, guint32 uid, CbWatching watching,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbHerald, cb_herald_free)

G_END_DECLS
