/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * configured: decides from what came so far (config.txt, and which files are there) what to ask for next,
 * where a step names a role and not a file. Rules: pi-netboot.md 5.3 to 5.8.
 */
#pragma once

#include <stdbool.h>
#include "ask.h"
#include "role.h"
#include "sequence.h"
#include "settings.h"
#include "simulated-pi.h"

/* One per boot: set the first four, zero the rest. */
typedef struct {
  const SimOptions *options;
  const SimSequence *sequence;
  SimAsker *asker;
  const char *prefix; /* in front of every name; may change from step to step */

  SimSettings settings;
  bool has_settings; /* settings are begun */
  unsigned depth;    /* of includes */
  SimSetting kernel; /* the one that was found to be there; empty so far */
  SimSetting os_prefix;
  bool has_os_prefix; /* it is decided whether it counts */
  bool has_overlay_readme, has_looked_for_readme;
  bool has_overlay_map;
} SimConfigured;

/* The device tree's name, without prefixes; empty: none is wanted. */
const char *sim_configured_dtb (const SimConfigured *self);

/* Runs a step whose role isn't SIM_ROLE_NONE. */
SimExit sim_configured_run (SimConfigured *self, const SimStep *step, SimAskKind kind);
