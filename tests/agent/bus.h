/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A private bus as the system bus, and what the tests do on it: each side has a connection of its own, all in
 * one thread.
 */

#pragma once

#include <gio/gio.h>

typedef struct {
  GTestDBus *bus;
  GDBusConnection *ours;   /* of what is tested */
  GDBusConnection *theirs; /* of who is followed */
} Bus;

Bus *bus_new (void);
void bus_free (Bus *self);

/* Puts an object with one interface, described in the XML of a D-Bus introspection, on their side. */
void bus_register (Bus *self, const char *path, const char *xml, const GDBusInterfaceVTable *methods,
                   gpointer data);

/* Their side takes a name, and gives it back. Waits for the bus. */
void bus_own (Bus *self, const char *name);
void bus_disown (Bus *self, const char *name);

/* Lets time go by until is_done says TRUE; fails the test after 10 s. */
void bus_wait (gboolean (*is_done) (gpointer data), gpointer data);

/* Lets all that was sent so far arrive: a round trip of both sides, and what follows from it. */
void bus_settle (Bus *self);
