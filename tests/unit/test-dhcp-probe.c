/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "dhcp-packets.h"
#include "wire/dhcp-probe.h"

#define XID    0x0badcafe
#define SERVER 0xc0a80001
#define OWN    0x0a2a0001

static const uint32_t own_addresses[] = { 0xac100001, OWN };

static const CbDhcpProbe probe = {
  .xid = XID,
  .mac = { 0x52, 0x54, 0x00, 0xaa, 0xbb, 0xcc },
  .own_addresses = own_addresses,
  .n_own_addresses = 2,
};

/* What an office's server says. */
static Packet
make_offer (void) {
  Packet packet = packet_begin (2, XID, MAC_LINUX);

  packet.bytes[0] = 2;
  packet_u32 (&packet, 16, 0xc0a80064);
  packet_add_u32 (&packet, 54, SERVER);
  packet_add_u32 (&packet, 51, 86400);
  packet_add_u32 (&packet, 1, 0xffffff00);
  packet_add (&packet, 3, "\xc0\xa8\0\xfe\xc0\xa8\0\xfd", 8);
  packet_add_u32 (&packet, 6, SERVER);
  packet_end (&packet);
  return packet;
}

static int
judge (const CbDhcpProbe *question, const Packet *packet, size_t n_bytes, CbDhcpProbeAnswer *answer) {
  uint8_t *exact = g_memdup2 (packet->bytes, n_bytes);
  int r = cb_dhcp_probe_judge (question, exact, n_bytes, answer);

  g_free (exact);
  return r;
}

static void
test_question (void **state) {
  uint8_t buffer[CB_DHCP_MIN_BYTES], again[CB_DHCP_MIN_BYTES];
  CbDhcpMessage message;
  const uint8_t *bytes;
  size_t n = 0;

  assert_int_equal (cb_dhcp_probe_build (&probe, buffer, sizeof buffer, &n), 0);
  assert_int_equal (n, CB_DHCP_MIN_BYTES);
  assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
  assert_int_equal (message.type, CB_DHCP_TYPE_DISCOVER);
  assert_int_equal (message.head.op, CB_DHCP_OP_REQUEST);
  assert_int_equal (message.head.xid, XID);
  assert_int_equal (message.head.flags, 0x8000);
  assert_int_equal (message.head.ciaddr | message.head.yiaddr | message.head.giaddr, 0);
  assert_memory_equal (message.head.chaddr, MAC_LINUX, 6);
  assert_false (cb_dhcp_message_option (&message, 12, &bytes, &n));
  assert_false (cb_dhcp_message_option (&message, 60, &bytes, &n));
  assert_true (cb_dhcp_message_option (&message, 55, &bytes, &n));
  assert_int_equal (n, 5);
  assert_memory_equal (bytes, "\1\3\6\x33\x36", 5);
  assert_true (cb_dhcp_message_option (&message, 61, &bytes, &n));
  assert_int_equal (n, 7);
  assert_memory_equal (bytes, "\1" MAC_LINUX, 7);
  n = 99;
  assert_int_equal (cb_dhcp_probe_build (&probe, again, sizeof again - 1, &n), -EMSGSIZE);
  assert_int_equal (n, 99);
}

static void
test_foreign_offer (void **state) {
  Packet packet = make_offer ();
  CbDhcpProbeAnswer answer;

  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), 0);
  assert_int_equal (answer.server, SERVER);
  assert_int_equal (answer.offered, 0xc0a80064);
  assert_int_equal (answer.router, 0xc0a800fe);
  assert_int_equal (answer.prefix, 24);
}

/* One byte of the good offer is changed: at in the head, or in the body of option code. */
static void
test_one_step_away (void **state) {
  static const struct {
    size_t at;
    uint8_t code;
    uint8_t value;
    int r;
  } steps[] = {
    { 0, 0, 1, CB_DHCP_PROBE_NO_REPLY },
    { 0, 0, 7, CB_DHCP_PROBE_UNREADABLE },
    { 1, 0, 6, CB_DHCP_PROBE_UNREADABLE },
    { 4, 0, 0xff, CB_DHCP_PROBE_OTHER_QUESTION },
    { 7, 0, 0xff, CB_DHCP_PROBE_OTHER_QUESTION },
    { 28, 0, 0xff, CB_DHCP_PROBE_OTHER_QUESTION },
    { 33, 0, 0xff, CB_DHCP_PROBE_OTHER_QUESTION },
    { 0, 53, 1, CB_DHCP_PROBE_NO_OFFER },
    { 0, 53, 5, CB_DHCP_PROBE_NO_OFFER },
    { 0, 53, 6, CB_DHCP_PROBE_NO_OFFER },
    { 0, 53, 99, CB_DHCP_PROBE_NO_OFFER },
    { 0, 54, 10, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = make_offer ();
    size_t at = steps[i].code != 0 ? packet_find (&packet, steps[i].code) + 2 : steps[i].at;
    CbDhcpProbeAnswer answer = { .offered = 77 };

    packet.bytes[at] = steps[i].value;
    assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), steps[i].r);
    assert_int_equal (answer.offered, steps[i].r == 0 ? 0xc0a80064 : 77);
  }
}

