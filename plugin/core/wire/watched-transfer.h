/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One transfer of TFTP, as seen by one who only listens and may miss datagrams: how far it is, and whether it
 * is over.
 *
 * Blocks are counted from 1 in 64 bits; a number on the wire is the count nearest to what was last seen, so it
 * may roll over, and come twice, late or in another order. What is over is what was acknowledged. An ACK that
 * is far ahead of all DATA is believed when the next one goes on from there: the capture has a gap, or the
 * client is wrong, and then the server doesn't believe it either.
 *
 * The length of a block is that of OACK. Where that was missed it is learned from DATA, and only a second block
 * tells whether the first was a short one.
 *
 * Pure: no clock. Leaves out: whose datagram it is, and ERROR.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wire/tftp-message.h"

#define CB_WATCHED_TOTAL_UNKNOWN UINT64_MAX

/* All fields are private. */
typedef struct {
  uint64_t n_total;     /* bytes, by tsize; or CB_WATCHED_TOTAL_UNKNOWN */
  uint64_t n_data;      /* blocks: the highest one that was seen */
  uint64_t n_acked;     /* blocks */
  uint64_t n_ahead;     /* blocks, by an ACK that isn't believed yet; or 0 */
  uint64_t end_block;   /* the short one, when it was seen; or 0 */
  uint32_t n_end_bytes; /* of it */
  uint32_t asked_bytes; /* blksize of the request; or 0 */
  uint32_t block_bytes;
  uint32_t window_blocks;
  bool is_netascii;
  bool is_block_sure;
  bool is_oack_seen;
  bool is_heard;        /* an ACK was seen, of the options too */
  bool is_repeated;     /* the end was sent, and later again */
  uint64_t ns_heard;    /* of the client, the request at first */
  uint64_t ns_end_sent; /* the end was on the wire for the first time */
} CbWatchedTransfer;

void cb_watched_transfer_begin (CbWatchedTransfer *self, const CbTftpRequest *request, uint64_t ns_now);

/* The client is there, but says nothing new. */
void cb_watched_transfer_hear (CbWatchedTransfer *self, uint64_t ns_now);

void cb_watched_transfer_oack (CbWatchedTransfer *self, const CbTftpOptions *options);

/* n_bytes behind the header of a block; more than a block has where the capture came before a row of them was
 * cut apart (UDP_SEGMENT): headers and blocks in turn. */
void cb_watched_transfer_data (CbWatchedTransfer *self, uint16_t number, size_t n_bytes, uint64_t ns_now);

/* True when it brought the transfer on. */
bool cb_watched_transfer_ack (CbWatchedTransfer *self, uint16_t number, uint64_t ns_now);

/* A block was sent, or acknowledged. */
bool cb_watched_transfer_is_begun (const CbWatchedTransfer *self);

/* Nothing was asked for but whether the file is there, if the client ends it now with ERROR 0: neither a block
 * nor the options were acknowledged. */
bool cb_watched_transfer_is_probe (const CbWatchedTransfer *self);

/* The last block was acknowledged. */
bool cb_watched_transfer_is_whole (const CbWatchedTransfer *self);

/* All but the last acknowledgement was seen: if the client is known to go on elsewhere, the file arrived. */
bool cb_watched_transfer_is_nearly_whole (const CbWatchedTransfer *self);

/* It is taken for whole: the client has what was sent. */
void cb_watched_transfer_finish (CbWatchedTransfer *self);

/* What it comes to if nothing more is heard. */
typedef struct {
  uint64_t ns_end;
  bool is_whole; /* else the client is gone */
} CbWatchedSilence;

CbWatchedSilence cb_watched_transfer_silence (const CbWatchedTransfer *self);

/* Bytes of the file that the client has: never fewer than before, never more than the total. */
uint64_t cb_watched_transfer_bytes (const CbWatchedTransfer *self);
uint64_t cb_watched_transfer_total (const CbWatchedTransfer *self);
