/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/interface-name.h"

static const char *const good[] = {
  "eth0", "e",   "enp0s31f6", "enx0123456789ab", "eth0.100", "br-lan", "a_b", "p@q",
  "x:1",  "a+b", "...",       "123456789012345",
};

static const char *const bad[] = {
  "",    ".",   "..",  "1234567890123456", "a b",      "a/b",   "a,b", "a\"b", "a#b", "a\nb",
  "a!b", "a%b", "a*b", "\xc3\xbc",         "\xff\xfe", "a\x7f",
};

static void
test_good_names (void **state) {
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    assert_true (cb_interface_name_check (good[i], &error));
    assert_null (error);
  }
}

static void
test_bad_names (void **state) {
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    assert_false (cb_interface_name_check (bad[i], &error));
    assert_error (&error, CB_ERROR_INVALID, "interface name");
  }
  assert_false (cb_interface_name_check (NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "interface name");
}

static void
test_each_byte (void **state) {
  const char *allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:@+";

  for (int byte = 1; byte < 256; byte++) {
    const char name[] = { 'a', (char)byte, '\0' };

    assert_int_equal (cb_interface_name_check (name, NULL), strchr (allowed, byte) != NULL);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_names),
    cmocka_unit_test (test_bad_names),
    cmocka_unit_test (test_each_byte),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
