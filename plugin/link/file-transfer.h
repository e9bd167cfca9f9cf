/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One file on its way to one client: the state machine of wire/tftp-transfer.h with its file, its client and
 * the events that tell of it.
 *
 * No torn file: a file that changes while it is sent ends with an ERROR, never with its last block.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "endpoint.h"
#include "open-files.h"
#include "outbox.h"
#include "wire/boot-event.h"
#include "wire/netascii.h"
#include "wire/tftp-transfer.h"

typedef struct {
  CbTftpTransfer tftp;
  CbEndpoint client;
  CbOpenFile *file; /* owned: one use of it; NULL in a free place */
  unsigned port;    /* which of our ports it answers from */
  uint32_t id;
  uint64_t ns_deadline; /* when it is to be asked again at the latest */
  uint64_t ns_heard;    /* when something last came from the client */
  uint64_t ns_told;     /* its progress */
  uint8_t *ahead;       /* the table's: CB_READ_AHEAD_BYTES, of which n_ahead hold the file from ahead_at on */
  size_t n_ahead;
  uint64_t ahead_at;
  bool is_heard;        /* the client answered: its address isn't forged */
  bool is_touched;      /* has something to say, or may have */
  bool is_queued;       /* a message of it lies in the outbox */
  bool is_blocked;      /* the socket has no room */
  /* Netascii goes one block at a time: the state before the last block that was sent, and behind it. */
  bool is_netascii;
  uint64_t netascii_block;
  CbNetascii before;
  CbNetascii behind;
  size_t n_name;
  char name[CB_MAX_TFTP_NAME_BYTES + 1];
  /* the table's */
  int next;
} CbFileTransfer;

/* Begins it; of self all but port, id, next and ahead is written. file is one use, taken over with 0. 0, or
 * -EINVAL. */
int cb_file_transfer_begin (CbFileTransfer *self, const CbTftpRequest *request, const CbEndpoint *client,
                            CbOpenFile *file, uint64_t ns_now);

typedef enum {
  CB_FILE_TRANSFER_QUEUED, /* a message was added */
  CB_FILE_TRANSFER_WAITS,  /* until ns_deadline */
  CB_FILE_TRANSFER_OVER,   /* *ret_event tells how; free it */
} CbFileTransferStep;

/* Adds what it has to say now, one message at most. outbox has room. */
CbFileTransferStep cb_file_transfer_speak (CbFileTransfer *self, CbOutbox *outbox, uint64_t ns_now,
                                           CbBootEvent *ret_event);

/* An event of this transfer as it stands; borrows its name. */
CbBootEvent cb_file_transfer_event (const CbFileTransfer *self, CbBootEventKind kind);

/* Is it the file that is asked for? */
bool cb_file_transfer_is_for (const CbFileTransfer *self, const CbTftpRequest *request);

/* Is it the same request once more, on its way twice or sent again out of impatience? */
bool cb_file_transfer_is_repeated (const CbFileTransfer *self, const CbTftpRequest *request, uint64_t ns_now);
