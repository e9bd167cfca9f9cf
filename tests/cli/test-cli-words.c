/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Verbs, properties and options as people type them: abbreviations, the grammar and its errors. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "error.h"
#include "request.h"
#include "verb.h"

/* Every way to write each word. Part of the interface: a line may be added, none may change. */
static const struct {
  const char *typed;
  const char *full;
} verb_forms[] = {
  { "en", "enable" },     { "ena", "enable" },     { "enab", "enable" },     { "enabl", "enable" },
  { "enable", "enable" }, { "di", "disable" },     { "dis", "disable" },     { "disa", "disable" },
  { "disab", "disable" }, { "disabl", "disable" }, { "disable", "disable" }, { "u", "up" },
  { "up", "up" },         { "dow", "down" },       { "down", "down" },       { "s", "status" },
  { "st", "status" },     { "sta", "status" },     { "stat", "status" },     { "statu", "status" },
  { "status", "status" }, { "h", "help" },         { "he", "help" },         { "hel", "help" },
  { "help", "help" },     { "se", "serve" },       { "ser", "serve" },      { "serv", "serve" },
  { "serve", "serve" },   { "m", "monitor" },      { "mo", "monitor" },      { "mon", "monitor" },
  { "moni", "monitor" },  { "monit", "monitor" },  { "monito", "monitor" },  { "monitor", "monitor" },
  { "w", "wait" },        { "wa", "wait" },        { "wai", "wait" },        { "wait", "wait" },
  { "l", "log" },         { "lo", "log" },         { "log", "log" },
};

static void
test_every_verb_form (void **state) {
  const CbWords words = cb_verb_words ();

  for (guint i = 0; i < G_N_ELEMENTS (verb_forms); i++) {
    int found = cb_words_find (&words, verb_forms[i].typed);

    assert_true (found >= 0);
    assert_string_equal (cb_verb_get ((CbVerbId)found)->word.full, verb_forms[i].full);
  }
}

static void
test_slips (void **state) {
  static const struct {
    const char *typed;
    const char *meant; /* NULL for none */
  } table[] = {
    { "enabel", "enable" }, { "enabled", "enable" }, { "Enable", "enable" }, { "dsable", "disable" },
    { "dwon", "down" },     { "stats", "status" },   { "statsu", "status" }, { "hepl", "help" },
    { "upp", "up" },        { "ip", "up" },          { "frob", NULL },       { "", NULL },
    { "xxable", "enable" }, { "xxxble", NULL },      { "dxxn", NULL },       { "\xff\xfe", NULL },
    { "enableenableenableenableenable", NULL },
  };
  const CbWords words = cb_verb_words ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    int nearest = cb_words_nearest (&words, table[i].typed);
    const char *meant = nearest < 0 ? NULL : cb_verb_get ((CbVerbId)nearest)->word.full;

    if (g_strcmp0 (meant, table[i].meant) != 0)
      fail_msg ("'%s' is taken for '%s'", table[i].typed, meant ? meant : "nothing");
  }
}

/* No prefix may mean two words, and each shortest form must be one of its own word. */
static void
assert_table_is_clear (const CbWord *const *words, guint n_words) {
  for (guint i = 0; i < n_words; i++) {
    assert_true (g_str_has_prefix (words[i]->full, words[i]->shortest));
    assert_true (strlen (words[i]->full) <= 24); /* cb_words_nearest */
    for (guint j = 0; j < n_words; j++)
      assert_true (i == j || !g_str_has_prefix (words[j]->full, words[i]->shortest)
                   || !g_str_has_prefix (words[i]->full, words[j]->shortest));
  }
}

static void
test_tables_are_clear (void **state) {
  const CbWord *verbs[CB_VERB_N_];
  const CbWord *properties[CB_PROPERTY_N_];

  for (guint i = 0; i < CB_VERB_N_; i++)
    verbs[i] = &cb_verb_get (i)->word;
  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    properties[i] = &cb_property_get (i)->word;
  assert_table_is_clear (verbs, CB_VERB_N_);
  assert_table_is_clear (properties, CB_PROPERTY_N_);
}

