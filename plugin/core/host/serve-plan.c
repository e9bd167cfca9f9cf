/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/serve-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stops dnsmasq, the weightiest first: a reason that the user must mend before the next one
 * would matter. NULL when nothing does. */
static const char *
find_obstacle (const CbServeFacts *facts) {
  if (!facts->dnsmasq_installed)
    return CB_PLAN_REASON_DNSMASQ_ABSENT;
  if (facts->reach == CB_REACH_DENIED)
    return CB_PLAN_REASON_FOLDER_CLOSED;
  if (facts->reach == CB_REACH_SPECIAL)
    return CB_PLAN_REASON_SPECIAL_FILE;
  if (facts->ports == CB_PORTS_DNS_TAKEN)
    return CB_PLAN_REASON_DNS_PORT_TAKEN;
  return NULL;
}

static CbServePlan
plan_none (const char *reason) {
  return (CbServePlan){ CB_PLAN_NONE, reason, CB_FRAGMENT_NONE };
}

static CbServePlan
plan_dnsmasq (const char *reason) {
  return (CbServePlan){ CB_PLAN_DNSMASQ, reason, CB_FRAGMENT_FULL };
}

static CbServePlan
plan_builtin (const CbServeFacts *facts, const char *reason) {
  if (facts->dnsmasq_installed)
    return (CbServePlan){ CB_PLAN_BUILTIN_BESIDE, reason, CB_FRAGMENT_SILENT };
  return (CbServePlan){ CB_PLAN_BUILTIN_ALONE, reason, CB_FRAGMENT_NONE };
}

CbServePlan
cb_serve_plan_make (const CbServeFacts *facts) {
  const char *obstacle = find_obstacle (facts);

  if (facts->ports == CB_PORTS_BOOT_TAKEN)
    return plan_none (CB_PLAN_REASON_PORT_TAKEN);
  switch (facts->choice) {
  case CB_SERVER_BUILTIN:
    return plan_builtin (facts, CB_PLAN_REASON_ASKED_FOR);
  case CB_SERVER_DNSMASQ:
    if (!facts->dnsmasq_installed)
      return plan_none (CB_PLAN_REASON_DNSMASQ_ASKED_BUT_ABSENT);
    return obstacle != NULL ? plan_none (obstacle) : plan_dnsmasq (CB_PLAN_REASON_ASKED_FOR);
  case CB_SERVER_AUTO:
  default:
    if (obstacle != NULL)
      return plan_builtin (facts, obstacle);
    return plan_dnsmasq (facts->reach == CB_REACH_UNKNOWN ? CB_PLAN_REASON_REACH_UNKNOWN
                                                          : CB_PLAN_REASON_DNSMASQ_READS_IT);
  }
}

