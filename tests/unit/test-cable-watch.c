/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Conversations on a cable: each step is a moment, and a datagram or nothing; then what is reported. */

#include "unit.h"

#include <errno.h>
#include <stdbool.h>

#include "wire/cable-watch.h"

#define OWN        0x0a2a0001
#define PI         0x0a2a0005
#define OFFICE     0xc0a80101
#define NS(ms)     ((uint64_t) (ms) * 1000000)
#define SILENCE    0 /* no event: not a kind */

static const uint8_t pi_mac[] = { 0xdc, 0xa6, 0x32, 1, 2, 3 };
static const uint8_t other_mac[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55 };
static const uint8_t office_mac[] = { 0x00, 0xaa, 0xbb, 0xcc, 0xdd, 0xee };
static const CbDhcpMacPrefix prefixes[] = { { { 0xdc, 0xa6, 0x32 }, 3 } };
static const uint8_t pi4_uuid[] = {
  0, 'R', 'P', 'i', '4', 0x14, 0x31, 0xd0, 0x00, 1, 9, 2, 0xf7, 0x3d, 0xf0, 0xcd, 0x91,
};
static const uint8_t pi5_uuid[] = {
  0, '5', 'i', 'P', 'R', 0x70, 0x41, 0xd0, 0x00, 1, 9, 2, 0xf7, 0x3d, 0xf0, 0xcd, 0x91,
};

static uint8_t payload[CB_DHCP_DEFAULT_BYTES];
static CbBootEvent event;

static CbCableWatch
new_watch (bool probes) {
  const CbCableWatchSettings settings = { OWN, probes, prefixes, 1 };
  CbCableWatch watch;

  cb_cable_watch_init (&watch, &settings, NS (1000));
  return watch;
}

/* The kind of what is reported, or SILENCE. */
static unsigned
hear (CbCableWatch *watch, const CbCableFrame *frame, unsigned ms) {
  return cb_cable_watch_hear (watch, frame, NS (1000 + ms), &event) == 0 ? event.kind : SILENCE;
}

static unsigned
due (CbCableWatch *watch, unsigned ms) {
  return cb_cable_watch_due (watch, NS (1000 + ms), &event) == 0 ? event.kind : SILENCE;
}

static CbCableFrame
dhcp_frame (CbDhcpBuilder *builder, const uint8_t *mac, uint32_t source, bool is_reply, bool is_ours) {
  CbCableFrame frame = {
    .datagram = { source, 0xffffffff, is_reply ? 67 : 68, is_reply ? 68 : 67, payload, 0, 0 },
    .is_ours = is_ours,
  };

  assert_int_equal (cb_dhcp_builder_end (builder, &frame.datagram.n_bytes), 0);
  frame.datagram.n_sent_bytes = frame.datagram.n_bytes;
  memcpy (frame.mac, mac, 6);
  return frame;
}

static CbCableFrame
client_says (CbDhcpType type, const uint8_t *mac, const uint8_t *uuid, const char *class) {
  CbDhcpHead head = { .op = CB_DHCP_OP_REQUEST, .xid = 7 };
  CbDhcpBuilder builder;

  memcpy (head.chaddr, mac, 6);
  builder = cb_dhcp_builder_new (&head, type, payload, sizeof payload);
  if (uuid != NULL)
    cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_UUID, uuid, 17);
  if (class != NULL)
    cb_dhcp_builder_text (&builder, CB_DHCP_OPTION_CLASS, class);
  return dhcp_frame (&builder, mac, 0, false, false);
}

static CbCableFrame
discover (const uint8_t *mac, const uint8_t *uuid) {
  return client_says (CB_DHCP_TYPE_DISCOVER, mac, uuid, NULL);
}

static CbCableFrame
server_says (CbDhcpType type, uint32_t server, const uint8_t *to_mac, uint32_t offered, bool is_ours) {
  CbDhcpHead head = { .op = CB_DHCP_OP_REPLY, .xid = 7, .yiaddr = offered };
  CbDhcpBuilder builder;

  memcpy (head.chaddr, to_mac, 6);
  builder = cb_dhcp_builder_new (&head, type, payload, sizeof payload);
  if (type != CB_DHCP_TYPE_NONE)
    cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_SERVER, server);
  cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_ROUTER, server + 1);
  return dhcp_frame (&builder, office_mac, server, true, is_ours);
}

