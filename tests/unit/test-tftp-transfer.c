/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "limit.h"
#include "wire/tftp-transfer.h"

#define SECOND UINT64_C (1000000000)
#define START  (100 * SECOND)

/* What a test asks for, in the words of a request; 0 leaves an option out. */
typedef struct {
  uint64_t n_file_bytes;
  uint64_t blksize;
  uint64_t windowsize;
  uint64_t timeout;
  bool tsize;
  CbTftpMode mode;
} Wish;

static void
ask (CbTftpRequest *request, CbTftpOption option, uint64_t value) {
  request->options.given[option] = true;
  request->options.value[option] = value;
}

static CbTftpTransfer
begin (Wish wish) {
  const CbTftpTerms terms = { wish.n_file_bytes, 1468, CB_MAX_TFTP_WINDOW_BLOCKS };
  CbTftpRequest request = { .name = "kernel8.img", .n_name_bytes = 11, .mode = wish.mode };
  CbTftpTransfer transfer;

  if (wish.blksize > 0)
    ask (&request, CB_TFTP_BLKSIZE, wish.blksize);
  if (wish.windowsize > 0)
    ask (&request, CB_TFTP_WINDOWSIZE, wish.windowsize);
  if (wish.timeout > 0)
    ask (&request, CB_TFTP_TIMEOUT, wish.timeout);
  if (wish.tsize)
    ask (&request, CB_TFTP_TSIZE, 0);
  assert_int_equal (cb_tftp_transfer_begin (&request, &terms, START, &transfer), 0);
  return transfer;
}

static void
receive_ack (CbTftpTransfer *transfer, unsigned number) {
  const uint8_t bytes[] = { 0, CB_TFTP_ACK, (uint8_t) (number >> 8), (uint8_t) number };

  cb_tftp_transfer_receive (transfer, bytes, sizeof bytes, START);
}

static void
receive_error (CbTftpTransfer *transfer, unsigned code) {
  const uint8_t bytes[] = { 0, CB_TFTP_ERROR, 0, (uint8_t) code, 'x', 0 };

  cb_tftp_transfer_receive (transfer, bytes, sizeof bytes, START);
}

static CbTftpAction
next (CbTftpTransfer *transfer, uint64_t ns_now) {
  CbTftpAction action;

  cb_tftp_transfer_next (transfer, ns_now, &action);
  return action;
}

/* The next thing to do is to send just these blocks; they are sent. */
static void
assert_sends (CbTftpTransfer *transfer, uint64_t first, unsigned n_blocks, unsigned n_last_bytes) {
  CbTftpAction action = next (transfer, START);

  assert_int_equal (action.kind, CB_TFTP_SEND_DATA);
  assert_int_equal (action.data.first_block, first);
  assert_int_equal (action.data.n_blocks, n_blocks);
  assert_int_equal (action.data.n_last_bytes, n_last_bytes);
  cb_tftp_transfer_sent (transfer, n_blocks, START);
}

static void
assert_sends_oack (CbTftpTransfer *transfer) {
  assert_int_equal (next (transfer, START).kind, CB_TFTP_SEND_OACK);
  cb_tftp_transfer_sent (transfer, 1, START);
}

static void
assert_waits (CbTftpTransfer *transfer) {
  assert_int_equal (next (transfer, START).kind, CB_TFTP_WAIT);
}

static void
assert_ended (CbTftpTransfer *transfer, CbTftpOutcome outcome, unsigned code) {
  CbTftpAction action = next (transfer, START);

  assert_int_equal (action.kind, CB_TFTP_END);
  assert_int_equal (action.end.outcome, outcome);
  assert_int_equal (action.end.code, code);
}

static void
assert_sends_error (CbTftpTransfer *transfer, CbTftpErrorCode code) {
  CbTftpAction action = next (transfer, START);

  assert_int_equal (action.kind, CB_TFTP_SEND_ERROR);
  assert_int_equal (action.error.code, code);
  cb_tftp_transfer_sent (transfer, 1, START);
}

