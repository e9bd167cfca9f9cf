/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * boot: walks a sequence: chooses the prefix, probes, fetches, and compares with the folder.
 */
#pragma once

#include <stdint.h>
#include "dhcp.h"
#include "sequence.h"
#include "simulated-pi.h"

typedef struct {
  unsigned files; /* fetched whole, each time counted */
  uint64_t bytes;
} SimBootCount;

SimExit sim_boot_run (const SimOptions *options, const SimSequence *sequence, const SimLease *lease,
                      SimBootCount *count);
