/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wish: one file that a role stands for, asked for with the prefixes that count for it.
 */
#pragma once

#include <stdbool.h>
#include "ask.h"
#include "configured.h"

typedef struct {
  SimAskKind kind;
  bool optional;
  bool slashed; /* with a slash behind the prefix */
  bool plain;   /* os_prefix doesn't count for it */
} SimWish;

typedef char SimFullName[4 * SIM_MAX_NAME];

/* A name that begins with a slash is one from the root folder, whatever the prefixes (pi-netboot.md 5.3). */
void sim_wish_name (const SimConfigured *self, const SimWish *wish, const char *name, SimFullName full);

SimExit sim_wish_ask (SimConfigured *self, const SimWish *wish, const char *name);

/* Whether a file is there; *@ret_status is not SIM_OK when the boot ends over it. */
bool sim_wish_is_there (SimConfigured *self, const char *name, SimExit *ret_status);
