/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What logind says of the session, and what is taken where it says nothing. */

#include "../unit/unit.h"

#include "bus.h"
#include "seat.h"

#define LOGIN   "org.freedesktop.login1"
#define PATH    "/org/freedesktop/login1"
#define SESSION PATH "/session/_32"

typedef struct {
  Bus *bus;
  const char *asked; /* for that session; owned by nobody else */
  gboolean is_active;
  const char *seat;
  gboolean knows; /* the session */
} Login;

static const char manager_xml[] = "<node><interface name='" LOGIN ".Manager'>"
                                  "<method name='GetSession'>"
                                  "<arg type='s'/><arg type='o' direction='out'/></method>"
                                  "</interface></node>";

static const char session_xml[] = "<node><interface name='" LOGIN ".Session'>"
                                  "<property name='Active' type='b' access='read'/>"
                                  "<property name='Seat' type='(so)' access='read'/>"
                                  "</interface></node>";

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data) {
  Login *login = data;
  const char *id;

  g_variant_get (arguments, "(&s)", &id);
  login->asked = g_intern_string (id);
  if (login->knows)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", SESSION));
  else
    g_dbus_method_invocation_return_dbus_error (invocation, LOGIN ".NoSuchSession", "no");
}

static GVariant *
on_get (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
        const char *property, GError **error, gpointer data) {
  const Login *login = data;

  if (g_str_equal (property, "Active"))
    return g_variant_new_boolean (login->is_active);
  return g_variant_new ("(so)", login->seat, "/");
}

static void
change_active (Login *login, gboolean is_active) {
  login->is_active = is_active;
  g_dbus_connection_emit_signal (login->bus->theirs, NULL, SESSION, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new_parsed ("('" LOGIN ".Session', {'Active': <%b>}, @as [])",
                                                       is_active),
                                 NULL);
  bus_settle (login->bus);
}

static int
set_up (void **state) {
  static const GDBusInterfaceVTable manager = { .method_call = on_call }, session = { .get_property = on_get };
  Login *login = g_new0 (Login, 1);

  g_unsetenv ("XDG_SESSION_ID");
  *login = (Login){ .bus = bus_new (), .is_active = TRUE, .seat = "seat0", .knows = TRUE };
  bus_register (login->bus, PATH, manager_xml, &manager, login);
  bus_register (login->bus, SESSION, session_xml, &session, login);
  *state = login;
  return 0;
}

static int
tear_down (void **state) {
  Login *login = *state;

  bus_free (login->bus);
  g_free (login);
  return 0;
}

static void
test_follows_the_session (void **state) {
  Login *login = *state;
  g_autoptr (CbSeat) seat = NULL;

  bus_own (login->bus, LOGIN);
  seat = cb_seat_new (login->bus->ours);
  bus_settle (login->bus);
  assert_string_equal (login->asked, "auto");
  assert_true (cb_seat_is_active (seat));
  change_active (login, FALSE);
  assert_false (cb_seat_is_active (seat));
  change_active (login, TRUE);
  assert_true (cb_seat_is_active (seat));
}

static void
test_session_by_name (void **state) {
  Login *login = *state;
  g_autoptr (CbSeat) seat = NULL;

  g_setenv ("XDG_SESSION_ID", "c7", TRUE);
  login->is_active = FALSE;
  bus_own (login->bus, LOGIN);
  seat = cb_seat_new (login->bus->ours);
  bus_settle (login->bus);
  assert_string_equal (login->asked, "c7");
  assert_false (cb_seat_is_active (seat));
}

static void
test_session_without_a_seat (void **state) {
  Login *login = *state;
  g_autoptr (CbSeat) seat = NULL;

  login->seat = "";
  bus_own (login->bus, LOGIN);
  seat = cb_seat_new (login->bus->ours);
  bus_settle (login->bus);
  assert_false (cb_seat_is_active (seat));
}

static void
test_nothing_is_known (void **state) {
  Login *login = *state;
  g_autoptr (CbSeat) seat = cb_seat_new (login->bus->ours);

  bus_settle (login->bus);
  assert_true (cb_seat_is_active (seat));
  login->knows = FALSE;
  bus_own (login->bus, LOGIN);
  bus_settle (login->bus);
  assert_true (cb_seat_is_active (seat));
}

/* logind is started again, or only now. */
static void
test_logind_comes_later (void **state) {
  Login *login = *state;
  g_autoptr (CbSeat) seat = cb_seat_new (login->bus->ours);

  login->is_active = FALSE;
  for (guint i = 0; i < 2; i++) {
    bus_own (login->bus, LOGIN);
    bus_settle (login->bus);
    assert_int_equal (cb_seat_is_active (seat), login->is_active);
    bus_disown (login->bus, LOGIN);
    bus_settle (login->bus);
    login->is_active = TRUE;
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void) {
  const struct CMUnitTest tests[] = {
    TEST (test_follows_the_session), TEST (test_session_by_name),    TEST (test_session_without_a_seat),
    TEST (test_nothing_is_known),    TEST (test_logind_comes_later),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
