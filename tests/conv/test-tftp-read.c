/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "channel.h"
#include "limit.h"
#include "tftp-client.h"
#include "wire/netascii.h"
#include "wire/tftp-transfer.h"

#define MAX_BLOCK_BYTES 1468

/* One client, one transfer and the cable between them. */
typedef struct {
  guint64 ns_now;
  Channel channel;
  Client client;
  guint64 n_file_bytes;
  guint64 n_taken; /* bytes that the client has */
  gboolean netascii;
  guint64 n_netascii_acked; /* blocks */
  CbNetascii netascii_acked; /* the state at the first block that isn't acknowledged */
  CbTftpTransfer transfer;
  gboolean begun;
  guint64 n_data; /* DATA that was sent */
  CbTftpAction action; /* the last one */
} Talk;

/* What the file holds. Not the same in any two blocks, and with line ends in it. */
static guint8
file_byte (guint64 at) {
  guint8 byte = (guint8) ((at * 0x9e3779b97f4a7c15u) >> 56);

  return byte < 32 ? '\n' : byte < 48 ? '\r' : byte;
}

static void
client_sends (void *data, const guint8 *bytes, gsize n_bytes) {
  Talk *talk = data;

  channel_send (&talk->channel, TRUE, bytes, n_bytes, talk->ns_now);
}

static void
client_takes (void *data, const guint8 *bytes, gsize n_bytes) {
  Talk *talk = data;

  for (gsize i = 0; i < n_bytes; i++) {
    if (bytes[i] != file_byte (talk->n_taken + i))
      fail_msg ("byte %" G_GUINT64_FORMAT " is wrong", talk->n_taken + i);
  }
  talk->n_taken += n_bytes;
}

/* Undone as RFC 764 says, byte by byte: the client may get a pair in two blocks. */
static void
client_takes_netascii (void *data, const guint8 *bytes, gsize n_bytes) {
  static guint8 before;
  Talk *talk = data;

  for (gsize i = 0; i < n_bytes; i++) {
    guint8 byte = bytes[i];

    if (before == '\r') {
      assert_true (byte == '\n' || byte == '\0');
      byte = byte == '\n' ? '\n' : '\r';
      before = 0;
    } else if (byte == '\r') {
      before = byte;
      continue;
    }
    assert_int_equal (byte, file_byte (talk->n_taken));
    talk->n_taken++;
  }
}

static gsize
read_block (Talk *talk, guint64 index, guint8 *block) {
  guint64 at = index * talk->transfer.block_bytes;
  gsize n = (gsize) MIN (talk->transfer.block_bytes, talk->n_file_bytes - at);

  for (gsize i = 0; i < n; i++)
    block[i] = file_byte (at + i);
  return n;
}

static gsize
convert_block (const Talk *talk, CbNetascii *state, guint8 *block) {
  gsize n_block = 0;

  while (n_block < talk->transfer.block_bytes && (state->n_taken < talk->n_file_bytes || state->has_second)) {
    guint8 byte = file_byte (state->n_taken);

    n_block += cb_netascii_convert (state, &byte, state->n_taken < talk->n_file_bytes, block + n_block,
                                    talk->transfer.block_bytes - n_block);
  }
  return n_block;
}

/* From the first block that isn't acknowledged on. The end of the file, where it's met, is the stream's. */
static gsize
read_netascii_block (Talk *talk, guint64 index, guint8 *block) {
  guint64 n_acked = cb_tftp_transfer_acked_bytes (&talk->transfer) / talk->transfer.block_bytes;
  CbNetascii state;
  gsize n_block = 0;

  for (; talk->n_netascii_acked < n_acked; talk->n_netascii_acked++)
    convert_block (talk, &talk->netascii_acked, block);
  state = talk->netascii_acked;
  for (guint64 i = talk->n_netascii_acked; i <= index; i++)
    n_block = convert_block (talk, &state, block);
  if (n_block < talk->transfer.block_bytes)
    cb_tftp_transfer_set_size (&talk->transfer, index * talk->transfer.block_bytes + n_block);
  return n_block;
}

