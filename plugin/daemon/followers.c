/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "followers.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "limit.h"
#include "names.h"

struct CbFollowers {
  GDBusConnection *bus;
  GHashTable *all; /* name -> Follower */
};

typedef struct {
  CbFollowers *followers;
  char *name;
  guint32 uid;
  CbWatching watching;
  guint watch;
  guint n_unheard; /* events that it may not have read */
  guint n_asked;   /* so many of them it is asked about; 0: it isn't */
  GCancellable *question;
} Follower;

static void
follower_free (gpointer data) {
  Follower *follower = data;

  g_bus_unwatch_name (follower->watch);
  g_cancellable_cancel (follower->question);
  g_object_unref (follower->question);
  g_free (follower->name);
  g_free (follower);
}

CbFollowers *
cb_followers_new (GDBusConnection *bus) {
  CbFollowers *followers = g_new0 (CbFollowers, 1);

  followers->bus = g_object_ref (bus);
  followers->all = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, follower_free);
  return followers;
}

void
cb_followers_free (CbFollowers *followers) {
  if (followers == NULL)
    return;
  g_hash_table_unref (followers->all);
  g_object_unref (followers->bus);
  g_free (followers);
}

/* The name may be the key itself. */
static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data) {
  Follower *follower = data;

  g_hash_table_remove (follower->followers->all, follower->name);
}

static gboolean
admit (CbFollowers *followers, guint32 uid, GError **error) {
  guint n_of_user = 0;
  GHashTableIter iter;
  gpointer follower;

  g_hash_table_iter_init (&iter, followers->all);
  while (g_hash_table_iter_next (&iter, NULL, &follower))
    n_of_user += ((Follower *) follower)->uid == uid;
  if (n_of_user < CB_MAX_FOLLOWERS_OF_USER
      && (uid == 0 || g_hash_table_size (followers->all) < CB_MAX_FOLLOWERS))
    return TRUE;
  g_set_error_literal (error, CB_ERROR, CB_ERROR_REFUSED,
                       _ ("too many programs follow the boots; end some of them"));
  return FALSE;
}

gboolean
cb_followers_add (CbFollowers *followers, const char *name, guint32 uid, CbWatching watching,
                  GError **error) {
  Follower *follower = g_hash_table_lookup (followers->all, name);

  if (follower == NULL) {
    if (!admit (followers, uid, error))
      return FALSE;
    follower = g_new (Follower, 1);
    *follower = (Follower){ .followers = followers, .name = g_strdup (name), .uid = uid,
                              .question = g_cancellable_new () };
    follower->watch = g_bus_watch_name_on_connection (followers->bus, name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                      on_vanished, follower, NULL);
    g_hash_table_insert (followers->all, follower->name, follower);
  }
  follower->watching = watching;
  return TRUE;
}

guint
cb_followers_count (const CbFollowers *followers) {
  return g_hash_table_size (followers->all);
}

/* A bubble beside a terminal that shows the same is one too many. */
static gboolean
is_watched (CbFollowers *followers, guint32 uid) {
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, followers->all);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Follower *follower = value;

    if (follower->uid == uid
        && (follower->watching == CB_WATCHING_MONITOR || follower->watching == CB_WATCHING_WAIT))
      return TRUE;
  }
  return FALSE;
}

static GVariant *
mark_watched (GVariant *event) {
  GVariantDict dict;

  g_variant_dict_init (&dict, event);
  g_variant_dict_insert (&dict, "watched", "b", TRUE);
  return g_variant_dict_end (&dict);
}

/* Whatever is answered: it was behind the events. */
static void
on_answered (GObject *bus, GAsyncResult *result, gpointer data) {
  Follower *follower = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  follower->n_unheard -= follower->n_asked;
  follower->n_asked = 0;
}

/* The bus keeps what a stopped program doesn't read, up to 127 MB for all that we send; then it reads nothing
 * from us any more, and what we say to NetworkManager waits as well. Every D-Bus library answers a ping. */
static gboolean
is_reading (Follower *follower) {
  if (follower->n_asked == 0 && follower->n_unheard >= CB_MAX_UNHEARD_EVENTS / 2) {
    follower->n_asked = follower->n_unheard;
    g_dbus_connection_call (follower->followers->bus, follower->name, "/", "org.freedesktop.DBus.Peer", "Ping",
                            NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT, follower->question,
                            on_answered, follower);
  }
  return follower->n_unheard < CB_MAX_UNHEARD_EVENTS;
}

void
cb_followers_tell (CbFollowers *followers, guint32 uid, const char *path, const char *signal,
                   GVariant *event) {
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, followers->all);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Follower *follower = value;
    GVariant *dict = event;

    if ((follower->uid != uid && follower->uid != 0) || !is_reading (follower))
      continue;
    follower->n_unheard++;
    if (follower->watching == CB_WATCHING_NOTIFY && is_watched (followers, follower->uid))
      dict = mark_watched (event);
    g_dbus_connection_emit_signal (followers->bus, follower->name, path, CB_BUS_CABLE, signal,
                                   g_variant_new_tuple (&dict, 1), NULL);
  }
}