static CbCableFrame
tftp_frame (uint32_t source, uint16_t source_port, uint32_t destination, uint16_t port, unsigned opcode) {
  CbCableFrame frame = { .datagram = { source, destination, source_port, port, payload, 16, 16 } };

  memcpy (payload, "\0\1config.txt\0oct", 16);
  payload[1] = (uint8_t) opcode;
  memcpy (frame.mac, pi_mac, 6);
  frame.is_ours = source == OWN;
  return frame;
}

static void
test_probes_in_growing_distance (void **state) {
  static const unsigned ms_probes[CB_MAX_PROBES] = { 0, 1000, 3000, 7000, 15000, 31000, 63000, 127000 };
  CbCableWatch watch = new_watch (true);

  for (size_t i = 0; i < CB_MAX_PROBES; i++) {
    assert_true (cb_cable_watch_deadline (&watch) == NS (1000 + ms_probes[i]));
    if (ms_probes[i] > 0)
      assert_int_equal (due (&watch, ms_probes[i] - 1), SILENCE);
    assert_int_equal (due (&watch, ms_probes[i]), CB_BOOT_PROBE_DUE);
    assert_int_equal (due (&watch, ms_probes[i]), SILENCE);
  }
  assert_true (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER);
  assert_int_equal (due (&watch, 1000000), SILENCE);
}

/* After a sleep of the laptop there is one probe and not a burst. */
static void
test_late_probes_are_one (void **state) {
  CbCableWatch watch = new_watch (true);

  assert_int_equal (due (&watch, 7500), CB_BOOT_PROBE_DUE);
  assert_int_equal (due (&watch, 7500), SILENCE);
  assert_true (cb_cable_watch_deadline (&watch) == NS (16000));
}

static void
test_without_the_guard (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame offer = server_says (CB_DHCP_TYPE_OFFER, OFFICE, other_mac, 0xc0a80164, false);

  assert_int_equal (due (&watch, 0), SILENCE);
  assert_true (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER);
  assert_int_equal (hear (&watch, &offer, 5), CB_BOOT_FOREIGN_SERVER);
}

static void
test_a_foreign_server_is_said_once (void **state) {
  CbCableWatch watch = new_watch (true);
  CbCableFrame offer = server_says (CB_DHCP_TYPE_OFFER, OFFICE, other_mac, 0xc0a80164, false);

  assert_int_equal (due (&watch, 0), CB_BOOT_PROBE_DUE);
  assert_int_equal (hear (&watch, &offer, 5), CB_BOOT_FOREIGN_SERVER);
  assert_int_equal (event.foreign.server, OFFICE);
  assert_int_equal (event.foreign.offered, 0xc0a80164);
  assert_int_equal (event.foreign.router, OFFICE + 1);
  assert_memory_equal (event.foreign.mac, office_mac, 6);
  assert_int_equal (hear (&watch, &offer, 6), SILENCE);
  assert_int_equal (due (&watch, 40000), SILENCE); /* and no probe more */
  offer.mac[5]++;                                  /* another machine of that address */
  assert_int_equal (hear (&watch, &offer, 7), CB_BOOT_FOREIGN_SERVER);
}

static void
test_what_is_no_foreign_server (void **state) {
  static const struct {
    CbDhcpType type;
    uint32_t server, offered;
    bool is_ours;
    unsigned outcome;
  } replies[] = {
    { CB_DHCP_TYPE_OFFER, OWN, PI, true, SILENCE },
    { CB_DHCP_TYPE_OFFER, OWN, PI, false, CB_BOOT_FOREIGN_SERVER }, /* another laptop of our kind */
    { CB_DHCP_TYPE_OFFER, OFFICE, 0, false, SILENCE },              /* a PXE proxy */
    { CB_DHCP_TYPE_ACK, OFFICE, PI, false, SILENCE },
    { CB_DHCP_TYPE_NAK, OFFICE, 0, false, SILENCE },
    { CB_DHCP_TYPE_NONE, OFFICE, PI, false, CB_BOOT_FOREIGN_SERVER }, /* BOOTP */
  };

  for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
    CbCableWatch watch = new_watch (false);
    CbCableFrame frame = server_says (replies[i].type, replies[i].server, pi_mac, replies[i].offered,
                                      replies[i].is_ours);

    assert_int_equal (hear (&watch, &frame, 1), replies[i].outcome);
  }
}

