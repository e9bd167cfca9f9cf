/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tap's ring of packets (system/packet-tap.h), read where the kernel has written it: no call for a packet,
 * none for a block. Blocks are walked in their order, each is given back when its last packet was taken.
 *
 * What the kernel had no room for is lost, and nothing tells it here: whoever listens bears with gaps.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "heard-packet.h"

/* All fields are private. */
typedef struct {
  uint8_t *blocks;
  unsigned block;         /* the one that is read, or waited for */
  unsigned n_left;        /* packets of it that weren't taken */
  const uint8_t *packet;  /* the next one */
  uint64_t ns_offset;     /* from the packets' clock to ours */
} CbPacketRing;

enum {
  CB_PACKET_NONE = 1,  /* no packet is waiting */
  CB_PACKET_SKIPPED,   /* one that doesn't belong here; ask again */
};

/* Maps the ring of fd, for as long as the process lives. 0, or a negative errno: it has none. */
int cb_packet_ring_map (CbPacketRing *self, int fd);

/* 0 and *ret_packet, whose bytes are valid until the next call; or an outcome of the enum. */
int cb_packet_ring_next (CbPacketRing *self, CbHeardPacket *ret_packet);
