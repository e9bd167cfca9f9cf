/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "wire/arp.h"

#define N_PACKET 28

/* dc:a6:32:01:09:02 at 10.42.0.5 asks for 10.42.0.1. */
static const uint8_t question[N_PACKET] = {
  0, 1, 8, 0, 6, 4, 0, 1, 0xdc, 0xa6, 0x32, 1, 9, 2, 10, 42, 0, 5, 0, 0, 0, 0, 0, 0, 10, 42, 0, 1,
};

static void
test_a_question (void **state) {
  uint8_t mac[6];
  uint32_t address;

  assert_int_equal (cb_arp_question (question, N_PACKET, mac, &address), 0);
  assert_memory_equal (mac, "\xdc\xa6\x32\x01\x09\x02", 6);
  assert_int_equal (address, 0x0a2a0005);
}

/* As Ethernet fills it up, and as RFC 5227 asks whether an address is free. */
static void
test_a_probe_in_a_frame_that_was_filled_up (void **state) {
  uint8_t packet[46] = { 0 };
  uint8_t mac[6];
  uint32_t address;

  memcpy (packet, question, N_PACKET);
  memset (packet + 14, 0, 4);
  assert_int_equal (cb_arp_question (packet, sizeof packet, mac, &address), 0);
  assert_int_equal (address, 0);
}

static void
test_no_questions (void **state) {
  static const struct {
    size_t at;
    uint8_t value;
  } rows[] = { { 1, 6 }, { 2, 0x86 }, { 3, 6 }, { 4, 8 }, { 5, 16 }, { 7, 2 }, { 7, 0 }, { 6, 1 } };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    uint8_t packet[N_PACKET], mac[6] = "before";
    uint32_t address = 7;

    memcpy (packet, question, N_PACKET);
    packet[rows[i].at] = rows[i].value;
    assert_int_equal (cb_arp_question (packet, N_PACKET, mac, &address), CB_ARP_NO_QUESTION);
    assert_memory_equal (mac, "before", 6);
    assert_int_equal (address, 7);
  }
}

static void
test_cut_short (void **state) {
  for (size_t n = 0; n < N_PACKET; n++) {
    uint8_t *packet = g_memdup2 (question, n), mac[6];
    uint32_t address;

    assert_int_equal (cb_arp_question (packet, n, mac, &address), -EBADMSG);
    g_free (packet);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_question),
    cmocka_unit_test (test_a_probe_in_a_frame_that_was_filled_up),
    cmocka_unit_test (test_no_questions),
    cmocka_unit_test (test_cut_short),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