static void
test_unclear_and_unknown (void **state) {
  const CbWords words = cb_verb_words ();
  g_autofree char *candidates = cb_words_candidates (&words, "d");

  assert_int_equal (cb_words_find (&words, "d"), CB_WORD_UNCLEAR);
  assert_int_equal (cb_words_find (&words, "do"), CB_WORD_UNCLEAR);
  assert_int_equal (cb_words_find (&words, "e"), CB_WORD_UNCLEAR);
  assert_int_equal (cb_words_find (&words, ""), CB_WORD_UNKNOWN);
  assert_int_equal (cb_words_find (&words, "enabled"), CB_WORD_UNKNOWN);
  assert_int_equal (cb_words_find (&words, "Enable"), CB_WORD_UNKNOWN);
  assert_string_equal (candidates, "disable, down");
}

#define ARGUMENTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
parse (CbRequest *request, const char *const *arguments) {
  g_autoptr (GError) error = NULL;

  if (!cb_request_parse (request, arguments, &error))
    fail_msg ("%s", error->message);
}

static void
assert_invalid (const char *const *arguments, const char *in_message) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;
  g_autoptr (GError) error = NULL;

  assert_false (cb_request_parse (&request, arguments, &error));
  assert_true (g_error_matches (error, CB_ERROR, CB_ERROR_INVALID));
  if (!strstr (error->message, in_message))
    fail_msg ("'%s' is not in: %s", in_message, error->message);
}

static void
assert_not_in_message (const char *const *arguments, const char *text) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;
  g_autoptr (GError) error = NULL;

  assert_false (cb_request_parse (&request, arguments, &error));
  if (strstr (error->message, text))
    fail_msg ("'%s' is in: %s", text, error->message);
}

static void
test_no_word_is_status (void **state) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;

  parse (&request, (const char *const[]){ NULL });
  assert_ptr_equal (request.verb, cb_verb_get (CB_VERB_STATUS));
  assert_false (request.verb_typed);
  assert_int_equal (request.options.wait_s, CB_WAIT_DEFAULT);
}

static void
test_enable_in_full (void **state) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;

  parse (&request, ARGUMENTS ("en", "boot", "if", "eth0", "se", "dnsmasq", "clients", "any", "int",
                              "yes", "ad", "10.1.2.1/24", "us", "jo", "ta", "no", "li", "yes"));
  assert_ptr_equal (request.verb, cb_verb_get (CB_VERB_ENABLE));
  assert_string_equal (request.folder, "boot");
  assert_string_equal (request.values[CB_PROPERTY_IFNAME], "eth0");
  assert_string_equal (request.values[CB_PROPERTY_SERVER], "dnsmasq");
  assert_string_equal (request.values[CB_PROPERTY_CLIENTS], "any");
  assert_string_equal (request.values[CB_PROPERTY_INTERNET], "yes");
  assert_string_equal (request.values[CB_PROPERTY_ADDRESS], "10.1.2.1/24");
  assert_string_equal (request.values[CB_PROPERTY_USER], "jo");
  assert_string_equal (request.values[CB_PROPERTY_TAKEOVER], "no");
  assert_string_equal (request.values[CB_PROPERTY_LINKS], "yes");
}

static void
test_folder_or_property (void **state) {
  g_auto (CbRequest) bare = CB_REQUEST_INIT;
  g_auto (CbRequest) property = CB_REQUEST_INIT;
  g_auto (CbRequest) named = CB_REQUEST_INIT;
  g_auto (CbRequest) dashes = CB_REQUEST_INIT;
  g_auto (CbRequest) bytes = CB_REQUEST_INIT;

  parse (&bare, ARGUMENTS ("enable"));
  assert_null (bare.folder);
  parse (&property, ARGUMENTS ("enable", "server", "auto"));
  assert_null (property.folder);
  assert_string_equal (property.values[CB_PROPERTY_SERVER], "auto");
  parse (&named, ARGUMENTS ("enable", "./server", "server", "auto"));
  assert_string_equal (named.folder, "./server");
  parse (&dashes, ARGUMENTS ("enable", "--", "-t", "ifname", "eth0"));
  assert_string_equal (dashes.folder, "-t");
  assert_false (dashes.options.terse);
  parse (&bytes, ARGUMENTS ("enable", "\xff\x01"));
  assert_string_equal (bytes.folder, "\xff\x01");
}

