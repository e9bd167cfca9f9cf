/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * boot: walks a sequence: gets an address in each round of DHCP, chooses the prefix, probes, fetches, and
 * compares with the folder.
 */
#pragma once

#include <stdint.h>
#include "dhcp.h"
#include "link.h"
#include "sequence.h"
#include "simulated-pi.h"

typedef struct {
  unsigned files; /* fetched whole, each time counted */
  uint64_t bytes;
  unsigned dhcp_ms;
} SimBootCount;

/* One round of DHCP, without what follows. */
SimExit sim_boot_get_lease (const SimOptions *options, const SimRound *round, unsigned quirks,
                            const SimLink *link, SimLease *lease);

/* The whole sequence. The leased address stays on the link. */
SimExit sim_boot_run (const SimOptions *options, const SimSequence *sequence, SimLink *link,
                      SimBootCount *count);
