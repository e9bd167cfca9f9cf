/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp-round: how each program that asks for an address does it: what is in its messages, how long it
 * tries, which offers it takes (pi-netboot.md 1.2 and 2). A Pi 3 has two rounds in a boot, of two
 * programs; a Pi 4 or 5 one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  SIM_UUID_NONE,
  SIM_UUID_CONSTANT, /* 16 times 0x44 */
  SIM_UUID_SERIALS,  /* the serial number four times */
  SIM_UUID_BOARD,    /* FourCC, revision, MAC, serial: pi-netboot.md 1.3 */
  SIM_UUID_PC,
} SimUuid;

/* How the TFTP server is found in an offer. */
typedef enum {
  SIM_SERVER_ANY,     /* not looked for */
  SIM_SERVER_LAST,    /* 2.1: option 43 (the offer's IP source) or 66, whichever comes last */
  SIM_SERVER_NAME_66, /* 2.2: option 66, else option 43 (the server identifier) */
} SimServerRule;

typedef struct {
  const char *name;    /* in a sequence */
  const uint8_t *list; /* option 55 */
  size_t n_list;
  const uint8_t *order; /* option codes behind 53, as on the wire; 0 ends it */
  const char *vendor_class;
  bool class_in_request;
  uint8_t arch[2]; /* option 93 */
  uint8_t undi[3]; /* option 94 */
  SimUuid uuid;
  SimServerRule rule;
  unsigned quirks;
  unsigned max_tries; /* 0: as many as fit into timeout */
  int req_timeout;    /* ms, one try */
  int timeout;        /* ms, all of them */
} SimRound;

/* The round of that name, or NULL. */
const SimRound *sim_round_find (const char *name);
