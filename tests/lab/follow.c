/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* follow [WATCHING]: follows the boots, and prints one line for each event: "past" or the signal's name, and
 * the dictionary as GVariant writes it. Ends when cablebootd leaves the bus. */

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME  "org.freedesktop.NetworkManager.cableboot"
#define PATH  "/org/freedesktop/NetworkManager/cableboot"
#define CABLE NAME ".Cable"

static void
say (const char *how, GVariant *event) {
  g_autofree char *text = g_variant_print (event, FALSE);

  printf ("%s %s\n", how, text);
  fflush (stdout);
}

static void
on_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *arguments, gpointer data) {
  g_autoptr (GVariant) event = g_variant_get_child_value (arguments, 0);

  say (signal, event);
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data) {
  g_main_loop_quit (data);
}

static gboolean
follow (GDBusConnection *bus, const char *watching, GError **error) {
  GVariantDict options;
  g_autoptr (GVariant) answer = NULL, events = NULL;

  g_variant_dict_init (&options, NULL);
  if (watching != NULL)
    g_variant_dict_insert (&options, "watching", "s", watching);
  answer = g_dbus_connection_call_sync (bus, NAME, PATH, NAME, "Follow",
                                        g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
                                        G_VARIANT_TYPE ("(aa{sv})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
  if (answer == NULL)
    return FALSE;
  events = g_variant_get_child_value (answer, 0);
  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    say ("past", event);
  }
  return TRUE;
}

int
main (int argc, char **argv) {
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);

  if (bus != NULL)
    g_dbus_connection_signal_subscribe (bus, NAME, CABLE, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_signal,
                                        NULL, NULL);
  if (bus == NULL || !follow (bus, argv[1], &error)) {
    g_printerr ("follow: %s\n", error->message);
    return EXIT_FAILURE;
  }
  g_bus_watch_name_on_connection (bus, NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished, loop, NULL);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
