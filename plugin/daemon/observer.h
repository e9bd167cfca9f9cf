/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The `cableboot-link watch` of one cable, and what it has told since the cable came.
 *
 * It is there from the plug to the unplug. Its guard looks for a foreign DHCP server; strangers, and boards
 * that get no answer, are remembered for status. Where dnsmasq serves it is nobody's, and hears transfers on
 * the wire; else it is the enabling user's, who may read the boot folder, and is told of transfers. Lives on
 * the worker thread.
 */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "links.h"
#include "notes.h"
#include "wire/boot-event.h"

G_BEGIN_DECLS

typedef struct CbObserver CbObserver;

typedef struct {
  GMainContext *context; /* in which is called: */
  void (*changed) (gpointer data); /* a foreign server was found, a board asked, or the watcher has ended */
  void (*told) (const CbBootEvent *event, gpointer data); /* any event, valid during the call */
  gpointer data;
} CbObserverHost;

/* Begins to watch the link of settings. The observer may not be freed by what host is called for. NULL and
 * CB_ERROR_FAILED. */
CbObserver *cb_observer_new (const CbSettings *settings, const CbLink *link, const CbObserverHost *host,
                             GError **error);

/* NULL is fine. */
void cb_observer_free (CbObserver *self);

/* Has a foreign server been found? *ret_server is its address as it names itself, host order, which may be 0.
 * NULL observers have found none. */
gboolean cb_observer_found_foreign_server (const CbObserver *self, guint32 *ret_server);

/* Does its process live? NULL has none. */
gboolean cb_observer_is_running (const CbObserver *self);

/* Tells the watcher what the built-in server did (ASKED to TIMED_OUT). NULL is fine. */
void cb_observer_pass_on (CbObserver *self, const CbBootEvent *event);

/* Does it listen on this very link, still, and as it would be started now: for that address, folder and server?
 * NULL doesn't. */
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