static void
test_servers_are_bounded (void **state) {
  CbCableWatch watch = new_watch (false);
  unsigned n_reported = 0;

  for (uint32_t i = 0; i < 1000; i++) {
    CbCableFrame frame = server_says (CB_DHCP_TYPE_OFFER, OFFICE + i, pi_mac, PI, false);

    n_reported += hear (&watch, &frame, i) == CB_BOOT_FOREIGN_SERVER;
  }
  assert_int_equal (n_reported, CB_MAX_WATCHED_SERVERS);
}

static void
test_boards_and_strangers (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = discover (pi_mac, NULL);

  assert_int_equal (hear (&watch, &frame, 0), CB_BOOT_BOARD_SEEN);
  assert_memory_equal (event.board.mac, pi_mac, 6);
  assert_int_equal (event.board.serial, 0);
  assert_int_equal (hear (&watch, &frame, 1), SILENCE);
  frame = discover (pi_mac, pi4_uuid); /* now it says more */
  assert_int_equal (hear (&watch, &frame, 2), CB_BOOT_BOARD_SEEN);
  assert_int_equal (event.board.serial, 0x91cdf03d);
  assert_int_equal (event.board.revision, 0x00d03114);
  assert_int_equal (hear (&watch, &frame, 3), SILENCE);
  frame = client_says (CB_DHCP_TYPE_DISCOVER, office_mac, NULL, "MSFT 5.0");
  assert_int_equal (hear (&watch, &frame, 4), CB_BOOT_STRANGER);
  assert_memory_equal (event.stranger.mac, office_mac, 6);
  assert_int_equal (event.stranger.vendor_class.n_bytes, 8);
  assert_memory_equal (event.stranger.vendor_class.bytes, "MSFT 5.0", 8);
  assert_int_equal (hear (&watch, &frame, 5), SILENCE);
}

/* A MAC that nobody listed, with the mark in the other byte order; then its Linux, which has none. */
static void
test_a_pi_by_its_mark_stays_one (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = discover (other_mac, pi5_uuid);

  assert_int_equal (hear (&watch, &frame, 0), CB_BOOT_BOARD_SEEN);
  assert_int_equal (event.board.revision, 0x00d04170);
  frame = discover (other_mac, NULL);
  assert_int_equal (hear (&watch, &frame, 1), SILENCE);
}

static void
test_what_is_no_discover (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = client_says (CB_DHCP_TYPE_REQUEST, pi_mac, NULL, NULL);

  assert_int_equal (hear (&watch, &frame, 0), SILENCE);
  frame = discover (pi_mac, NULL);
  frame.is_ours = true; /* our own probe */
  assert_int_equal (hear (&watch, &frame, 1), SILENCE);
  frame.is_ours = false;
  frame.datagram.n_sent_bytes++; /* cut by the capture */
  assert_int_equal (hear (&watch, &frame, 2), SILENCE);
  for (size_t n = 0; n < 240; n++) {
    frame.datagram.n_bytes = frame.datagram.n_sent_bytes = n;
    assert_int_equal (hear (&watch, &frame, 3), SILENCE);
  }
}

static void
test_a_long_class_is_cut (void **state) {
  char class[101] = { 0 };
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame;

  memset (class, 'x', sizeof class - 1);
  frame = client_says (CB_DHCP_TYPE_DISCOVER, other_mac, NULL, class);
  assert_int_equal (hear (&watch, &frame, 0), CB_BOOT_STRANGER);
  assert_int_equal (event.stranger.vendor_class.n_bytes, CB_MAX_EVENT_CLASS_BYTES);
}

