/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who follows the boots: bus names, whose they are, and what they watch for. A follower is forgotten when it
 * leaves the bus. Each hears, by signals sent to it alone, what happens on the cables of its user; root's hear
 * everything. Lives on the main thread.
 */

#pragma once

#include <gio/gio.h>

#include "request.h"

G_BEGIN_DECLS

typedef struct CbFollowers CbFollowers;

CbFollowers *cb_followers_new (GDBusConnection *bus);

/* NULL is fine. */
void cb_followers_free (CbFollowers *followers);

/* name follows from now on; if it does already, with watching as it is now. FALSE with CB_ERROR_REFUSED when
 * there are too many. */
gboolean cb_followers_add (CbFollowers *followers, const char *name, guint32 uid, CbWatching watching,
                           GError **error);

guint cb_followers_count (const CbFollowers *followers);

/* Sends the signal of the interface Cable, with event, to all who may hear of a cable of uid. Who watches for
 * notify is told whether another follower of the same user watches by itself. */
void cb_followers_tell (CbFollowers *followers, guint32 uid, const char *path, const char *signal,
                        GVariant *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbFollowers, cb_followers_free)

G_END_DECLS
