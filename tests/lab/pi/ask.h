/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ask: one file by its whole name: from the server, compared with the reference folder, with an event
 * for each request; and what the outcome does to the boot.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "simulated-pi.h"
#include "tftp.h"

typedef enum {
  SIM_ASK_PROBE, /* for its existence and size */
  SIM_ASK_FETCH,
  SIM_ASK_PROBE_FETCH, /* the first, then at once the second */
} SimAskKind;

/* One per boot. Set all but tftp's result; it is large. */
typedef struct {
  int folder; /* reference folder */
  unsigned files; /* fetched whole, each time counted */
  uint64_t bytes;
  SimTftp tftp;
} SimAsker;

/* What a file says; to be given back with sim_ask_forget(). NULL when empty or not there. */
typedef struct {
  const char *bytes;
  size_t length;
} SimText;

/* Asks for @name. *@ret_text, when wanted, is what was fetched: it is nothing if the outcome isn't DONE. */
SimTftpOutcome sim_ask (SimAsker *self, const char *name, SimAskKind kind, SimText *ret_text);

void sim_ask_forget (SimText *text);

/* What the last @outcome does to the boot. A file that can't be had counts as absent (pi-netboot.md 4.5);
 * wrong bytes and trouble of our own end the boot in any case. Complains before it ends. */
SimExit sim_ask_judge (const SimAsker *self, SimTftpOutcome outcome, const char *name, bool optional);
