/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus.h"

#include "../unit/unit.h"

#define SECONDS 10

/* Round trips that the longest chain of calls here needs, and some. */
#define ROUNDS 10

static GDBusConnection *
connect_to (const char *address) {
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);

  assert_null (error);
  return connection;
}

Bus *
bus_new (void) {
  Bus *self = g_new0 (Bus, 1);

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->ours = connect_to (g_test_dbus_get_bus_address (self->bus));
  self->theirs = connect_to (g_test_dbus_get_bus_address (self->bus));
  return self;
}

void
bus_free (Bus *self) {
  g_dbus_connection_close_sync (self->ours, NULL, NULL);
  g_dbus_connection_close_sync (self->theirs, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->ours);
  g_object_unref (self->theirs);
  g_test_dbus_stop (self->bus);
  g_object_unref (self->bus);
  g_free (self);
}

void
bus_register (Bus *self, const char *path, const char *xml, const GDBusInterfaceVTable *methods,
              gpointer data) {
  g_autoptr (GError) error = NULL;
  GDBusNodeInfo *node = g_dbus_node_info_new_for_xml (xml, &error);

  assert_null (error);
  g_dbus_connection_register_object (self->theirs, path, node->interfaces[0], methods, data, NULL, &error);
  assert_null (error);
  g_dbus_node_info_unref (node);
}

static void
call_bus (GDBusConnection *connection, const char *method, GVariant *arguments) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, arguments,
      NULL, G_DBUS_CALL_FLAGS_NONE, SECONDS * 1000, NULL, &error);

  assert_null (error);
}

void
bus_own (Bus *self, const char *name) {
  call_bus (self->theirs, "RequestName", g_variant_new ("(su)", name, 0));
}

void
bus_disown (Bus *self, const char *name) {
  call_bus (self->theirs, "ReleaseName", g_variant_new ("(s)", name));
}

void
bus_wait (gboolean (*is_done) (gpointer data), gpointer data) {
  gint64 end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC;

  while (!is_done (data)) {
    assert_true (g_get_monotonic_time () < end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

void
bus_settle (Bus *self) {
  for (guint i = 0; i < ROUNDS; i++) {
    call_bus (self->theirs, "GetId", NULL);
    call_bus (self->ours, "GetId", NULL);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}
