/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "seat.h"

#define LOGIN_NAME      "org.freedesktop.login1"
#define LOGIN_PATH      "/org/freedesktop/login1"
#define LOGIN_MANAGER   LOGIN_NAME ".Manager"
#define LOGIN_SESSION   LOGIN_NAME ".Session"
#define PROPERTIES_NAME "org.freedesktop.DBus.Properties"

/* The caller's session, or the user's graphical one where the caller runs beside it, as a service
 * of the user (sd_session(3), org.freedesktop.login1(5)). */
#define SESSION_AUTO "auto"

#define CALL_MS 5000

struct CbSeat {
  GDBusConnection *bus;
  GCancellable *calls;
  guint watch;
  guint subscription;
  gboolean is_active;
  gboolean has_seat;
};

static void
take_properties (CbSeat *self, GVariant *properties) {
  const char *seat = NULL;

  g_variant_lookup (properties, "Active", "b", &self->is_active);
  if (g_variant_lookup (properties, "Seat", "(&so)", &seat, NULL))
    self->has_seat = seat[0] != '\0';
}

static void
on_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *signal, GVariant *arguments, gpointer data) {
  g_autoptr (GVariant) properties = NULL;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  properties = g_variant_get_child_value (arguments, 1);
  take_properties (data, properties);
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) properties = NULL;

  if (answer == NULL)
    return;
  properties = g_variant_get_child_value (answer, 0);
  take_properties (data, properties);
}

static void
unsubscribe (CbSeat *self) {
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
}

static void
on_session (GObject *source, GAsyncResult *result, gpointer data) {
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  CbSeat *self = data;
  const char *path;

  if (answer == NULL)
    return;
  unsubscribe (self);
  g_variant_get (answer, "(&o)", &path);
  self->subscription = g_dbus_connection_signal_subscribe (
      self->bus, LOGIN_NAME, PROPERTIES_NAME, "PropertiesChanged", path, LOGIN_SESSION,
      G_DBUS_SIGNAL_FLAGS_NONE, on_changed, self, NULL);
  g_dbus_connection_call (self->bus, LOGIN_NAME, path, PROPERTIES_NAME, "GetAll",
                          g_variant_new ("(s)", LOGIN_SESSION), G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MS, self->calls, on_properties,
                          self);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data) {
  CbSeat *self = data;
  const char *id = g_getenv ("XDG_SESSION_ID");

  g_dbus_connection_call (bus, LOGIN_NAME, LOGIN_PATH, LOGIN_MANAGER, "GetSession",
                          g_variant_new ("(s)", id != NULL ? id : SESSION_AUTO),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_MS,
                          self->calls, on_session, self);
}

CbSeat *
cb_seat_new (GDBusConnection *bus) {
  CbSeat *self = g_new0 (CbSeat, 1);

  self->bus = g_object_ref (bus);
  self->calls = g_cancellable_new ();
  self->is_active = self->has_seat = TRUE;
  self->watch = g_bus_watch_name_on_connection (bus, LOGIN_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                on_appeared, NULL, self, NULL);
  return self;
}

void
cb_seat_free (CbSeat *self) {
  if (self == NULL)
    return;
  g_cancellable_cancel (self->calls);
  g_bus_unwatch_name (self->watch);
  unsubscribe (self);
  g_object_unref (self->calls);
  g_object_unref (self->bus);
  g_free (self);
}

gboolean
cb_seat_is_active (const CbSeat *self) {
  return self->is_active && self->has_seat;
}
