/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/quote.h"

static const struct {
  const char *bytes;
  gssize n_bytes;
  const char *expected;
} rows[] = {
  { "plain text", -1, "plain text" },
  { NULL, -1, "" },
  { NULL, 0, "" },
  { "Gr\xc3\xbc\xc3\x9f", -1, "Gr\xc3\xbc\xc3\x9f" },
  { "a\nb\x1b[31m", -1,
    "a\\x0a"
    "b\\x1b[31m" },
  { "a\0b", 3, "a\\x00b" },
  { "abcdef", 3, "abc" },
  { "\xff\xfe", -1, "\\xff\\xfe" },
  { "cut \xc3", -1, "cut \\xc3" },
  { "\xc2\x85", -1, "\\xc2\\x85" }, /* a control character of two bytes */
  { "\xe2\x80\xae"
    "x",
    -1, "\\xe2\\x80\\xaex" }, /* turns the text around */
};

static void
test_table (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *quoted = cb_quote (rows[i].bytes, rows[i].n_bytes);

    assert_string_equal (quoted, rows[i].expected);
  }
}

static void
test_long_bytes_are_cut (void **state) {
  g_autofree char *bytes = g_strnfill (100000, 'x');
  g_autofree char *quoted = cb_quote (bytes, -1);

  assert_true (strlen (quoted) < 120);
  assert_true (g_str_has_suffix (quoted, "x..."));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_table),
    cmocka_unit_test (test_long_bytes_are_cut),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
