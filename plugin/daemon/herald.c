/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "herald.h"

#include "cable-objects.h"
#include "limit.h"

struct CbHerald {
  CbFollowers *followers;
  CbCableObjects *objects;
  GAsyncQueue *queue; /* of News */
  int n_followers;    /* atomic, as are all below */
  int turn_due;       /* a source that sends what waits is attached */
  int is_full;        /* that events were left out was said, since the last turn */
};

/* One thing to do: tell an event, show that a cable is there or gone, or call. */
typedef struct {
  void (*func) (gpointer data);
  gpointer data;
  char *uuid;
  guint32 uid;
  const char *signal; /* NULL: of the cable itself */
  GVariant *event;
  char *interface;
} News;

static void
news_free (gpointer data) {
  News *news = data;

  g_clear_pointer (&news->event, g_variant_unref);
  g_free (news->uuid);
  g_free (news->interface);
  g_free (news);
}

CbHerald *
cb_herald_new (GDBusConnection *bus) {
  CbHerald *herald = g_new0 (CbHerald, 1);

  herald->followers = cb_followers_new (bus);
  herald->objects = cb_cable_objects_new (bus);
  herald->queue = g_async_queue_new_full (news_free);
  return herald;
}

static void
send_event (CbHerald *herald, const News *news) {
  g_autofree char *path = cb_cable_object_path (news->uuid);

  cb_followers_tell (herald->followers, news->uid, path, news->signal, news->event);
}

static void
send (CbHerald *herald, const News *news) {
  if (news->func != NULL)
    news->func (news->data);
  else if (news->signal != NULL)
    send_event (herald, news);
  else if (news->interface != NULL)
    cb_cable_objects_set (herald->objects, news->uuid, news->interface);
  else
    cb_cable_objects_remove (herald->objects, news->uuid);
}

void
cb_herald_send (CbHerald *herald) {
  News *news;

  while ((news = g_async_queue_try_pop (herald->queue)) != NULL) {
    send (herald, news);
    news_free (news);
  }
  g_atomic_int_set (&herald->is_full, 0);
  g_atomic_int_set (&herald->n_followers, (int) cb_followers_count (herald->followers));
}

static gboolean
on_turn (gpointer data) {
  CbHerald *herald = data;

  g_atomic_int_set (&herald->turn_due, 0);
  cb_herald_send (herald);
  return G_SOURCE_REMOVE;
}

static void
post (CbHerald *herald, News *news) {
  g_autoptr (GSource) source = NULL;

  g_async_queue_push (herald->queue, news);
  if (!g_atomic_int_compare_and_exchange (&herald->turn_due, 0, 1))
    return;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_turn, herald, NULL);
  g_source_attach (source, NULL);
}

void
cb_herald_tell (CbHerald *herald, const char *uuid, guint32 uid, const char *signal, GVariant *event) {
  g_autoptr (GVariant) kept = g_variant_ref_sink (event);
  News *news;

  if (g_async_queue_length (herald->queue) >= CB_MAX_EVENTS_UNDERWAY) {
    if (g_atomic_int_compare_and_exchange (&herald->is_full, 0, 1))
      g_warning ("events come faster than the bus takes them; some are left out");
    return;
  }
  news = g_new (News, 1);
  *news = (News){ .uuid = g_strdup (uuid), .uid = uid, .signal = signal, .event = g_steal_pointer (&kept) };
  post (herald, news);
}

void
cb_herald_set_cable (CbHerald *herald, const char *uuid, const char *interface) {
  News *news = g_new (News, 1);

  *news = (News){ .uuid = g_strdup (uuid), .interface = g_strdup (interface) };
  post (herald, news);
}

void
cb_herald_call (CbHerald *herald, void (*func) (gpointer data), gpointer data) {
  News *news = g_new (News, 1);

  *news = (News){ .func = func, .data = data };
  post (herald, news);
}

gboolean
cb_herald_is_heard (CbHerald *herald) {
  return g_atomic_int_get (&herald->n_followers) > 0;
}

gboolean
cb_herald_follow (CbHerald *herald, const char *name, guint32 uid, CbWatching watching, GError **error) {
  gboolean follows = cb_followers_add (herald->followers, name, uid, watching, error);

  g_atomic_int_set (&herald->n_followers, (int) cb_followers_count (herald->followers));
  return follows;
}

void
cb_herald_free (CbHerald *herald) {
  if (herald == NULL)
    return;
  g_async_queue_unref (herald->queue);
  cb_cable_objects_free (herald->objects);
  cb_followers_free (herald->followers);
  g_free (herald);
}