static void
test_lock_step (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 1300 });

  for (unsigned i = 0; i < 3; i++) {
    assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), i * 512);
    assert_sends (&transfer, i, 1, i < 2 ? 512 : 1300 - 1024);
    assert_waits (&transfer);
    receive_ack (&transfer, i + 1);
  }
  assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
  assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 1300);
}

/* The last block is short, or empty when the file is a multiple of the block. */
static void
test_last_block (void **state) {
  static const struct {
    uint64_t n_file_bytes;
    unsigned n_blocks;
    unsigned n_last_bytes;
  } rows[] = {
    { 0, 1, 0 },  { 1, 1, 1 },   { 511, 1, 511 },  { 512, 2, 0 },
    { 513, 2, 1 }, { 1024, 3, 0 }, { 2047, 4, 511 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = rows[i].n_file_bytes });

    for (unsigned block = 0; block < rows[i].n_blocks; block++) {
      assert_sends (&transfer, block, 1, block + 1 < rows[i].n_blocks ? 512 : rows[i].n_last_bytes);
      receive_ack (&transfer, block + 1);
    }
    assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
    assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), rows[i].n_file_bytes);
  }
}

static void
test_options_granted (void **state) {
  static const struct {
    Wish wish;
    uint64_t value[CB_TFTP_N_OPTIONS]; /* blksize, tsize, timeout, windowsize; 0: left out */
  } rows[] = {
    { { .n_file_bytes = 7, .blksize = 1024, .tsize = true }, { 1024, 7 } },
    { { .n_file_bytes = 7, .blksize = 65464 }, { 1468 } },
    { { .n_file_bytes = 7, .blksize = 8, .windowsize = 16, .timeout = 3 }, { 8, 0, 3, 16 } },
    { { .n_file_bytes = 7, .windowsize = 65535 }, { 0, 0, 0, CB_MAX_TFTP_WINDOW_BLOCKS } },
    { { .n_file_bytes = 7, .windowsize = 1, .timeout = CB_MAX_TFTP_TIMEOUT_SECONDS + 1 }, { 0, 0, 0, 1 } },
    { { .n_file_bytes = 7, .timeout = CB_MAX_TFTP_TIMEOUT_SECONDS }, { 0, 0, CB_MAX_TFTP_TIMEOUT_SECONDS } },
    { { .n_file_bytes = UINT64_C (5) << 32, .tsize = true }, { 0, UINT64_C (5) << 32 } },
    { { .n_file_bytes = 7, .tsize = true, .blksize = 9, .mode = CB_TFTP_NETASCII }, { 9 } },
    { { .n_file_bytes = CB_TFTP_SIZE_UNKNOWN, .tsize = true, .blksize = 9 }, { 9 } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin (rows[i].wish);
    CbTftpAction action = next (&transfer, START);

    assert_int_equal (action.kind, CB_TFTP_SEND_OACK);
    for (size_t option = 0; option < CB_TFTP_N_OPTIONS; option++) {
      assert_int_equal (action.oack->given[option], rows[i].value[option] > 0);
      if (rows[i].value[option] > 0)
        assert_int_equal (action.oack->value[option], rows[i].value[option]);
    }
    assert_int_equal (transfer.block_bytes,
                      rows[i].value[CB_TFTP_BLKSIZE] > 0 ? rows[i].value[CB_TFTP_BLKSIZE] : 512);
  }
}

/* RFC 2347: no OACK when nothing is left to be acknowledged. */
static void
test_no_option_granted (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 7, .timeout = 200 });

  assert_sends (&transfer, 0, 1, 7);
}

static void
test_terms_out_of_range (void **state) {
  static const CbTftpTerms rows[] = {
    { 1, 511, 1 }, { 1, 65465, 1 }, { 1, 512, 0 }, { 1, 512, CB_MAX_TFTP_WINDOW_BLOCKS + 1 },
  };
  const CbTftpRequest request = { .name = "" };
  CbTftpTransfer transfer = { .block_bytes = 77 };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_int_equal (cb_tftp_transfer_begin (&request, &rows[i], START, &transfer), -EINVAL);
  assert_int_equal (transfer.block_bytes, 77);
}

