/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One file on its way to one client: the sender's side of a TFTP read as a state machine without I/O.
 *
 * RFC 1350 (a block, an ACK), 2347 to 2349 (options), 7440 (windows), 1123 4.2.3 (a repeated ACK never
 * repeats a block). Datagrams and the time go in, what to do next comes out. The transfer knows blocks by
 * their index from 0, in 64 bits, and never sees their bytes: the caller reads, converts (netascii.h) and
 * sends them.
 *
 * What holds whatever the client sends: until its first ACK, one datagram at a time and at most
 * CB_MAX_TFTP_TRIES of them are sent to it, so a forged address is no lever; a window goes out at most twice
 * for one ACK and once more for each timer; a client that says nothing new is left after CB_MAX_TFTP_TRIES
 * timers, and one that is slower than CB_MIN_TFTP_PACE_BLOCKS in CB_TFTP_PACE_SECONDS, or not done within
 * CB_MAX_TFTP_LIFE_SECONDS and one such period, with an ERROR.
 *
 * What doesn't: the caller compares address and port of each datagram and gives only those of this client
 * (RFC 1350 4: one from elsewhere gets CB_TFTP_ERROR_UNKNOWN_TRANSFER and disturbs nothing). A request that
 * comes again and the number of transfers are its matter too.
 *
 * The caller's loop: begin; then, until the end: next, do what it says, sent. After each WAIT either a
 * datagram came (receive) or the deadline is reached; both lead to next again. When late, receive first.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/tftp-message.h"

#define CB_TFTP_SIZE_UNKNOWN UINT64_MAX

/* What the server grants. */
typedef struct {
  uint64_t n_file_bytes;      /* for tsize and the last block; CB_TFTP_SIZE_UNKNOWN until set_size */
  uint32_t max_block_bytes;   /* CB_TFTP_BLOCK_BYTES to CB_TFTP_MAX_BLOCK_BYTES: 1468 fits an Ethernet frame */
  uint32_t max_window_blocks; /* 1 to CB_MAX_TFTP_WINDOW_BLOCKS */
} CbTftpTerms;

typedef enum {
  CB_TFTP_OUTCOME_NONE,      /* not at its end */
  CB_TFTP_OUTCOME_SENT,      /* the last block is acknowledged */
  CB_TFTP_OUTCOME_PROBED,    /* the client only asked for the size: ERROR 0 for an OACK (pi-netboot.md 4.2) */
  CB_TFTP_OUTCOME_ABORTED,   /* any other ERROR of the client */
  CB_TFTP_OUTCOME_TIMED_OUT, /* no answer; if all but the last block is acknowledged, it may have arrived. Or
                                answers that were too slow */
  CB_TFTP_OUTCOME_CHANGED,   /* the file is no longer what it was at the beginning */
  CB_TFTP_OUTCOME_FAILED,    /* the file can't be read, or the client sent what makes no sense */
} CbTftpOutcome;

typedef enum {
  CB_TFTP_SEND_OACK,
  CB_TFTP_SEND_DATA,
  CB_TFTP_SEND_ERROR,
  CB_TFTP_WAIT,
  CB_TFTP_END,
} CbTftpActionKind;

typedef struct {
  CbTftpActionKind kind;
  union {
    const CbTftpOptions *oack; /* borrowed from the transfer */
    struct {
      uint64_t first_block;
      uint32_t n_blocks;     /* 1 and more, at most the window */
      uint32_t n_last_bytes; /* of the last one of these; the others are full. 0 for an empty block. With an
                                unknown size: a full one */
    } data;
    struct {
      CbTftpErrorCode code;
      const char *text; /* static, or NULL */
    } error;
    uint64_t ns_deadline; /* WAIT */
    struct {
      CbTftpOutcome outcome;
      uint16_t code; /* of the ERROR that ended it: the client's with PROBED and ABORTED, else ours or 0 */
    } end;
  };
} CbTftpAction;

/* Private. */
typedef enum {
  CB_TFTP_PHASE_OPTIONS, /* the OACK isn't answered */
  CB_TFTP_PHASE_DATA,
  CB_TFTP_PHASE_ERROR, /* an ERROR is due */
  CB_TFTP_PHASE_END,
} CbTftpPhase;

/* Private but for block_bytes. A plain value: no teardown. */
typedef struct {
  uint32_t block_bytes; /* of a full block, as agreed upon */

  CbTftpPhase phase;
  uint32_t window_blocks;
  CbTftpOptions options; /* granted */
  bool oack_due;
  bool oack_sent; /* once at least */
  uint64_t n_bytes;      /* of the stream; CB_TFTP_SIZE_UNKNOWN until set_size */
  uint64_t n_blocks;     /* in all, the last short or empty one included; UINT64_MAX while unknown */
  uint64_t n_acked;      /* blocks, which is the index of the first one that isn't */
  uint64_t next_block;   /* to be sent */
  uint64_t n_sent;       /* one past the highest block that was ever sent */
  unsigned deaf_windows; /* windows, this one included, in which a repeated ACK says nothing */
  unsigned n_tries;      /* timers that ran out since the last new ACK */
  uint64_t ns_timer;     /* the first one */
  uint64_t ns_deadline;
  uint64_t n_paced;      /* n_acked at the beginning of the period in which the pace is watched */
  uint64_t ns_pace_end;  /* of that period */
  uint64_t ns_life_end;
  CbTftpOutcome outcome;
  uint16_t error_code;
  const char *error_text;
} CbTftpTransfer;

/* request: a parsed RRQ; isn't kept. In netascii the size counts as unknown, since more goes out than the
 * file holds. 0, or -EINVAL for terms outside their ranges; *ret is written only with 0. */
int cb_tftp_transfer_begin (const CbTftpRequest *request, const CbTftpTerms *terms, uint64_t ns_now,
                            CbTftpTransfer *ret);

/* A datagram of this client, unparsed and unjudged. */
void cb_tftp_transfer_receive (CbTftpTransfer *transfer, const void *bytes, size_t n_bytes, uint64_t ns_now);

/* What to do now. Asked again without anything in between, the answer is the same: only sent() moves on. */
void cb_tftp_transfer_next (CbTftpTransfer *transfer, uint64_t ns_now, CbTftpAction *ret);

/* After each SEND action: how many of its datagrams went out, from the first on; 0 when the socket is full
 * (then wait for the socket and ask again). An ERROR counts as sent in any case: it's never repeated (RFC
 * 1350 2). */
void cb_tftp_transfer_sent (CbTftpTransfer *transfer, uint32_t n_datagrams, uint64_t ns_now);

/* The stream that goes out turned out to have n_bytes in all: for an unknown size, as soon as its end is
 * read and before the block that holds it is sent; then ask again. Fewer than were sent as full blocks
 * mean that the file changed. Does nothing when the size is known. */
void cb_tftp_transfer_set_size (CbTftpTransfer *transfer, uint64_t n_bytes);

/* The caller ends it with CB_TFTP_OUTCOME_CHANGED or _FAILED; the client gets an ERROR. To be of use
 * before the last block is sent. Does nothing when it has ended already. */
void cb_tftp_transfer_stop (CbTftpTransfer *transfer, CbTftpOutcome outcome);

/* Progress: bytes of the stream that the client has acknowledged. */
uint64_t cb_tftp_transfer_acked_bytes (const CbTftpTransfer *transfer);
