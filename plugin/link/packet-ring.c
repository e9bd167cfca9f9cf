/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packet-ring.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <time.h>

#include "clock.h"
#include "packet-tap.h"

#define RING_BYTES (CB_PACKET_TAP_BLOCK_BYTES * CB_PACKET_TAP_BLOCKS)
#define NS_PER_S   1000000000u

int
cb_packet_ring_map (CbPacketRing *self, int fd) {
  void *blocks = mmap (NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  if (blocks == MAP_FAILED)
    return -errno;
  *self = (CbPacketRing){ .blocks = blocks };
  return 0;
}

static struct tpacket_block_desc *
block_of (const CbPacketRing *self) {
  uint8_t *block = self->blocks + (size_t) self->block * CB_PACKET_TAP_BLOCK_BYTES;

  return (struct tpacket_block_desc *) (void *) block;
}

/* Packets carry the time of day, which may be set at any moment: the offset is as old as a block at most. */
static uint64_t
clock_offset (void) {
  struct timespec day;

  clock_gettime (CLOCK_REALTIME, &day);
  return cb_clock_ns () - ((uint64_t) day.tv_sec * NS_PER_S + (uint64_t) day.tv_nsec);
}

/* False when the kernel hasn't handed over the next block. */
static bool
begin_block (CbPacketRing *self) {
  struct tpacket_block_desc *block = block_of (self);

  if (!(__atomic_load_n (&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
    return false;
  self->n_left = block->hdr.bh1.num_pkts;
  self->packet = (const uint8_t *) block + block->hdr.bh1.offset_to_first_pkt;
  self->ns_offset = clock_offset ();
  return true;
}

static void
end_block (CbPacketRing *self) {
  __atomic_store_n (&block_of (self)->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
  self->block = (self->block + 1) % CB_PACKET_TAP_BLOCKS;
  self->packet = NULL;
}

/* The packet at which the ring stands, and one step on. */
static int
take (CbPacketRing *self, CbHeardPacket *ret_packet) {
  const struct tpacket3_hdr *head = (const void *) self->packet;
  const struct sockaddr_ll *link = (const void *) (self->packet + TPACKET_ALIGN (sizeof *head));
  CbHeardPacket packet = {
    .bytes = self->packet + head->tp_net,
    .n_bytes = head->tp_snaplen,
    .is_checksum_open = (head->tp_status & TP_STATUS_CSUMNOTREADY) != 0,
    .ns_heard = self->ns_offset + (uint64_t) head->tp_sec * NS_PER_S + head->tp_nsec,
  };

  self->n_left--;
  self->packet += head->tp_next_offset;
  if (!cb_heard_packet_set_link (&packet, link))
    return CB_PACKET_SKIPPED;
  *ret_packet = packet;
  return 0;
}

/* A block is given back when the one after its last packet is asked for, since that is borrowed till then. */
int
cb_packet_ring_next (CbPacketRing *self, CbHeardPacket *ret_packet) {
  if (self->packet != NULL && self->n_left == 0)
    end_block (self);
  if (self->packet == NULL && !begin_block (self))
    return CB_PACKET_NONE;
  return self->n_left > 0 ? take (self, ret_packet) : CB_PACKET_SKIPPED;
}