/* Until the client answers, one datagram at a time, whatever window it asked for. */
static void
test_nothing_before_the_first_ack (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 100000, .windowsize = 16 });
  uint64_t ns_now = START;
  unsigned n_sent = 0;
  CbTftpAction action;

  for (action = next (&transfer, ns_now); action.kind != CB_TFTP_END; action = next (&transfer, ns_now)) {
    if (action.kind == CB_TFTP_WAIT) {
      ns_now = action.ns_deadline;
      continue;
    }
    assert_int_equal (action.kind, CB_TFTP_SEND_OACK);
    cb_tftp_transfer_sent (&transfer, 1, ns_now);
    receive_ack (&transfer, 1);
    receive_ack (&transfer, 16);
    receive_ack (&transfer, 65535);
    n_sent++;
  }
  assert_int_equal (n_sent, CB_MAX_TFTP_TRIES);
  assert_int_equal (action.end.outcome, CB_TFTP_OUTCOME_TIMED_OUT);
}

/* Seconds between one sending and the next, until the end. */
static void
test_timers (void **state) {
  static const struct {
    unsigned timeout;
    unsigned seconds[CB_MAX_TFTP_TRIES];
  } rows[] = {
    { 0, { 1, 2, 4, 4, 4, 4, 4, 4 } },
    { 2, { 2, 4, 4, 4, 4, 4, 4, 4 } },
    { 3, { 3, 4, 4, 4, 4, 4, 4, 4 } },
    { 16, { 16, 16, 16, 16, 16, 16, 16, 16 } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 9, .timeout = rows[i].timeout });
    uint64_t ns_now = START;

    for (size_t n = 0; n < CB_MAX_TFTP_TRIES; n++) {
      assert_int_equal (next (&transfer, ns_now).kind,
                        rows[i].timeout > 0 ? CB_TFTP_SEND_OACK : CB_TFTP_SEND_DATA);
      cb_tftp_transfer_sent (&transfer, 1, ns_now);
      ns_now += rows[i].seconds[n] * SECOND;
      assert_int_equal (next (&transfer, ns_now - 1).kind, CB_TFTP_WAIT);
      assert_int_equal (next (&transfer, ns_now - 1).ns_deadline, ns_now);
    }
    assert_int_equal (next (&transfer, ns_now).kind, CB_TFTP_END);
    assert_int_equal (next (&transfer, ns_now).end.outcome, CB_TFTP_OUTCOME_TIMED_OUT);
  }
}

/* What is new starts the timers afresh. */
static void
test_timer_after_an_ack (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 2000 });

  assert_sends (&transfer, 0, 1, 512);
  assert_int_equal (next (&transfer, START + SECOND).kind, CB_TFTP_SEND_DATA);
  cb_tftp_transfer_sent (&transfer, 1, START + SECOND);
  assert_int_equal (next (&transfer, START + SECOND).ns_deadline, START + 3 * SECOND);
  receive_ack (&transfer, 1);
  assert_sends (&transfer, 1, 1, 512);
  assert_int_equal (next (&transfer, START).ns_deadline, START + SECOND);
}

/* A client that acknowledges what it got each ns_between, and never stops. Returns the seconds that it gets. */
static uint64_t
creep (CbTftpTransfer *transfer, uint64_t ns_between) {
  uint64_t ns_now = START, ns_ack = START + ns_between;

  for (CbTftpAction action; (action = next (transfer, ns_now)).kind != CB_TFTP_SEND_ERROR;) {
    const uint8_t ack[] = { 0, CB_TFTP_ACK, (uint8_t) (transfer->n_sent >> 8), (uint8_t) transfer->n_sent };

    assert_int_not_equal (action.kind, CB_TFTP_END);
    if (action.kind == CB_TFTP_SEND_DATA) {
      cb_tftp_transfer_sent (transfer, 1, ns_now);
    } else if (action.ns_deadline < ns_ack) {
      ns_now = action.ns_deadline;
    } else {
      ns_now = ns_ack;
      cb_tftp_transfer_receive (transfer, ack, sizeof ack, ns_now);
      ns_ack += ns_between;
    }
  }
  return (ns_now - START) / SECOND;
}

