/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "follower.h"

#include "host/dict.h"
#include "names.h"

#define CALL_MS 25000

/* How long an event that wants the cables, and what follows it, waits for them: the daemon looks into the boot
 * folder for its answer, and may be at other work before. */
#define HOLD_MS 5000

/* Refused, because too many follow: after so long it may be otherwise. */
#define RETRY_SECONDS 60

/* Events that wait for an answer. */
#define MAX_HELD 4096

struct CbFollower {
  GDBusConnection *bus;
  CbFollowerHost host;
  guint watch;

  /* While the daemon is there. */
  char *owner;
  GCancellable *calls;
  guint subscription;
  guint retry_timer;
  gboolean is_listing;
  gboolean is_asking; /* to follow: the past comes first */
  guint hold_timer;
  GQueue *held;       /* GVariant * */
};

static gboolean
holds (const CbFollower *self) {
  return self->is_asking || self->hold_timer != 0;
}

static void
release (CbFollower *self) {
  GVariant *event;

  if (holds (self))
    return;
  while ((event = g_queue_pop_head (self->held)) != NULL) {
    self->host.event (event, FALSE, self->host.data);
    g_variant_unref (event);
  }
}

/* The one answer of a call, or NULL with an error. */
static GVariant *
finish (GObject *source, GAsyncResult *result, GError **error) {
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, error);

  return answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
}

static void
on_cables (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) cables = finish (source, result, &error);
  CbFollower *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_listing = FALSE;
  if (cables != NULL)
    self->host.cables (cables, self->host.data);
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  release (self);
}

static void
call (CbFollower *self, const char *method, GVariantDict *options, GAsyncReadyCallback on_answer) {
  GVariant *arguments = g_variant_new ("(@a{sv})", g_variant_dict_end (options));

  g_dbus_connection_call (self->bus, self->owner, CB_BUS_PATH, CB_BUS_INTERFACE, method, arguments,
                          G_VARIANT_TYPE ("(aa{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MS,
                          self->calls, on_answer, self);
}

static void
call_list (CbFollower *self) {
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (self->is_listing)
    return;
  self->is_listing = TRUE;
  call (self, "ListCables", &options, on_cables);
}

static gboolean
on_held (gpointer data) {
  CbFollower *self = data;

  self->hold_timer = 0;
  release (self);
  return G_SOURCE_REMOVE;
}

static void
hold (CbFollower *self) {
  call_list (self);
  if (self->hold_timer == 0)
    self->hold_timer = g_timeout_add (HOLD_MS, on_held, self);
}

static void call_follow (CbFollower *self);

static gboolean
on_retry (gpointer data) {
  CbFollower *self = data;

  self->retry_timer = 0;
  call_follow (self);
  return G_SOURCE_REMOVE;
}

static void
take_past (CbFollower *self, GVariant *events) {
  gsize n = g_variant_n_children (events);

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    self->host.event (event, TRUE, self->host.data);
  }
}

static void
on_followed (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) events = finish (source, result, &error);
  CbFollower *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_asking = FALSE;
  if (events != NULL)
    take_past (self, events);
  else
    self->retry_timer = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  release (self);
}

static void
call_follow (CbFollower *self) {
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "watching", "s", "notify");
  self->is_asking = TRUE;
  call (self, "Follow", &options, on_followed);
}

/* Progress is nobody's news here, and the most of all that comes. */
static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *arguments, gpointer data) {
  CbFollower *self = data;
  g_autoptr (GVariant) event = NULL;

  if (g_str_equal (signal, "FileProgress")
      || !g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(a{sv})")))
    return;
  event = g_variant_get_child_value (arguments, 0);
  if (!holds (self) && self->host.wants_cables (event, self->host.data))
    hold (self);
  if (!holds (self))
    self->host.event (event, FALSE, self->host.data);
  else if (g_queue_get_length (self->held) < MAX_HELD)
    g_queue_push_tail (self->held, g_steal_pointer (&event));
}

/* By the owner and not by the name: nobody else can then pass for it. */
static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data) {
  CbFollower *self = data;

  self->owner = g_strdup (owner);
  self->calls = g_cancellable_new ();
  self->subscription =
      g_dbus_connection_signal_subscribe (bus, owner, CB_BUS_INTERFACE ".Cable", NULL, NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
  call_list (self);
  call_follow (self);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data) {
  CbFollower *self = data;

  if (self->owner == NULL)
    return;
  g_cancellable_cancel (self->calls);
  g_clear_object (&self->calls);
  g_clear_handle_id (&self->retry_timer, g_source_remove);
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_queue_clear_full (self->held, (GDestroyNotify)g_variant_unref);
  g_clear_pointer (&self->owner, g_free);
  self->is_listing = self->is_asking = FALSE;
}

CbFollower *
cb_follower_new (GDBusConnection *bus, const CbFollowerHost *host) {
  CbFollower *self = g_new0 (CbFollower, 1);

  self->bus = g_object_ref (bus);
  self->host = *host;
  self->held = g_queue_new ();
  self->watch = g_bus_watch_name_on_connection (bus, CB_BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                on_appeared, on_vanished, self, NULL);
  return self;
}

void
cb_follower_free (CbFollower *self) {
  if (self == NULL)
    return;
  g_bus_unwatch_name (self->watch);
  on_vanished (self->bus, CB_BUS_NAME, self);
  g_queue_free (self->held);
  g_object_unref (self->bus);
  g_free (self);
}
