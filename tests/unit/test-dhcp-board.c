/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "dhcp-packets.h"
#include "wire/dhcp-board.h"

static CbDhcpBoard
board_of (const Packet *packet) {
  CbDhcpMessage message;

  assert_int_equal (cb_dhcp_message_parse (packet->bytes, packet->n_bytes, &message), 0);
  return cb_dhcp_board_of (&message);
}

static void
test_good_packets (void **state) {
  static const struct {
    Packet (*make) (void);
    CbDhcpBoard board;
  } steps[] = {
    { packet_pi3b_rom, { .is_netboot = true, .is_first_rom = true } },
    { packet_pi3b_plus, { .is_netboot = true, .serial = 0xb66c4c16 } },
    { packet_pi4, { .is_netboot = true, .is_pi = true, .revision = 0xd03114, .serial = 0x91cdf03d } },
    { packet_pi4_reversed, { .is_netboot = true, .is_pi = true, .revision = 0xd03114, .serial = 0x91cdf03d } },
    { packet_pi5, { .is_netboot = true, .is_pi = true, .revision = 0xd04170, .serial = 0x12345678 } },
    { packet_linux_discover, { .is_netboot = false } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = steps[i].make ();
    CbDhcpBoard board = board_of (&packet);

    assert_int_equal (board.is_netboot, steps[i].board.is_netboot);
    assert_int_equal (board.is_pi, steps[i].board.is_pi);
    assert_int_equal (board.is_first_rom, steps[i].board.is_first_rom);
    assert_int_equal (board.revision, steps[i].board.revision);
    assert_int_equal (board.serial, steps[i].board.serial);
  }
}

/* One byte of option 97 is another one. */
static void
test_uuids (void **state) {
  static const struct {
    Packet (*make) (void);
    size_t at;
    uint8_t value;
    bool is_pi, is_first_rom, tells_serial;
  } steps[] = {
    { packet_pi4, 0, 1, false, false, false },        { packet_pi4, 1, 'r', false, false, false },
    { packet_pi4, 4, '5', true, false, true },        { packet_pi4, 4, '6', false, false, false },
    { packet_pi4, 16, 0, true, false, true },         { packet_pi5, 1, '4', true, false, true },
    { packet_pi5, 1, '3', false, false, false },      { packet_pi5, 4, 'r', false, false, false },
    { packet_pi3b_rom, 0, 1, false, false, false },   { packet_pi3b_rom, 1, 0x45, false, false, false },
    { packet_pi3b_rom, 16, 0x45, false, false, false }, { packet_pi3b_plus, 5, 1, false, false, false },
    { packet_pi3b_plus, 9, 1, false, false, false },  { packet_pi3b_plus, 13, 1, false, false, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = steps[i].make ();
    CbDhcpBoard board;

    packet.bytes[packet_find (&packet, 97) + 2 + steps[i].at] = steps[i].value;
    board = board_of (&packet);
    assert_int_equal (board.is_pi, steps[i].is_pi);
    assert_int_equal (board.is_first_rom, steps[i].is_first_rom);
    assert_int_equal (board.serial != 0, steps[i].tells_serial);
  }
}

static void
test_straight_pi5 (void **state) {
  Packet packet = packet_pi (1, 1, MAC_PI5, ROM_LIST, uuid_pi5_straight);

  assert_true (board_of (&packet).is_pi);
}

static void
test_classes (void **state) {
  static const struct {
    const char *class;
    bool is_netboot;
  } steps[] = {
    { "PXEClient", true }, { "PXEClient:Arch:00011:UNDI:003000", true }, { "PXEClien", false },
    { "pxeclient", false }, { " PXEClient", false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_begin (1, 1, MAC_LINUX);

    packet_add (&packet, 60, steps[i].class, strlen (steps[i].class));
    packet_end (&packet);
    assert_int_equal (board_of (&packet).is_netboot, steps[i].is_netboot);
  }
}

static void
test_prefixes (void **state) {
  static const CbDhcpMacPrefix list[] = {
    { { 0xb8, 0x27, 0xeb }, 3 },
    { { 0xdc, 0xa6, 0x32, 0x01 }, 4 },
    { { 0x2c, 0xcf, 0x67, 0x11, 0x22 }, 5 },
    { { 0x52 }, 0 },
    { { 0x52, 0x54 }, 2 },
    { { 0x52, 0x54, 0x00, 0xaa, 0xbb }, 6 },
  };
  static const struct {
    const char *mac;
    bool listed;
  } steps[] = {
    { MAC_PI3B, true },  { MAC_PI3BP, true },  { "\xb8\x27\xec\0\0\0", false }, { MAC_PI4, true },
    { MAC_PI5, true },   { "\xdc\xa6\x32\x02\0\0", false }, { "\x2c\xcf\x67\x11\x23\x33", false },
    { MAC_LINUX, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    assert_int_equal (cb_dhcp_mac_is_listed ((const uint8_t *) steps[i].mac, list, G_N_ELEMENTS (list)),
                      steps[i].listed);
    assert_false (cb_dhcp_mac_is_listed ((const uint8_t *) steps[i].mac, NULL, 0));
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_packets),
    cmocka_unit_test (test_uuids),
    cmocka_unit_test (test_straight_pi5),
    cmocka_unit_test (test_classes),
    cmocka_unit_test (test_prefixes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
