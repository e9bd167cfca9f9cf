/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The transfers of TFTP on a cable, for one who only listens: datagrams of both directions and the time in,
 * boot events out, the same ones that the built-in server tells of itself (boot-event.h: ASKED to TIMED_OUT).
 *
 * A transfer is known by its client's address and port; the port that it is answered from is learned. What is
 * over is what was acknowledged, with block numbers that roll over, windows (RFC 7440), and datagrams that come
 * twice, late, in another order, or are missing in the capture: a number counts as the nearest one to what was
 * last seen. The file's end is the acknowledgement of a block that is shorter than the others; its length is
 * that of OACK's tsize, or counted. A client that takes all that tsize promised and is then not heard of has it
 * too (some loaders don't acknowledge the last block).
 *
 * ASKED is told with the first answer and not with the request, so that it has the file's length, and MISSING
 * and REFUSED stand alone: as the built-in server has it. A request without an answer is told after a second
 * (CB_WATCHED_ANSWER_SECONDS), once however often it is repeated. ERROR 0 of a client that hasn't acknowledged
 * anything is a probe, whether it had OACK or DATA. ERROR of the server is REFUSED until the first block, and
 * ABORTED behind it.
 *
 * Bounded whatever a peer sends: the table has a fixed size, and the transfer that has been silent for the
 * longest time gives its place to a new one. What was under way before the first datagram has no name and isn't
 * told.
 *
 * Pure: no socket, no clock. Leaves out: IPv6, and datagrams to a server that isn't this machine.
 */

#pragma once

#include "limit.h"
#include "wire/boot-event.h"
#include "wire/cable-watch.h"

/* One datagram can end one transfer and begin another. */
#define CB_TRANSFER_WATCH_MAX_EVENTS 3

typedef struct CbTransferWatch CbTransferWatch;

/* NULL when there is no memory. All that is ever needed is taken here. */
CbTransferWatch *cb_transfer_watch_new (uint32_t own_address);

/* NULL is fine. */
void cb_transfer_watch_free (CbTransferWatch *self);

/* Hears one datagram; what isn't TFTP is passed over. The number of events in ret_events, whose bytes are valid
 * until the next call. */
size_t cb_transfer_watch_hear (CbTransferWatch *self, const CbCableFrame *frame, uint64_t ns_now,
                               CbBootEvent ret_events[CB_TRANSFER_WATCH_MAX_EVENTS]);

/* What the time alone has brought: transfers whose client is silent. 0 and *ret_event: ask again; or
 * CB_CABLE_WATCH_NOTHING. */
int cb_transfer_watch_due (CbTransferWatch *self, uint64_t ns_now, CbBootEvent *ret_event);

/* The moment at which _due() may have something if nothing is heard before, or CB_CABLE_WATCH_NEVER. */
uint64_t cb_transfer_watch_deadline (const CbTransferWatch *self);
