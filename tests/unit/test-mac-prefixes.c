/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/mac-prefixes.h"
#include "limit.h"

static char *
parse_joined (const char *text) {
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = cb_mac_prefixes_parse (text, strlen (text), NULL, "list", &error);

  assert_null (error);
  return g_strjoinv (" ", list);
}

static const struct {
  const char *text;
  const char *expected;
} good[] = {
  { "", "" },
  { "\n\n  \n# only a comment\n", "" },
  { "dc:a6:32", "dc:a6:32" },
  { "DC-A6-32\r\n\te4:5f:01 # Pi\nb8:27:EB", "dc:a6:32 e4:5f:01 b8:27:eb" },
  { "dc:a6:32\nDC-A6-32\ndc:a6:32:01\n", "dc:a6:32 dc:a6:32:01" },
  { "70:b3:d5:12:3a\n", "70:b3:d5:12:3a" },
};

static const struct {
  const char *text;
  const char *part;
} bad[] = {
  { "dc:a6\n", "list:1:" },
  { "\ndc:a6:32:01:02:03\n", "list:2:" },
  { "dc:a6:3\n", "list:1:" },
  { "dc:a6-32\n", "list:1:" },
  { "dca632\n", "list:1:" },
  { "dc:a6:3g\n", "list:1:" },
  { "dc:a6:*\n", "list:1:" },
  { "dc:a6:32 e4:5f:01\n", "list:1:" },
  { "dc:a6:32\ndhcp-script=/bin/x\n", "list:2:" },
  { "\xff\xfe\n", "\\xff" },
  { ":::::::\n", "list:1:" },
};

static void
test_good_text (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *joined = parse_joined (good[i].text);

    assert_string_equal (joined, good[i].expected);
  }
}

static void
test_bad_text (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;

    assert_null (cb_mac_prefixes_parse (bad[i].text, strlen (bad[i].text), NULL, "list", &error));
    assert_error (&error, CB_ERROR_INVALID, bad[i].part);
  }
}

static void
test_zero_byte (void **state) {
  GError *error = NULL;

  assert_null (cb_mac_prefixes_parse ("dc:a6:32\0", 9, NULL, "list", &error));
  assert_error (&error, CB_ERROR_INVALID, "\\x00");
}

static void
test_two_files (void **state) {
  char **list = cb_mac_prefixes_parse ("dc:a6:32\n", 9, NULL, "a", NULL);
  GError *error = NULL;

  list = cb_mac_prefixes_parse ("e4:5f:01\ndc:a6:32", 17, list, "b", NULL);
  assert_int_equal (g_strv_length (list), 2);
  assert_string_equal (list[1], "e4:5f:01");
  list = cb_mac_prefixes_parse (NULL, 0, list, "c", NULL);
  assert_int_equal (g_strv_length (list), 2);
  assert_null (cb_mac_prefixes_parse ("bad", 3, list, "d", &error));
  assert_error (&error, CB_ERROR_INVALID, "d:1:");
}

static void
test_limits (void **state) {
  GString *text = g_string_new (NULL);
  GError *error = NULL;
  char **list;

  for (guint i = 0; i < CB_MAX_MAC_PREFIXES; i++)
    g_string_append_printf (text, "00:00:%02x:%02x\n", i >> 8, i & 255);
  list = cb_mac_prefixes_parse (text->str, text->len, NULL, "full", NULL);
  assert_int_equal (g_strv_length (list), CB_MAX_MAC_PREFIXES);
  assert_null (cb_mac_prefixes_parse ("dc:a6:32", 8, list, "more", &error));
  assert_error (&error, CB_ERROR_INVALID, "more:1:");

  g_string_set_size (text, CB_MAX_MAC_PREFIX_BYTES + 1);
  memset (text->str, '\n', text->len);
  assert_null (cb_mac_prefixes_parse (text->str, text->len, NULL, "long", &error));
  assert_error (&error, CB_ERROR_INVALID, "long:");
  g_string_free (text, TRUE);
}

static void
test_shipped_list (void **state) {
  g_autofree char *path =
      g_build_filename (g_getenv ("CB_SOURCE_DIR"), "conf", "pi-mac-prefixes", NULL);
  g_autofree char *text = NULL;
  g_autofree char *joined = NULL;

  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  joined = parse_joined (text);
  assert_string_equal (joined, "b8:27:eb dc:a6:32 e4:5f:01 28:cd:c1 d8:3a:dd 2c:cf:67 88:a2:9e");
}

static void
test_addresses (void **state) {
  g_autofree char *normal = cb_mac_normalize ("DC-A6-32-01-02-0F");

  assert_string_equal (normal, "dc:a6:32:01:02:0f");
  assert_null (cb_mac_normalize (NULL));
  assert_null (cb_mac_normalize (""));
  assert_null (cb_mac_normalize ("dc:a6:32:01:02"));
  assert_null (cb_mac_normalize ("dc:a6:32:01:02:03:04"));
  assert_null (cb_mac_normalize ("dc:a6:32:01:02:0x"));
  assert_true (cb_mac_prefix_is_normal ("dc:a6:32"));
  assert_false (cb_mac_prefix_is_normal ("DC:a6:32"));
  assert_false (cb_mac_prefix_is_normal ("dc-a6-32"));
  assert_false (cb_mac_prefix_is_normal ("dc:a6:32\nx=y"));
  assert_false (cb_mac_prefix_is_normal (NULL));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_text), cmocka_unit_test (test_bad_text),
    cmocka_unit_test (test_zero_byte), cmocka_unit_test (test_two_files),
    cmocka_unit_test (test_limits),    cmocka_unit_test (test_shipped_list),
    cmocka_unit_test (test_addresses),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
