/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * link: the Pi's network interface: its MAC, its carrier, and the leased address for the time of
 * the boot. Needs CAP_NET_ADMIN. sim_link_close() puts back what was changed.
 */
#pragma once

#include <stdint.h>
#include "simulated-pi.h"

typedef struct {
  char name[16];
  int index;
  int fd;             /* for ioctl */
  uint8_t old_mac[6]; /* put back at the end */
  uint32_t address;   /* host order; 0: none set */
  unsigned prefix_length;
  char old_arp_ignore; /* put back with the address; 0: not changed */
} SimLink;

/* Finds @name and gives it @mac. SIM_OK, or SIM_ERROR after a complaint. */
SimExit sim_link_open (SimLink *link, const char *name, const uint8_t mac[6]);

/* Waits until the interface is up and has a carrier. SIM_NO_OFFER when @timeout_ms pass before. */
SimExit sim_link_wait (SimLink *link, int timeout_ms);

/* Puts @address/@prefix_length on the interface, so that the kernel does ARP and UDP for us. */
SimExit sim_link_add_address (SimLink *link, uint32_t address, unsigned prefix_length);

/* From here until the address goes no ARP request for it is answered. */
SimExit sim_link_ignore_arp (SimLink *link);

/* Takes the address off the interface, where there is one. */
void sim_link_remove_address (SimLink *link);

void sim_link_close (SimLink *link);
