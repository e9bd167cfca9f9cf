/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>
#include <stdlib.h>

#include "wire/datagram.h"

/* A Pi's request for config.txt; the checksums were computed by hand and not with our code. */
static const uint8_t request[] = {
  0x45, 0x00, 0x00, 0x2f, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11, 0x26, 0x65, 10, 42, 0, 5, 10, 42, 0, 1,
  0xc0, 0x00, 0x00, 0x45, 0x00, 0x1b, 0x7f, 0x9a,
  0, 1, 'c', 'o', 'n', 'f', 'i', 'g', '.', 't', 'x', 't', 0, 'o', 'c', 't', 'e', 't', 0,
};

#define N_PAYLOAD (sizeof request - CB_DATAGRAM_HEADER_BYTES)
#define TRUST     CB_DATAGRAM_TRUST_CHECKSUM
#define CUT       CB_DATAGRAM_MAY_BE_CUT

/* Sets the checksum of an IP header again after a byte of it was changed. */
static void
sign (uint8_t *header, size_t n_header) {
  uint32_t sum = 0;

  header[10] = header[11] = 0;
  for (size_t i = 0; i < n_header; i += 2)
    sum += (uint32_t) header[i] * 256 + header[i + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = 0xffff - ((sum & 0xffff) + (sum >> 16));
  header[10] = (uint8_t) (sum >> 8);
  header[11] = (uint8_t) sum;
}

static void
test_reads_a_request (void **state) {
  CbDatagram datagram;

  assert_int_equal (cb_datagram_parse (request, sizeof request, 0, &datagram), 0);
  assert_int_equal (datagram.source, 0x0a2a0005);
  assert_int_equal (datagram.destination, 0x0a2a0001);
  assert_int_equal (datagram.source_port, 49152);
  assert_int_equal (datagram.destination_port, 69);
  assert_ptr_equal (datagram.payload, request + CB_DATAGRAM_HEADER_BYTES);
  assert_int_equal (datagram.n_bytes, N_PAYLOAD);
  assert_int_equal (datagram.n_sent_bytes, N_PAYLOAD);
}

/* Copies on the heap, so that a sanitizer sees the first byte behind the end. */
static void
test_each_truncation (void **state) {
  for (size_t n = 0; n < sizeof request; n++) {
    uint8_t *copy = malloc (n > 0 ? n : 1);
    CbDatagram datagram = { .n_bytes = 99 };

    memcpy (copy, request, n);
    assert_int_equal (cb_datagram_parse (copy, n, TRUST, &datagram), -EBADMSG);
    assert_int_equal (datagram.n_bytes, 99);
    if (n < CB_DATAGRAM_HEADER_BYTES) {
      assert_int_equal (cb_datagram_parse (copy, n, CUT, &datagram), -EBADMSG);
      assert_int_equal (datagram.n_bytes, 99);
    } else {
      assert_int_equal (cb_datagram_parse (copy, n, CUT, &datagram), 0);
      assert_int_equal (datagram.n_bytes, n - CB_DATAGRAM_HEADER_BYTES);
      assert_int_equal (datagram.n_sent_bytes, N_PAYLOAD);
    }
    free (copy);
  }
}

static void
test_padding_is_no_payload (void **state) {
  uint8_t padded[sizeof request + 13] = { 0 };
  CbDatagram datagram;

  memcpy (padded, request, sizeof request);
  assert_int_equal (cb_datagram_parse (padded, sizeof padded, 0, &datagram), 0);
  assert_int_equal (datagram.n_bytes, N_PAYLOAD);
}

/* Every single bit that is flipped is seen, by one of the two checksums or by a check before them. */
static void
test_each_flipped_bit (void **state) {
  for (size_t i = 0; i < 8 * sizeof request; i++) {
    uint8_t bytes[sizeof request];
    CbDatagram datagram;

    memcpy (bytes, request, sizeof request);
    bytes[i / 8] ^= (uint8_t) (1 << i % 8);
    assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, 0, &datagram), -EBADMSG);
  }
}

/* One field of the IP or UDP header at a time, with the IP checksum made right again. */
static void
test_each_field (void **state) {
  static const struct {
    unsigned at, value;
    int outcome;
  } changes[] = {
    { 0, 0x65, -EBADMSG },              /* version 6 */
    { 0, 0x44, -EBADMSG },              /* a header of 16 bytes */
    { 0, 0x4f, -EBADMSG },              /* of 60, more than there are */
    { 3, 19, -EBADMSG },                /* all in all less than the header */
    { 3, 27, -EBADMSG },                /* no whole UDP header */
    { 3, 0x30, -EBADMSG },              /* longer than the frame */
    { 3, 0x2e, -EBADMSG },              /* UDP says more than IP */
    { 6, 0x20, CB_DATAGRAM_FRAGMENT },  /* the first of several */
    { 7, 1, CB_DATAGRAM_FRAGMENT },     /* a later one */
    { 6, 0, 0 },                        /* could have been one, isn't */
    { 6, 0x80, 0 },                     /* the reserved bit */
    { 8, 1, 0 },                        /* the last hop */
    { 9, 6, CB_DATAGRAM_NOT_UDP },      /* TCP */
    { 24, 1, -EBADMSG },                /* a UDP length of 283 */
    { 25, 7, -EBADMSG },                /* less than its header */
    { 25, 0, -EBADMSG },
    { 25, 8, 0 },                       /* no payload: the rest isn't the datagram's */
  };

  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    uint8_t bytes[sizeof request];
    CbDatagram datagram;

    memcpy (bytes, request, sizeof request);
    bytes[changes[i].at] = (uint8_t) changes[i].value;
    sign (bytes, 20);
    assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, TRUST, &datagram), changes[i].outcome);
    if (changes[i].at == 25 && changes[i].outcome == 0) {
      assert_int_equal (datagram.n_bytes, 0);
      assert_null (datagram.payload);
    }
  }
}

