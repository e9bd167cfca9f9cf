/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A daemon that comes and goes, and what is heard of it: p is an event of the past, n one of now, each with the
 * number of its boot, c the cables.
 */

#include "../unit/unit.h"

#include "bus.h"
#include "follower.h"
#include "host/dict.h"
#include "names.h"

#define CABLE_PATH CB_BUS_PATH "/cables/7d4e"

typedef struct {
  Bus *bus;
  CbFollower *follower;
  GString *talk;
  const char *expected;
  guint wanted; /* the boot whose event wants the cables */

  /* Of the daemon. */
  guint n_follows;
  gboolean holds; /* ListCables isn't answered */
  GDBusMethodInvocation *held;
} World;

#define ARGUMENTS "<arg type='a{sv}'/><arg type='aa{sv}' direction='out'/>"

static const char xml[] = "<node><interface name='" CB_BUS_INTERFACE "'>"
                          "<method name='Follow'>" ARGUMENTS "</method>"
                          "<method name='ListCables'>" ARGUMENTS "</method>"
                          "</interface></node>";

/* --- the daemon --- */

static void
answer_follow (World *world, GVariant *arguments, GDBusMethodInvocation *invocation) {
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);

  assert_string_equal (cb_dict_text (options, "watching"), "notify");
  world->n_follows++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("([{'boot': <uint32 1>}],)"));
}

static void
answer_list (GDBusMethodInvocation *invocation) {
  g_dbus_method_invocation_return_value (invocation, g_variant_new_parsed ("([{'uuid': <'7d4e'>}],)"));
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *arguments, GDBusMethodInvocation *invocation, gpointer data) {
  World *world = data;

  if (g_str_equal (method, "Follow"))
    answer_follow (world, arguments, invocation);
  else if (world->holds)
    world->held = invocation;
  else
    answer_list (invocation);
}

static void
emit (World *world, GDBusConnection *connection, const char *signal, guint boot) {
  GVariantDict event;

  g_variant_dict_init (&event, NULL);
  g_variant_dict_insert (&event, "boot", "u", boot);
  g_dbus_connection_emit_signal (connection, g_dbus_connection_get_unique_name (world->bus->ours), CABLE_PATH,
                                 CB_BUS_INTERFACE ".Cable", signal,
                                 g_variant_new ("(@a{sv})", g_variant_dict_end (&event)), NULL);
}

/* --- the follower --- */

static void
on_event (GVariant *event, gboolean is_past, gpointer data) {
  World *world = data;

  g_string_append_printf (world->talk, "%c%u", is_past ? 'p' : 'n', cb_dict_number (event, "boot"));
}

static void
on_cables (GVariant *cables, gpointer data) {
  World *world = data;

  assert_int_equal (g_variant_n_children (cables), 1);
  g_string_append_c (world->talk, 'c');
}

static gboolean
wants_cables (GVariant *event, gpointer data) {
  World *world = data;

  return world->wanted == cb_dict_number (event, "boot");
}

static gboolean
has_talked (gpointer data) {
  World *world = data;

  return g_str_equal (world->talk->str, world->expected);
}

static gboolean
holds_call (gpointer data) {
  World *world = data;

  return world->held != NULL;
}

static void
expect (World *world, const char *expected) {
  world->expected = expected;
  bus_wait (has_talked, world);
  bus_settle (world->bus);
  assert_string_equal (world->talk->str, expected);
  g_string_truncate (world->talk, 0);
}

/* --- the tests --- */

static int
set_up (void **state) {
  static const GDBusInterfaceVTable methods = { .method_call = on_call };
  World *world = g_new0 (World, 1);
  const CbFollowerHost host = { on_event, on_cables, wants_cables, world };

  world->talk = g_string_new (NULL);
  world->bus = bus_new ();
  bus_register (world->bus, CB_BUS_PATH, xml, &methods, world);
  world->follower = cb_follower_new (world->bus->ours, &host);
  *state = world;
  return 0;
}

static int
tear_down (void **state) {
  World *world = *state;

  cb_follower_free (world->follower);
  bus_free (world->bus);
  g_string_free (world->talk, TRUE);
  g_free (world);
  return 0;
}

static void
test_daemon_comes_and_goes (void **state) {
  World *world = *state;

  bus_settle (world->bus);
  assert_int_equal (world->n_follows, 0);
  bus_own (world->bus, CB_BUS_NAME);
  expect (world, "cp1");
  emit (world, world->bus->theirs, "BoardSeen", 2);
  expect (world, "n2");
  bus_disown (world->bus, CB_BUS_NAME);
  bus_settle (world->bus);
  emit (world, world->bus->theirs, "BoardSeen", 3);
  bus_own (world->bus, CB_BUS_NAME);
  expect (world, "cp1");
  assert_int_equal (world->n_follows, 2);
}

static void
test_events_wait_for_the_cables (void **state) {
  World *world = *state;

  bus_own (world->bus, CB_BUS_NAME);
  expect (world, "cp1");
  world->holds = TRUE;
  world->wanted = 3;
  emit (world, world->bus->theirs, "BoardSeen", 2);
  emit (world, world->bus->theirs, "BoardSeen", 3);
  emit (world, world->bus->theirs, "KernelFetched", 3);
  bus_wait (holds_call, world);
  expect (world, "n2");
  answer_list (g_steal_pointer (&world->held));
  expect (world, "cn3n3");
}

/* The daemon is at work: after a while the events come without. */
static void
test_no_answer (void **state) {
  World *world = *state;

  world->holds = TRUE;
  world->wanted = 2;
  bus_own (world->bus, CB_BUS_NAME);
  bus_wait (holds_call, world);
  emit (world, world->bus->theirs, "KernelFetched", 2);
  expect (world, "p1n2");
  answer_list (g_steal_pointer (&world->held));
  expect (world, "c");
}

static void
test_goes_with_a_call_open (void **state) {
  World *world = *state;

  world->holds = TRUE;
  bus_own (world->bus, CB_BUS_NAME);
  bus_wait (holds_call, world);
  emit (world, world->bus->theirs, "KernelFetched", 2);
  bus_disown (world->bus, CB_BUS_NAME);
  world->holds = FALSE;
  bus_settle (world->bus);
  answer_list (g_steal_pointer (&world->held));
  bus_settle (world->bus);
  g_string_truncate (world->talk, 0);
  bus_own (world->bus, CB_BUS_NAME);
  expect (world, "cp1");
}

static void
test_what_is_not_heard (void **state) {
  World *world = *state;

  bus_own (world->bus, CB_BUS_NAME);
  expect (world, "cp1");
  emit (world, world->bus->theirs, "FileProgress", 2);
  emit (world, world->bus->ours, "KernelFetched", 3); /* not the daemon */
  g_dbus_connection_emit_signal (world->bus->theirs, NULL, CABLE_PATH, CB_BUS_INTERFACE ".Cable", "BoardSeen",
                                 g_variant_new ("(s)", "not an event"), NULL);
  emit (world, world->bus->theirs, "KernelFetched", 4);
  expect (world, "n4");
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void) {
  const struct CMUnitTest tests[] = {
    TEST (test_daemon_comes_and_goes),
    TEST (test_events_wait_for_the_cables),
    TEST (test_no_answer),
    TEST (test_goes_with_a_call_open),
    TEST (test_what_is_not_heard),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
