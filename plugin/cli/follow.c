/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "follow.h"

#include <signal.h>

#include <glib-unix.h>

#include "event-list.h"
#include "host/dict.h"
#include "names.h"

#define CABLE_INTERFACE CB_BUS_INTERFACE ".Cable"
#define TICK_MS         100
#define MS_PER_S        1000
#define MAX_SOURCES     4

/* The daemon that came back turns us away, as it has much to do: then once more. */
#define RETRY_MS 1000

struct CbFollow {
  CbBus *bus;
  const CbFollower *follower;
  GMainLoop *loop;
  GDBusConnection *connection; /* owned by bus */
  guint signals;
  guint name;
  guint sources[MAX_SOURCES];
  guint n_sources;
  guint retry;
  gboolean is_there;    /* the daemon */
  gboolean is_followed; /* by the daemon that has the name now */
  gboolean is_stopped;
  GVariant *last; /* event that was heard, without progress */
  CbFollowEnd end;
};

CbFollow *
cb_follow_new (CbBus *bus, const CbFollower *follower) {
  CbFollow *follow = g_new0 (CbFollow, 1);

  follow->bus = bus;
  follow->follower = follower;
  follow->loop = g_main_loop_new (NULL, FALSE);
  return follow;
}

void
cb_follow_free (CbFollow *follow) {
  if (!follow)
    return;
  for (guint i = 0; i < follow->n_sources; i++)
    g_source_remove (follow->sources[i]);
  g_clear_handle_id (&follow->retry, g_source_remove);
  if (follow->name)
    g_bus_unwatch_name (follow->name);
  if (follow->signals)
    g_dbus_connection_signal_unsubscribe (follow->connection, follow->signals);
  g_clear_pointer (&follow->last, g_variant_unref);
  g_main_loop_unref (follow->loop);
  g_free (follow);
}

static void
finish (CbFollow *follow, CbFollowEnd end) {
  if (follow->is_stopped)
    return;
  follow->is_stopped = TRUE;
  follow->end = end;
  g_main_loop_quit (follow->loop);
}

void
cb_follow_stop (CbFollow *follow) {
  finish (follow, CB_FOLLOW_STOPPED);
}

static void
remember (CbFollow *follow, GVariant *event) {
  if (g_strcmp0 (cb_dict_text (event, "kind"), "progress") == 0)
    return;
  g_clear_pointer (&follow->last, g_variant_unref);
  follow->last = g_variant_ref (event);
}

static void
heard (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
       const char *name, GVariant *arguments, gpointer data) {
  CbFollow *follow = data;
  g_autoptr (GVariant) event = NULL;

  if (follow->is_stopped || !g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(a{sv})")))
    return;
  event = g_variant_get_child_value (arguments, 0);
  remember (follow, event);
  follow->follower->event (event, follow->follower->data);
}

static void
tell_before (CbFollow *follow, GVariant *events, gboolean again) {
  g_autoptr (GVariant) news = cb_event_list_after (events, follow->last);
  gsize n_events = g_variant_n_children (news);

  if (n_events > 0) {
    g_autoptr (GVariant) last = g_variant_get_child_value (news, n_events - 1);

    remember (follow, last);
  }
  follow->follower->before (news, again, follow->follower->data);
}

static gboolean follow_once_more (gpointer data);

static void
followed_again (GVariant *events, gpointer data) {
  CbFollow *follow = data;

  if (follow->is_stopped || follow->is_followed)
    return;
  if (!events) {
    if (follow->is_there && follow->retry == 0)
      follow->retry = g_timeout_add (RETRY_MS, follow_once_more, follow);
    return;
  }
  follow->is_followed = TRUE;
  follow->follower->daemon (TRUE, follow->follower->data);
  tell_before (follow, events, TRUE);
}

static gboolean
follow_once_more (gpointer data) {
  CbFollow *follow = data;

  follow->retry = 0;
  if (!follow->is_followed)
    cb_bus_follow_again (follow->bus, follow->follower->watching, followed_again, follow);
  return G_SOURCE_REMOVE;
}

static void
appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data) {
  CbFollow *follow = data;

  follow->is_there = TRUE;
  if (!follow->is_followed)
    cb_bus_follow_again (follow->bus, follow->follower->watching, followed_again, follow);
}

static void
vanished (GDBusConnection *connection, const char *name, gpointer data) {
  CbFollow *follow = data;

  if (follow->is_followed && !follow->is_stopped)
    follow->follower->daemon (FALSE, follow->follower->data);
  follow->is_followed = follow->is_there = FALSE;
  g_clear_handle_id (&follow->retry, g_source_remove);
}

static gboolean
interrupted (gpointer data) {
  finish (data, CB_FOLLOW_INTERRUPTED);
  return G_SOURCE_CONTINUE;
}

static gboolean
time_over (gpointer data) {
  finish (data, CB_FOLLOW_TIME_OVER);
  return G_SOURCE_CONTINUE;
}

static gboolean
ticked (gpointer data) {
  CbFollow *follow = data;

  follow->follower->tick (follow->follower->data);
  return G_SOURCE_CONTINUE;
}

static void
add_sources (CbFollow *follow, int limit_s) {
  if (follow->follower->takes_signals) {
    follow->sources[follow->n_sources++] = g_unix_signal_add (SIGINT, interrupted, follow);
    follow->sources[follow->n_sources++] = g_unix_signal_add (SIGTERM, interrupted, follow);
  }
  if (limit_s > 0)
    follow->sources[follow->n_sources++] = g_timeout_add ((guint) limit_s * MS_PER_S, time_over, follow);
  if (follow->follower->tick)
    follow->sources[follow->n_sources++] = g_timeout_add (TICK_MS, ticked, follow);
}

/* Signals are asked for before Follow is called, so that none is lost. */
static GVariant *
begin (CbFollow *follow, GError **error) {
  GVariant *events;

  follow->connection = cb_bus_connection (follow->bus, error);
  if (!follow->connection)
    return NULL;
  follow->signals =
      g_dbus_connection_signal_subscribe (follow->connection, CB_BUS_NAME, CABLE_INTERFACE, NULL, NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, heard, follow, NULL);
  events = cb_bus_follow (follow->bus, follow->follower->watching, error);
  follow->is_followed = events != NULL;
  return events;
}

gboolean
cb_follow_run (CbFollow *follow, int limit_s, CbFollowEnd *ret_end, GError **error) {
  g_autoptr (GVariant) events = begin (follow, error);

  if (!events)
    return FALSE;
  add_sources (follow, limit_s);
  follow->name = g_bus_watch_name_on_connection (follow->connection, CB_BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                 appeared, vanished, follow, NULL);
  tell_before (follow, events, FALSE);
  if (limit_s == 0)
    finish (follow, CB_FOLLOW_TIME_OVER);
  if (!follow->is_stopped)
    g_main_loop_run (follow->loop);
  *ret_end = follow->end;
  return TRUE;
}
