/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tap's packets where it has no ring (system/packet-tap.h): received one by one, at once. */

#pragma once

#include <stdint.h>

#include "heard-packet.h"
#include "packet-ring.h"

/* A frame of an ordinary cable; of a longer one the beginning is enough. */
#define CB_PACKET_QUEUE_BYTES 2048

typedef struct {
  int fd;
  uint8_t buffer[CB_PACKET_QUEUE_BYTES];
} CbPacketQueue;

/* As cb_packet_ring_next(), or a negative errno when the socket fails. That its link was taken down is no
 * failure. */
int cb_packet_queue_next (CbPacketQueue *self, CbHeardPacket *ret_packet);
