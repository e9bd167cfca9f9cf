/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model: who can be simulated: the boards of pi-netboot.md 5.4 that boot from the network, and two clients
 * that are none. What differs between boards is a row here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  const char *name;      /* for --client, and `board` in a sequence */
  const char *round;     /* its first round of DHCP, see dhcp-round.h */
  const char *fourcc;    /* in option 97 */
  uint32_t revision;     /* revision code of one such board */
  uint8_t mac[6];        /* what --mac is otherwise */
  bool mac_holds_serial; /* the MAC's last three bytes are the serial number's, 1.4 */
  bool boots;            /* else all it does is DHCP */

  /* Lists of words, separated by blanks. Indices: 0 in 32-bit mode, 1 in 64-bit mode. pi-netboot.md 5.2, 5.4,
   * 5.5. NULL: none. */
  const char *filters;       /* sections of config.txt that are for it */
  const char *firmware;      /* what stands between "start" and "_x" or "x" in the firmware's names */
  const char *dtb;           /* the vendor's name of its device tree */
  const char *kernels[2];    /* the first that is there is started */
  const char *stubs[2];
  const char *recovery[2];   /* looked for before the kernels */
  const char *overlay;       /* loaded before those that config.txt names */
  bool arm_64bit;            /* what config.txt's key is when it isn't there */
} SimModel;

/* The model of that name, or NULL. */
const SimModel *sim_model_find (const char *name);
