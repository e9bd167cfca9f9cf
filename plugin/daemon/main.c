/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cablebootd: the one program with privileges. It writes system files, speaks to NetworkManager, and never
 * opens what a user chose nor parses what came from the wire.
 *
 * Activated by the bus. Stays while a cable is enabled, else leaves after a while: it gives up its name
 * first, so that a call which arrives at that moment is either served here or starts the next daemon
 * (proven-traps.md 15).
 */

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "names.h"
#include "service.h"
#include "settings-store.h"
#include "upkeep.h"
#include "worker.h"

#define IDLE_SECONDS 10

#define NM_NAME "org.freedesktop.NetworkManager"

/* From the first signal about a profile or a device to the look. */
#define SETTLE_MS 100

/* RequestName (D-Bus specification, "org.freedesktop.DBus.RequestName"). */
#define NAME_FLAG_DO_NOT_QUEUE 4
#define NAME_REPLY_PRIMARY     1

typedef struct Daemon Daemon;

/* Something of NetworkManager's that upkeep has to look at. */
typedef struct {
  Daemon *daemon;
  void (*tell) (CbUpkeep *upkeep);
  guint timer;
  int waits; /* a look is posted; atomic */
} Change;

struct Daemon {
  GMainLoop *loop;
  GDBusConnection *bus;
  CbService *service;
  CbWorker *worker;
  CbUpkeep *upkeep;
  CbHerald *herald;
  guint idle_timer;
  Change profiles;
  Change devices;
  guint manager_watch;
  gboolean told_to_end;
};

static gboolean
call_bus (Daemon *daemon, const char *method, GVariant *arguments, guint32 *ret, GError **error) {
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      daemon->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      arguments, G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(u)", ret);
  return TRUE;
}

static gboolean
take_name (Daemon *daemon, GError **error) {
  guint32 reply;

  if (!call_bus (daemon, "RequestName", g_variant_new ("(su)", CB_BUS_NAME, NAME_FLAG_DO_NOT_QUEUE),
                 &reply, error))
    return FALSE;
  if (reply == NAME_REPLY_PRIMARY)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "another cablebootd runs already");
  return FALSE;
}

/* Those with a damaged file count: their profile may still be active. */
static gboolean
has_cables (void) {
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  g_autoptr (GPtrArray) cables = cb_settings_store_list (damages);

  return cables->len > 0 || damages->len > 0;
}

/* The bus has delivered every call to our name when it answers; serve those, then go. */
static void
leave (Daemon *daemon) {
  guint32 reply;
  gboolean served;

  call_bus (daemon, "ReleaseName", g_variant_new ("(s)", CB_BUS_NAME), &reply, NULL);
  do
    served = g_main_context_iteration (NULL, cb_service_pending (daemon->service) > 0);
  while (!daemon->told_to_end && (served || cb_service_pending (daemon->service) > 0));
  if (!daemon->told_to_end && has_cables () && take_name (daemon, NULL))
    return;
  g_main_loop_quit (daemon->loop);
}

