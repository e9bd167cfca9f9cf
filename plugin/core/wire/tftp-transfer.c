/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/tftp-transfer.h"

#include <errno.h>

#include "limit.h"

#define NS_PER_SECOND UINT64_C (1000000000)

static uint64_t
min_u64 (uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* RFC 2348: "if the amount of data to be transfered is an integral multiple of the blocksize, an extra
 * data packet containing no data is sent". */
static uint64_t
count_blocks (uint64_t n_bytes, uint32_t block_bytes) {
  return n_bytes == CB_TFTP_SIZE_UNKNOWN ? UINT64_MAX : n_bytes / block_bytes + 1;
}

/* The timer that runs now: doubled for each that ran out. */
static void
arm (CbTftpTransfer *transfer, uint64_t ns_now) {
  uint64_t ns_most = CB_MAX_TFTP_GROWN_SECONDS * NS_PER_SECOND;
  uint64_t ns_timer = min_u64 (transfer->ns_timer << transfer->n_tries, ns_most);

  if (ns_timer < transfer->ns_timer)
    ns_timer = transfer->ns_timer;
  transfer->ns_deadline = ns_now + ns_timer;
}

static void
end (CbTftpTransfer *transfer, CbTftpOutcome outcome) {
  transfer->phase = CB_TFTP_PHASE_END;
  transfer->outcome = outcome;
}

static void
lower (CbTftpOptions *options, CbTftpOption option, uint64_t most) {
  options->value[option] = min_u64 (options->value[option], most);
}

/* What was asked for, cut to what is granted. RFC 2347: an option that isn't acknowledged is "as if it
 * were never requested". */
static CbTftpOptions
grant (const CbTftpRequest *request, const CbTftpTerms *terms, uint64_t n_bytes) {
  CbTftpOptions options = request->options;

  /* RFC 2348, RFC 7440 3: less may be named than was asked for. */
  lower (&options, CB_TFTP_BLKSIZE, terms->max_block_bytes);
  lower (&options, CB_TFTP_WINDOWSIZE, terms->max_window_blocks);
  /* RFC 2349: the value must match the client's, so a time that is too long is left out. */
  if (options.value[CB_TFTP_TIMEOUT] > CB_MAX_TFTP_TIMEOUT_SECONDS)
    options.given[CB_TFTP_TIMEOUT] = false;
  /* RFC 2349: "the size of the file, in octets, is returned in the OACK". */
  if (n_bytes == CB_TFTP_SIZE_UNKNOWN)
    options.given[CB_TFTP_TSIZE] = false;
  options.value[CB_TFTP_TSIZE] = n_bytes;
  return options;
}

static uint64_t
value_or (const CbTftpOptions *options, CbTftpOption option, uint64_t otherwise) {
  return options->given[option] ? options->value[option] : otherwise;
}

static bool
has_options (const CbTftpOptions *options) {
  for (size_t i = 0; i < CB_TFTP_N_OPTIONS; i++) {
    if (options->given[i])
      return true;
  }
  return false;
}

static bool
terms_are_sound (const CbTftpTerms *terms) {
  return terms->max_block_bytes >= CB_TFTP_BLOCK_BYTES && terms->max_block_bytes <= CB_TFTP_MAX_BLOCK_BYTES
         && terms->max_window_blocks >= 1 && terms->max_window_blocks <= CB_MAX_TFTP_WINDOW_BLOCKS;
}

int
cb_tftp_transfer_begin (const CbTftpRequest *request, const CbTftpTerms *terms, uint64_t ns_now,
                        CbTftpTransfer *ret) {
  CbTftpTransfer transfer = { 0 };

  if (!terms_are_sound (terms))
    return -EINVAL;
  transfer.n_bytes = request->mode == CB_TFTP_OCTET ? terms->n_file_bytes : CB_TFTP_SIZE_UNKNOWN;
  transfer.options = grant (request, terms, transfer.n_bytes);
  transfer.block_bytes = (uint32_t) value_or (&transfer.options, CB_TFTP_BLKSIZE, CB_TFTP_BLOCK_BYTES);
  transfer.window_blocks = (uint32_t) value_or (&transfer.options, CB_TFTP_WINDOWSIZE, 1);
  transfer.ns_timer = value_or (&transfer.options, CB_TFTP_TIMEOUT, CB_TFTP_SECONDS) * NS_PER_SECOND;
  transfer.n_blocks = count_blocks (transfer.n_bytes, transfer.block_bytes);
  /* RFC 2347: without an option that is acknowledged there is no OACK; DATA 1 is the answer. */
  transfer.oack_due = has_options (&transfer.options);
  transfer.phase = transfer.oack_due ? CB_TFTP_PHASE_OPTIONS : CB_TFTP_PHASE_DATA;
  transfer.ns_pace_end = ns_now + CB_TFTP_PACE_SECONDS * NS_PER_SECOND;
  transfer.ns_life_end = ns_now + CB_MAX_TFTP_LIFE_SECONDS * NS_PER_SECOND;
  arm (&transfer, ns_now);
  *ret = transfer;
  return 0;
}

/* One past the last block that may be sent before an ACK comes. */
static uint64_t
window_end (const CbTftpTransfer *transfer) {
  return min_u64 (transfer->n_acked + transfer->window_blocks, transfer->n_blocks);
}

/* New blocks are acknowledged. Fewer than were sent means that the next one is missing (RFC 7440 4): the
 * window begins there, and what the client says of the blocks behind the gap is old. */
static void
advance (CbTftpTransfer *transfer, uint64_t n_new, uint64_t ns_now) {
  transfer->n_acked += n_new;
  transfer->next_block = transfer->n_acked;
  if (transfer->deaf_windows > 0)
    transfer->deaf_windows--;
  if (transfer->n_acked < transfer->n_sent && transfer->deaf_windows == 0)
    transfer->deaf_windows = 1;
  transfer->n_tries = 0;
  arm (transfer, ns_now);
  if (transfer->n_acked == transfer->n_blocks)
    end (transfer, CB_TFTP_OUTCOME_SENT);
}

/* From the first block that isn't acknowledged. The window is then on the wire twice, and so may be the
 * ACKs that it brings, which come in this window and the next one: believing them would send each window
 * twice for ever, the Sorcerer's Apprentice of RFC 1123 4.2.3.1. */
static void
go_back (CbTftpTransfer *transfer) {
  transfer->next_block = transfer->n_acked;
  transfer->deaf_windows = 2;
}

/* A number that is neither the last ACK's nor one of the blocks sent since is late, which delay explains
 * (RFC 1350 2). It can't be told from one that is ahead: numbers wrap at 65536. */
static void
receive_ack (CbTftpTransfer *transfer, uint16_t number, uint64_t ns_now) {
  uint16_t n_new = (uint16_t) (number - (uint16_t) transfer->n_acked);

  if (n_new > transfer->n_sent - transfer->n_acked)
    return;
  if (n_new > 0)
    advance (transfer, n_new, ns_now);
  /* The last ACK again. RFC 7440 4: the first block of the window may be missing. RFC 1123 4.2.3.1: in
   * lock-step a block is never repeated for that. */
  else if (transfer->window_blocks > 1 && transfer->deaf_windows == 0)
    go_back (transfer);
}

/* RFC 2347: ACK 0 answers the OACK, if that has been sent. */
static void
receive_first_ack (CbTftpTransfer *transfer, uint16_t number, uint64_t ns_now) {
  if (number != 0 || !transfer->oack_sent)
    return;
  transfer->phase = CB_TFTP_PHASE_DATA;
  transfer->n_tries = 0;
  arm (transfer, ns_now);
}

/* RFC 1350 7: it ends here; RFC 1350 2: an ERROR is neither acknowledged nor answered. */
static void
receive_error (CbTftpTransfer *transfer, uint16_t code) {
  bool probe = transfer->phase == CB_TFTP_PHASE_OPTIONS && code == CB_TFTP_ERROR_UNDEFINED;

  transfer->error_code = code;
  end (transfer, probe ? CB_TFTP_OUTCOME_PROBED : CB_TFTP_OUTCOME_ABORTED);
}

static void
end_with_error (CbTftpTransfer *transfer, CbTftpOutcome outcome, CbTftpErrorCode code, const char *text) {
  transfer->phase = CB_TFTP_PHASE_ERROR;
  transfer->outcome = outcome;
  transfer->error_code = (uint16_t) code;
  transfer->error_text = text;
}

/* RFC 1350 2: "a packet which cannot be explained by a delay or duplication in the network (e.g., an
 * incorrectly formed packet)" ends the transfer with an ERROR. */
static void
refuse (CbTftpTransfer *transfer) {
  end_with_error (transfer, CB_TFTP_OUTCOME_FAILED, CB_TFTP_ERROR_ILLEGAL, NULL);
}

static bool
is_running (const CbTftpTransfer *transfer) {
  return transfer->phase == CB_TFTP_PHASE_OPTIONS || transfer->phase == CB_TFTP_PHASE_DATA;
}

void
cb_tftp_transfer_receive (CbTftpTransfer *transfer, const void *bytes, size_t n_bytes, uint64_t ns_now) {
  CbTftpMessage message;

  if (!is_running (transfer))
    return;
  if (cb_tftp_message_parse (bytes, n_bytes, &message) != 0) {
    refuse (transfer);
    return;
  }
  switch (message.opcode) {
  case CB_TFTP_ACK:
    if (transfer->phase == CB_TFTP_PHASE_OPTIONS)
      receive_first_ack (transfer, message.ack, ns_now);
    else
      receive_ack (transfer, message.ack, ns_now);
    return;
  case CB_TFTP_ERROR:
    receive_error (transfer, message.error.code);
    return;
  case CB_TFTP_RRQ: /* a duplicate of the request */
    return;
  case CB_TFTP_WRQ:
  case CB_TFTP_DATA:
  case CB_TFTP_OACK:
    refuse (transfer);
    return;
  }
}

/* RFC 1350 2: what was sent last is sent again; RFC 7440 4: the whole window. */
static void
expire (CbTftpTransfer *transfer, uint64_t ns_now) {
  transfer->n_tries++;
  if (transfer->n_tries == CB_MAX_TFTP_TRIES) {
    end (transfer, CB_TFTP_OUTCOME_TIMED_OUT);
    return;
  }
  if (transfer->phase == CB_TFTP_PHASE_OPTIONS)
    transfer->oack_due = true;
  else
    go_back (transfer);
  arm (transfer, ns_now);
}

/* An ACK before each timer runs out would hold a transfer for ever. */
static void
watch_pace (CbTftpTransfer *transfer, uint64_t ns_now) {
  if (transfer->n_acked - transfer->n_paced < CB_MIN_TFTP_PACE_BLOCKS || ns_now >= transfer->ns_life_end) {
    end_with_error (transfer, CB_TFTP_OUTCOME_TIMED_OUT, CB_TFTP_ERROR_UNDEFINED, "Too slow");
    return;
  }
  transfer->n_paced = transfer->n_acked;
  transfer->ns_pace_end = ns_now + CB_TFTP_PACE_SECONDS * NS_PER_SECOND;
}

static CbTftpAction
send_data (const CbTftpTransfer *transfer) {
  uint64_t stop = window_end (transfer);

  return (CbTftpAction){
    .kind = CB_TFTP_SEND_DATA,
    .data.first_block = transfer->next_block,
    .data.n_blocks = (uint32_t) (stop - transfer->next_block),
    .data.n_last_bytes = stop == transfer->n_blocks ? (uint32_t) (transfer->n_bytes % transfer->block_bytes)
                                                    : transfer->block_bytes,
  };
}

static CbTftpAction
choose (const CbTftpTransfer *transfer) {
  switch (transfer->phase) {
  case CB_TFTP_PHASE_OPTIONS:
    if (transfer->oack_due)
      return (CbTftpAction){ .kind = CB_TFTP_SEND_OACK, .oack = &transfer->options };
    break;
  case CB_TFTP_PHASE_DATA:
    if (transfer->next_block < window_end (transfer))
      return send_data (transfer);
    break;
  case CB_TFTP_PHASE_ERROR:
    return (CbTftpAction){
      .kind = CB_TFTP_SEND_ERROR,
      .error = { (CbTftpErrorCode) transfer->error_code, transfer->error_text },
    };
  case CB_TFTP_PHASE_END:
    return (CbTftpAction){ .kind = CB_TFTP_END, .end = { transfer->outcome, transfer->error_code } };
  }
  return (CbTftpAction){ .kind = CB_TFTP_WAIT, .ns_deadline = transfer->ns_deadline };
}

void
cb_tftp_transfer_next (CbTftpTransfer *transfer, uint64_t ns_now, CbTftpAction *ret) {
  if (is_running (transfer) && ns_now >= transfer->ns_deadline)
    expire (transfer, ns_now);
  if (is_running (transfer) && ns_now >= transfer->ns_pace_end)
    watch_pace (transfer, ns_now);
  *ret = choose (transfer);
}

void
cb_tftp_transfer_sent (CbTftpTransfer *transfer, uint32_t n_datagrams, uint64_t ns_now) {
  if (transfer->phase == CB_TFTP_PHASE_ERROR)
    transfer->phase = CB_TFTP_PHASE_END;
  if (!is_running (transfer) || n_datagrams == 0)
    return;
  if (transfer->phase == CB_TFTP_PHASE_OPTIONS) {
    transfer->oack_due = false;
    transfer->oack_sent = true;
  } else {
    transfer->next_block = min_u64 (transfer->next_block + n_datagrams, window_end (transfer));
    if (transfer->n_sent < transfer->next_block)
      transfer->n_sent = transfer->next_block;
  }
  arm (transfer, ns_now);
}

void
cb_tftp_transfer_set_size (CbTftpTransfer *transfer, uint64_t n_bytes) {
  uint64_t n_blocks = count_blocks (n_bytes, transfer->block_bytes);

  if (!is_running (transfer) || transfer->n_bytes != CB_TFTP_SIZE_UNKNOWN || n_bytes == CB_TFTP_SIZE_UNKNOWN)
    return;
  if (n_blocks <= transfer->n_sent) {
    cb_tftp_transfer_stop (transfer, CB_TFTP_OUTCOME_CHANGED);
    return;
  }
  transfer->n_bytes = n_bytes;
  transfer->n_blocks = n_blocks;
}

void
cb_tftp_transfer_stop (CbTftpTransfer *transfer, CbTftpOutcome outcome) {
  if (!is_running (transfer))
    return;
  end_with_error (transfer, outcome, CB_TFTP_ERROR_UNDEFINED,
                  outcome == CB_TFTP_OUTCOME_CHANGED ? "The file changed while it was sent"
                                                     : "The file can't be read");
}

uint64_t
cb_tftp_transfer_acked_bytes (const CbTftpTransfer *transfer) {
  if (transfer->n_acked == transfer->n_blocks)
    return transfer->n_bytes;
  return transfer->n_acked * transfer->block_bytes;
}