static void
test_own_offer (void **state) {
  Packet packet = make_offer ();
  CbDhcpProbe nobody = probe;
  CbDhcpProbeAnswer answer;

  nobody.own_addresses = NULL;
  nobody.n_own_addresses = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (own_addresses); i++) {
    packet_u32 (&packet, packet_find (&packet, 54) + 2, own_addresses[i]);
    assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), CB_DHCP_PROBE_OWN);
    assert_int_equal (judge (&nobody, &packet, packet.n_bytes, &answer), 0);
  }
}

static void
test_without_server_or_address (void **state) {
  Packet packet = make_offer ();
  CbDhcpProbeAnswer answer;

  packet_hide (&packet, 54);
  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), CB_DHCP_PROBE_NO_SERVER);
  packet = make_offer ();
  packet_u32 (&packet, 16, 0);
  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), CB_DHCP_PROBE_NO_ADDRESS);
}

/* RFC 1534: a BOOTP server's reply. */
static void
test_bootp_reply (void **state) {
  Packet packet = make_offer ();
  CbDhcpProbeAnswer answer;

  packet_hide (&packet, 53);
  packet_hide (&packet, 54);
  packet_hide (&packet, 1);
  packet_u32 (&packet, 20, SERVER + 1);
  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), 0);
  assert_int_equal (answer.server, SERVER + 1);
  assert_int_equal (answer.prefix, 0);
  packet_u32 (&packet, 20, OWN);
  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), CB_DHCP_PROBE_OWN);
  packet.bytes[236] = 0; /* not even the cookie */
  packet_u32 (&packet, 20, 0);
  assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), 0);
  assert_int_equal (answer.server | answer.router, 0);
}

static void
test_masks (void **state) {
  static const struct {
    uint32_t mask;
    unsigned prefix;
  } steps[] = {
    { 0, 0 },           { 0x80000000, 1 },  { 0xff000000, 8 }, { 0xfffffffc, 30 }, { 0xfffffffe, 31 },
    { 0xffffffff, 32 }, { 0xff00ff00, 0 },  { 1, 0 },          { 0xfffffffd, 0 },  { 0x7fffffff, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = make_offer ();
    CbDhcpProbeAnswer answer;

    packet_u32 (&packet, packet_find (&packet, 1) + 2, steps[i].mask);
    assert_int_equal (judge (&probe, &packet, packet.n_bytes, &answer), 0);
    assert_int_equal (answer.prefix, steps[i].prefix);
  }
}

/* A cut offer is an answer only if it still names its server. */
static void
test_every_truncation (void **state) {
  Packet packet = make_offer ();
  size_t server_end = packet_find (&packet, 54) + 6;

  for (size_t n = 0; n < packet.n_bytes; n++) {
    CbDhcpProbeAnswer answer;
    int r = judge (&probe, &packet, n, &answer);

    if (n < PACKET_OPTIONS)
      assert_int_equal (r, CB_DHCP_PROBE_UNREADABLE);
    else if (n > PACKET_OPTIONS && n < server_end)
      assert_true (r == CB_DHCP_PROBE_UNREADABLE || r == CB_DHCP_PROBE_NO_SERVER);
    else
      assert_true (r == 0 || r == CB_DHCP_PROBE_UNREADABLE);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_question),
    cmocka_unit_test (test_foreign_offer),
    cmocka_unit_test (test_one_step_away),
    cmocka_unit_test (test_own_offer),
    cmocka_unit_test (test_without_server_or_address),
    cmocka_unit_test (test_bootp_reply),
    cmocka_unit_test (test_masks),
    cmocka_unit_test (test_every_truncation),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
