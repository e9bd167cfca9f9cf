/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * overlays: which of them, under which names (pi-netboot.md 5.3, 5.8).
 */
#pragma once

#include "wish.h"

/* The roles @overlay-map and @overlays. */
SimExit sim_overlays_run_map (SimConfigured *self, const SimWish *wish);
SimExit sim_overlays_run (SimConfigured *self, const SimWish *wish);