static void
test_a_client_that_holds_on (void **state) {
  static const struct {
    uint64_t ns_between;
    uint64_t seconds;
  } rows[] = {
    { 26 * SECOND, CB_TFTP_PACE_SECONDS }, { 12 * SECOND, CB_TFTP_PACE_SECONDS },
    { 11 * SECOND, CB_MAX_TFTP_LIFE_SECONDS }, { SECOND - 1, CB_MAX_TFTP_LIFE_SECONDS },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 512 * 1000000 });
    uint64_t seconds = creep (&transfer, rows[i].ns_between);

    assert_in_range (seconds, rows[i].seconds, rows[i].seconds + CB_TFTP_PACE_SECONDS);
    cb_tftp_transfer_sent (&transfer, 1, START);
    assert_ended (&transfer, CB_TFTP_OUTCOME_TIMED_OUT, CB_TFTP_ERROR_UNDEFINED);
  }
}

/* RFC 1123 4.2.3.1 */
static void
test_repeated_ack_in_lock_step (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 2000 });

  assert_sends (&transfer, 0, 1, 512);
  receive_ack (&transfer, 0);
  assert_waits (&transfer);
  receive_ack (&transfer, 1);
  assert_sends (&transfer, 1, 1, 512);
  for (int i = 0; i < 3; i++) {
    receive_ack (&transfer, 1);
    receive_ack (&transfer, 0);
    assert_waits (&transfer);
  }
}

static void
test_senseless_ack_numbers (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 100000, .windowsize = 4 });

  receive_ack (&transfer, 0);
  assert_sends_oack (&transfer);
  receive_ack (&transfer, 4);
  assert_waits (&transfer);
  receive_ack (&transfer, 0);
  assert_sends (&transfer, 0, 4, 512);
  for (unsigned number = 5; number <= 65535; number++) {
    receive_ack (&transfer, number);
    assert_waits (&transfer);
  }
  assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 0);
  receive_ack (&transfer, 4);
  assert_sends (&transfer, 4, 4, 512);
}

static void
test_window (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 512 * 9 + 1, .windowsize = 4 });

  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  assert_sends (&transfer, 0, 4, 512);
  assert_waits (&transfer);
  receive_ack (&transfer, 4);
  assert_sends (&transfer, 4, 4, 512);
  receive_ack (&transfer, 6); /* 7 is missing */
  assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 6 * 512);
  assert_sends (&transfer, 6, 4, 1);
  receive_ack (&transfer, 6); /* one more for each block behind the gap */
  receive_ack (&transfer, 6);
  assert_waits (&transfer);
  receive_ack (&transfer, 10);
  assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
}

/* The first block of a window is missing: the last ACK comes again. It's believed once, and not in the
 * window that follows, in which the doubled window brings doubled ACKs. */
static void
test_repeated_ack_of_a_window (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 100000, .windowsize = 4 });

  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  assert_sends (&transfer, 0, 4, 512);
  for (unsigned acked = 0; acked < 24; acked += 8) {
    receive_ack (&transfer, acked);
    assert_sends (&transfer, acked, 4, 512);
    receive_ack (&transfer, acked);
    assert_waits (&transfer);
    receive_ack (&transfer, acked + 4);
    assert_sends (&transfer, acked + 4, 4, 512);
    receive_ack (&transfer, acked + 4);
    assert_waits (&transfer);
    receive_ack (&transfer, acked + 8);
    assert_sends (&transfer, acked + 8, 4, 512);
  }
}

