/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "dhcp-packets.h"
#include "wire/dhcp-message.h"

/* Every good packet begins here; the steps below change one thing in one of them. */
static const struct {
  Packet (*make) (void);
  size_t n_bytes;
  uint32_t xid;
  const char *mac;
  const uint8_t *uuid;
  const char *class;
  bool wants_router;
} good[] = {
  { packet_pi3b_rom, 320, 0x26f30339, MAC_PI3B, uuid_3b, PI_CLASS, false },
  { packet_pi3b_plus, 322, 0x26f30339, MAC_PI3BP, uuid_3bp, PI_CLASS, true },
  { packet_pi4, 322, 0x1a2b3c4d, MAC_PI4, uuid_pi4, PI_CLASS, true },
  { packet_pi4_reversed, 322, 0x1a2b3c4d, MAC_PI4, uuid_pi4_reversed, PI_CLASS, true },
  { packet_pi5, 322, 0x5e6f7a8b, MAC_PI5, uuid_pi5, PI_CLASS, true },
  { packet_linux_discover, 300, 0x01020304, MAC_LINUX, NULL, NULL, true },
};

/* Parses from a buffer that ends where the packet does, so that the sanitizer sees each byte too many. */
static int
parse (const Packet *packet, size_t n_bytes, CbDhcpMessage *message) {
  uint8_t *exact = g_memdup2 (packet->bytes, n_bytes);
  int r = cb_dhcp_message_parse (exact, n_bytes, message);

  g_free (exact);
  return r;
}

static void
assert_option (const CbDhcpMessage *message, uint8_t code, const void *expected, size_t n_expected) {
  const uint8_t *bytes;
  size_t n_bytes;

  if (!cb_dhcp_message_option (message, code, &bytes, &n_bytes))
    fail_msg ("no option %u", code);
  assert_int_equal (n_bytes, n_expected);
  assert_memory_equal (bytes, expected, n_expected);
}

static bool
has_option (const CbDhcpMessage *message, uint8_t code) {
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (message, code, &bytes, &n_bytes);
}

static void
test_good_packets (void **state) {
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++) {
    Packet packet = good[i].make ();
    CbDhcpMessage message;

    assert_int_equal (packet.n_bytes, good[i].n_bytes);
    assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
    assert_int_equal (message.head.op, CB_DHCP_OP_REQUEST);
    assert_int_equal (message.head.xid, good[i].xid);
    assert_memory_equal (message.head.chaddr, good[i].mac, 6);
    assert_int_equal (message.type, CB_DHCP_TYPE_DISCOVER);
    assert_int_equal (message.damaged, 0);
    assert_int_equal (cb_dhcp_message_wants (&message, CB_DHCP_OPTION_ROUTER), good[i].wants_router);
    assert_int_equal (has_option (&message, CB_DHCP_OPTION_UUID), good[i].uuid != NULL);
    if (good[i].uuid != NULL)
      assert_option (&message, CB_DHCP_OPTION_UUID, good[i].uuid, 17);
    assert_int_equal (has_option (&message, CB_DHCP_OPTION_CLASS), good[i].class != NULL);
    if (good[i].class != NULL)
      assert_option (&message, CB_DHCP_OPTION_CLASS, good[i].class, strlen (good[i].class));
    assert_int_equal (cb_dhcp_message_begins (&message, CB_DHCP_OPTION_CLASS, "PXEClient"),
                      good[i].class != NULL);
    assert_false (cb_dhcp_message_begins (&message, CB_DHCP_OPTION_CLASS, PI_CLASS "1"));
  }
}

static void
test_head_fields (void **state) {
  Packet packet = packet_pi4 ();
  CbDhcpMessage message;

  for (size_t at = 8; at < 28; at++)
    packet.bytes[at] = (uint8_t) at;
  packet.bytes[3] = 9;
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.head.hops, 9);
  assert_int_equal (message.head.secs, 0x0809);
  assert_int_equal (message.head.flags, 0x0a0b);
  assert_int_equal (message.head.ciaddr, 0x0c0d0e0f);
  assert_int_equal (message.head.yiaddr, 0x10111213);
  assert_int_equal (message.head.siaddr, 0x14151617);
  assert_int_equal (message.head.giaddr, 0x18191a1b);
}

