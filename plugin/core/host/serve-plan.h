/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who serves the boot: from facts to a plan with its reason (design, section 3). One table, no
 * state. The facts are found elsewhere. */

#pragma once

#include <glib.h>

#include "host/fragment.h"
#include "host/settings.h"

G_BEGIN_DECLS

/* What dnsmasq's user can do with the boot folder. */
typedef enum {
  CB_REACH_OK,       /* read everything, each link's target included */
  CB_REACH_UNKNOWN,  /* couldn't be found out: dnsmasq is tried, the proof decides */
  CB_REACH_DENIED,   /* it can't enter the folder, or read a file in it */
  CB_REACH_SPECIAL,  /* a FIFO, device or socket inside hangs dnsmasq (proven-traps.md 13) */
  CB_REACH_N_
} CbReach;

/* UDP ports that another program has on all addresses. Linux then gives them to nobody on one address
 * (udp(7): but where both set SO_REUSEADDR, which TFTP servers don't). */
typedef enum {
  CB_PORTS_FREE,
  CB_PORTS_DNS_TAKEN,   /* 53: dnsmasq doesn't start (networkmanager-dnsmasq.md 1.4) */
  CB_PORTS_BOOT_TAKEN,  /* 67 or 69: no server of ours starts */
  CB_PORTS_N_
} CbPorts;

typedef struct {
  CbServerChoice choice;
  gboolean dnsmasq_installed;
  CbReach reach;
  CbPorts ports;
} CbServeFacts;

/* Stable codes, seen on the bus as server_reason. */
#define CB_PLAN_REASON_DNSMASQ_READS_IT         "dnsmasq-reads-it"
#define CB_PLAN_REASON_REACH_UNKNOWN            "reach-unknown"
#define CB_PLAN_REASON_ASKED_FOR                "asked-for"
#define CB_PLAN_REASON_DNSMASQ_ABSENT           "dnsmasq-absent"
#define CB_PLAN_REASON_FOLDER_CLOSED            "folder-closed"
#define CB_PLAN_REASON_SPECIAL_FILE             "special-file"
#define CB_PLAN_REASON_PORT_TAKEN               "port-taken"
#define CB_PLAN_REASON_DNS_PORT_TAKEN           "dns-port-taken"
#define CB_PLAN_REASON_DNSMASQ_ASKED_BUT_ABSENT "dnsmasq-asked-but-absent"

typedef struct {
  CbPlanServer server;
  const char *reason;       /* one of the codes above; static. With NONE: what stops the server */
  CbFragmentKind fragment;  /* NONE with CB_PLAN_NONE */
} CbServePlan;

/* Pure. With CB_PLAN_BUILTIN_ALONE there is nobody to share the connection with, so the profile's ipv4.method
 * is manual. */
CbServePlan cb_serve_plan_make (const CbServeFacts *facts);

/* One translated phrase for a person: whose task it is and why, true whether or not the cable is in; with NONE
 * also what to do. where, printable, is the file, folder or program that stands in dnsmasq's way; NULL where
 * none is known, or where the person mayn't see it. Caller frees. */
char *cb_serve_plan_describe (const CbServePlan *plan, const char *where);

/* Words of the bus: dnsmasq, builtin (beside and alone), none. Static, never NULL. */
const char *cb_plan_server_to_text (CbPlanServer server);

G_END_DECLS
