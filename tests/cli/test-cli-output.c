/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is printed: escaping, tables in all forms, fields, JSON, exit codes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cable.h"
#include "error.h"
#include "escape.h"
#include "exit-code.h"
#include "field.h"
#include "json.h"
#include "link-question.h"
#include "status-block.h"
#include "table.h"

static void
assert_escaped (const char *bytes, gsize n_bytes, gboolean utf8, const char *expected) {
  g_autofree char *text = cb_escape_bytes (bytes, n_bytes, utf8);

  assert_string_equal (text, expected);
}

static void
test_escape (void **state) {
  g_autofree char *lines = cb_escape_text ("a\nb\tc", TRUE);

  assert_escaped ("", 0, TRUE, "");
  assert_escaped (NULL, 0, TRUE, "");
  assert_escaped ("/srv/a b,#", 10, FALSE, "/srv/a b,#");
  assert_escaped ("j\xc3\xb6rg", 5, TRUE, "j\xc3\xb6rg");
  assert_escaped ("j\xc3\xb6rg", 5, FALSE, "j\\xc3\\xb6rg");
  assert_escaped ("\033[2J\n\x7f", 6, TRUE, "\\x1b[2J\\x0a\\x7f");
  assert_escaped ("\xff\xc3", 2, TRUE, "\\xff\\xc3");
  assert_escaped ("a\0b", 3, TRUE, "a\\x00b");
  /* C1 control and right-to-left override */
  assert_escaped ("\xc2\x9b\xe2\x80\xae", 5, TRUE, "\\xc2\\x9b\\xe2\\x80\\xae");
  assert_string_equal (lines, "a\nb\\x09c");
}

static CbTable *
sample_table (void) {
  CbTable *table = cb_table_new ((const char *const[]){ "NAME", "WHERE", NULL });

  cb_table_add (table, (const char *const[]){ "j\xc3\xb6rg", "a:b\\c" }, CB_COLOR_GREEN);
  cb_table_add (table, (const char *const[]){ "longer", NULL }, CB_COLOR_NONE);
  return table;
}

static void
assert_formatted (CbTableStyle style, const char *expected) {
  g_autoptr (CbTable) table = sample_table ();
  g_autofree char *text = cb_table_format (table, &style);

  assert_string_equal (text, expected);
}

static void
test_table_forms (void **state) {
  assert_formatted ((CbTableStyle){ 0 }, "NAME    WHERE\n"
                                         "j\xc3\xb6rg    a:b\\c\n"
                                         "longer  --\n");
  assert_formatted ((CbTableStyle){ .colors = TRUE }, "NAME    WHERE\n"
                                                      "\033[32mj\xc3\xb6rg    a:b\\c\033[0m\n"
                                                      "longer  --\n");
  assert_formatted ((CbTableStyle){ .pretty = TRUE, .title = "T" }, "=====\n"
                                                                    "  T\n"
                                                                    "=====\n"
                                                                    "NAME    WHERE\n"
                                                                    "-------------\n"
                                                                    "j\xc3\xb6rg    a:b\\c\n"
                                                                    "longer  --\n");
  assert_formatted ((CbTableStyle){ .terse = TRUE, .escape = TRUE },
                    "j\xc3\xb6rg:a\\:b\\\\c\nlonger:\n");
  assert_formatted ((CbTableStyle){ .terse = TRUE }, "j\xc3\xb6rg:a:b\\c\nlonger:\n");
  assert_formatted ((CbTableStyle){ .terse = TRUE, .multiline = TRUE, .escape = TRUE },
                    "NAME:j\xc3\xb6rg\nWHERE:a:b\\c\nNAME:longer\nWHERE:\n");
  assert_formatted ((CbTableStyle){ .multiline = TRUE },
                    "NAME:                                   j\xc3\xb6rg\n"
                    "WHERE:                                  a:b\\c\n"
                    "\n"
                    "NAME:                                   longer\n"
                    "WHERE:                                  --\n");
}

static void
test_table_empty_and_wide (void **state) {
  g_autoptr (CbTable) table = cb_table_new ((const char *const[]){ "A", NULL });
  g_autofree char *text = cb_table_format (table, &(CbTableStyle){ .pretty = TRUE, .title = "T" });

  assert_string_equal (text, "");
  assert_int_equal (cb_table_width ("\xe6\xbc\xa2"
                                    "e\xcc\x81"),
                    3);
}

static GVariant *
sample_cables (void) {
  return g_variant_ref_sink (g_variant_new_parsed (
      "[{'interface': <'eth0'>, 'state': <'serving'>, 'folder': <b'/srv/a:b'>, 'mac': "
      "<'02:00:00:00:00:01'>,"
      "  'carrier': <true>, 'address': <'10.1.2.1/24'>, 'server': <'dnsmasq'>, 'dnsmasq_pid': "
      "<uint32 7>,"
      "  'server_text': <'dnsmasq serves'>, 'problems': <[('one', 'first'), ('two', "
      "'sec\033ond')]>},"
      " {'interface': <'eth1'>, 'state': <'hybrid'>, 'folder': <'a text'>, 'carrier': <'x'>,"
      "  'problems': <3>, 'news': <'ignored'>}]"));
}