/* Does a cut at n_bytes go through an option? */
static bool
cuts_option (const Packet *packet, size_t n_bytes) {
  for (size_t at = PACKET_OPTIONS; at < n_bytes && packet->bytes[at] != 255;) {
    at += packet->bytes[at] == 0 ? 1 : 2u + packet->bytes[at + 1];
    if (at > n_bytes)
      return true;
  }
  return false;
}

static void
test_every_truncation (void **state) {
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++) {
    Packet packet = good[i].make ();

    for (size_t n = 0; n < packet.n_bytes; n++) {
      CbDhcpMessage message = { .type = 77 };
      bool bad = n < PACKET_OPTIONS || cuts_option (&packet, n);

      assert_int_equal (parse (&packet, n, &message), bad ? -EBADMSG : 0);
      assert_int_equal (message.type, bad ? 77 : n == PACKET_OPTIONS ? 0 : 1);
    }
  }
}

static void
test_head_is_judged (void **state) {
  static const struct {
    size_t at;
    uint8_t value;
    int r;
  } steps[] = {
    { 0, 0, -EBADMSG },      { 0, 3, -EBADMSG },      { 0, 255, -EBADMSG },    { 0, 2, 0 },
    { 1, 0, -EAFNOSUPPORT }, { 1, 6, -EAFNOSUPPORT }, { 2, 0, -EAFNOSUPPORT }, { 2, 5, -EAFNOSUPPORT },
    { 2, 7, -EAFNOSUPPORT }, { 2, 16, -EAFNOSUPPORT }, { 2, 255, -EAFNOSUPPORT },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_pi4 ();
    CbDhcpMessage message;

    packet.bytes[steps[i].at] = steps[i].value;
    assert_int_equal (parse (&packet, packet.n_bytes, &message), steps[i].r);
  }
}

/* An option of each length: kept, dropped, or dropped and marked. */
static void
test_lengths (void **state) {
  static const struct {
    uint8_t code;
    uint8_t n_bytes;
    bool present;
    bool damaged;
  } steps[] = {
    { 1, 4, true, false },   { 1, 3, false, false },   { 1, 5, false, false },  { 3, 4, true, false },
    { 3, 12, true, false },  { 3, 6, false, false },   { 3, 0, false, false },  { 6, 8, true, false },
    { 6, 7, false, false },  { 28, 5, false, false },  { 43, 0, false, false }, { 43, 1, true, false },
    { 43, 255, true, false }, { 50, 4, true, false },  { 50, 3, false, true },  { 50, 5, false, true },
    { 50, 0, false, true },  { 51, 4, true, false },   { 51, 2, false, false }, { 52, 0, false, true },
    { 52, 2, false, true },  { 54, 4, true, false },   { 54, 8, false, true },  { 55, 0, false, false },
    { 55, 1, true, false },  { 57, 1, false, false },  { 57, 2, true, false },  { 57, 3, false, false },
    { 60, 0, false, false }, { 60, 1, true, false },   { 61, 1, false, false }, { 61, 2, true, false },
    { 61, 255, true, false }, { 66, 0, false, false }, { 93, 1, false, false }, { 93, 2, true, false },
    { 93, 4, true, false },  { 93, 5, false, false },  { 94, 2, false, false }, { 94, 3, true, false },
    { 97, 16, false, false }, { 97, 17, true, false }, { 97, 18, false, false }, { 200, 0, true, false },
  };
  uint8_t ones[255];

  memset (ones, 1, sizeof ones);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_begin (1, 1, MAC_PI4);
    CbDhcpMessage message;

    packet_add (&packet, steps[i].code, ones, steps[i].n_bytes);
    packet_end (&packet);
    assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
    assert_int_equal (has_option (&message, steps[i].code), steps[i].present);
    assert_int_equal (message.damaged, steps[i].damaged ? steps[i].code : 0);
    assert_int_equal (message.type, 1);
  }
}

static void
test_type (void **state) {
  static const struct {
    const char *more; /* put before the end */
    size_t n_more;
    uint8_t type, damaged;
  } steps[] = {
    { "", 0, 5, 0 },
    { "\x35\x01\x05", 3, 0, 53 }, /* twice: two bytes, so it says nothing */
    { "\x35\x00", 2, 5, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_begin (5, 1, MAC_PI4);
    CbDhcpMessage message;

    memcpy (packet.bytes + packet.n_bytes, steps[i].more, steps[i].n_more);
    packet.n_bytes += steps[i].n_more;
    packet_end (&packet);
    assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
    assert_int_equal (message.type, steps[i].type);
    assert_int_equal (message.damaged, steps[i].damaged);
  }
}

static void
test_type_zero_and_unknown (void **state) {
  Packet packet = packet_begin (0, 1, MAC_PI4);
  CbDhcpMessage message;

  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.damaged, 53);
  packet = packet_begin (250, 1, MAC_PI4);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.type, 250);
  assert_int_equal (message.damaged, 0);
}

