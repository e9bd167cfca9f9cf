/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/watched-transfer.h"

#include "limit.h"

#define NS_PER_SECOND UINT64_C (1000000000)

#define NS_SILENT     (CB_WATCHED_SILENT_SECONDS * NS_PER_SECOND)
#define NS_LAST_BLOCK (CB_WATCHED_LAST_BLOCK_SECONDS * NS_PER_SECOND)
#define NS_CONTENT    (CB_WATCHED_CONTENT_SECONDS * NS_PER_SECOND)

/* What comes again sooner is a duplicate; no server's timer is that short. */
#define NS_REPEATED (NS_PER_SECOND / 2)

/* RFC 7440 allows windows that are as large as all numbers together; then no number is the nearest one. */
#define MAX_WINDOW_BLOCKS 4096

static uint64_t
max_u64 (uint64_t a, uint64_t b) {
  return a > b ? a : b;
}

/* The count with that number on the wire that is nearest to near; 0 where that would be before the first. */
static uint64_t
nearest (uint16_t number, uint64_t near) {
  int16_t distance = (int16_t) (uint16_t) (number - (uint16_t) near);

  if (distance < 0 && (uint64_t) -distance > near)
    return 0;
  return near + (uint64_t) (int64_t) distance;
}

static uint64_t
n_seen (const CbWatchedTransfer *self) {
  return max_u64 (self->n_data, self->n_acked);
}

static void
set_window (CbWatchedTransfer *self, const CbTftpOptions *options) {
  uint64_t n_blocks = options->given[CB_TFTP_WINDOWSIZE] ? options->value[CB_TFTP_WINDOWSIZE] : 1;

  self->window_blocks = n_blocks < MAX_WINDOW_BLOCKS ? (uint32_t) n_blocks : MAX_WINDOW_BLOCKS;
}

void
cb_watched_transfer_begin (CbWatchedTransfer *self, const CbTftpRequest *request, uint64_t ns_now) {
  bool has_size = request->options.given[CB_TFTP_BLKSIZE];

  *self = (CbWatchedTransfer){
    .n_total = CB_WATCHED_TOTAL_UNKNOWN,
    .asked_bytes = has_size ? (uint32_t) request->options.value[CB_TFTP_BLKSIZE] : 0,
    .block_bytes = has_size ? (uint32_t) request->options.value[CB_TFTP_BLKSIZE] : CB_TFTP_BLOCK_BYTES,
    .is_block_sure = !has_size,
    .is_netascii = request->mode == CB_TFTP_NETASCII,
    .ns_heard = ns_now,
  };
  set_window (self, &request->options);
}

void
cb_watched_transfer_hear (CbWatchedTransfer *self, uint64_t ns_now) {
  self->ns_heard = ns_now;
}

/* In netascii more goes out than the file holds. */
void
cb_watched_transfer_oack (CbWatchedTransfer *self, const CbTftpOptions *options) {
  if (self->is_oack_seen || self->n_acked > 0)
    return;
  self->is_oack_seen = true;
  self->is_block_sure = true;
  self->end_block = 0;
  self->block_bytes = options->given[CB_TFTP_BLKSIZE] ? (uint32_t) options->value[CB_TFTP_BLKSIZE]
                                                      : CB_TFTP_BLOCK_BYTES;
  if (options->given[CB_TFTP_TSIZE] && !self->is_netascii)
    self->n_total = options->value[CB_TFTP_TSIZE];
  set_window (self, options);
}

/* An OACK was asked for and isn't seen. n_bytes: of this block. */
static void
learn_block (CbWatchedTransfer *self, uint64_t block, size_t n_bytes) {
  if (self->is_block_sure)
    return;
  if (n_bytes >= self->asked_bytes)
    self->block_bytes = self->asked_bytes;
  else if (n_bytes > 0 && (self->n_data == 0 || n_bytes > self->block_bytes))
    self->block_bytes = (uint32_t) n_bytes;
  self->is_block_sure = n_bytes >= self->asked_bytes || n_bytes == 0 || block > 1;
}

/* A row of blocks. */
typedef struct {
  uint64_t last_block;
  size_t n_last_bytes;
} Row;

static Row
row_of (const CbWatchedTransfer *self, uint64_t first_block, size_t n_bytes) {
  size_t n_packet = CB_TFTP_DATA_HEADER_BYTES + self->block_bytes;
  size_t n_rest = (CB_TFTP_DATA_HEADER_BYTES + n_bytes) % n_packet;
  uint64_t n_whole = (CB_TFTP_DATA_HEADER_BYTES + n_bytes) / n_packet;

  if (n_bytes <= self->block_bytes)
    return (Row){ first_block, n_bytes };
  if (n_rest < CB_TFTP_DATA_HEADER_BYTES)
    return (Row){ first_block + n_whole - 1, self->block_bytes };
  return (Row){ first_block + n_whole, n_rest - CB_TFTP_DATA_HEADER_BYTES };
}

/* The last block, which is shorter than the others; 0 while it isn't known. */
static uint64_t
end_of (const CbWatchedTransfer *self) {
  if (self->end_block > 0)
    return self->end_block;
  return self->n_total == CB_WATCHED_TOTAL_UNKNOWN ? 0 : self->n_total / self->block_bytes + 1;
}

