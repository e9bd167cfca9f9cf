/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp: one round: DISCOVER and OFFER, for some REQUEST and ACK too, with its time limits and its rule
 * which offers it takes (pi-netboot.md 1.2, 2.1 and 2.2). Proxy offers are refused.
 */
#pragma once

#include <stdint.h>
#include "dhcp-round.h"
#include "raw.h"
#include "simulated-pi.h"

/* Addresses in host order. */
typedef struct {
  uint32_t address;
  uint32_t server; /* who gave it: option 54 */
  uint32_t router; /* 0: none */
  uint32_t tftp;
  unsigned prefix_length;
  const char *tftp_source; /* words: where the TFTP address came from */
} SimLease;

/* @quirks come on top of the round's own. Prints events on the way. SIM_OK with *@lease filled (as the offer
 * says, where that is all), SIM_NO_OFFER when the time is over, SIM_ERROR. */
SimExit sim_dhcp_run (const SimOptions *options, const SimRound *round, unsigned quirks, SimRaw *raw,
                      SimLease *lease);

/* Dotted form of a host order address; one of four static buffers. */
const char *sim_dotted (uint32_t address);