static void
test_bootp (void **state) {
  Packet packet = packet_pi4 ();
  CbDhcpMessage message;

  packet_hide (&packet, 53);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.type, CB_DHCP_TYPE_NONE);
  assert_int_equal (message.damaged, 0);
  packet = packet_pi4 ();
  packet.bytes[236] = 0; /* no cookie */
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.type, CB_DHCP_TYPE_NONE);
  assert_false (has_option (&message, CB_DHCP_OPTION_UUID));
}

/* RFC 3396: pieces in order; pads between them; what is after the end mark isn't read. */
static void
test_pieces (void **state) {
  Packet packet = packet_begin (1, 1, MAC_PI4);
  CbDhcpMessage message;

  packet_add (&packet, 43, "ab", 2);
  packet.n_bytes += 3;
  packet_add (&packet, 60, "PXE", 3);
  packet_add (&packet, 43, "", 0);
  packet_add (&packet, 43, "cde", 3);
  packet_add (&packet, 60, "Client", 6);
  packet_end (&packet);
  packet_add (&packet, 43, "never", 5);
  packet.bytes[packet.n_bytes++] = 43;
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_option (&message, 43, "abcde", 5);
  assert_option (&message, 60, "PXEClient", 9);
}

static void
put_overloaded (Packet *packet, size_t at, const char *bytes, size_t n_bytes) {
  memcpy (packet->bytes + at, bytes, n_bytes);
}

