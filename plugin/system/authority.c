/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "authority.h"

#include <glib/gi18n-lib.h>
#include <polkit/polkit.h>

#include "error.h"
#include "limit.h"
#include "names.h"

guint32
cb_authority_caller_uid (GDBusConnection *bus, const char *sender, GError **error) {
  g_autoptr (GVariant) reply = NULL;
  guint32 uid;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "GetConnectionUnixUser",
                                       g_variant_new ("(s)", sender), G_VARIANT_TYPE ("(u)"),
                                       G_DBUS_CALL_FLAGS_NONE, 5000, NULL, error);
  if (reply == NULL)
    return G_MAXUINT32;
  g_variant_get (reply, "(u)", &uid);
  return uid;
}

/* One question to polkit. */
typedef struct {
  char *sender;
  gboolean interactive;
  GCancellable *withdrawn;
  guint watch;
  guint timer;
} Question;

static void
question_free (gpointer data) {
  Question *question = data;

  g_clear_handle_id (&question->watch, g_bus_unwatch_name);
  g_clear_handle_id (&question->timer, g_source_remove);
  g_object_unref (question->withdrawn);
  g_free (question->sender);
  g_free (question);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data) {
  g_cancellable_cancel (((Question *) data)->withdrawn);
}

static gboolean
on_late (gpointer data) {
  Question *question = data;

  question->timer = 0;
  g_cancellable_cancel (question->withdrawn);
  return G_SOURCE_REMOVE;
}

static void
return_failure (GTask *task, const GError *cause) {
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (cause, POLKIT_ERROR, POLKIT_ERROR_CANCELLED))
    g_task_return_new_error (task, CB_ERROR, CB_ERROR_TIMEOUT,
                             _ ("nobody answered polkit's question; try again"));
  else
    g_task_return_new_error (task, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask polkit: %s"),
                             cause->message);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PolkitAuthorizationResult) answer
      = polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &error);

  if (answer == NULL)
    return_failure (task, error);
  else if (polkit_authorization_result_get_is_authorized (answer))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (
        task, CB_ERROR, CB_ERROR_NOT_ALLOWED,
        _ ("not allowed; try: sudo cableboot ... (or let yourself in by a rule for polkit's action "
           "%s)"),
        CB_ACTION_MANAGE);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PolkitAuthority) authority = polkit_authority_get_finish (result, &error);
  g_autoptr (PolkitSubject) subject = NULL;
  Question *question = g_task_get_task_data (task);

  if (authority == NULL) {
    return_failure (task, error);
    return;
  }
  subject = polkit_system_bus_name_new (question->sender);
  polkit_authority_check_authorization (
      authority, subject, CB_ACTION_MANAGE, NULL,
      question->interactive ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION
                            : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE,
      question->withdrawn, on_checked, g_steal_pointer (&task));
}

void
cb_authority_check_async (GDBusConnection *bus, const char *sender, gboolean interactive,
                          GAsyncReadyCallback callback, gpointer data) {
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Question *question = g_new0 (Question, 1);

  question->sender = g_strdup (sender);
  question->interactive = interactive;
  question->withdrawn = g_cancellable_new ();
  question->watch = g_bus_watch_name_on_connection (bus, sender, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                    on_vanished, question, NULL);
  question->timer = g_timeout_add_seconds (CB_MAX_QUESTION_S, on_late, question);
  g_task_set_task_data (task, question, question_free);
  polkit_authority_get_async (question->withdrawn, on_authority, task);
}

gboolean
cb_authority_check_finish (GAsyncResult *result, GError **error) {
  return g_task_propagate_boolean (G_TASK (result), error);
}