static bool
is_end_sent (const CbWatchedTransfer *self) {
  return end_of (self) > 0 && n_seen (self) >= end_of (self);
}

/* DATA is right where it contradicts tsize: the file may have grown or shrunk after that. */
static void
take_row (CbWatchedTransfer *self, const Row *row) {
  uint64_t n_bytes = (row->last_block - 1) * self->block_bytes + row->n_last_bytes;
  bool is_short = row->n_last_bytes < self->block_bytes;

  if (n_bytes > self->n_total)
    self->n_total = CB_WATCHED_TOTAL_UNKNOWN;
  if (self->end_block > 0 && row->last_block > self->end_block)
    self->end_block = 0;
  if (is_short && self->is_block_sure && self->end_block == 0
      && n_bytes >= cb_watched_transfer_bytes (self)) {
    self->end_block = row->last_block;
    self->n_end_bytes = (uint32_t) row->n_last_bytes;
  }
  self->n_data = max_u64 (self->n_data, row->last_block);
}

void
cb_watched_transfer_data (CbWatchedTransfer *self, uint16_t number, size_t n_bytes, uint64_t ns_now) {
  uint64_t block = nearest (number, n_seen (self));
  bool was_sent = is_end_sent (self);
  Row row;

  if (block == 0)
    return;
  learn_block (self, block, n_bytes);
  row = row_of (self, block, n_bytes);
  take_row (self, &row);
  if (!is_end_sent (self))
    return;
  if (!was_sent || self->ns_end_sent == 0)
    self->ns_end_sent = ns_now;
  else if (ns_now - self->ns_end_sent >= NS_REPEATED)
    self->is_repeated = true;
}

/* Nobody acknowledges what wasn't sent; but the capture may have missed some of it. */
static bool
is_believed (CbWatchedTransfer *self, uint64_t block) {
  uint64_t n_ahead = self->n_ahead;

  if (block <= n_seen (self) + self->window_blocks || block == end_of (self))
    return true;
  self->n_ahead = block;
  return n_ahead > 0 && block > n_ahead && block - n_ahead <= self->window_blocks;
}

bool
cb_watched_transfer_ack (CbWatchedTransfer *self, uint16_t number, uint64_t ns_now) {
  uint64_t block = nearest (number, n_seen (self));

  self->ns_heard = ns_now;
  self->is_heard = true;
  if (block <= self->n_acked || (end_of (self) > 0 && block > end_of (self)) || !is_believed (self, block))
    return false;
  self->n_acked = block;
  self->n_ahead = 0;
  self->is_repeated = false;
  self->is_block_sure |= block > 1;
  return true;
}

bool
cb_watched_transfer_is_begun (const CbWatchedTransfer *self) {
  return n_seen (self) > 0;
}

bool
cb_watched_transfer_is_probe (const CbWatchedTransfer *self) {
  return !self->is_heard && !(self->is_oack_seen && self->n_data > 0);
}

bool
cb_watched_transfer_is_whole (const CbWatchedTransfer *self) {
  return end_of (self) > 0 && self->n_acked >= end_of (self);
}

/* The last block may have been among those that weren't seen, or be the only one and short. */
static bool
may_be_whole (const CbWatchedTransfer *self) {
  return end_of (self) == 0 && self->n_acked > 0
         && (self->n_acked > self->n_data || (!self->is_block_sure && self->n_acked == self->n_data));
}

bool
cb_watched_transfer_is_nearly_whole (const CbWatchedTransfer *self) {
  return (is_end_sent (self) && self->n_acked + 1 >= end_of (self)) || may_be_whole (self);
}

void
cb_watched_transfer_finish (CbWatchedTransfer *self) {
  if (is_end_sent (self))
    self->n_acked = end_of (self);
}

CbWatchedSilence
cb_watched_transfer_silence (const CbWatchedTransfer *self) {
  uint64_t ns_since = max_u64 (self->ns_heard, self->ns_end_sent);

  if (is_end_sent (self) && self->is_heard && self->n_acked + 1 >= end_of (self))
    return (CbWatchedSilence){ ns_since + NS_LAST_BLOCK, true };
  if ((is_end_sent (self) && !self->is_repeated) || may_be_whole (self))
    return (CbWatchedSilence){ ns_since + NS_CONTENT, true };
  return (CbWatchedSilence){ self->ns_heard + NS_SILENT, false };
}

uint64_t
cb_watched_transfer_bytes (const CbWatchedTransfer *self) {
  uint64_t n_blocks = self->n_acked;

  if (cb_watched_transfer_is_whole (self))
    return cb_watched_transfer_total (self);
  /* The last one may have been short, if nobody said how long the file is. */
  if (self->n_total == CB_WATCHED_TOTAL_UNKNOWN && n_blocks > self->n_data)
    n_blocks--;
  return n_blocks * self->block_bytes;
}

uint64_t
cb_watched_transfer_total (const CbWatchedTransfer *self) {
  if (self->end_block == 0)
    return self->n_total;
  return (self->end_block - 1) * self->block_bytes + self->n_end_bytes;
}
