/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter: the sections of config.txt (pi-netboot.md 5.2): whether the lines that follow count for this
 * board. A pin reads 0, no display is there, and a name that nobody knows shuts its section out.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "simulated-pi.h"

enum { SIM_FILTER_MODEL, SIM_FILTER_TYPE, SIM_FILTER_SERIAL, SIM_FILTER_PIN, SIM_FILTER_OTHER, SIM_N_FILTERS };

typedef struct {
  const SimOptions *options;
  bool shut[SIM_N_FILTERS]; /* a later filter of one kind replaces the earlier; kinds add up until [all] */
} SimFilter;

/* Takes what stands between the brackets. */
void sim_filter_take (SimFilter *self, const char *name);

bool sim_filter_applies (const SimFilter *self);
