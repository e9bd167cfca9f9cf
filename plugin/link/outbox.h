/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Datagrams on their way out of one socket: written in place, then sent with one call of the system.
 *
 * A message is one datagram, or a row of them to one client, which the kernel cuts apart (UDP_SEGMENT, udp(7))
 * where it can; where it refuses, they go out one by one from then on. What the socket has no room for stays
 * unsent, and the owner is told by n_sent. A datagram that the kernel won't send for another reason counts as
 * sent: it's lost, and TFTP sends lost ones again.
 */

#pragma once

#include <stdint.h>

#include "endpoint.h"

#define CB_OUTBOX_MESSAGES 64

/* Of one message: what IP can carry, and what the kernel cuts (UDP_MAX_SEGMENTS of the first kernels). */
#define CB_OUTBOX_MESSAGE_BYTES     65000
#define CB_OUTBOX_MESSAGE_DATAGRAMS 64

typedef struct {
  void *owner;
  uint16_t n_datagrams;
  uint16_t n_sent;
} CbOutboxMessage;

typedef struct CbOutbox CbOutbox;

/* NULL without memory. */
CbOutbox *cb_outbox_new (void);
void cb_outbox_free (CbOutbox *outbox);

/* Where the next message is to be written: room for CB_OUTBOX_MESSAGE_BYTES. NULL when it's full: send first.
 * */
uint8_t *cb_outbox_room (CbOutbox *outbox);

/* n_bytes were written to the room: datagrams of n_segment_bytes each, the last one perhaps shorter. to is
 * borrowed until they are sent. */
void cb_outbox_add (CbOutbox *outbox, const CbEndpoint *to, size_t n_bytes, size_t n_segment_bytes,
                    void *owner);

/* Sends what was added. *ret_messages has what became of it, borrowed until the next call. Returns how many
 * messages these are. The outbox is empty then. */
unsigned cb_outbox_send (CbOutbox *outbox, int fd, const CbOutboxMessage **ret_messages);