static void
test_options_anywhere (void **state) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;
  g_auto (CbRequest) values = CB_REQUEST_INIT;

  parse (&request, ARGUMENTS ("-tc", "no", "status", "--fields=STATE", "-w5", "ifname", "eth0",
                              "-e", "no", "--mode", "multiline"));
  assert_true (request.options.terse);
  assert_int_equal (request.options.colors, CB_COLORS_NO);
  assert_string_equal (request.options.fields, "STATE");
  assert_int_equal (request.options.wait_s, 5);
  assert_int_equal (request.options.mode, CB_MODE_MULTILINE);
  assert_false (request.options.escape);
  assert_string_equal (request.values[CB_PROPERTY_IFNAME], "eth0");

  parse (&values, ARGUMENTS ("-f", "UUID", "-g", "MAC"));
  assert_true (values.options.terse);
  assert_int_equal (values.options.mode, CB_MODE_TABULAR);
  assert_string_equal (values.options.fields, "MAC");
}

static void
test_wrong_words (void **state) {
  assert_invalid (ARGUMENTS ("d"), "disable, down");
  assert_invalid (ARGUMENTS ("do"), "at least 'dow'");
  assert_invalid (ARGUMENTS ("frob"),
                  "enable, disable, up, down, status, check, monitor, wait, log, serve, help");
  assert_invalid (ARGUMENTS ("enabel"), "did you mean 'enable'");
  assert_invalid (ARGUMENTS ("help", "enabel"), "did you mean 'enable'");
  assert_invalid (ARGUMENTS ("enable", "d", "intercom", "yes"),
                  "ifname, server, clients, internet, address, user, takeover, links");
  assert_invalid (ARGUMENTS ("enable", "d", "sever", "auto"), "did you mean 'server'");
  assert_invalid (ARGUMENTS ("disable", "server", "auto"), "there are: ifname");
  assert_invalid (ARGUMENTS ("disable", "sever", "auto"), "there are: ifname");
  assert_invalid (ARGUMENTS ("enable", "server", "auto", "/srv/x"), "DIR comes before");
  assert_invalid (ARGUMENTS ("enable", "/srv/a", "/srv/b"), "there are: ifname");
  assert_invalid (ARGUMENTS ("status", "a/b"), "there are: ifname");
  assert_invalid (ARGUMENTS ("enable", "d", "eth0"), "write 'ifname eth0'");
  assert_invalid (ARGUMENTS ("status", "foo"), "write 'ifname foo'");
  assert_not_in_message (ARGUMENTS ("enable", "d", "eth0", "server"), "write 'ifname");
  assert_not_in_message (ARGUMENTS ("status", "ifname", "a", "foo"), "write 'ifname");
  assert_invalid (ARGUMENTS ("enable", "d", "ifname"), "IFACE");
  assert_invalid (ARGUMENTS ("enable", "server", "tftpd"), "auto|dnsmasq|builtin");
  assert_invalid (ARGUMENTS ("enable", "links", "ask"), "yes|no");
  assert_invalid (ARGUMENTS ("up", "links", "yes"), "there are: ifname");
  assert_invalid (ARGUMENTS ("enable", "ifname", ""), "IFACE");
  assert_invalid (ARGUMENTS ("enable", "user", "\xff"), "UTF-8");
  assert_invalid (ARGUMENTS ("up", "if", "a", "ifname", "b"), "twice");
  assert_invalid (ARGUMENTS ("help", "up", "down"), "too many");
}