static char *
fields_text (const char *wanted) {
  g_autoptr (GVariant) cables = sample_cables ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CbTable) table = cb_field_table (cables, wanted, TRUE, &error);

  assert_null (error);
  return cb_table_format (table, &(CbTableStyle){ .terse = TRUE, .escape = TRUE });
}

static void
test_fields (void **state) {
  g_autofree char *common = fields_text (NULL);
  g_autofree char *named = fields_text ("problems, Mac,CARRIER");
  g_autofree char *all = fields_text ("all");

  assert_string_equal (common, "eth0:serving:/srv/a\\:b:dnsmasq:10.1.2.1/24\neth1:hybrid:::\n");
  assert_string_equal (named, "one,two:02\\:00\\:00\\:00\\:00\\:01:yes\n::\n");
  assert_string_equal (strchr (all, '\n') + 1, "eth1:hybrid:::::::::::::\n");
}

static void
test_unknown_field (void **state) {
  static const char *const wrong[] = { "", "bogus", "STATE,,MAC", "STATE,x" };
  g_autoptr (GVariant) cables = sample_cables ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    assert_null (cb_field_table (cables, wrong[i], TRUE, &error));
    assert_true (g_error_matches (error, CB_ERROR, CB_ERROR_INVALID));
    assert_non_null (strstr (error->message, "INTERFACE, STATE, FOLDER"));
  }
}

static void
test_json (void **state) {
  g_autoptr (GVariant) cables = sample_cables ();
  g_autofree char *text = cb_json_cables (cables, FALSE);

  assert_string_equal (
      text,
      "{\"v\":1,\"cables\":[{\"interface\":\"eth0\",\"state\":\"serving\",\"mac\":\"02:00:00:00:00:"
      "01\","
      "\"carrier\":true,\"folder\":\"/srv/a:b\",\"address\":\"10.1.2.1/24\",\"server\":\"dnsmasq\","
      "\"server_text\":\"dnsmasq "
      "serves\",\"dnsmasq_pid\":7,\"problems\":[{\"code\":\"one\",\"message\":\"first\"},"
      "{\"code\":\"two\",\"message\":\"sec\\u001bond\"}]},{\"interface\":\"eth1\",\"state\":"
      "\"hybrid\","
      "\"carrier\":\"x\",\"folder\":\"a text\",\"problems\":null}]}");
}

static void
test_json_error (void **state) {
  g_autoptr (GError) error =
      g_error_new_literal (CB_ERROR, CB_ERROR_NO_NETWORK_MANAGER, "it \"is\" off");
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("aa{sv}", NULL));
  g_autofree char *text = cb_json_error (error, NULL, FALSE);
  g_autofree char *list = cb_json_error (error, none, FALSE);

  assert_string_equal (
      text,
      "{\"v\":1,\"error\":{\"code\":\"no-network-manager\",\"message\":\"it \\\"is\\\" off\"}}");
  assert_non_null (strstr (list, "\"interfaces\":[]"));
}

static void
test_exit_codes (void **state) {
  static const struct {
    int code;
    CbExit code_of_exit;
    const char *word;
  } table[] = {
    { CB_ERROR_FAILED, 1, "failed" },
    { CB_ERROR_INVALID, 2, "invalid" },
    { CB_ERROR_NOT_FOUND, 10, "not-found" },
    { CB_ERROR_AMBIGUOUS, 2, "ambiguous" },
    { CB_ERROR_REFUSED, 4, "refused" },
    { CB_ERROR_IN_USE, 4, "in-use" },
    { CB_ERROR_NOT_ALLOWED, 4, "not-allowed" },
    { CB_ERROR_ACTIVATION, 4, "activation" },
    { CB_ERROR_NO_NETWORK_MANAGER, 8, "no-network-manager" },
    { CB_ERROR_TIMEOUT, 3, "timeout" },
    { CB_ERROR_FRAGMENT, 4, "fragment" },
    { CB_ERROR_UNREACHABLE, 4, "unreachable" },
    { CB_ERROR_UNCONFIRMED, 4, "unconfirmed" },
    { CB_ERROR_INCOMPLETE, 11, "incomplete" },
    { CB_ERROR_BOOT_FAILED, 12, "boot-failed" },
    { CB_ERROR_OTHER_KERNEL, 13, "other-kernel" },
    { CB_ERROR_N_, 1, "failed" },
    { -1, 1, "failed" },
  };
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_INVAL, "x");

  assert_int_equal (G_N_ELEMENTS (table), CB_ERROR_N_ + 2);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = g_error_new_literal (CB_ERROR, table[i].code, "x");
    g_autofree char *word = cb_exit_error_word (error);

    assert_int_equal (cb_exit_for_error (error), table[i].code_of_exit);
    assert_string_equal (word, table[i].word);
  }
  assert_int_equal (cb_exit_for_error (foreign), 1);
}

