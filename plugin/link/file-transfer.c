/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "file-transfer.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* DATA that fits an Ethernet frame of 1500 bytes with the headers of IP, UDP and TFTP. */
#define BLOCK_BYTES    1468
#define BLOCK_BYTES_V6 1448

/* How long a file is believed to be unchanged, its last block apart. */
#define NS_BELIEVED 50000000

/* How long a request that comes again is a duplicate: longer than the first timer of most clients, which is
 * ours too, so that what we repeat by ourselves isn't sent twice. A board that lost its power takes longer to
 * come back. */
#define NS_REPEATED 1500000000

#define MAX_OACK_BYTES  128
#define MAX_ERROR_BYTES 128

int
cb_file_transfer_begin (CbFileTransfer *self, const CbTftpRequest *request, const CbEndpoint *client,
                        CbOpenFile *file, uint64_t ns_now) {
  bool is_netascii = request->mode == CB_TFTP_NETASCII;
  const CbTftpTerms terms = {
    .n_file_bytes = (uint64_t) file->status.st_size,
    .max_block_bytes = client->client.any.sa_family == AF_INET6 ? BLOCK_BYTES_V6 : BLOCK_BYTES,
    .max_window_blocks = is_netascii ? 1 : CB_MAX_TFTP_WINDOW_BLOCKS,
  };
  CbFileTransfer begun = {
    .client = *client, .file = file, .port = self->port, .id = self->id, .next = self->next,
    .ahead = self->ahead,
    .ns_heard = ns_now, .ns_told = ns_now, .ns_deadline = ns_now, .is_netascii = is_netascii,
    .n_name = request->n_name_bytes,
  };
  int error = cb_tftp_transfer_begin (request, &terms, ns_now, &begun.tftp);

  if (error < 0)
    return error;
  memcpy (begun.name, request->name, request->n_name_bytes);
  *self = begun;
  return 0;
}

bool
cb_file_transfer_is_for (const CbFileTransfer *self, const CbTftpRequest *request) {
  return self->n_name == request->n_name_bytes && memcmp (self->name, request->name, self->n_name) == 0;
}

bool
cb_file_transfer_is_repeated (const CbFileTransfer *self, const CbTftpRequest *request, uint64_t ns_now) {
  return ns_now - self->ns_heard < NS_REPEATED && cb_file_transfer_is_for (self, request);
}

CbBootEvent
cb_file_transfer_event (const CbFileTransfer *self, CbBootEventKind kind) {
  return (CbBootEvent){
    .kind = kind,
    .transfer = {
      .address = cb_endpoint_ipv4 (&self->client),
      .port = cb_endpoint_port (&self->client),
      .id = self->id,
      .n_bytes = cb_tftp_transfer_acked_bytes (&self->tftp),
      .n_total = self->is_netascii ? CB_BOOT_TOTAL_UNKNOWN : (uint64_t) self->file->status.st_size,
      .name = { (const uint8_t *) self->name, self->n_name },
    },
  };
}

static CbBootEvent
tell_end (const CbFileTransfer *self, const CbTftpAction *action) {
  static const CbBootEventKind kinds[] = {
    [CB_TFTP_OUTCOME_NONE] = CB_BOOT_ABORTED,         [CB_TFTP_OUTCOME_SENT] = CB_BOOT_SENT,
    [CB_TFTP_OUTCOME_PROBED] = CB_BOOT_PROBED,        [CB_TFTP_OUTCOME_ABORTED] = CB_BOOT_ABORTED,
    [CB_TFTP_OUTCOME_TIMED_OUT] = CB_BOOT_TIMED_OUT,  [CB_TFTP_OUTCOME_CHANGED] = CB_BOOT_CHANGED,
    [CB_TFTP_OUTCOME_FAILED] = CB_BOOT_ABORTED,
  };
  CbBootEvent event = cb_file_transfer_event (self, kinds[action->end.outcome]);

  if (event.kind == CB_BOOT_ABORTED)
    event.transfer.code = action->end.code;
  return event;
}

static void
queue_oack (CbFileTransfer *self, CbOutbox *outbox, const CbTftpOptions *options) {
  size_t n_bytes;

  if (cb_tftp_oack_build (options, cb_outbox_room (outbox), MAX_OACK_BYTES, &n_bytes) == 0)
    cb_outbox_add (outbox, &self->client, n_bytes, n_bytes, self);
}

static void
queue_error (CbFileTransfer *self, CbOutbox *outbox, CbTftpErrorCode code, const char *text) {
  size_t n_bytes;

  if (cb_tftp_error_build (code, text, cb_outbox_room (outbox), MAX_ERROR_BYTES, &n_bytes) == 0)
    cb_outbox_add (outbox, &self->client, n_bytes, n_bytes, self);
}

/* Blocks that make one message. */
typedef struct {
  uint64_t first;
  unsigned n_blocks;
  size_t n_block_bytes;
  size_t n_last_bytes;
} Row;

static size_t
packet_bytes (const Row *row) {
  return CB_TFTP_DATA_HEADER_BYTES + row->n_block_bytes;
}

/* As many of the action's blocks as one message takes. */
static Row
row_of (const CbFileTransfer *self, const CbTftpAction *action) {
  Row row = {
    .first = action->data.first_block, .n_blocks = action->data.n_blocks,
    .n_block_bytes = self->tftp.block_bytes, .n_last_bytes = action->data.n_last_bytes,
  };
  unsigned n_most = (unsigned) (CB_OUTBOX_MESSAGE_BYTES / packet_bytes (&row));

  if (n_most > CB_OUTBOX_MESSAGE_DATAGRAMS)
    n_most = CB_OUTBOX_MESSAGE_DATAGRAMS;
  if (row.n_blocks > n_most) {
    row.n_blocks = n_most;
    row.n_last_bytes = row.n_block_bytes;
  }
  return row;
}

