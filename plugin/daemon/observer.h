/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The `cableboot-link watch` of one cable, and what it has told since the cable came.
 *
 * It is there from the plug to the unplug. Its guard looks for a foreign DHCP server; strangers, and boards
 * that get no answer, are remembered for status. Lives on the worker thread.
 */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "links.h"
#include "notes.h"

G_BEGIN_DECLS

typedef struct CbObserver CbObserver;

/* Begins to watch the link of settings. changed (data) is called in context when a foreign server was found, a
 * board asked, or the watcher has ended; the observer may not be freed in it. NULL and CB_ERROR_FAILED. */
CbObserver *cb_observer_new (const CbSettings *settings, const CbLink *link, GMainContext *context,
                             void (*changed) (gpointer data), gpointer data, GError **error);

/* NULL is fine. */
void cb_observer_free (CbObserver *self);

/* Has a foreign server been found? *ret_server is its address as it names itself, host order, which may be 0.
 * NULL observers have found none. */
gboolean cb_observer_found_foreign_server (const CbObserver *self, guint32 *ret_server);

/* Does it listen on this very link, still, and for the address of settings? NULL doesn't. */
gboolean cb_observer_watches (const CbObserver *self, const CbSettings *settings, const CbLink *link);

/* Is it sure by now that this is a Pi's cable: a board asked, or the last probes brought nothing? */
gboolean cb_observer_is_sure (const CbObserver *self);

/* Has it just begun, so that an answer to its first question may still come? NULL doesn't ask. */
gboolean cb_observer_is_asking (const CbObserver *self);

/* Adds "strangers" to dict, and to problems what boards did without; chains: of cb_barriers_chains. */
void cb_observer_describe (const CbObserver *self, const char *interface, GPtrArray *chains,
                           GVariantBuilder *dict, CbNotes *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbObserver, cb_observer_free)

G_END_DECLS
