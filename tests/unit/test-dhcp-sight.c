/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who speaks: packets as they are in dumps, and ones that are made up of their options. */

#include "unit.h"

#include "dhcp-packets.h"
#include "wire/dhcp-sight.h"

#define OWN 0x0a2a0001
#define PI  0x0a2a0005

#define OTHER CB_DHCP_SPEAKER_OTHER_LOADER

static const CbDhcpMacPrefix prefixes[] = { { { 0xdc, 0xa6, 0x32 }, 3 }, { { 0xb8, 0x27, 0xeb }, 3 } };
static const CbCableWatchSettings settings = { OWN, false, prefixes, G_N_ELEMENTS (prefixes) };
static const CbCableWatchSettings no_prefixes = { OWN, false, NULL, 0 };

static const uint8_t uuid_pc[] = "\0\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff\x01";
static const uint8_t uuid_nobody[] = "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";

static CbCableFrame
frame_of (const Packet *packet, bool is_ours) {
  return (CbCableFrame){
    .datagram = {
      .source = is_ours ? OWN : 0, .destination = 0xffffffff, .source_port = is_ours ? 67 : 68,
      .destination_port = is_ours ? 68 : 67, .payload = packet->bytes, .n_bytes = packet->n_bytes,
      .n_sent_bytes = packet->n_bytes,
    },
    .is_ours = is_ours,
  };
}

static CbDhcpSight
sight_of (const Packet *packet, const CbCableWatchSettings *with, bool is_ours) {
  CbCableFrame frame = frame_of (packet, is_ours);
  CbDhcpSight sight;

  assert_int_equal (cb_dhcp_sight_of (&frame, with, &sight), 0);
  assert_memory_equal (sight.mac, packet->bytes + 28, 6);
  assert_int_equal (sight.is_ours, is_ours);
  return sight;
}

static void
assert_sight (const CbDhcpSight *sight, const CbDhcpSight *expected) {
  assert_int_equal (sight->type, expected->type);
  assert_int_equal (sight->speaker, expected->speaker);
  assert_int_equal (sight->is_board, expected->is_board);
  assert_int_equal (sight->is_first_rom, expected->is_first_rom);
  assert_int_equal (sight->has_pi_uuid, expected->has_pi_uuid);
  assert_int_equal (sight->serial, expected->serial);
  assert_int_equal (sight->revision, expected->revision);
  assert_int_equal (sight->address, expected->address);
}

static void
test_loaders_of_boards (void **state) {
  static const struct {
    Packet (*make) (void);
    CbDhcpSight sight;
  } rows[] = {
    { packet_pi3b_rom, { .is_first_rom = true } },
    { packet_pi3b_plus, { .serial = 0xb66c4c16 } },
    { packet_pi4, { .has_pi_uuid = true, .serial = 0x91cdf03d, .revision = 0xd03114 } },
    { packet_pi4_reversed, { .has_pi_uuid = true, .serial = 0x91cdf03d, .revision = 0xd03114 } },
    { packet_pi5, { .has_pi_uuid = true, .serial = 0x12345678, .revision = 0xd04170 } },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    Packet packet = rows[i].make ();
    CbDhcpSight expected = rows[i].sight, sight;

    expected.type = CB_DHCP_TYPE_DISCOVER;
    expected.speaker = CB_DHCP_SPEAKER_LOADER;
    expected.is_board = true;
    sight = sight_of (&packet, &no_prefixes, false);
    assert_sight (&sight, &expected);
    /* The REQUEST lacks the class. */
    packet_hide (&packet, 60);
    packet.bytes[PACKET_OPTIONS + 2] = CB_DHCP_TYPE_REQUEST;
    expected.type = CB_DHCP_TYPE_REQUEST;
    sight = sight_of (&packet, &no_prefixes, false);
    assert_sight (&sight, &expected);
  }
}