/* Random MACs: a bounded number of reports in a minute, and room again afterwards. */
static void
test_a_flood_of_clients_is_bounded (void **state) {
  CbCableWatch watch = new_watch (false);
  uint8_t mac[6] = { 0xdc, 0xa6, 0x32 };
  unsigned n_boards = 0, n_strangers = 0;
  CbCableFrame frame;

  for (unsigned i = 0; i < 5000; i++) {
    mac[0] = i % 2 ? 0xdc : 0;
    mac[4] = (uint8_t) (i >> 8);
    mac[5] = (uint8_t) i;
    frame = discover (mac, NULL);
    switch (hear (&watch, &frame, i)) {
    case CB_BOOT_BOARD_SEEN: n_boards++; break;
    case CB_BOOT_STRANGER: n_strangers++; break;
    default: break;
    }
  }
  assert_int_equal (n_boards, CB_MAX_WATCHED_BOARDS);
  assert_int_equal (n_strangers, CB_MAX_WATCHED_STRANGERS);
  frame = discover (pi_mac, NULL);
  assert_int_equal (hear (&watch, &frame, 5001), SILENCE);
  assert_int_equal (hear (&watch, &frame, 5000 + CB_CABLE_WATCH_MS_QUIET), CB_BOOT_BOARD_SEEN);
}

static void
test_a_discover_without_offer (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = discover (pi_mac, NULL);

  assert_int_equal (hear (&watch, &frame, 0), CB_BOOT_BOARD_SEEN);
  hear (&watch, &frame, 3000); /* the first one counts */
  assert_true (cb_cable_watch_deadline (&watch) == NS (1000 + CB_CABLE_WATCH_MS_OFFER));
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_OFFER - 1), SILENCE);
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_OFFER), CB_BOOT_DISCOVER_UNANSWERED);
  assert_memory_equal (event.unanswered.mac, pi_mac, 6);
  assert_int_equal (event.unanswered.address, 0);
  assert_int_equal (event.unanswered.ms, CB_CABLE_WATCH_MS_OFFER);
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_OFFER), SILENCE);
  hear (&watch, &frame, 10000); /* once a minute */
  assert_true (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER);
  hear (&watch, &frame, CB_CABLE_WATCH_MS_OFFER + CB_CABLE_WATCH_MS_QUIET);
  assert_int_equal (due (&watch, 2 * CB_CABLE_WATCH_MS_OFFER + CB_CABLE_WATCH_MS_QUIET),
                    CB_BOOT_DISCOVER_UNANSWERED);
}

static void
test_an_offer_of_ours_is_an_answer (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = discover (pi_mac, NULL);

  hear (&watch, &frame, 0);
  frame = server_says (CB_DHCP_TYPE_OFFER, OWN, other_mac, PI, true); /* to somebody else */
  hear (&watch, &frame, 1);
  assert_true (cb_cable_watch_deadline (&watch) != CB_CABLE_WATCH_NEVER);
  frame = server_says (CB_DHCP_TYPE_OFFER, OFFICE, pi_mac, PI, false); /* by somebody else */
  hear (&watch, &frame, 2);
  assert_true (cb_cable_watch_deadline (&watch) != CB_CABLE_WATCH_NEVER);
  frame = server_says (CB_DHCP_TYPE_OFFER, OWN, pi_mac, PI, true);
  hear (&watch, &frame, 3);
  assert_true (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER);
}

/* A board that asked before anybody served is answered when it asks again. */
static void
test_an_offer_that_comes_late (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = discover (pi_mac, NULL);

  hear (&watch, &frame, 0);
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_OFFER), CB_BOOT_DISCOVER_UNANSWERED);
  hear (&watch, &frame, CB_CABLE_WATCH_MS_OFFER + 1);
  frame = server_says (CB_DHCP_TYPE_OFFER, OWN, pi_mac, PI, true);
  assert_int_equal (hear (&watch, &frame, CB_CABLE_WATCH_MS_OFFER + 2), CB_BOOT_ANSWERED);
  assert_memory_equal (event.unanswered.mac, pi_mac, 6);
  assert_int_equal (event.unanswered.address, 0);
  assert_int_equal (hear (&watch, &frame, CB_CABLE_WATCH_MS_OFFER + 3), SILENCE);
}

