/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "dhcp-packets.h"
#include "wire/dhcp-reply.h"

#define OWN    UINT32_C (0x0a2a0001)
#define CLIENT UINT32_C (0x0a2a0042)

static const CbDhcpTerms terms = {
  .own_address = OWN,
  .prefix = 24,
  .lease_seconds = 3600,
  .has_router = true,
  .name_server = OWN,
  .has_tftp = true,
};

static const CbDhcpAnswer offer = { .type = CB_DHCP_TYPE_OFFER, .yiaddr = CLIENT, .for_boot = true };

/* Builds, and reads what was built. */
static int
build (const CbDhcpTerms *told, const Packet *packet, const CbDhcpAnswer *answer, CbDhcpReply *reply,
       CbDhcpMessage *said) {
  CbDhcpMessage request;
  int r;

  assert_int_equal (cb_dhcp_message_parse (packet->bytes, packet->n_bytes, &request), 0);
  r = cb_dhcp_reply_build (told, &request, answer, reply);
  if (r == 0)
    assert_int_equal (cb_dhcp_message_parse (reply->bytes, reply->n_bytes, said), 0);
  return r;
}

static void
assert_option (const CbDhcpMessage *message, uint8_t code, const void *expected, size_t n_expected) {
  const uint8_t *bytes = NULL;
  size_t n_bytes = 0;

  if (cb_dhcp_message_option (message, code, &bytes, &n_bytes) != (expected != NULL))
    fail_msg ("option %u", code);
  assert_int_equal (n_bytes, n_expected);
  if (expected != NULL)
    assert_memory_equal (bytes, expected, n_expected);
}

/* pi-netboot.md 2.3, byte by byte. */
static void
test_offer_to_a_pi (void **state) {
  static const char vendor[] = "\x06\x01\x03\x0a\x04\x00PXE\x09\x17\x00\x00\x14Raspberry Pi Boot   \xff";
  Packet packet = packet_pi4 ();
  CbDhcpReply reply;
  CbDhcpMessage said;

  packet.bytes[3] = 3;
  packet.bytes[9] = 7;
  assert_int_equal (build (&terms, &packet, &offer, &reply, &said), 0);
  assert_int_equal (said.head.op, CB_DHCP_OP_REPLY);
  assert_int_equal (said.head.hops | said.head.secs | said.head.flags, 0);
  assert_int_equal (said.head.xid, 0x1a2b3c4d);
  assert_int_equal (said.head.ciaddr | said.head.giaddr, 0);
  assert_int_equal (said.head.yiaddr, CLIENT);
  assert_int_equal (said.head.siaddr, OWN);
  assert_memory_equal (said.head.chaddr, MAC_PI4, 6);
  assert_int_equal (said.type, CB_DHCP_TYPE_OFFER);
  assert_option (&said, 54, "\x0a\x2a\0\1", 4);
  assert_option (&said, 51, "\0\0\x0e\x10", 4);
  assert_option (&said, 1, "\xff\xff\xff\0", 4);
  assert_option (&said, 28, "\x0a\x2a\0\xff", 4);
  assert_option (&said, 3, "\x0a\x2a\0\1", 4);
  assert_option (&said, 6, "\x0a\x2a\0\1", 4);
  assert_option (&said, 60, "PXEClient", 9);
  assert_option (&said, 97, uuid_pi4, 17);
  assert_option (&said, 43, vendor, sizeof vendor - 1);
  assert_int_equal (sizeof vendor - 1, 35);
  assert_option (&said, 66, "10.42.0.1", 9);
  assert_option (&said, 61, NULL, 0);
  assert_memory_equal (reply.bytes + reply.n_bytes - 12, "\x42\x09" "10.42.0.1\xff", 12);
  assert_true (reply.for_boot);
  assert_int_equal (reply.client_address, CLIENT);
  assert_memory_equal (reply.mac, MAC_PI4, 6);
}

