/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bubbles.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libnotify/notify.h>

#include "names.h"

/* A server that forgets to tell that a bubble is closed doesn't make us grow. */
#define MAX_BUBBLES 256

#define ACTION_FOLDER "folder"

struct CbBubbles {
  GHashTable *shown; /* key -> NotifyNotification * */
};

static const struct {
  const char *icon;
  NotifyUrgency urgency;
  gboolean is_transient;
  int timeout;
} manners[] = {
  [CB_NOTICE_PASSING] = { "network-wired-symbolic", NOTIFY_URGENCY_LOW, TRUE, NOTIFY_EXPIRES_DEFAULT },
  [CB_NOTICE_NORMAL] = { "dialog-warning-symbolic", NOTIFY_URGENCY_NORMAL, FALSE, NOTIFY_EXPIRES_DEFAULT },
  [CB_NOTICE_STAYING] = { "dialog-warning-symbolic", NOTIFY_URGENCY_NORMAL, FALSE, NOTIFY_EXPIRES_NEVER },
};

CbBubbles *
cb_bubbles_new (void) {
  CbBubbles *self = g_new0 (CbBubbles, 1);

  notify_init (CB_NOTIFY_NAME);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

static void
close_bubble (NotifyNotification *bubble) {
  g_signal_handlers_disconnect_matched (bubble, G_SIGNAL_MATCH_ID,
                                        g_signal_lookup ("closed", NOTIFY_TYPE_NOTIFICATION), 0,
                                        NULL, NULL, NULL);
  notify_notification_close (bubble, NULL);
}

static void
close_all (CbBubbles *self) {
  GHashTableIter iter;
  gpointer bubble;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &bubble)) {
    close_bubble (bubble);
    g_hash_table_iter_remove (&iter);
  }
}

void
cb_bubbles_free (CbBubbles *self) {
  if (self == NULL)
    return;
  close_all (self);
  g_hash_table_unref (self->shown);
  notify_uninit ();
  g_free (self);
}

/* --- the folder --- */

/* The board asked for it there; it need not be. */
static char *
nearest_folder (const char *folder) {
  char *path = g_strdup (folder);

  while (!g_file_test (path, G_FILE_TEST_IS_DIR) && path[0] == '/' && path[1] != '\0') {
    char *above = g_path_get_dirname (path);

    g_free (path);
    path = above;
  }
  return path;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data) {
  g_app_info_launch_default_for_uri_finish (result, NULL);
}

static void
on_open_folder (NotifyNotification *bubble, char *action, gpointer data) {
  g_autofree char *folder = nearest_folder (data);
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();
  const char *token = notify_notification_get_activation_token (bubble);

  if (uri == NULL)
    return;
  if (token != NULL)
    g_app_launch_context_setenv (context, "XDG_ACTIVATION_TOKEN", token);
  g_app_info_launch_default_for_uri_async (uri, context, NULL, on_opened, NULL);
}

/* --- bubbles --- */

static void
on_closed (NotifyNotification *bubble, gpointer data) {
  CbBubbles *self = data;
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &other)) {
    if (other != bubble)
      continue;
    g_hash_table_iter_remove (&iter);
    return;
  }
}

static gboolean
server_can (GList *abilities, const char *ability) {
  return g_list_find_custom (abilities, ability, (GCompareFunc)g_strcmp0) != NULL;
}

/* The one that has the key already, or a new one. Owned by self. */
static NotifyNotification *
bubble_of (CbBubbles *self, const char *key) {
  NotifyNotification *bubble = g_hash_table_lookup (self->shown, key);

  if (bubble != NULL)
    return bubble;
  if (g_hash_table_size (self->shown) >= MAX_BUBBLES)
    close_all (self);
  bubble = notify_notification_new ("", NULL, NULL);
  notify_notification_set_hint (bubble, "desktop-entry",
                                g_variant_new_string (CB_NOTIFY_DESKTOP_ENTRY));
  notify_notification_set_hint (bubble, "suppress-sound", g_variant_new_boolean (TRUE));
  g_signal_connect (bubble, "closed", G_CALLBACK (on_closed), self);
  g_hash_table_insert (self->shown, g_strdup (key), bubble);
  return bubble;
}

static void
show (CbBubbles *self, const CbNotice *notice) {
  GList *abilities = notify_get_server_caps ();
  g_autofree char *body = cb_notice_body (notice, server_can (abilities, "body-markup"));
  NotifyNotification *bubble = bubble_of (self, notice->key);

  notify_notification_update (bubble, notice->title, body, manners[notice->manner].icon);
  notify_notification_set_urgency (bubble, manners[notice->manner].urgency);
  notify_notification_set_timeout (bubble, manners[notice->manner].timeout);
  notify_notification_set_hint (bubble, "transient",
                                g_variant_new_boolean (manners[notice->manner].is_transient));
  notify_notification_clear_actions (bubble);
  if (notice->folder != NULL && server_can (abilities, "actions"))
    notify_notification_add_action (bubble, ACTION_FOLDER, _ ("Open Folder"), on_open_folder,
                                    g_strdup (notice->folder), g_free);
  if (!notify_notification_show (bubble, NULL))
    g_hash_table_remove (self->shown, notice->key);
  g_list_free_full (abilities, g_free);
}

static void
withdraw (CbBubbles *self, const char *key) {
  NotifyNotification *bubble = g_hash_table_lookup (self->shown, key);

  if (bubble == NULL)
    return;
  close_bubble (bubble);
  g_hash_table_remove (self->shown, key);
}

void
cb_bubbles_do (CbBubbles *self, const CbNotice *notice) {
  if (notice->act == CB_NOTICE_SHOW)
    show (self, notice);
  else
    withdraw (self, notice->key);
}