static void
test_checksum_of_udp (void **state) {
  uint8_t bytes[sizeof request];
  CbDatagram datagram;

  memcpy (bytes, request, sizeof request);
  bytes[26] = 0x12;
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, 0, &datagram), -EBADMSG);
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, CUT, &datagram), -EBADMSG);
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, TRUST, &datagram), 0);
  bytes[26] = bytes[27] = 0; /* none was made, as by the ROM of a Pi 3 */
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, 0, &datagram), 0);
  bytes[11] ^= 1;
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, TRUST, &datagram), -EBADMSG);
}

static void
test_ip_options_are_skipped (void **state) {
  uint8_t bytes[sizeof request + 4];
  CbDatagram datagram;

  memcpy (bytes, request, 20);
  memcpy (bytes + 20, "\x94\x04\0\0", 4); /* router alert */
  memcpy (bytes + 24, request + 20, sizeof request - 20);
  bytes[0] = 0x46;
  bytes[3] = sizeof bytes;
  sign (bytes, 24);
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, 0, &datagram), 0);
  assert_int_equal (datagram.destination_port, 69);
  assert_int_equal (datagram.n_bytes, N_PAYLOAD);
}

static void
test_builds_the_same_request (void **state) {
  const CbDatagram datagram = {
    .source = 0x0a2a0005, .destination = 0x0a2a0001, .source_port = 49152, .destination_port = 69,
    .payload = request + CB_DATAGRAM_HEADER_BYTES, .n_bytes = N_PAYLOAD,
  };
  uint8_t bytes[sizeof request];
  CbWriter writer = cb_writer_new (bytes, sizeof bytes);

  assert_int_equal (cb_datagram_build (&datagram, &writer), 0);
  assert_int_equal (writer.n_bytes, sizeof request);
  assert_memory_equal (bytes, request, sizeof request);
  writer = cb_writer_new (bytes, sizeof bytes - 1);
  assert_int_equal (cb_datagram_build (&datagram, &writer), -EMSGSIZE);
  assert_int_equal (writer.n_bytes, 0);
}

/* The payload for which the sum of this datagram is 0. */
static void
test_a_checksum_of_zero_is_sent_as_ones (void **state) {
  const CbDatagram datagram = { 0x0a2a0005, 0x0a2a0001, 49152, 69, (const uint8_t *) "\x2b\x3b", 2, 0 };
  uint8_t bytes[30];
  CbWriter writer = cb_writer_new (bytes, sizeof bytes);
  CbDatagram again;

  assert_int_equal (cb_datagram_build (&datagram, &writer), 0);
  assert_int_equal (bytes[26] << 8 | bytes[27], 0xffff);
  assert_int_equal (cb_datagram_parse (bytes, sizeof bytes, 0, &again), 0);
}

static void
test_the_longest_packet (void **state) {
  static uint8_t payload[65508], room[65536];
  CbDatagram datagram = { 1, 2, 3, 4, payload, sizeof payload, 0 }, again;
  CbWriter writer = cb_writer_new (room, sizeof room);

  memset (payload, 0xff, sizeof payload);
  assert_int_equal (cb_datagram_build (&datagram, &writer), -EMSGSIZE);
  datagram.n_bytes--;
  assert_int_equal (cb_datagram_build (&datagram, &writer), 0);
  assert_int_equal (writer.n_bytes, 65535);
  assert_int_equal (cb_datagram_parse (room, writer.n_bytes, 0, &again), 0);
  assert_int_equal (again.n_bytes, 65507);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_reads_a_request),
    cmocka_unit_test (test_each_truncation),
    cmocka_unit_test (test_padding_is_no_payload),
    cmocka_unit_test (test_each_flipped_bit),
    cmocka_unit_test (test_each_field),
    cmocka_unit_test (test_checksum_of_udp),
    cmocka_unit_test (test_ip_options_are_skipped),
    cmocka_unit_test (test_builds_the_same_request),
    cmocka_unit_test (test_a_checksum_of_zero_is_sent_as_ones),
    cmocka_unit_test (test_the_longest_packet),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