static off_t
offset_of (const Row *row) {
  return (off_t) (row->first * row->n_block_bytes);
}

/* In lock-step: a call for each block would be a sixth of its cost. */
static bool
read_block (CbFileTransfer *self, const Row *row, uint8_t *room) {
  uint64_t at = (uint64_t) offset_of (row);
  ssize_t n_read;

  if (at < self->ahead_at || at + row->n_last_bytes > self->ahead_at + self->n_ahead) {
    n_read = pread (self->file->fd, self->ahead, CB_READ_AHEAD_BYTES, (off_t) at);
    self->n_ahead = n_read > 0 ? (size_t) n_read : 0;
    self->ahead_at = at;
  }
  if (row->n_last_bytes > self->n_ahead - (at - self->ahead_at))
    return false;
  cb_tftp_data_header_build (room, row->first);
  memcpy (room + CB_TFTP_DATA_HEADER_BYTES, self->ahead + (at - self->ahead_at), row->n_last_bytes);
  return true;
}

/* Straight to where they go out from; of a window of one block as well. */
static bool
read_window (const CbFileTransfer *self, const Row *row, uint8_t *room) {
  struct iovec parts[CB_OUTBOX_MESSAGE_DATAGRAMS];
  size_t n_wanted = (row->n_blocks - 1) * row->n_block_bytes + row->n_last_bytes;

  for (unsigned i = 0; i < row->n_blocks; i++) {
    uint8_t *packet = room + i * packet_bytes (row);

    cb_tftp_data_header_build (packet, row->first + i);
    parts[i] = (struct iovec){ packet + CB_TFTP_DATA_HEADER_BYTES, row->n_block_bytes };
  }
  parts[row->n_blocks - 1].iov_len = row->n_last_bytes;
  return preadv (self->file->fd, parts, (int) row->n_blocks, offset_of (row)) == (ssize_t) n_wanted;
}

/* The one block of a row in netascii, of full length unless the file ends in it. */
static bool
convert_block (CbFileTransfer *self, Row *row, uint8_t *room) {
  uint8_t source[BLOCK_BYTES];
  ssize_t n_source;

  if (row->first != self->netascii_block) {
    self->before = self->behind;
    self->netascii_block = row->first;
  }
  n_source = pread (self->file->fd, source, row->n_block_bytes, (off_t) self->before.n_taken);
  if (n_source < 0)
    return false;
  self->behind = self->before;
  cb_tftp_data_header_build (room, row->first);
  row->n_last_bytes = cb_netascii_convert (&self->behind, source, (size_t) n_source,
                                           room + CB_TFTP_DATA_HEADER_BYTES, row->n_block_bytes);
  if (row->n_last_bytes < row->n_block_bytes)
    cb_tftp_transfer_set_size (&self->tftp, row->first * row->n_block_bytes + row->n_last_bytes);
  return true;
}

static bool
read_blocks (CbFileTransfer *self, Row *row, uint8_t *room) {
  if (self->is_netascii)
    return convert_block (self, row, room);
  /* For a client that may not exist nothing is kept. */
  return row->n_blocks == 1 && self->is_heard ? read_block (self, row, room) : read_window (self, row, room);
}

/* Asked after reading, and each time for the last block. */
static bool
is_believed (CbFileTransfer *self, bool is_last, uint64_t ns_now) {
  return (!is_last && ns_now - self->file->ns_checked < NS_BELIEVED)
         || cb_open_file_is_unchanged (self->file, ns_now);
}

/* 0, or the outcome that the transfer comes to. */
static CbTftpOutcome
queue_blocks (CbFileTransfer *self, CbOutbox *outbox, const CbTftpAction *action, uint64_t ns_now) {
  uint8_t *room = cb_outbox_room (outbox);
  Row row = row_of (self, action);
  bool is_read = read_blocks (self, &row, room);

  if (!is_believed (self, !is_read || row.n_last_bytes < row.n_block_bytes, ns_now))
    return CB_TFTP_OUTCOME_CHANGED;
  if (!is_read)
    return CB_TFTP_OUTCOME_FAILED;
  cb_outbox_add (outbox, &self->client,
                 (row.n_blocks - 1) * packet_bytes (&row) + CB_TFTP_DATA_HEADER_BYTES + row.n_last_bytes,
                 packet_bytes (&row), self);
  return CB_TFTP_OUTCOME_NONE;
}

static CbFileTransferStep
queued (CbFileTransfer *self) {
  self->is_queued = true;
  return CB_FILE_TRANSFER_QUEUED;
}

CbFileTransferStep
cb_file_transfer_speak (CbFileTransfer *self, CbOutbox *outbox, uint64_t ns_now, CbBootEvent *ret_event) {
  CbTftpOutcome outcome;
  CbTftpAction action;

  for (;;) {
    cb_tftp_transfer_next (&self->tftp, ns_now, &action);
    switch (action.kind) {
    case CB_TFTP_SEND_OACK:
      queue_oack (self, outbox, action.oack);
      return queued (self);
    case CB_TFTP_SEND_ERROR:
      queue_error (self, outbox, action.error.code, action.error.text);
      return queued (self);
    case CB_TFTP_WAIT:
      self->ns_deadline = action.ns_deadline;
      return CB_FILE_TRANSFER_WAITS;
    case CB_TFTP_END:
      *ret_event = tell_end (self, &action);
      return CB_FILE_TRANSFER_OVER;
    case CB_TFTP_SEND_DATA:
      outcome = queue_blocks (self, outbox, &action, ns_now);
      if (outcome == CB_TFTP_OUTCOME_NONE)
        return queued (self);
      cb_tftp_transfer_stop (&self->tftp, outcome);
    }
  }
}