/* What is left out, one cause at a time. */
static void
test_options_left_out (void **state) {
  static const struct {
    bool has_router;
    uint32_t name_server;
    bool has_tftp, for_boot;
    bool gets_router, gets_name_server, gets_boot;
  } steps[] = {
    { true, OWN, true, true, true, true, true },     { false, OWN, true, true, false, false, true },
    { true, 0, true, true, true, false, true },      { true, OWN, false, true, true, true, false },
    { true, OWN, true, false, true, true, false },   { false, 0, false, false, false, false, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    CbDhcpTerms told = terms;
    CbDhcpAnswer answer = offer;
    Packet packet = packet_pi4 ();
    CbDhcpReply reply;
    CbDhcpMessage said;

    told.has_router = steps[i].has_router;
    told.name_server = steps[i].name_server;
    told.has_tftp = steps[i].has_tftp;
    answer.for_boot = steps[i].for_boot;
    assert_int_equal (build (&told, &packet, &answer, &reply, &said), 0);
    assert_option (&said, 3, steps[i].gets_router ? "\x0a\x2a\0\1" : NULL, steps[i].gets_router ? 4 : 0);
    assert_option (&said, 6, steps[i].gets_name_server ? "\x0a\x2a\0\1" : NULL,
                   steps[i].gets_name_server ? 4 : 0);
    assert_option (&said, 60, steps[i].gets_boot ? "PXEClient" : NULL, steps[i].gets_boot ? 9 : 0);
    assert_option (&said, 66, steps[i].gets_boot ? "10.42.0.1" : NULL, steps[i].gets_boot ? 9 : 0);
    assert_option (&said, 97, steps[i].gets_boot ? uuid_pi4 : NULL, steps[i].gets_boot ? 17 : 0);
    assert_int_equal (said.head.siaddr, steps[i].has_tftp ? OWN : 0);
    assert_int_equal (reply.for_boot, steps[i].gets_boot);
  }
}

static void
test_nak (void **state) {
  static const CbDhcpAnswer nak = { .type = CB_DHCP_TYPE_NAK };
  Packet packet = packet_linux (3, 5, MAC_LINUX);
  CbDhcpReply reply;
  CbDhcpMessage said;

  packet_u32 (&packet, 12, CLIENT);
  assert_int_equal (build (&terms, &packet, &nak, &reply, &said), 0);
  assert_int_equal (said.type, CB_DHCP_TYPE_NAK);
  assert_int_equal (said.head.ciaddr | said.head.yiaddr | said.head.siaddr, 0);
  assert_int_equal (reply.to, CB_DHCP_TO_ALL);
  assert_int_equal (reply.address, UINT32_MAX);
  assert_option (&said, 54, "\x0a\x2a\0\1", 4);
  assert_option (&said, 61, "\1" MAC_LINUX, 7);
  assert_option (&said, 51, NULL, 0);
  assert_option (&said, 1, NULL, 0);
  assert_option (&said, 3, NULL, 0);
}

/* RFC 2131 4.1. */
static void
test_destinations (void **state) {
  static const struct {
    uint8_t flags;
    CbDhcpAnswer answer;
    CbDhcpDestination to;
    uint32_t address;
  } steps[] = {
    { 0x00, { CB_DHCP_TYPE_OFFER, 0, CLIENT, false }, CB_DHCP_TO_HARDWARE, CLIENT },
    { 0x80, { CB_DHCP_TYPE_OFFER, 0, CLIENT, false }, CB_DHCP_TO_ALL, UINT32_MAX },
    { 0x7f, { CB_DHCP_TYPE_OFFER, 0, CLIENT, false }, CB_DHCP_TO_HARDWARE, CLIENT },
    { 0x00, { CB_DHCP_TYPE_ACK, CLIENT, CLIENT, false }, CB_DHCP_TO_ADDRESS, CLIENT },
    { 0x80, { CB_DHCP_TYPE_ACK, CLIENT, CLIENT, false }, CB_DHCP_TO_ADDRESS, CLIENT },
    { 0x80, { CB_DHCP_TYPE_ACK, CLIENT, 0, false }, CB_DHCP_TO_ADDRESS, CLIENT },
    { 0x00, { CB_DHCP_TYPE_NAK, 0, 0, false }, CB_DHCP_TO_ALL, UINT32_MAX },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_linux_discover ();
    CbDhcpReply reply;
    CbDhcpMessage said;

    packet.bytes[10] = steps[i].flags;
    assert_int_equal (build (&terms, &packet, &steps[i].answer, &reply, &said), 0);
    assert_int_equal (reply.to, steps[i].to);
    assert_int_equal (reply.address, steps[i].address);
    assert_int_equal (said.head.flags, steps[i].flags << 8);
  }
}

static void
test_address_text (void **state) {
  static const struct {
    uint32_t address;
    const char *text;
  } steps[] = {
    { 0x0a000001, "10.0.0.1" },        { 0xffffffff, "255.255.255.255" }, { 0x00000000, "0.0.0.0" },
    { 0xc0a86409, "192.168.100.9" },   { 0x0a0a6365, "10.10.99.101" },    { 0xac1000c8, "172.16.0.200" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    CbDhcpTerms told = terms;
    Packet packet = packet_pi5 ();
    CbDhcpReply reply;
    CbDhcpMessage said;

    told.own_address = steps[i].address;
    assert_int_equal (build (&told, &packet, &offer, &reply, &said), 0);
    assert_option (&said, 66, steps[i].text, strlen (steps[i].text));
  }
}

/* The longest reply of all with the longest identifier: it fits into what every client takes, and no more. */
static void
test_longest_reply (void **state) {
  static const uint8_t client[255] = { 255 };
  CbDhcpTerms told = terms;

  told.own_address = 0xc0a864fe; /* "192.168.100.254" */
  for (size_t n = 2; n <= 255; n++) {
    Packet packet = packet_pi4 ();
    CbDhcpReply reply = { .n_bytes = 99 };
    CbDhcpMessage said;
    int r;

    packet.n_bytes--;
    packet_add (&packet, 61, client, n);
    packet_end (&packet);
    r = build (&told, &packet, &offer, &reply, &said);
    if (n <= CB_MAX_DHCP_CLIENT_BYTES)
      assert_int_equal (r, 0);
    if (r == 0) {
      assert_true (reply.n_bytes <= CB_DHCP_DEFAULT_BYTES);
      assert_option (&said, 61, client, n);
      assert_option (&said, 66, "192.168.100.254", 15);
    } else {
      assert_int_equal (r, -EMSGSIZE);
      assert_int_equal (reply.n_bytes, 99);
    }
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_offer_to_a_pi),
    cmocka_unit_test (test_options_left_out),
    cmocka_unit_test (test_nak),
    cmocka_unit_test (test_destinations),
    cmocka_unit_test (test_address_text),
    cmocka_unit_test (test_longest_reply),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
