/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "authority.h"

#include <glib/gi18n-lib.h>
#include <polkit/polkit.h>

#include "error.h"
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

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PolkitAuthorizationResult) answer
      = polkit_authority_check_authorization_finish (POLKIT_AUTHORITY (source), result, &error);

  if (answer == NULL)
    g_task_return_new_error (task, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask polkit: %s"),
                             error->message);
  else if (polkit_authorization_result_get_is_authorized (answer))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (
        task, CB_ERROR, CB_ERROR_NOT_ALLOWED,
        _ ("not allowed by polkit (action %s); run it with sudo, or as a user who may manage "
           "networks"),
        CB_ACTION_MANAGE);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PolkitAuthority) authority = polkit_authority_get_finish (result, &error);
  g_autoptr (PolkitSubject) subject = NULL;
  const char *sender = g_object_get_data (G_OBJECT (task), "sender");
  gboolean interactive = g_object_get_data (G_OBJECT (task), "interactive") != NULL;

  if (authority == NULL) {
    g_task_return_new_error (task, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask polkit: %s"),
                             error->message);
    return;
  }
  subject = polkit_system_bus_name_new (sender);
  polkit_authority_check_authorization (
      authority, subject, CB_ACTION_MANAGE, NULL,
      interactive ? POLKIT_CHECK_AUTHORIZATION_FLAGS_ALLOW_USER_INTERACTION
                  : POLKIT_CHECK_AUTHORIZATION_FLAGS_NONE,
      NULL, on_checked, g_steal_pointer (&task));
}

void
cb_authority_check_async (const char *sender, gboolean interactive, GAsyncReadyCallback callback,
                          gpointer data) {
  GTask *task = g_task_new (NULL, NULL, callback, data);

  g_object_set_data_full (G_OBJECT (task), "sender", g_strdup (sender), g_free);
  if (interactive)
    g_object_set_data (G_OBJECT (task), "interactive", task);
  polkit_authority_get_async (NULL, on_authority, task);
}

gboolean
cb_authority_check_finish (GAsyncResult *result, GError **error) {
  return g_task_propagate_boolean (G_TASK (result), error);
}
