/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-tell UUID INTERFACE ACTION: tells cablebootd that NetworkManager brought a cable of ours up or
 * down.
 *
 * It waits for the answer: a call whose sender has left before the daemon was activated is dropped by the bus
 * (proven-traps.md 14). cablebootd answers before it works, and judges the words; here they are only passed on.
 */

#include <dbus/dbus.h>
#include <stdio.h>
#include <stdlib.h>

#include "names.h"

/* The daemon's start, on a slow machine under load. */
#define ANSWER_MS 10000

static int
complain (const char *what, DBusError *error) {
  fprintf (stderr, "cableboot-tell: %s: %s\n", what, error->message ? error->message : "out of memory");
  dbus_error_free (error);
  return EXIT_FAILURE;
}

static int
tell (const char *uuid, const char *interface, const char *action) {
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
  if (argc != 4) {
    fprintf (stderr, "usage: cableboot-tell UUID INTERFACE ACTION\n");
    return EXIT_FAILURE;
  }
  return tell (argv[1], argv[2], argv[3]);
}
