/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "follower.h"

#include "host/dict.h"
#include "names.h"

/* The daemon may be at work, and an event waits for the answer. */
#define MS_LIST 2000

#define MS_FOLLOW 25000

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
  guint n_pending; /* calls whose answer comes before the held events */
  GQueue *held;    /* GVariant * */
};

static void
answered (CbFollower *self) {
  GVariant *event;

  if (--self->n_pending > 0)
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
  if (cables != NULL)
    self->host.cables (cables, self->host.data);
  answered (self);
}

static void
call (CbFollower *self, const char *method, GVariantDict *options, int ms,
      GAsyncReadyCallback on_answer) {
  GVariant *arguments = g_variant_new ("(@a{sv})", g_variant_dict_end (options));

  self->n_pending++;
  g_dbus_connection_call (self->bus, self->owner, CB_BUS_PATH, CB_BUS_INTERFACE, method, arguments,
                          G_VARIANT_TYPE ("(aa{sv})"), G_DBUS_CALL_FLAGS_NO_AUTO_START, ms,
                          self->calls, on_answer, self);
}

static void
call_list (CbFollower *self) {
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  call (self, "ListCables", &options, MS_LIST, on_cables);
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
  if (events != NULL)
    take_past (self, events);
  else
    self->retry_timer = g_timeout_add_seconds (RETRY_SECONDS, on_retry, self);
  answered (self);
}

static void
call_follow (CbFollower *self) {
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "watching", "s", "notify");
  call (self, "Follow", &options, MS_FOLLOW, on_followed);
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
  if (self->n_pending == 0 && self->host.wants_cables (event, self->host.data))
    call_list (self);
  if (self->n_pending == 0)
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
  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_queue_clear_full (self->held, (GDestroyNotify)g_variant_unref);
  g_clear_pointer (&self->owner, g_free);
  self->n_pending = 0;
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