static void
server_sends_data (Talk *talk) {
  guint8 datagram[CB_TFTP_DATA_HEADER_BYTES + MAX_BLOCK_BYTES];
  guint32 n_sent = 0;
  gsize n = talk->transfer.block_bytes;

  while (n_sent < talk->action.data.n_blocks && n == talk->transfer.block_bytes) {
    guint64 index = talk->action.data.first_block + n_sent;
    guint8 *block = datagram + CB_TFTP_DATA_HEADER_BYTES;

    cb_tftp_data_header_build (datagram, index);
    n = talk->netascii ? read_netascii_block (talk, index, block) : read_block (talk, index, block);
    n_sent++;
    if (!talk->netascii)
      assert_int_equal (n, n_sent == talk->action.data.n_blocks ? talk->action.data.n_last_bytes
                                                                : talk->transfer.block_bytes);
    channel_send (&talk->channel, FALSE, datagram, CB_TFTP_DATA_HEADER_BYTES + n, talk->ns_now);
  }
  talk->n_data += n_sent;
  cb_tftp_transfer_sent (&talk->transfer, n_sent, talk->ns_now);
}

static void
server_sends_other (Talk *talk) {
  guint8 datagram[100];
  gsize n;

  if (talk->action.kind == CB_TFTP_SEND_OACK)
    assert_int_equal (cb_tftp_oack_build (talk->action.oack, datagram, sizeof datagram, &n), 0);
  else
    assert_int_equal (cb_tftp_error_build (talk->action.error.code, talk->action.error.text, datagram,
                                           sizeof datagram, &n), 0);
  channel_send (&talk->channel, FALSE, datagram, n, talk->ns_now);
  cb_tftp_transfer_sent (&talk->transfer, 1, talk->ns_now);
}

static void
server_acts (Talk *talk) {
  if (!talk->begun)
    return;
  for (;;) {
    cb_tftp_transfer_next (&talk->transfer, talk->ns_now, &talk->action);
    if (talk->action.kind == CB_TFTP_WAIT || talk->action.kind == CB_TFTP_END)
      return;
    if (talk->action.kind == CB_TFTP_SEND_DATA)
      server_sends_data (talk);
    else
      server_sends_other (talk);
  }
}

