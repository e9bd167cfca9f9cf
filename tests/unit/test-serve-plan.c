/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/serve-plan.h"

/* The whole truth table, written by hand: for each choice, dnsmasq's presence, reach and port what
 * is planned. */

typedef struct {
  CbPlanServer server;
  const char *reason;
} Outcome;

#define ANY CB_REACH_N_
#define DNSMASQ(reason)                                                                            \
  { CB_PLAN_DNSMASQ, reason }
#define BESIDE(reason)                                                                             \
  { CB_PLAN_BUILTIN_BESIDE, reason }
#define ALONE(reason)                                                                              \
  { CB_PLAN_BUILTIN_ALONE, reason }
#define NONE(reason)                                                                               \
  { CB_PLAN_NONE, reason }

static const struct {
  CbServerChoice choice;
  gboolean installed;
  CbReach reach;
  int port_taken; /* -1: either */
  Outcome outcome;
} rows[] = {
  { CB_SERVER_AUTO, FALSE, ANY, -1, ALONE ("dnsmasq-absent") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_OK, 0, DNSMASQ ("dnsmasq-reads-it") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_OK, 1, BESIDE ("port-taken") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_UNKNOWN, 0, DNSMASQ ("reach-unknown") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_UNKNOWN, 1, BESIDE ("port-taken") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_DENIED, -1, BESIDE ("folder-closed") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_SPECIAL, -1, BESIDE ("special-file") },

  { CB_SERVER_DNSMASQ, FALSE, ANY, -1, NONE ("dnsmasq-asked-but-absent") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_OK, 0, DNSMASQ ("asked-for") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_OK, 1, NONE ("port-taken") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_UNKNOWN, 0, DNSMASQ ("asked-for") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_UNKNOWN, 1, NONE ("port-taken") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_DENIED, -1, NONE ("folder-closed") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_SPECIAL, -1, NONE ("special-file") },

  { CB_SERVER_BUILTIN, FALSE, ANY, -1, ALONE ("asked-for") },
  { CB_SERVER_BUILTIN, TRUE, ANY, -1, BESIDE ("asked-for") },
};

/* What goes with each server. */
static const struct {
  CbFragmentKind fragment;
  const char *word;
  const char *text_begins;
} companions[] = {
  [CB_PLAN_DNSMASQ] = { CB_FRAGMENT_FULL, "dnsmasq", "dnsmasq" },
  [CB_PLAN_BUILTIN_BESIDE] = { CB_FRAGMENT_SILENT, "builtin", "the built-in server" },
  [CB_PLAN_BUILTIN_ALONE] = { CB_FRAGMENT_NONE, "builtin", "the built-in server" },
  [CB_PLAN_NONE] = { CB_FRAGMENT_NONE, "none", "nobody can serve: " },
};

static Outcome
expect (const CbServeFacts *facts) {
  const Outcome *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].choice != facts->choice || rows[i].installed != facts->dnsmasq_installed
        || (rows[i].reach != ANY && rows[i].reach != facts->reach)
        || (rows[i].port_taken >= 0 && rows[i].port_taken != facts->port_taken))
      continue;
    assert_null (found);
    found = &rows[i].outcome;
  }
  assert_non_null (found);
  return *found;
}

static void
check_one (const CbServeFacts *facts) {
  Outcome expected = expect (facts);
  CbServePlan plan = cb_serve_plan_make (facts);
  g_autofree char *text = cb_serve_plan_describe (&plan, NULL);

  assert_int_equal (plan.server, expected.server);
  assert_string_equal (plan.reason, expected.reason);
  assert_int_equal (plan.fragment, companions[plan.server].fragment);
  assert_string_equal (cb_plan_server_to_text (plan.server), companions[plan.server].word);
  /* a sentence of its own, not the fallback with the bare code */
  assert_null (strstr (text, plan.reason));
  assert_true (g_str_has_prefix (text, companions[plan.server].text_begins));
  /* told while the cable is out, too */
  assert_null (strstr (text, " serves"));
}

static void
test_whole_table (void **state) {
  guint n = 0;

  for (int choice = CB_SERVER_AUTO; choice <= CB_SERVER_BUILTIN; choice++)
    for (int reach = CB_REACH_OK; reach < CB_REACH_N_; reach++)
      for (int bits = 0; bits < 4; bits++, n++)
        check_one (&(CbServeFacts){ (CbServerChoice)choice, bits & 1, (CbReach)reach,
                                    (bits & 2) != 0 });
  assert_int_equal (n, 48);
}

static void
assert_described (CbPlanServer server, const char *reason, const char *where, const char *has,
                  const char *has_not) {
  g_autofree char *text = cb_serve_plan_describe (&(CbServePlan){ .server = server, .reason = reason }, where);

  if (!strstr (text, has) || strstr (text, has_not))
    fail_msg ("'%s' without '%s': %s", has, has_not, text);
}

/* A home is only named as one when it is one. */
static void
test_describe_where (void **state) {
  static const char *const homes[] = { "/home/jo", "/root" };
  static const char *const others[] = { "/srv/boot/config.txt", "/home/jo/boot", "/home/", "/home", "/rooted" };

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++) {
    assert_described (CB_PLAN_NONE, "folder-closed", homes[i], homes[i], "chmod");
    assert_described (CB_PLAN_NONE, "folder-closed", homes[i], "the home '", "chmod");
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    assert_described (CB_PLAN_NONE, "folder-closed", others[i], others[i], "the home");
    assert_described (CB_PLAN_NONE, "folder-closed", others[i], "chmod", "the home");
  }
  assert_described (CB_PLAN_NONE, "port-taken", "atftpd", "(atftpd)", "home");
  assert_described (CB_PLAN_BUILTIN_BESIDE, "folder-closed", "/home/jo", "(/home/jo)", "nobody");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole_table),
    cmocka_unit_test (test_describe_where),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