static void
test_arguments (void **state) {
  g_auto (CbRequest) bare = CB_REQUEST_INIT;
  g_auto (CbRequest) wait = CB_REQUEST_INIT;
  g_auto (CbRequest) property = CB_REQUEST_INIT;
  g_auto (CbRequest) log = CB_REQUEST_INIT;
  g_auto (CbRequest) all = CB_REQUEST_INIT;

  parse (&bare, ARGUMENTS ("wait"));
  assert_null (bare.argument);
  parse (&wait, ARGUMENTS ("w", "l", "seri", "91cdf03d", "si", "30", "im", "\xff/Image"));
  assert_string_equal (wait.argument, "linux");
  assert_string_equal (wait.values[CB_PROPERTY_SERIAL], "91cdf03d");
  assert_string_equal (wait.values[CB_PROPERTY_SINCE], "30");
  assert_string_equal (wait.values[CB_PROPERTY_IMAGE], "\xff/Image");
  parse (&property, ARGUMENTS ("wait", "since", "0"));
  assert_null (property.argument);
  parse (&log, ARGUMENTS ("-n", "3", "log", "12"));
  assert_string_equal (log.argument, "12");
  assert_int_equal (log.options.limit, 3);
  parse (&all, ARGUMENTS ("log", "--limit=1000000"));
  assert_int_equal (all.options.limit, 1000000);
}

static void
test_wrong_arguments (void **state) {
  assert_invalid (ARGUMENTS ("wait", "boot"), "kernel|linux");
  assert_invalid (ARGUMENTS ("wait", "kernel", "linux"), "there are: serial, since, image");
  assert_invalid (ARGUMENTS ("wait", "since", "1.5"), "0 to 86400");
  assert_invalid (ARGUMENTS ("wait", "since", "86401"), "0 to 86400");
  assert_invalid (ARGUMENTS ("wait", "since", "soon"), "'soon'");
  assert_invalid (ARGUMENTS ("wait", "image", ""), "FILE");
  assert_invalid (ARGUMENTS ("monitor", "91cdf03d"), "there are: serial");
  assert_invalid (ARGUMENTS ("log", "12", "13"), "too many");
  assert_invalid (ARGUMENTS ("log", "-n", "0"), "1 to 1000000");
  assert_invalid (ARGUMENTS ("log", "-n", "x"), "'x'");
  assert_invalid (ARGUMENTS ("log", "-n"), "'--limit' is missing");
  assert_invalid (ARGUMENTS ("status", "-n", "1"), "for 'log' alone");
}

static void
test_wrong_options (void **state) {
  assert_invalid (ARGUMENTS ("-x"), "'-x'");
  assert_invalid (ARGUMENTS ("--ters"), "'--ters'");
  assert_invalid (ARGUMENTS ("-w", "-1"), "'-1'");
  assert_invalid (ARGUMENTS ("-w", "86401"), "86400");
  assert_invalid (ARGUMENTS ("-w", "1x"), "'1x'");
  assert_invalid (ARGUMENTS ("-w"), "SECONDS");
  assert_invalid (ARGUMENTS ("--terse=yes"), "no value");
  assert_invalid (ARGUMENTS ("-m", "wide"), "tabular|multiline");
  assert_invalid (ARGUMENTS ("-t", "-p"), "exclude");
}

static void
test_json_is_known_in_spite_of_errors (void **state) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;
  g_auto (CbRequest) folder = CB_REQUEST_INIT;

  assert_false (cb_request_parse (&request, ARGUMENTS ("-x", "--json"), NULL));
  assert_true (request.options.json);
  assert_true (cb_request_parse (&folder, ARGUMENTS ("enable", "--", "--json"), NULL));
  assert_false (folder.options.json);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_verb_form),
    cmocka_unit_test (test_tables_are_clear),
    cmocka_unit_test (test_slips),
    cmocka_unit_test (test_unclear_and_unknown),
    cmocka_unit_test (test_no_word_is_status),
    cmocka_unit_test (test_enable_in_full),
    cmocka_unit_test (test_folder_or_property),
    cmocka_unit_test (test_options_anywhere),
    cmocka_unit_test (test_wrong_words),
    cmocka_unit_test (test_arguments),
    cmocka_unit_test (test_wrong_arguments),
    cmocka_unit_test (test_wrong_options),
    cmocka_unit_test (test_json_is_known_in_spite_of_errors),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
