/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kernel: which one is started (pi-netboot.md 5.3, 5.5).
 */
#pragma once

#include "wish.h"

/* One of the names that the firmware knows. */
bool sim_kernel_is_known (const char *name);

/* The mode it is started in. */
bool sim_kernel_is_64bit (const SimConfigured *self);

/* Looks for one, if none is chosen; SIM_OK also when there is none. */
SimExit sim_kernel_need (SimConfigured *self);

/* The roles @kernel and @recovery. */
SimExit sim_kernel_run (SimConfigured *self, const SimWish *wish);
SimExit sim_kernel_run_recovery (SimConfigured *self, const SimWish *wish);