static void
test_a_request_without_answer (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frame = tftp_frame (PI, 49152, OWN, 69, 1);

  assert_int_equal (hear (&watch, &frame, 0), SILENCE);
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_ANSWER - 1), SILENCE);
  assert_int_equal (due (&watch, CB_CABLE_WATCH_MS_ANSWER), CB_BOOT_REQUEST_UNANSWERED);
  assert_memory_equal (event.unanswered.mac, pi_mac, 6);
  assert_int_equal (event.unanswered.address, PI);
  assert_int_equal (event.unanswered.ms, CB_CABLE_WATCH_MS_ANSWER);
  frame = tftp_frame (OWN, 40000, PI, 49152, 3);
  frame.is_ours = true;
  assert_int_equal (hear (&watch, &frame, CB_CABLE_WATCH_MS_ANSWER + 1), CB_BOOT_ANSWERED);
  assert_int_equal (event.unanswered.address, PI);
  assert_int_equal (hear (&watch, &frame, CB_CABLE_WATCH_MS_ANSWER + 2), SILENCE);
}

static void
test_which_datagrams_are_answers (void **state) {
  static const struct {
    uint32_t source, destination;
    uint16_t source_port, port;
    bool answers;
  } datagrams[] = {
    { OWN, PI, 40000, 49152, true },
    { OWN, PI, 69, 49152, true },
    { OWN, PI, 40000, 49153, false },
    { OWN, PI + 1, 40000, 49152, false },
    { OFFICE, PI, 69, 49152, false },
    { PI, OWN, 49152, 40000, false },
  };

  for (size_t i = 0; i < sizeof datagrams / sizeof *datagrams; i++) {
    CbCableWatch watch = new_watch (false);
    CbCableFrame frame = tftp_frame (PI, 49152, OWN, 69, 1);

    hear (&watch, &frame, 0);
    frame = tftp_frame (datagrams[i].source, datagrams[i].source_port, datagrams[i].destination,
                        datagrams[i].port, 3);
    hear (&watch, &frame, 1);
    assert_int_equal (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER, datagrams[i].answers);
  }
}

static void
test_what_is_no_request (void **state) {
  CbCableWatch watch = new_watch (false);
  CbCableFrame frames[] = {
    tftp_frame (PI, 49152, OWN + 1, 69, 1), /* to another host */
    tftp_frame (PI, 49152, OWN, 70, 1),     /* to another port */
    tftp_frame (OWN, 49152, OWN, 69, 1),    /* by ourselves */
    tftp_frame (PI, 49152, OWN, 69, 1),     /* empty */
  };

  frames[3].datagram.n_bytes = 1;
  for (size_t i = 0; i < 4; i++)
    hear (&watch, &frames[i], 0);
  frames[0] = tftp_frame (PI, 49152, OWN, 69, 2); /* a request to write */
  hear (&watch, &frames[0], 0);
  assert_true (cb_cable_watch_deadline (&watch) == CB_CABLE_WATCH_NEVER);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_probes_in_growing_distance),
    cmocka_unit_test (test_late_probes_are_one),
    cmocka_unit_test (test_without_the_guard),
    cmocka_unit_test (test_a_foreign_server_is_said_once),
    cmocka_unit_test (test_what_is_no_foreign_server),
    cmocka_unit_test (test_servers_are_bounded),
    cmocka_unit_test (test_boards_and_strangers),
    cmocka_unit_test (test_a_pi_by_its_mark_stays_one),
    cmocka_unit_test (test_what_is_no_discover),
    cmocka_unit_test (test_a_long_class_is_cut),
    cmocka_unit_test (test_a_flood_of_clients_is_bounded),
    cmocka_unit_test (test_a_discover_without_offer),
    cmocka_unit_test (test_an_offer_of_ours_is_an_answer),
    cmocka_unit_test (test_an_offer_that_comes_late),
    cmocka_unit_test (test_a_request_without_answer),
    cmocka_unit_test (test_which_datagrams_are_answers),
    cmocka_unit_test (test_what_is_no_request),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
