/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Follows cablebootd, and waits for it while it isn't there: it is never started from here. All
 * that it tells comes from the owner of its name, in the order in which it was sent.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  /* An event (a{sv}); is_past: of before this following began. */
  void (*event) (GVariant *event, gboolean is_past, gpointer data);

  /* All cables as they are now (aa{sv}): at the beginning, and when wants_cables() says TRUE for an event,
   * which waits a moment for the answer, and so do those behind it. */
  void (*cables) (GVariant *cables, gpointer data);
  gboolean (*wants_cables) (GVariant *event, gpointer data);
  gpointer data;
} CbFollowerHost;

typedef struct CbFollower CbFollower;

/* bus: the system bus. Copies host. */
CbFollower *cb_follower_new (GDBusConnection *bus, const CbFollowerHost *host);
void cb_follower_free (CbFollower *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbFollower, cb_follower_free)

G_END_DECLS