/* Told to end: what has been called so far is still done, and what comes now starts the next daemon. */
static void
take_leave (Daemon *daemon) {
  guint32 reply;

  call_bus (daemon, "ReleaseName", g_variant_new ("(s)", CB_BUS_NAME), &reply, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
on_idle (gpointer data) {
  Daemon *daemon = data;

  daemon->idle_timer = 0;
  if (cb_service_pending (daemon->service) == 0 && !has_cables ())
    leave (daemon);
  return G_SOURCE_REMOVE;
}

static void
on_call_ended (gpointer data) {
  Daemon *daemon = data;

  g_clear_handle_id (&daemon->idle_timer, g_source_remove);
  daemon->idle_timer = g_timeout_add_seconds (IDLE_SECONDS, on_idle, daemon);
}

static gboolean
on_signal (gpointer data) {
  Daemon *daemon = data;

  daemon->told_to_end = TRUE;
  g_main_loop_quit (daemon->loop);
  return G_SOURCE_CONTINUE;
}

/* --- NetworkManager's life and profiles, as far as upkeep has to know --- */

typedef struct {
  Daemon *daemon;
  gboolean there;
} ManagerChange;

static gboolean
tell_manager_changed (gpointer data) {
  ManagerChange *change = data;

  cb_upkeep_manager_changed (change->daemon->upkeep, change->there);
  g_free (change);
  return G_SOURCE_REMOVE;
}

static void
post_manager_changed (Daemon *daemon, gboolean there) {
  ManagerChange *change = g_new (ManagerChange, 1);

  *change = (ManagerChange){ daemon, there };
  cb_worker_post (daemon->worker, tell_manager_changed, change);
}

static void
on_manager_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data) {
  post_manager_changed (data, TRUE);
}

static void
on_manager_vanished (GDBusConnection *bus, const char *name, gpointer data) {
  post_manager_changed (data, FALSE);
}

/* On the worker. */
static gboolean
tell_changed (gpointer data) {
  Change *change = data;

  g_atomic_int_set (&change->waits, 0);
  change->tell (change->daemon->upkeep);
  return G_SOURCE_REMOVE;
}

static gboolean
on_settled (gpointer data) {
  Change *change = data;

  change->timer = 0;
  if (g_atomic_int_compare_and_exchange (&change->waits, 0, 1))
    cb_worker_post (change->daemon->worker, tell_changed, change);
  return G_SOURCE_REMOVE;
}

/* One change comes as several signals, and anybody may change his own profiles as often as he likes: one look
 * waits at a time, and none is put off. */
static void
on_signal_of_manager (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                      const char *signal, GVariant *arguments, gpointer data) {
  Change *change = data;

  if (change->timer == 0)
    change->timer = g_timeout_add (SETTLE_MS, on_settled, change);
}

static void
watch_manager (Daemon *daemon) {
  const struct {
    const char *interface;
    const char *signal;
    Change *change;
  } signals[] = {
    { NM_NAME ".Settings", "NewConnection", &daemon->profiles },
    { NM_NAME ".Settings", "ConnectionRemoved", &daemon->profiles },
    { NM_NAME ".Settings.Connection", "Updated", &daemon->profiles },
    { NM_NAME ".Device", "StateChanged", &daemon->devices },
  };

  daemon->profiles = (Change){ .daemon = daemon, .tell = cb_upkeep_profiles_changed };
  daemon->devices = (Change){ .daemon = daemon, .tell = cb_upkeep_devices_changed };

  daemon->manager_watch = g_bus_watch_name_on_connection (
      daemon->bus, NM_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, on_manager_appeared, on_manager_vanished,
      daemon, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_dbus_connection_signal_subscribe (daemon->bus, NM_NAME, signals[i].interface, signals[i].signal,
                                        NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal_of_manager,
                                        signals[i].change, NULL);
}

static int
run (Daemon *daemon, GError **error) {
  g_autoptr (CbHerald) herald = NULL;
  g_autoptr (CbWorker) worker = NULL;
  g_autoptr (CbUpkeep) upkeep = NULL;
  g_autoptr (CbService) service = NULL;

  daemon->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (daemon->bus == NULL)
    return EXIT_FAILURE;
  herald = daemon->herald = cb_herald_new (daemon->bus);
  worker = daemon->worker = cb_worker_new ();
  upkeep = daemon->upkeep = cb_upkeep_new (worker, herald);
  service = cb_service_new (daemon->bus, worker, upkeep, herald, on_call_ended, daemon, error);
  daemon->service = service;
  if (service == NULL || !take_name (daemon, error)) {
    g_clear_pointer (&worker, cb_worker_free);
    return EXIT_FAILURE;
  }
  cb_upkeep_start (upkeep);
  watch_manager (daemon);
  on_call_ended (daemon);
  g_main_loop_run (daemon->loop);
  if (daemon->told_to_end)
    take_leave (daemon);
  g_clear_handle_id (&daemon->idle_timer, g_source_remove);
  g_clear_handle_id (&daemon->profiles.timer, g_source_remove);
  g_clear_handle_id (&daemon->devices.timer, g_source_remove);
  g_clear_handle_id (&daemon->manager_watch, g_bus_unwatch_name);
  g_clear_pointer (&worker, cb_worker_free);
  cb_herald_send (herald);
  g_dbus_connection_flush_sync (daemon->bus, NULL, NULL);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv) {
  Daemon daemon = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CB_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  daemon.loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, on_signal, &daemon);
  g_unix_signal_add (SIGINT, on_signal, &daemon);
  status = run (&daemon, &error);
  if (error != NULL)
    g_printerr ("cablebootd: %s\n", error->message);
  g_clear_object (&daemon.bus);
  g_main_loop_unref (daemon.loop);
  return status;
}