/* RFC 2132 9.3: 1 file, 2 sname, 3 both; order of RFC 3396 section 5: options, file, sname. */
static void
test_overload (void **state) {
  static const struct {
    uint8_t value;
    const char *vendor;
    uint8_t damaged;
  } steps[] = {
    { 1, "of", 0 }, { 2, "os", 0 }, { 3, "ofs", 0 }, { 0, "o", 52 }, { 4, "o", 52 }, { 255, "o", 52 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_begin (1, 1, MAC_PI4);
    CbDhcpMessage message;

    put_overloaded (&packet, PACKET_FILE, "\x2b\1f\xff", 4);
    put_overloaded (&packet, PACKET_SNAME, "\x2b\1s\xff", 4);
    packet_add (&packet, 52, &steps[i].value, 1);
    packet_add (&packet, 43, "o", 1);
    packet_end (&packet);
    assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
    assert_option (&message, 43, steps[i].vendor, strlen (steps[i].vendor));
    assert_int_equal (message.damaged, steps[i].damaged);
  }
}

/* Option 52 inside file doesn't open sname, and makes the message a damaged one: two bytes of it. */
static void
test_overload_is_no_loop (void **state) {
  Packet packet = packet_begin (1, 1, MAC_PI4);
  CbDhcpMessage message;

  put_overloaded (&packet, PACKET_FILE, "\x34\1\3\x2b\1f\xff", 6);
  put_overloaded (&packet, PACKET_SNAME, "\x34\1\3\x2b\1s\xff", 6);
  packet_add (&packet, 52, "\1", 1);
  packet_end (&packet);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_option (&message, 43, "f", 1);
  assert_int_equal (message.damaged, 52);
}

/* The type itself may stand in file; an option may fill the field to its last byte but not pass it. */
static void
test_overload_to_the_edge (void **state) {
  Packet packet = packet_begin (1, 1, MAC_PI4);
  CbDhcpMessage message;

  packet_hide (&packet, 53);
  put_overloaded (&packet, PACKET_FILE, "\x35\1\3\x2b\x7b", 5); /* 3 + 2 + 123 = 128 */
  packet_add (&packet, 52, "\1", 1);
  packet_end (&packet);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_int_equal (message.type, CB_DHCP_TYPE_REQUEST);
  packet.bytes[PACKET_FILE + 4]++;
  assert_int_equal (parse (&packet, packet.n_bytes, &message), -EBADMSG);
}

static void
test_giants (void **state) {
  static const uint8_t body[255] = { 7 };
  Packet packet = packet_begin (1, 1, MAC_PI4);
  CbDhcpMessage message;
  const uint8_t *bytes;
  size_t n_bytes;

  for (int i = 0; i < 4; i++)
    packet_add (&packet, 43, body, 255);
  packet_add (&packet, 60, body, CB_MAX_DHCP_BYTES - packet.n_bytes - 2);
  assert_int_equal (packet.n_bytes, CB_MAX_DHCP_BYTES);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_true (cb_dhcp_message_option (&message, 43, &bytes, &n_bytes));
  assert_int_equal (n_bytes, 4 * 255);
  assert_int_equal (bytes[3 * 255], 7);
  assert_int_equal (parse (&packet, packet.n_bytes + 1, &message), -EMSGSIZE);
  assert_int_equal (cb_dhcp_message_parse (packet.bytes, SIZE_MAX, &message), -EMSGSIZE);
  assert_int_equal (cb_dhcp_message_parse (NULL, 0, &message), -EBADMSG);
}

static void
test_numbers (void **state) {
  Packet packet = packet_begin (1, 1, MAC_PI4);
  CbDhcpMessage message;
  uint32_t value = 99;

  packet_add (&packet, 3, "\x0a\1\2\3\x0a\1\2\4", 8);
  packet_add (&packet, 12, "abc", 3);
  packet_end (&packet);
  assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
  assert_false (cb_dhcp_message_u32 (&message, 50, &value));
  assert_false (cb_dhcp_message_u32 (&message, 12, &value));
  assert_int_equal (value, 99);
  assert_true (cb_dhcp_message_u32 (&message, 3, &value));
  assert_int_equal (value, 0x0a010203);
  assert_false (cb_dhcp_message_wants (&message, 3));
}

static void
test_max_answer (void **state) {
  static const struct {
    const char *option;
    size_t n_option, max;
  } steps[] = {
    { NULL, 0, 548 },         { "\x00\x00", 2, 548 },   { "\x02\x40", 2, 548 }, { "\x02\x41", 2, 549 },
    { "\x05\xdc", 2, 1472 },  { "\x05\xdb", 2, 1471 },  { "\x05\xdd", 2, 1472 }, { "\xff\xff", 2, 1472 },
    { "\xff\xff\xff", 3, 548 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_begin (1, 1, MAC_PI4);
    CbDhcpMessage message;

    if (steps[i].option != NULL)
      packet_add (&packet, 57, steps[i].option, steps[i].n_option);
    packet_end (&packet);
    assert_int_equal (parse (&packet, packet.n_bytes, &message), 0);
    assert_int_equal (cb_dhcp_message_max_answer (&message), steps[i].max);
  }
}

static const CbDhcpHead built_head = {
  .op = CB_DHCP_OP_REPLY,
  .hops = 1,
  .xid = 0xfedcba98,
  .secs = 0x1234,
  .flags = CB_DHCP_FLAG_BROADCAST,
  .ciaddr = 0x0a000001,
  .yiaddr = 0x0a000002,
  .siaddr = 0x0a000003,
  .giaddr = 0x0a000004,
  .chaddr = { 1, 2, 3, 4, 5, 6 },
};

static void
test_built_is_parsed (void **state) {
  uint8_t buffer[400];
  CbDhcpBuilder builder = cb_dhcp_builder_new (&built_head, CB_DHCP_TYPE_ACK, buffer, sizeof buffer);
  CbDhcpMessage message;
  uint32_t value = 0;
  size_t n = 0;

  cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_SERVER, 0x0a000001);
  cb_dhcp_builder_text (&builder, CB_DHCP_OPTION_TFTP_SERVER, "10.0.0.1");
  cb_dhcp_builder_option (&builder, 80, NULL, 0);
  assert_int_equal (cb_dhcp_builder_end (&builder, &n), 0);
  assert_int_equal (n, CB_DHCP_MIN_BYTES);
  assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
  assert_int_equal (message.head.op, built_head.op);
  assert_int_equal (message.head.hops, built_head.hops);
  assert_int_equal (message.head.xid, built_head.xid);
  assert_int_equal (message.head.secs, built_head.secs);
  assert_int_equal (message.head.flags, built_head.flags);
  assert_int_equal (message.head.ciaddr, built_head.ciaddr);
  assert_int_equal (message.head.yiaddr, built_head.yiaddr);
  assert_int_equal (message.head.siaddr, built_head.siaddr);
  assert_int_equal (message.head.giaddr, built_head.giaddr);
  assert_memory_equal (message.head.chaddr, built_head.chaddr, 6);
  assert_int_equal (message.type, CB_DHCP_TYPE_ACK);
  assert_true (cb_dhcp_message_u32 (&message, CB_DHCP_OPTION_SERVER, &value));
  assert_int_equal (value, 0x0a000001);
  assert_option (&message, CB_DHCP_OPTION_TFTP_SERVER, "10.0.0.1", 8);
  assert_option (&message, 80, "", 0);
}

/* In every room: all of it with its end mark, or -EMSGSIZE; never a byte beyond. */
static void
test_every_room (void **state) {
  static const uint8_t vendor[100] = { 3 };
  const size_t n_whole = 240 + 3 + 102 + 1;

  for (size_t n_room = 0; n_room < 400; n_room++) {
    uint8_t *buffer = g_malloc (n_room);
    CbDhcpBuilder builder = cb_dhcp_builder_new (&built_head, CB_DHCP_TYPE_OFFER, buffer, n_room);
    CbDhcpMessage message;
    size_t n = 99;

    cb_dhcp_builder_option (&builder, 43, vendor, sizeof vendor);
    assert_int_equal (cb_dhcp_builder_end (&builder, &n), n_room < n_whole ? -EMSGSIZE : 0);
    assert_int_equal (n, n_room < n_whole ? 99 : n_whole);
    if (n_room >= n_whole) {
      assert_int_equal (buffer[n - 1], 255);
      assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
      assert_option (&message, 43, vendor, sizeof vendor);
    }
    g_free (buffer);
  }
}

/* Less than CB_DHCP_MIN_BYTES is too little, even where the options would fit. */
static void
test_smallest_room (void **state) {
  for (size_t n_room = 298; n_room < 302; n_room++) {
    uint8_t buffer[302];
    CbDhcpBuilder builder = cb_dhcp_builder_new (&built_head, CB_DHCP_TYPE_NONE, buffer, n_room);
    CbDhcpMessage message;
    size_t n;

    assert_int_equal (cb_dhcp_builder_end (&builder, &n), n_room < 300 ? -EMSGSIZE : 0);
    if (n_room < 300)
      continue;
    assert_int_equal (n, 300);
    assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
    assert_int_equal (message.type, CB_DHCP_TYPE_NONE);
  }
}

/* Around the ends of pieces. */
static void
test_long_options (void **state) {
  static const size_t sizes[] = { 254, 255, 256, 509, 510, 511, 1000 };
  uint8_t body[1000], buffer[CB_MAX_DHCP_BYTES];

  for (size_t i = 0; i < sizeof body; i++)
    body[i] = (uint8_t) (i * 7);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
    CbDhcpBuilder builder = cb_dhcp_builder_new (&built_head, CB_DHCP_TYPE_OFFER, buffer, sizeof buffer);
    CbDhcpMessage message;
    size_t n;

    cb_dhcp_builder_option (&builder, 43, body, sizes[i]);
    assert_int_equal (cb_dhcp_builder_end (&builder, &n), 0);
    assert_int_equal (n < 300 ? 300 : n, MAX (300, 243 + sizes[i] + 2 * ((sizes[i] + 254) / 255) + 1));
    assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
    assert_option (&message, 43, body, sizes[i]);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_packets),
    cmocka_unit_test (test_head_fields),
    cmocka_unit_test (test_every_truncation),
    cmocka_unit_test (test_head_is_judged),
    cmocka_unit_test (test_lengths),
    cmocka_unit_test (test_type),
    cmocka_unit_test (test_type_zero_and_unknown),
    cmocka_unit_test (test_bootp),
    cmocka_unit_test (test_pieces),
    cmocka_unit_test (test_overload),
    cmocka_unit_test (test_overload_is_no_loop),
    cmocka_unit_test (test_overload_to_the_edge),
    cmocka_unit_test (test_giants),
    cmocka_unit_test (test_numbers),
    cmocka_unit_test (test_max_answer),
    cmocka_unit_test (test_built_is_parsed),
    cmocka_unit_test (test_every_room),
    cmocka_unit_test (test_smallest_room),
    cmocka_unit_test (test_long_options),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
