/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-notify: turns what cablebootd tells of the user's boots into notifications of the
 * desktop. One for each session bus, started with the session. Whatever isn't there (the system
 * bus, the daemon, a server for notifications) is waited for without a word.
 */

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "bubbles.h"
#include "follower.h"
#include "names.h"
#include "notice.h"
#include "seat.h"

/* Between two tries to reach the system bus. */
#define BUS_SECONDS 10

typedef struct {
  GMainLoop *loop;
  CbBubbles *bubbles;
  CbNotices *notices;

  /* While the system bus is there. */
  GDBusConnection *bus;
  CbFollower *follower;
  CbSeat *seat;
  guint bus_timer;
} Agent;

static void connect_bus (Agent *agent);

static void
on_event (GVariant *event, gboolean is_past, gpointer data) {
  Agent *agent = data;
  gboolean may_show = !is_past && cb_seat_is_active (agent->seat);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GPtrArray) notices = cb_notices_take (agent->notices, event, may_show, now);

  for (guint i = 0; i < notices->len; i++)
    cb_bubbles_do (agent->bubbles, notices->pdata[i]);
}

static void
on_cables (GVariant *cables, gpointer data) {
  Agent *agent = data;

  cb_notices_set_cables (agent->notices, cables);
}

static gboolean
wants_cables (GVariant *event, gpointer data) {
  Agent *agent = data;

  return cb_notices_wants_cables (agent->notices, event);
}

/* --- the system bus --- */

static gboolean
on_bus_timer (gpointer data) {
  Agent *agent = data;

  agent->bus_timer = 0;
  connect_bus (agent);
  return G_SOURCE_REMOVE;
}

static void
leave_bus (Agent *agent) {
  g_clear_pointer (&agent->follower, cb_follower_free);
  g_clear_pointer (&agent->seat, cb_seat_free);
  if (agent->bus != NULL)
    g_signal_handlers_disconnect_by_data (agent->bus, agent);
  g_clear_object (&agent->bus);
}

static void
on_bus_closed (GDBusConnection *bus, gboolean remote, GError *error, gpointer data) {
  Agent *agent = data;

  leave_bus (agent);
  agent->bus_timer = g_timeout_add_seconds (BUS_SECONDS, on_bus_timer, agent);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data) {
  Agent *agent = data;
  const CbFollowerHost host = {
    .event = on_event, .cables = on_cables, .wants_cables = wants_cables, .data = agent
  };

  agent->bus = g_dbus_connection_new_for_address_finish (result, NULL);
  if (agent->bus == NULL) {
    agent->bus_timer = g_timeout_add_seconds (BUS_SECONDS, on_bus_timer, agent);
    return;
  }
  g_signal_connect (agent->bus, "closed", G_CALLBACK (on_bus_closed), agent);
  agent->seat = cb_seat_new (agent->bus);
  agent->follower = cb_follower_new (agent->bus, &host);
}

/* A connection of our own: the shared one ends the process with the bus. */
static void
connect_bus (Agent *agent) {
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  if (address == NULL)
    return;
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                         | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, NULL, on_bus, agent);
}

/* --- the session --- */

static gboolean
on_signal (gpointer data) {
  Agent *agent = data;

  g_main_loop_quit (agent->loop);
  return G_SOURCE_CONTINUE;
}

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer data) {
  Agent *agent = data;

  if (agent->bubbles != NULL)
    return;
  agent->bubbles = cb_bubbles_new ();
  agent->notices = cb_notices_new (g_get_home_dir ());
  connect_bus (agent);
}

/* Another one has it, or there is no session bus: nothing to do. */
static void
on_name_lost (GDBusConnection *bus, const char *name, gpointer data) {
  Agent *agent = data;

  g_main_loop_quit (agent->loop);
}

static void
run (Agent *agent) {
  guint name =
      g_bus_own_name (G_BUS_TYPE_SESSION, CB_NOTIFY_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                      NULL, on_name_acquired, on_name_lost, agent, NULL);

  g_main_loop_run (agent->loop);
  leave_bus (agent);
  g_clear_handle_id (&agent->bus_timer, g_source_remove);
  g_clear_pointer (&agent->bubbles, cb_bubbles_free);
  g_clear_pointer (&agent->notices, cb_notices_free);
  g_bus_unown_name (name);
}

static gboolean
read_options (int *argc, char ***argv, gboolean *ret_version) {
  const GOptionEntry entries[] = {
    { "version", 'v', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, ret_version,
      N_ ("print the version and end"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 1)
    return TRUE;
  g_printerr ("cableboot-notify: %s\n",
              error != NULL ? error->message : _ ("it takes no arguments"));
  return FALSE;
}

int
main (int argc, char **argv) {
  Agent agent = { 0 };
  gboolean version = FALSE;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CB_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (!read_options (&argc, &argv, &version))
    return EXIT_FAILURE;
  if (version) {
    g_print ("cableboot-notify %s\n", CB_VERSION);
    return EXIT_SUCCESS;
  }
  agent.loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, on_signal, &agent);
  g_unix_signal_add (SIGINT, on_signal, &agent);
  run (&agent);
  g_main_loop_unref (agent.loop);
  return EXIT_SUCCESS;
}
