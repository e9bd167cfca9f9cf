/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any client: the first bytes are what it asks for and what the file is, the rest what it does. Whatever that
 * is, blocks stay inside the window and the file, progress never goes back, traffic stays bounded, and
 * silence ends it.
 *
 * u16 length of the request, the request, u32 size of the file; then steps: a byte of what happens, and
 * what that needs. */

#include "fuzz.h"

#include "limit.h"
#include "wire/bytes.h"
#include "wire/tftp-transfer.h"

enum { STEP_ACK, STEP_DATAGRAM, STEP_WAIT, STEP_PARTLY_SENT, STEP_SET_SIZE, STEP_STOP, N_STEPS };

typedef struct {
  CbTftpTransfer transfer;
  uint64_t ns_now;
  uint64_t acked_bytes;  /* as it was last seen */
  uint64_t n_sent;       /* DATA, in all */
  uint64_t n_believable; /* ACKs and timers: what may bring a window */
} Session;

/* One datagram until the client said something. */
static void
check_data (const Session *session, const CbTftpAction *action) {
  const CbTftpTransfer *transfer = &session->transfer;

  fuzz_assert (action->data.n_blocks >= 1 && action->data.n_blocks <= transfer->window_blocks);
  fuzz_assert (action->data.n_last_bytes <= transfer->block_bytes);
  fuzz_assert (action->data.first_block * transfer->block_bytes >= session->acked_bytes);
  fuzz_assert (action->data.first_block + action->data.n_blocks <= transfer->n_blocks);
  if (session->acked_bytes == 0 && !transfer->options.given[CB_TFTP_WINDOWSIZE])
    fuzz_assert (action->data.n_blocks == 1 && action->data.first_block == 0);
}

/* Everything that is due; but when a batch has more than n_most blocks, the socket is full after these.
 * false when it has ended. */
static bool
act (Session *session, uint32_t n_most) {
  CbTftpAction action;

  for (unsigned rounds = 0;; rounds++) {
    uint64_t acked = cb_tftp_transfer_acked_bytes (&session->transfer);

    fuzz_assert (rounds <= CB_MAX_TFTP_WINDOW_BLOCKS + 1);
    fuzz_assert (acked >= session->acked_bytes);
    session->acked_bytes = acked;
    cb_tftp_transfer_next (&session->transfer, session->ns_now, &action);
    if (action.kind == CB_TFTP_END)
      return false;
    if (action.kind == CB_TFTP_WAIT) {
      fuzz_assert (action.ns_deadline > session->ns_now);
      return true;
    }
    if (action.kind == CB_TFTP_SEND_DATA) {
      uint32_t n = action.data.n_blocks < n_most ? action.data.n_blocks : n_most;

      check_data (session, &action);
      session->n_sent += n;
      cb_tftp_transfer_sent (&session->transfer, n, session->ns_now);
      if (n < action.data.n_blocks)
        return true;
    } else {
      cb_tftp_transfer_sent (&session->transfer, 1, session->ns_now);
    }
  }
}

static void
receive (Session *session, const uint8_t *bytes, size_t n_bytes) {
  session->n_believable++;
  cb_tftp_transfer_receive (&session->transfer, bytes, n_bytes, session->ns_now);
}

/* An ACK is told by its distance from where we are, so that most of them matter. */
static void
receive_ack (Session *session, uint8_t distance) {
  uint16_t number = (uint16_t) (session->transfer.n_acked + distance);
  const uint8_t bytes[] = { 0, CB_TFTP_ACK, (uint8_t) (number >> 8), (uint8_t) number };

  receive (session, bytes, sizeof bytes);
}

static bool
step (Session *session, CbReader *reader) {
  unsigned what = cb_reader_u8 (reader) % N_STEPS;
  unsigned argument = cb_reader_u8 (reader);
  uint32_t n_most = CB_MAX_TFTP_WINDOW_BLOCKS;

  if (what == STEP_ACK) {
    receive_ack (session, (uint8_t) argument);
  } else if (what == STEP_DATAGRAM) {
    const uint8_t *bytes = cb_reader_bytes (reader, argument);

    if (bytes != NULL)
      receive (session, bytes, argument);
  } else if (what == STEP_WAIT) {
    session->n_believable++;
    session->ns_now += argument * UINT64_C (100000000);
  } else if (what == STEP_PARTLY_SENT) {
    n_most = 1 + argument % CB_MAX_TFTP_WINDOW_BLOCKS;
  } else if (what == STEP_SET_SIZE) {
    cb_tftp_transfer_set_size (&session->transfer, cb_reader_u32 (reader));
  } else {
    cb_tftp_transfer_stop (&session->transfer, argument % 2 ? CB_TFTP_OUTCOME_CHANGED : CB_TFTP_OUTCOME_FAILED);
  }
  return act (session, n_most);
}

/* A client that says nothing any more. One round sends what the socket had no room for. */
static void
fall_silent (Session *session) {
  CbTftpAction action;

  for (unsigned i = 0; i < 1 + CB_MAX_TFTP_TRIES; i++) {
    cb_tftp_transfer_next (&session->transfer, session->ns_now, &action);
    if (action.kind == CB_TFTP_WAIT)
      session->ns_now = action.ns_deadline;
    session->n_believable++;
    if (!act (session, CB_MAX_TFTP_WINDOW_BLOCKS))
      return;
  }
  fuzz_assert (false);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  size_t n_request = cb_reader_u16 (&reader);
  const uint8_t *request = cb_reader_bytes (&reader, n_request);
  CbTftpTerms terms = { cb_reader_u32 (&reader), 1468, CB_MAX_TFTP_WINDOW_BLOCKS };
  Session session = { .ns_now = 1, .n_believable = 1 };
  CbTftpMessage message;
  bool runs = true;

  if (request == NULL || cb_tftp_message_parse (request, n_request, &message) != 0
      || message.opcode != CB_TFTP_RRQ)
    return 0;
  fuzz_assert (cb_tftp_transfer_begin (&message.request, &terms, session.ns_now, &session.transfer) == 0);
  runs = act (&session, CB_MAX_TFTP_WINDOW_BLOCKS);
  while (runs && reader.n_left > 0 && !reader.failed)
    runs = step (&session, &reader);
  if (runs)
    fall_silent (&session);
  fuzz_assert (session.n_sent <= session.n_believable * session.transfer.window_blocks);
  return 0;
}
