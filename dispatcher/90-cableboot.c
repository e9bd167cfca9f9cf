/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* 90-cableboot: tells cablebootd that NetworkManager brought a cable of ours up or down.
 *
 * NetworkManager's dispatcher runs it at every event of every connection, so it decides first, by one
 * access() on the settings file of the event's UUID, and touches the bus only for a cable of ours. It
 * waits for the answer: a call whose sender has left before the daemon was activated is dropped by
 * the bus (proven-traps.md 14). cablebootd answers before it works. Links libdbus alone, to start fast.
 */

#include <dbus/dbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/link-event.h"
#include "names.h"

/* The daemon's start, on a slow machine under load. */
#define ANSWER_MS 10000

static bool
is_ours (const CbLinkEvent *event) {
  char path[sizeof CB_SETTINGS_DIR + CB_UUID_BYTES + sizeof CB_SETTINGS_SUFFIX + 1];

  snprintf (path, sizeof path, CB_SETTINGS_DIR "/%s" CB_SETTINGS_SUFFIX, event->uuid);
  return access (path, F_OK) == 0;
}

static int
complain (const char *what, DBusError *error) {
  fprintf (stderr, "90-cableboot: %s: %s\n", what, error->message ? error->message : "out of memory");
  dbus_error_free (error);
  return EXIT_FAILURE;
}

static int
tell (const CbLinkEvent *event) {
  const char *uuid = event->uuid, *interface = event->interface, *action = event->action;
  DBusError error = DBUS_ERROR_INIT;
  DBusConnection *bus = dbus_bus_get (DBUS_BUS_SYSTEM, &error);
  DBusMessage *call, *answer = NULL;

  if (bus == NULL)
    return complain ("no system bus", &error);
  dbus_connection_set_exit_on_disconnect (bus, FALSE);
  call = dbus_message_new_method_call (CB_BUS_NAME, CB_BUS_PATH, CB_BUS_INTERFACE, "LinkChanged");
  if (call != NULL
      && dbus_message_append_args (call, DBUS_TYPE_STRING, &uuid, DBUS_TYPE_STRING, &interface,
                                   DBUS_TYPE_STRING, &action, DBUS_TYPE_INVALID))
    answer = dbus_connection_send_with_reply_and_block (bus, call, ANSWER_MS, &error);
  if (call != NULL)
    dbus_message_unref (call);
  if (answer == NULL)
    return complain ("cablebootd did not answer", &error);
  dbus_message_unref (answer);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv) {
  CbLinkEvent event;
  CbLinkOutcome outcome = cb_link_event_parse (argc, argv, getenv (CB_LINK_ENV_UUID),
                                               getenv (CB_LINK_ENV_EXTERNAL), &event);

  if (outcome != CB_LINK_EVENT_UP && outcome != CB_LINK_EVENT_DOWN)
    return EXIT_SUCCESS;
  return is_ours (&event) ? tell (&event) : EXIT_SUCCESS;
}
