/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/serve-plan.h"

/* The whole truth table, written by hand: for each choice, dnsmasq's presence, reach and ports what
 * is planned. */

typedef struct {
  CbPlanServer server;
  const char *reason;
} Outcome;

#define ANY CB_REACH_N_
#define EITHER (-1)
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
  CbPorts ports;
  Outcome outcome;
} rows[] = {
  { CB_SERVER_AUTO, FALSE, ANY, CB_PORTS_FREE, ALONE ("dnsmasq-absent") },
  { CB_SERVER_AUTO, FALSE, ANY, CB_PORTS_DNS_TAKEN, ALONE ("dnsmasq-absent") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_OK, CB_PORTS_FREE, DNSMASQ ("dnsmasq-reads-it") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_OK, CB_PORTS_DNS_TAKEN, BESIDE ("dns-port-taken") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_UNKNOWN, CB_PORTS_FREE, DNSMASQ ("reach-unknown") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_UNKNOWN, CB_PORTS_DNS_TAKEN, BESIDE ("dns-port-taken") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_DENIED, CB_PORTS_FREE, BESIDE ("folder-closed") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_DENIED, CB_PORTS_DNS_TAKEN, BESIDE ("folder-closed") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_SPECIAL, CB_PORTS_FREE, BESIDE ("special-file") },
  { CB_SERVER_AUTO, TRUE, CB_REACH_SPECIAL, CB_PORTS_DNS_TAKEN, BESIDE ("special-file") },
  { CB_SERVER_AUTO, EITHER, ANY, CB_PORTS_BOOT_TAKEN, NONE ("port-taken") },

  { CB_SERVER_DNSMASQ, FALSE, ANY, CB_PORTS_FREE, NONE ("dnsmasq-asked-but-absent") },
  { CB_SERVER_DNSMASQ, FALSE, ANY, CB_PORTS_DNS_TAKEN, NONE ("dnsmasq-asked-but-absent") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_OK, CB_PORTS_FREE, DNSMASQ ("asked-for") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_OK, CB_PORTS_DNS_TAKEN, NONE ("dns-port-taken") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_UNKNOWN, CB_PORTS_FREE, DNSMASQ ("asked-for") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_UNKNOWN, CB_PORTS_DNS_TAKEN, NONE ("dns-port-taken") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_DENIED, CB_PORTS_FREE, NONE ("folder-closed") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_DENIED, CB_PORTS_DNS_TAKEN, NONE ("folder-closed") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_SPECIAL, CB_PORTS_FREE, NONE ("special-file") },
  { CB_SERVER_DNSMASQ, TRUE, CB_REACH_SPECIAL, CB_PORTS_DNS_TAKEN, NONE ("special-file") },
  { CB_SERVER_DNSMASQ, EITHER, ANY, CB_PORTS_BOOT_TAKEN, NONE ("port-taken") },

  { CB_SERVER_BUILTIN, FALSE, ANY, CB_PORTS_FREE, ALONE ("asked-for") },
  { CB_SERVER_BUILTIN, FALSE, ANY, CB_PORTS_DNS_TAKEN, ALONE ("asked-for") },
  { CB_SERVER_BUILTIN, TRUE, ANY, CB_PORTS_FREE, BESIDE ("asked-for") },
  { CB_SERVER_BUILTIN, TRUE, ANY, CB_PORTS_DNS_TAKEN, BESIDE ("asked-for") },
  { CB_SERVER_BUILTIN, EITHER, ANY, CB_PORTS_BOOT_TAKEN, NONE ("port-taken") },
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
    if (rows[i].choice != facts->choice || rows[i].ports != facts->ports
        || (rows[i].installed != EITHER && rows[i].installed != facts->dnsmasq_installed)
        || (rows[i].reach != ANY && rows[i].reach != facts->reach))
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
      for (int ports = CB_PORTS_FREE; ports < CB_PORTS_N_; ports++, n += 2) {
        check_one (&(CbServeFacts){ (CbServerChoice)choice, FALSE, (CbReach)reach, (CbPorts)ports });
        check_one (&(CbServeFacts){ (CbServerChoice)choice, TRUE, (CbReach)reach, (CbPorts)ports });
      }
  assert_int_equal (n, 72);
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
  assert_described (CB_PLAN_BUILTIN_BESIDE, "asked-for", "/home/jo", "as asked for", "(");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole_table),
    cmocka_unit_test (test_describe_where),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
