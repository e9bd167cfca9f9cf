/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One packet as it came out of the tap (system/packet-tap.h), by whichever way. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/cable-watch.h"

typedef struct {
  const uint8_t *bytes;    /* borrowed; from behind the Ethernet header on, perhaps cut short */
  size_t n_bytes;
  uint16_t protocol;       /* ETH_P_IP, ETH_P_ARP */
  uint8_t mac[CB_DHCP_MAC_BYTES]; /* the sender's */
  bool is_ours;            /* sent by this machine */
  bool is_checksum_open;   /* the kernel has put its checksum off */
  uint64_t ns_heard;       /* of cb_clock_ns() */
} CbHeardPacket;

struct sockaddr_ll;

/* The sender, the direction and the protocol. False for a packet of no Ethernet. */
bool cb_heard_packet_set_link (CbHeardPacket *packet, const struct sockaddr_ll *link);

/* False when it is no whole UDP datagram of IPv4. *ret_frame borrows the bytes. */
bool cb_heard_packet_frame (const CbHeardPacket *packet, CbCableFrame *ret_frame);