/* The client went on while a window was sent again: nothing is sent that it has already. */
static void
test_late_ack_of_a_whole_window (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 100000, .windowsize = 4 });

  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  assert_sends (&transfer, 0, 4, 512);
  receive_ack (&transfer, 1);
  next (&transfer, START);
  cb_tftp_transfer_sent (&transfer, 1, START);
  receive_ack (&transfer, 4);
  assert_sends (&transfer, 4, 4, 512);
}

static void
test_partly_sent (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 512 * 7 + 9, .windowsize = 8 });
  CbTftpAction action;

  next (&transfer, START);
  cb_tftp_transfer_sent (&transfer, 0, START);
  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  action = next (&transfer, START);
  assert_int_equal (action.data.n_blocks, 8);
  cb_tftp_transfer_sent (&transfer, 3, START);
  cb_tftp_transfer_sent (&transfer, 0, START);
  receive_ack (&transfer, 4); /* not sent yet */
  action = next (&transfer, START);
  assert_int_equal (action.data.first_block, 3);
  assert_int_equal (action.data.n_blocks, 5);
  assert_int_equal (action.data.n_last_bytes, 9);
  cb_tftp_transfer_sent (&transfer, 1000, START);
  assert_waits (&transfer);
  receive_ack (&transfer, 8);
  assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
}

static void
test_roll_over (void **state) {
  uint64_t n_blocks = 3 * 65536 + 5;
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = n_blocks * 8 - 1, .blksize = 8, .windowsize = 64 });
  uint64_t acked = 0;

  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  while (acked < n_blocks) {
    unsigned n = (unsigned) MIN (64, n_blocks - acked);

    assert_sends (&transfer, acked, n, acked + n < n_blocks ? 8 : 7);
    acked += n;
    receive_ack (&transfer, acked & 0xffff);
  }
  assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
}

static void
test_errors_of_the_client (void **state) {
  static const struct {
    bool options;
    bool acked;
    unsigned code;
    CbTftpOutcome outcome;
  } rows[] = {
    { true, false, 0, CB_TFTP_OUTCOME_PROBED },
    { true, false, 8, CB_TFTP_OUTCOME_ABORTED },
    { true, true, 0, CB_TFTP_OUTCOME_ABORTED },
    { false, false, 0, CB_TFTP_OUTCOME_ABORTED },
    { false, false, 3, CB_TFTP_OUTCOME_ABORTED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 2000, .tsize = rows[i].options });

    next (&transfer, START);
    cb_tftp_transfer_sent (&transfer, 1, START);
    if (rows[i].acked)
      receive_ack (&transfer, 0);
    receive_error (&transfer, rows[i].code);
    assert_ended (&transfer, rows[i].outcome, rows[i].code);
    receive_ack (&transfer, 1);
    receive_error (&transfer, 5);
    cb_tftp_transfer_stop (&transfer, CB_TFTP_OUTCOME_FAILED);
    assert_ended (&transfer, rows[i].outcome, rows[i].code);
  }
}

/* RFC 1350 2: what neither delay nor duplication explains ends it; the request once more is a duplicate. */
static void
test_packets_that_make_no_sense (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    bool ends;
  } rows[] = {
    { "", 0, true },
    { "\0\4\0", 3, true },
    { "\0\7\0\1", 4, true },
    { "\0\3\0\1x", 5, true },
    { "\0\6blksize\0008\0", 12, true },
    { "\0\2a\0octet\0", 10, true },
    { "\0\1a\0octet\0", 10, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 2000 });

    assert_sends (&transfer, 0, 1, 512);
    cb_tftp_transfer_receive (&transfer, rows[i].bytes, rows[i].n_bytes, START);
    if (!rows[i].ends) {
      assert_waits (&transfer);
      continue;
    }
    assert_sends_error (&transfer, CB_TFTP_ERROR_ILLEGAL);
    assert_ended (&transfer, CB_TFTP_OUTCOME_FAILED, CB_TFTP_ERROR_ILLEGAL);
  }
}