static void
test_status_block (void **state) {
  g_autoptr (GVariant) cables = sample_cables ();
  g_autoptr (GVariant) first = g_variant_get_child_value (cables, 0);
  g_autoptr (GVariant) second = g_variant_get_child_value (cables, 1);
  g_autofree char *block = cb_status_block (first, FALSE, TRUE);
  g_autofree char *colored = cb_status_block (first, TRUE, TRUE);
  g_autofree char *strange = cb_status_block (second, FALSE, TRUE);

  assert_string_equal (block, "eth0: serving\n"
                              "  Folder:  /srv/a:b\n"
                              "  Server:  dnsmasq serves\n"
                              "  Address: 10.1.2.1/24\n"
                              "  Cable:   plugged in\n"
                              "  Problem: first\n"
                              "  Problem: sec\\x1bond\n");
  assert_true (g_str_has_prefix (colored, "\033[1meth0\033[0m: \033[32mserving\033[0m\n"));
  assert_string_equal (strange, "eth1: hybrid\n");
}

/* Nobody serves, and why is said once: among the problems. */
static void
test_status_block_says_it_once (void **state) {
  g_autoptr (GVariant) cable = g_variant_ref_sink (g_variant_new_parsed (
      "{'interface': <'eth0'>, 'state': <'waiting'>, 'server': <'none'>, 'server_text': <'nobody: why'>,"
      " 'problems': <[('other', 'other'), ('why', 'nobody: why')]>}"));
  g_autofree char *block = cb_status_block (cable, FALSE, TRUE);

  assert_string_equal (block, "eth0: waiting for the cable\n"
                              "  Server:  nobody\n"
                              "  Problem: other\n"
                              "  Problem: nobody: why\n");
}

static void
test_select_sorts (void **state) {
  g_autoptr (GVariant) cables = g_variant_ref_sink (g_variant_new_parsed (
      "[{'uuid': <'damaged'>}, {'interface': <'eth10'>}, {'interface': <'eth2'>}, {'interface': <'eth1'>}]"));
  g_autoptr (GVariant) all = cb_cable_select (cables, NULL);
  g_autoptr (GVariant) one = cb_cable_select (cables, "eth2");
  g_autoptr (GVariant) none = cb_cable_select (cables, "eth3");
  g_autofree char *text = g_variant_print (all, FALSE);

  assert_string_equal (text, "[{'interface': <'eth1'>}, {'interface': <'eth2'>}, {'interface': <'eth10'>}, "
                             "{'uuid': <'damaged'>}]");
  assert_int_equal (g_variant_n_children (one), 1);
  assert_int_equal (g_variant_n_children (none), 0);
}

static void
test_link_question (void **state) {
  static const char *const paths[] = { "/srv/build", "/srv/\033[2J", NULL };
  g_autoptr (GVariant) directories = g_variant_ref_sink (g_variant_new_bytestring_array (paths, -1));
  g_autofree char *text = cb_link_question_text (directories, TRUE);

  assert_string_equal (text, "The boot folder has links that lead out of it, to files in:\n"
                             "  /srv/build\n"
                             "  /srv/\\x1b[2J\n"
                             "Whoever holds the cable can then read what is there. Serve it too?");
  assert_true (cb_link_question_is_yes ("y\n"));
  assert_true (cb_link_question_is_yes ("Yes"));
  assert_false (cb_link_question_is_yes ("no\n"));
  assert_false (cb_link_question_is_yes ("\n"));
  assert_false (cb_link_question_is_yes (NULL));
}

static void
assert_open (const char *links, gboolean json, gboolean open) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;

  request.options.json = json;
  request.values[CB_PROPERTY_LINKS] = g_strdup (links);
  assert_int_equal (cb_link_question_is_open (&request), open);
}

static void
test_link_question_is_open (void **state) {
  assert_open ("yes", FALSE, TRUE);
  assert_open ("yes", TRUE, TRUE);
  assert_open ("no", FALSE, FALSE);
  assert_open (NULL, TRUE, FALSE);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_escape),
    cmocka_unit_test (test_table_forms),
    cmocka_unit_test (test_table_empty_and_wide),
    cmocka_unit_test (test_fields),
    cmocka_unit_test (test_unknown_field),
    cmocka_unit_test (test_json),
    cmocka_unit_test (test_json_error),
    cmocka_unit_test (test_exit_codes),
    cmocka_unit_test (test_status_block),
    cmocka_unit_test (test_status_block_says_it_once),
    cmocka_unit_test (test_select_sorts),
    cmocka_unit_test (test_link_question),
    cmocka_unit_test (test_link_question_is_open),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