/* NULL and 0: without that option. */
static void
test_speakers (void **state) {
  static const struct {
    const char *mac, *class, *user_class, *architecture; /* of two bytes */
    const uint8_t *uuid;
    CbDhcpSpeaker speaker;
    bool is_board;
  } rows[] = {
    /* an old EEPROM may be told to say anything in option 97: then by its MAC */
    { MAC_PI4, PI_CLASS, NULL, "\0\0", NULL, CB_DHCP_SPEAKER_LOADER, true },
    { MAC_PI4, PI_CLASS, NULL, NULL, NULL, CB_DHCP_SPEAKER_LOADER, true },
    { MAC_PI4, PI_CLASS, NULL, "\0\0", uuid_pc, CB_DHCP_SPEAKER_LOADER, true },
    { MAC_PI4, NULL, NULL, "\0\0", NULL, CB_DHCP_SPEAKER_LOADER, true },
    { MAC_LINUX, PI_CLASS, NULL, "\0\0", uuid_pi4, CB_DHCP_SPEAKER_LOADER, true },
    { MAC_LINUX, PI_CLASS, NULL, "\0\0", uuid_3bp, CB_DHCP_SPEAKER_LOADER, true },
    /* the BIOS of a PC says the same of itself */
    { MAC_LINUX, PI_CLASS, NULL, "\0\0", uuid_pc, OTHER, false },
    { MAC_LINUX, PI_CLASS, NULL, "\0\0", uuid_nobody, OTHER, false },
    /* second loaders of a board */
    { MAC_PI4, "PXEClient:Arch:00011:UNDI:003000", NULL, "\0\x0b", uuid_pc, OTHER, true },
    { MAC_PI4, "PXEClient:Arch:00011:UNDI:003000", NULL, NULL, NULL, OTHER, true },
    { MAC_PI4, "HTTPClient:Arch:00019:UNDI:003000", NULL, "\0\x13", NULL, OTHER, true },
    { MAC_PI4, "PXEClient:Arch:00011:UNDI:003010", "iPXE", "\0\x0b", NULL, OTHER, true },
    { MAC_PI4, PI_CLASS, "iPXE", "\0\0", NULL, OTHER, true },
    { MAC_PI4, PI_CLASS, "\4iPXE", "\0\0", uuid_pi4, OTHER, true },
    { MAC_PI4, "U-Boot.armv8", NULL, "\0\x16", uuid_pc, OTHER, true },
    { MAC_PI4, "U-Boot.armv8", NULL, NULL, NULL, OTHER, true },
    { MAC_PI4, "U-Boot.armv7", NULL, "\0\0", NULL, OTHER, true },
    { MAC_LINUX, "U-Boot.armv8", NULL, NULL, NULL, OTHER, false },
    { MAC_PI4, "barebox-2024.05.0", NULL, NULL, NULL, OTHER, true },
    /* systems */
    { MAC_PI4, NULL, NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, true },
    { MAC_PI4, "Linux ipconfig", NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, true },
    { MAC_PI4, "udhcp 1.36.1", NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, true },
    { MAC_PI4, "dhcpcd-9.4.1:Linux-6.6:aarch64:BCM2835", NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, true },
    { MAC_LINUX, "MSFT 5.0", NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, false },
    { MAC_LINUX, NULL, NULL, NULL, NULL, CB_DHCP_SPEAKER_SYSTEM, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    Packet packet = packet_begin (CB_DHCP_TYPE_DISCOVER, 7, rows[i].mac);
    CbDhcpSight sight;

    if (rows[i].class != NULL)
      packet_add (&packet, 60, rows[i].class, strlen (rows[i].class));
    if (rows[i].user_class != NULL)
      packet_add (&packet, 77, rows[i].user_class, strlen (rows[i].user_class));
    if (rows[i].architecture != NULL)
      packet_add (&packet, 93, rows[i].architecture, 2);
    if (rows[i].uuid != NULL)
      packet_add (&packet, 97, rows[i].uuid, 17);
    packet_end (&packet);
    sight = sight_of (&packet, &settings, false);
    if (sight.speaker != rows[i].speaker || sight.is_board != rows[i].is_board)
      fail_msg ("row %zu: speaker %u, board %u", i, sight.speaker, sight.is_board);
  }
}

static void
test_the_system_of_a_board (void **state) {
  Packet packet = packet_linux (CB_DHCP_TYPE_REQUEST, 1, MAC_PI4);
  CbDhcpSight sight;

  packet_u32 (&packet, 12, PI);
  sight = sight_of (&packet, &settings, false);
  assert_sight (&sight, &(CbDhcpSight){ .type = CB_DHCP_TYPE_REQUEST, .speaker = CB_DHCP_SPEAKER_SYSTEM,
                                        .is_board = true, .address = PI });
}

static void
test_answers_of_ours (void **state) {
  static const uint8_t types[] = { CB_DHCP_TYPE_OFFER, CB_DHCP_TYPE_ACK, CB_DHCP_TYPE_NAK };

  for (size_t i = 0; i < G_N_ELEMENTS (types); i++) {
    Packet packet = packet_begin (types[i], 7, MAC_PI4);
    uint32_t address = types[i] != CB_DHCP_TYPE_NAK ? PI : 0;
    CbDhcpSight sight;

    packet.bytes[0] = 2;
    packet_u32 (&packet, 16, address);
    packet_end (&packet);
    sight = sight_of (&packet, &settings, true);
    assert_int_equal (sight.type, types[i]);
    assert_int_equal (sight.address, address);
    assert_false (sight.is_board);
  }
}

/* Somebody else's answer, a probe of ours, one that is cut, other ports, no DHCP. */
static void
test_what_is_passed_over (void **state) {
  Packet packet = packet_pi4 (), answer = packet_pi4 ();
  CbDhcpSight sight;
  CbCableFrame frames[6];

  answer.bytes[0] = 2;
  frames[0] = frame_of (&answer, false);
  frames[1] = frame_of (&packet, true);
  frames[2] = frame_of (&packet, false);
  frames[2].datagram.n_sent_bytes++;
  frames[3] = frame_of (&packet, false);
  frames[3].datagram.destination_port = 69;
  frames[4] = frame_of (&packet, false);
  frames[4].datagram.n_bytes = frames[4].datagram.n_sent_bytes = 200;
  frames[5] = frame_of (&answer, true);
  frames[5].datagram.source_port = 69;
  for (size_t i = 0; i < G_N_ELEMENTS (frames); i++)
    assert_int_equal (cb_dhcp_sight_of (&frames[i], &settings, &sight), CB_DHCP_SIGHT_NONE);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_loaders_of_boards),
    cmocka_unit_test (test_speakers),
    cmocka_unit_test (test_the_system_of_a_board),
    cmocka_unit_test (test_answers_of_ours),
    cmocka_unit_test (test_what_is_passed_over),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