static void
test_stopped_by_the_caller (void **state) {
  static const CbTftpOutcome outcomes[] = { CB_TFTP_OUTCOME_CHANGED, CB_TFTP_OUTCOME_FAILED };

  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 2000 });

    assert_sends (&transfer, 0, 1, 512);
    receive_ack (&transfer, 1);
    cb_tftp_transfer_stop (&transfer, outcomes[i]);
    receive_ack (&transfer, 2);
    assert_non_null (next (&transfer, START).error.text);
    assert_int_equal (next (&transfer, START + 100 * SECOND).kind, CB_TFTP_SEND_ERROR);
    cb_tftp_transfer_sent (&transfer, 0, START);
    assert_ended (&transfer, outcomes[i], 0);
    assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 512);
  }
}

static void
test_unknown_size (void **state) {
  CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = 3, .windowsize = 4, .mode = CB_TFTP_NETASCII });

  assert_sends_oack (&transfer);
  receive_ack (&transfer, 0);
  assert_sends (&transfer, 0, 4, 512);
  receive_ack (&transfer, 4);
  assert_int_equal (next (&transfer, START).data.n_blocks, 4);
  cb_tftp_transfer_set_size (&transfer, 5 * 512 + 7);
  cb_tftp_transfer_set_size (&transfer, 1);
  assert_sends (&transfer, 4, 2, 7);
  receive_ack (&transfer, 6);
  assert_ended (&transfer, CB_TFTP_OUTCOME_SENT, 0);
  assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 5 * 512 + 7);
}

/* The size is found to be what can't be: more was sent already. */
static void
test_size_that_shrank (void **state) {
  static const struct {
    uint64_t n_bytes;
    bool changed;
  } rows[] = { { 3 * 512, false }, { 3 * 512 - 1, true }, { 1, true }, { 0, true } };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbTftpTransfer transfer = begin ((Wish){ .n_file_bytes = CB_TFTP_SIZE_UNKNOWN, .windowsize = 2 });

    assert_sends_oack (&transfer);
    receive_ack (&transfer, 0);
    assert_sends (&transfer, 0, 2, 512);
    receive_ack (&transfer, 1);
    assert_sends (&transfer, 1, 2, 512);
    cb_tftp_transfer_set_size (&transfer, rows[i].n_bytes);
    assert_int_equal (cb_tftp_transfer_acked_bytes (&transfer), 512);
    if (rows[i].changed) {
      assert_sends_error (&transfer, CB_TFTP_ERROR_UNDEFINED);
      assert_ended (&transfer, CB_TFTP_OUTCOME_CHANGED, 0);
    } else {
      receive_ack (&transfer, 3);
      assert_sends (&transfer, 3, 1, 0);
    }
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lock_step),
    cmocka_unit_test (test_last_block),
    cmocka_unit_test (test_options_granted),
    cmocka_unit_test (test_no_option_granted),
    cmocka_unit_test (test_terms_out_of_range),
    cmocka_unit_test (test_nothing_before_the_first_ack),
    cmocka_unit_test (test_timers),
    cmocka_unit_test (test_timer_after_an_ack),
    cmocka_unit_test (test_a_client_that_holds_on),
    cmocka_unit_test (test_repeated_ack_in_lock_step),
    cmocka_unit_test (test_senseless_ack_numbers),
    cmocka_unit_test (test_window),
    cmocka_unit_test (test_repeated_ack_of_a_window),
    cmocka_unit_test (test_late_ack_of_a_whole_window),
    cmocka_unit_test (test_partly_sent),
    cmocka_unit_test (test_roll_over),
    cmocka_unit_test (test_errors_of_the_client),
    cmocka_unit_test (test_packets_that_make_no_sense),
    cmocka_unit_test (test_stopped_by_the_caller),
    cmocka_unit_test (test_unknown_size),
    cmocka_unit_test (test_size_that_shrank),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