static void
server_receives (Talk *talk, const Datagram *datagram) {
  const CbTftpTerms terms = { talk->n_file_bytes, MAX_BLOCK_BYTES, CB_MAX_TFTP_WINDOW_BLOCKS };
  CbTftpMessage message;

  if (talk->begun) {
    cb_tftp_transfer_receive (&talk->transfer, datagram->bytes, datagram->n_bytes, talk->ns_now);
    return;
  }
  assert_int_equal (cb_tftp_message_parse (datagram->bytes, datagram->n_bytes, &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_RRQ);
  assert_int_equal (cb_tftp_transfer_begin (&message.request, &terms, talk->ns_now, &talk->transfer), 0);
  talk->netascii = message.request.mode == CB_TFTP_NETASCII;
  talk->begun = TRUE;
}

/* Whatever happens next: a datagram arrives, or somebody's patience ends. */
static void
step (Talk *talk) {
  guint64 ns_server = talk->begun ? talk->action.ns_deadline : G_MAXUINT64;
  guint64 ns_next = MIN (MIN (channel_ns_next (&talk->channel), ns_server), talk->client.ns_deadline);

  talk->ns_now = ns_next;
  if (ns_next == channel_ns_next (&talk->channel)) {
    g_autofree Datagram *datagram = channel_receive (&talk->channel);

    if (datagram->to_server)
      server_receives (talk, datagram);
    else
      client_receive (&talk->client, datagram->bytes, datagram->n_bytes, talk->ns_now);
  } else if (ns_next == talk->client.ns_deadline) {
    client_wake (&talk->client, talk->ns_now);
  }
  server_acts (talk);
}

/* Until the server's end; what it came to is in talk->action.end. */
static void
converse (Talk *talk, guint64 n_file_bytes, ClientWish wish, ChannelFaults faults, guint64 seed) {
  gboolean netascii = strcmp (wish.mode, "netascii") == 0;

  *talk = (Talk){ .n_file_bytes = n_file_bytes };
  channel_begin (&talk->channel, faults, seed);
  client_begin (&talk->client, wish,
                (ClientEnds){ client_sends, netascii ? client_takes_netascii : client_takes, talk }, 0);
  while (!talk->begun || talk->action.kind != CB_TFTP_END)
    step (talk);
  channel_end (&talk->channel);
}

static void
assert_arrived (const Talk *talk) {
  assert_int_equal (talk->action.end.outcome, CB_TFTP_OUTCOME_SENT);
  assert_true (talk->client.done);
  assert_int_equal (talk->n_taken, talk->n_file_bytes);
  if (!talk->netascii)
    assert_int_equal (cb_tftp_transfer_acked_bytes (&talk->transfer), talk->n_file_bytes);
}

static const unsigned block_sizes[] = { 8, 512, 1468 };
static const unsigned windows[] = { 1, 4, 16, 64 };

/* Blocks of 8, 512 and 1468 bytes, windows of 1, 4, 16 and 64, one size of file given in blocks and a few
 * bytes. */
static void
converse_each_way (guint64 n_blocks, gint64 n_more_bytes, ChannelFaults faults) {
  for (gsize i = 0; i < G_N_ELEMENTS (block_sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (windows); j++) {
      for (int chatty = 0; chatty < 2; chatty++) {
        ClientWish wish = { "octet", block_sizes[i], windows[j], TRUE, chatty == 1 };
        guint64 n_file_bytes = n_blocks * block_sizes[i] + (guint64) n_more_bytes;
        Talk talk;

        converse (&talk, n_file_bytes, wish, faults, n_blocks + i * 10 + j);
        assert_arrived (&talk);
        assert_int_equal (talk.client.tsize, n_file_bytes);
        assert_int_equal (talk.client.block_bytes, block_sizes[i]);
        assert_int_equal (talk.client.window_blocks, windows[j]);
      }
    }
  }
}

static const struct {
  guint64 n_blocks;
  gint64 n_more_bytes;
} sizes[] = {
  { 0, 0 }, { 0, 1 }, { 1, -1 }, { 1, 0 }, { 1, 1 },   { 4, 0 },   { 15, 7 },
  { 16, 0 }, { 63, 0 }, { 64, 0 }, { 65, 1 }, { 128, 0 }, { 1000, 0 }, { 1000, 3 },
};

static void
test_good_cable (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    converse_each_way (sizes[i].n_blocks, sizes[i].n_more_bytes, (ChannelFaults){ 0 });
}

static void
test_bad_cable (void **state) {
  static const ChannelFaults faults[] = { { 100, 0, 0 }, { 0, 100, 0 }, { 0, 0, 100 }, { 100, 100, 100 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (faults); j++)
      converse_each_way (sizes[i].n_blocks, sizes[i].n_more_bytes, faults[j]);
  }
}

/* Block numbers begin again at 0, on a cable that is nearly good and on a bad one. */
static void
test_more_blocks_than_numbers (void **state) {
  static const struct {
    unsigned blksize;
    unsigned windowsize;
    unsigned faults_per_mille;
  } rows[] = {
    { 8, 1, 100 }, { 8, 4, 100 }, { 8, 16, 100 }, { 8, 64, 100 },
    { 512, 1, 1 }, { 512, 64, 1 }, { 1468, 1, 1 }, { 1468, 16, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    unsigned n = rows[i].faults_per_mille;
    ClientWish wish = { "octet", rows[i].blksize, rows[i].windowsize, TRUE };
    Talk talk;

    converse (&talk, UINT64_C (65537) * rows[i].blksize + 3, wish, (ChannelFaults){ n, n, n }, i);
    assert_arrived (&talk);
  }
}

/* Nothing gets lost, but everything comes twice: the Sorcerer's Apprentice would send it all twice as
 * well. */
static void
test_everything_doubled (void **state) {
  for (gsize j = 0; j < G_N_ELEMENTS (windows); j++) {
    ClientWish wish = { "octet", 512, windows[j], .chatty = windows[j] == 1 };
    Talk talk;

    converse (&talk, 512 * 3200, wish, (ChannelFaults){ .doubled_per_mille = 1000 }, 1);
    assert_arrived (&talk);
    assert_true (talk.n_data <= (windows[j] == 1 ? 3201 : 3201 * 3 / 2 + windows[j]));
  }
}

/* On a good cable each block is sent once, and a window takes one way there and one back. */
static void
test_no_block_too_much (void **state) {
  for (gsize j = 0; j < G_N_ELEMENTS (windows); j++) {
    ClientWish wish = { "octet", 512, windows[j] };
    guint64 n_windows = 3200 / windows[j] + 1;
    Talk talk;

    converse (&talk, 512 * 3200, wish, (ChannelFaults){ 0 }, 1);
    assert_arrived (&talk);
    assert_int_equal (talk.n_data, 3201);
    assert_int_equal (talk.ns_now, (3 + 2 * n_windows) * CHANNEL_NS_DELAY);
  }
}

/* The requests of a Pi's stages (pi-netboot.md 4.1), each with its probe where it makes one. */
static void
test_stages_of_a_pi (void **state) {
  static const ClientWish stages[] = {
    { .mode = "octet" },
    { .mode = "octet", .tsize = TRUE },
    { .mode = "octet", .tsize = TRUE, .blksize = 1024 },
    { .mode = "octet", .tsize = TRUE, .blksize = 1468 },
  };
  Talk talk;

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++) {
    ClientWish probe = stages[i];

    probe.probe = TRUE;
    converse (&talk, 50000, stages[i], (ChannelFaults){ 0 }, 1);
    assert_arrived (&talk);
    if (!stages[i].tsize)
      continue;
    converse (&talk, 50000, probe, (ChannelFaults){ 0 }, 1);
    assert_int_equal (talk.action.end.outcome, CB_TFTP_OUTCOME_PROBED);
    assert_int_equal (talk.client.tsize, 50000);
    assert_int_equal (talk.n_data, 0);
  }
}

/* Its power goes: what was sent to nobody has an end, in blocks and in time. */
static void
test_client_that_leaves (void **state) {
  for (gsize j = 0; j < G_N_ELEMENTS (windows); j++) {
    ClientWish wish = { .mode = "octet", .windowsize = windows[j], .leaves_at = 640 };
    Talk talk;

    converse (&talk, 1000000, wish, (ChannelFaults){ 0 }, 1);
    assert_int_equal (talk.action.end.outcome, CB_TFTP_OUTCOME_TIMED_OUT);
    assert_int_equal (cb_tftp_transfer_acked_bytes (&talk.transfer), 512 * (640 - windows[j]));
    assert_int_equal (talk.n_data, 640 + (CB_MAX_TFTP_TRIES - 1) * windows[j]);
    assert_true (talk.ns_now < G_GUINT64_CONSTANT (28000000000));
  }
}

static void
test_netascii (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (windows); j++) {
      ClientWish wish = { "netascii", 512, windows[j], TRUE };
      Talk talk;

      converse (&talk, sizes[i].n_blocks * 64 + (guint64) sizes[i].n_more_bytes, wish,
                (ChannelFaults){ 100, 100, 100 }, i + j);
      assert_arrived (&talk);
      assert_true (talk.netascii);
      assert_true (talk.client.tsize == G_MAXUINT64);
    }
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_cable),
    cmocka_unit_test (test_bad_cable),
    cmocka_unit_test (test_more_blocks_than_numbers),
    cmocka_unit_test (test_everything_doubled),
    cmocka_unit_test (test_no_block_too_much),
    cmocka_unit_test (test_stages_of_a_pi),
    cmocka_unit_test (test_client_that_leaves),
    cmocka_unit_test (test_netascii),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