/* One row per pair of server and reason that the table above can make; beside and alone are one. */
static const struct {
  CbPlanServer server;
  const char *reason;
  const char *text;
} sentences[] = {
  { CB_PLAN_DNSMASQ, CB_PLAN_REASON_DNSMASQ_READS_IT,
    N_ ("dnsmasq: it is installed and can read the boot folder") },
  { CB_PLAN_DNSMASQ, CB_PLAN_REASON_REACH_UNKNOWN,
    N_ ("dnsmasq; whether it can read the boot folder couldn't be found out beforehand") },
  { CB_PLAN_DNSMASQ, CB_PLAN_REASON_ASKED_FOR, N_ ("dnsmasq, as asked for") },
  { CB_PLAN_BUILTIN_BESIDE, CB_PLAN_REASON_ASKED_FOR,
    N_ ("the built-in server, as asked for") },
  { CB_PLAN_BUILTIN_BESIDE, CB_PLAN_REASON_DNSMASQ_ABSENT,
    N_ ("the built-in server: dnsmasq isn't installed") },
  { CB_PLAN_BUILTIN_BESIDE, CB_PLAN_REASON_FOLDER_CLOSED,
    N_ ("the built-in server: dnsmasq's user can't read the whole boot folder") },
  { CB_PLAN_BUILTIN_BESIDE, CB_PLAN_REASON_SPECIAL_FILE,
    N_ ("the built-in server: the boot folder holds a pipe, device or socket, on which "
        "dnsmasq could hang") },
  { CB_PLAN_BUILTIN_BESIDE, CB_PLAN_REASON_DNS_PORT_TAKEN,
    N_ ("the built-in server: another program holds UDP port 53, so dnsmasq can't start") },
  { CB_PLAN_NONE, CB_PLAN_REASON_DNSMASQ_ASKED_BUT_ABSENT,
    N_ ("nobody can serve: dnsmasq was asked for and isn't installed; install dnsmasq-base (on "
        "some systems dnsmasq), or choose server auto") },
  { CB_PLAN_NONE, CB_PLAN_REASON_FOLDER_CLOSED,
    N_ ("nobody can serve: dnsmasq's user can't read the whole boot folder; make it readable for "
        "everybody, or choose server auto") },
  { CB_PLAN_NONE, CB_PLAN_REASON_SPECIAL_FILE,
    N_ ("nobody can serve: the boot folder holds a pipe, device or socket, on which dnsmasq could "
        "hang; remove it, or choose server auto") },
  { CB_PLAN_NONE, CB_PLAN_REASON_PORT_TAKEN,
    N_ ("nobody can serve: another program holds UDP port 67 or 69; stop it ('ss -ulpn' names "
        "it)") },
  { CB_PLAN_NONE, CB_PLAN_REASON_DNS_PORT_TAKEN,
    N_ ("nobody can serve: another program holds UDP port 53, so dnsmasq can't start; stop it ('ss -ulpn' "
        "names it), or choose server auto") },
};

/* NULL when there is none. */
static const char *
find_sentence (const CbServePlan *plan) {
  CbPlanServer server =
      plan->server == CB_PLAN_BUILTIN_ALONE ? CB_PLAN_BUILTIN_BESIDE : plan->server;

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].server == server && g_strcmp0 (sentences[i].reason, plan->reason) == 0)
      return _ (sentences[i].text);
  return NULL;
}

/* By its place alone: "/root", or a folder right below "/home". */
static gboolean
is_home (const char *path) {
  static const char homes[] = "/home/";

  if (g_str_equal (path, "/root"))
    return TRUE;
  return g_str_has_prefix (path, homes) && path[strlen (homes)] != '\0'
         && strchr (path + strlen (homes), '/') == NULL;
}

static char *
describe_closed (const char *where) {
  if (is_home (where))
    return g_strdup_printf (_ ("nobody can serve: dnsmasq's user can't enter the home '%s'; choose "
                               "server auto, or move the boot folder out of it, for example to "
                               "/srv/rpi-boot"),
                            where);
  return g_strdup_printf (_ ("nobody can serve: dnsmasq's user can't read '%s'; choose server auto, or make it "
                             "readable for everybody, for example with: chmod a+rX"),
                          where);
}

char *
cb_serve_plan_describe (const CbServePlan *plan, const char *where) {
  const char *sentence = find_sentence (plan);

  if (where != NULL && plan->server == CB_PLAN_NONE
      && g_strcmp0 (plan->reason, CB_PLAN_REASON_FOLDER_CLOSED) == 0)
    return describe_closed (where);
  if (sentence == NULL)
    return g_strdup_printf ("%s (%s)", cb_plan_server_to_text (plan->server), plan->reason);
  if (where == NULL || g_str_equal (plan->reason, CB_PLAN_REASON_ASKED_FOR))
    return g_strdup (sentence);
  return g_strdup_printf ("%s (%s)", sentence, where);
}

const char *
cb_plan_server_to_text (CbPlanServer server) {
  switch (server) {
  case CB_PLAN_DNSMASQ:
    return "dnsmasq";
  case CB_PLAN_BUILTIN_BESIDE:
  case CB_PLAN_BUILTIN_ALONE:
    return "builtin";
  case CB_PLAN_NONE:
  default:
    return "none";
  }
}
