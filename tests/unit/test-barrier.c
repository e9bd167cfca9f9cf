/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/barrier.h"

static void
test_table_names (void **state) {
  static const struct {
    const char *interface;
    const char *table;
  } cases[] = {
    { "eth0", "cableboot-eth0" },
    { "enp0s31f6", "cableboot-enp0s31f6" },
    { "usb.0", "cableboot-usb_2e0" },
    { "usb_0", "cableboot-usb_5f0" },
    { "a+b;c", "cableboot-a_2bb_3bc" },
    { "\xc3\xb6", "cableboot-_c3_b6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *table = cb_barrier_table (cases[i].interface);

    assert_string_equal (table, cases[i].table);
  }
}

static void
test_both_directions_are_rejected (void **state) {
  g_autofree char *text = cb_barrier_render ("eth0");

  assert_non_null (strstr (text, "iifname \"eth0\" reject"));
  assert_non_null (strstr (text, "oifname \"eth0\" reject"));
  assert_non_null (strstr (text, "hook forward priority -1;"));
  assert_null (cb_barrier_render ("eth\" accept; #"));
}

/* Whatever is there at first: the table is added, removed, and added anew, all with the flag. */
static void
test_from_any_state (void **state) {
  g_autofree char *text = cb_barrier_render ("eth0");
  g_autofree char *removal = cb_barrier_render_removal ("eth0");

  assert_true (g_str_has_prefix (text, removal));
  assert_string_equal (removal,
                       "add table inet cableboot-eth0 { flags owner; }\ndelete table inet cableboot-eth0\n");
  assert_non_null (strstr (text + strlen (removal), "add table inet cableboot-eth0 { flags owner; }\n"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_table_names),
    cmocka_unit_test (test_both_directions_are_rejected),
    cmocka_unit_test (test_from_any_state),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
