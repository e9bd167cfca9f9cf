/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "dhcp-packets.h"
#include "wire/dhcp-server.h"

#define OWN    UINT32_C (0x0a2a0001)
#define OTHER  UINT32_C (0xc0a80001)
#define SECOND UINT64_C (1000000000)
#define LEASE  UINT64_C (3600)

#define MAC_OWN "\x00\x1b\x21\x01\x02\x03"
#define MAC_NEW "\x88\xff\x00\x01\x02\x03" /* of no listed prefix */

static const CbDhcpMacPrefix prefixes[] = {
  { { 0xb8, 0x27, 0xeb }, 3 },
  { { 0xdc, 0xa6, 0x32 }, 3 },
  { { 0x2c, 0xcf, 0x67 }, 3 },
};

/* A server on a cable, and what it last said. */
typedef struct {
  CbDhcpServer server;
  uint64_t ns_now;
  CbDhcpReply reply;
  CbDhcpMessage said;
} Cable;

static CbDhcpServerSettings
make_settings (bool only_pis) {
  CbDhcpServerSettings settings = {
    .terms = { .own_address = OWN, .prefix = 24, .lease_seconds = LEASE, .has_tftp = true },
    .only_pis = only_pis,
    .mac_prefixes = prefixes,
    .n_mac_prefixes = G_N_ELEMENTS (prefixes),
  };

  memcpy (settings.mac, MAC_OWN, 6);
  return settings;
}

static void
cable_init (Cable *cable, bool only_pis) {
  CbDhcpServerSettings settings = make_settings (only_pis);

  memset (cable, 0, sizeof *cable);
  cable->ns_now = SECOND;
  assert_int_equal (cb_dhcp_server_init (&cable->server, &settings), 0);
}

/* Each reply is one to this very message, and could be sent. */
static void
check_reply (const Cable *cable, const CbDhcpMessage *message) {
  const CbDhcpReply *reply = &cable->reply;
  uint32_t server = 0;

  assert_true (reply->n_bytes >= CB_DHCP_MIN_BYTES);
  assert_true (reply->n_bytes <= cb_dhcp_message_max_answer (message));
  assert_int_equal (cable->said.head.op, CB_DHCP_OP_REPLY);
  assert_int_equal (cable->said.head.xid, message->head.xid);
  assert_memory_equal (cable->said.head.chaddr, message->head.chaddr, 6);
  assert_int_equal (cable->said.type, reply->type);
  assert_true (cb_dhcp_message_u32 (&cable->said, CB_DHCP_OPTION_SERVER, &server));
  assert_int_equal (server, OWN);
  if (reply->to != CB_DHCP_TO_ALL)
    assert_true (cb_leases_is_host (&cable->server.leases, reply->address));
  if (cable->said.head.yiaddr != 0)
    assert_true (cb_leases_is_host (&cable->server.leases, cable->said.head.yiaddr));
}

static int
hear (Cable *cable, const Packet *packet) {
  CbDhcpMessage message;
  int r;

  assert_int_equal (cb_dhcp_message_parse (packet->bytes, packet->n_bytes, &message), 0);
  memset (&cable->reply, 0, sizeof cable->reply);
  r = cb_dhcp_server_answer (&cable->server, &message, cable->ns_now, &cable->reply);
  assert_true (r >= 0);
  assert_int_equal (cable->reply.n_bytes > 0, r == 0);
  if (r == 0) {
    assert_int_equal (cb_dhcp_message_parse (cable->reply.bytes, cable->reply.n_bytes, &cable->said), 0);
    check_reply (cable, &message);
  }
  return r;
}

static int
hear_from (Cable *cable, Packet (*make) (void)) {
  Packet packet = make ();

  return hear (cable, &packet);
}

/* A Linux client's message with the fields that tell the states of RFC 2131 4.3.2 apart; 0 leaves one out. */
static int
hear_linux (Cable *cable, uint8_t type, const char *mac, uint32_t server, uint32_t address, uint32_t ciaddr) {
  Packet packet = packet_begin (type, 77, mac);

  if (server != 0)
    packet_add_u32 (&packet, 54, server);
  if (address != 0)
    packet_add_u32 (&packet, 50, address);
  packet_u32 (&packet, 12, ciaddr);
  packet_end (&packet);
  return hear (cable, &packet);
}

static bool
said_option (const Cable *cable, uint8_t code) {
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (&cable->said, code, &bytes, &n_bytes);
}

static CbLeaseState
state_of (Cable *cable, const char *mac) {
  const CbLease *lease = cb_leases_find (&cable->server.leases, (const uint8_t *) mac);

  return lease != NULL ? cb_lease_state (lease, cable->ns_now) : CB_LEASE_UNUSED;
}

/* Offered and bound; returns the address. */
static uint32_t
give_lease (Cable *cable, const char *mac) {
  uint32_t address;

  assert_int_equal (hear_linux (cable, 1, mac, 0, 0, 0), 0);
  address = cable->reply.client_address;
  assert_int_equal (hear_linux (cable, 3, mac, OWN, address, 0), 0);
  assert_int_equal (cable->reply.type, CB_DHCP_TYPE_ACK);
  return address;
}

static void
test_init (void **state) {
  CbDhcpServerSettings settings = make_settings (true);
  CbDhcpServer server;

  assert_int_equal (cb_dhcp_server_init (&server, &settings), 0);
  settings.terms.lease_seconds = 0;
  assert_int_equal (cb_dhcp_server_init (&server, &settings), -EINVAL);
  settings = make_settings (true);
  settings.terms.prefix = 31;
  assert_int_equal (cb_dhcp_server_init (&server, &settings), -EINVAL);
}

static void
test_each_board_is_offered (void **state) {
  static const struct {
    Packet (*make) (void);
    bool wants_nudge;
  } steps[] = {
    { packet_pi3b_rom, true }, { packet_pi3b_plus, false }, { packet_pi4, false },
    { packet_pi4_reversed, false }, { packet_pi5, false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Cable cable;

    cable_init (&cable, true);
    assert_int_equal (hear_from (&cable, steps[i].make), 0);
    assert_int_equal (cable.reply.type, CB_DHCP_TYPE_OFFER);
    assert_int_equal (cable.reply.wants_nudge, steps[i].wants_nudge);
    assert_int_equal (cable.reply.to, CB_DHCP_TO_HARDWARE);
    assert_int_equal (cable.reply.address, cable.said.head.yiaddr);
    assert_true (cable.reply.for_boot);
    assert_int_equal (cable.said.head.siaddr, OWN);
    assert_true (said_option (&cable, 43) && said_option (&cable, 60) && said_option (&cable, 66));
    assert_true (said_option (&cable, 97));
    assert_false (said_option (&cable, 3) || said_option (&cable, 6));
  }
}

/* Boot loader, then Linux, of one board: the same address, boot options for the first alone. */
static void
test_a_boot (void **state) {
  Cable cable;
  Packet request = packet_pi (3, 0x1a2b3c4d, MAC_PI4, "\1\3" ROM_LIST, uuid_pi4);
  uint32_t address;

  cable_init (&cable, true);
  assert_int_equal (hear_from (&cable, packet_pi4), 0);
  address = cable.said.head.yiaddr;
  packet_hide (&request, 60); /* pi-netboot.md 1.2 */
  request.n_bytes--;
  packet_add_u32 (&request, 50, address);
  packet_add_u32 (&request, 54, OWN);
  packet_end (&request);
  assert_int_equal (hear (&cable, &request), 0);
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
  assert_true (cable.reply.for_boot && said_option (&cable, 43) && said_option (&cable, 66));
  cable.ns_now += 20 * SECOND;
  request = packet_linux (1, 9, MAC_PI4);
  assert_int_equal (hear (&cable, &request), 0);
  assert_int_equal (cable.said.head.yiaddr, address);
  assert_false (cable.reply.for_boot || said_option (&cable, 43) || said_option (&cable, 60));
  assert_int_equal (cable.said.head.siaddr, OWN);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_BOUND);
  assert_int_equal (hear_linux (&cable, 3, MAC_PI4, OWN, address, 0), 0);
  assert_false (cable.reply.for_boot || said_option (&cable, 66));
}

/* A Pi 3 never sends REQUEST: its address outlives the time that others have for that. */
static void
test_offers_wait (void **state) {
  Cable cable;

  cable_init (&cable, true);
  assert_int_equal (hear_from (&cable, packet_pi3b_rom), 0);
  assert_int_equal (hear_from (&cable, packet_pi4), 0);
  cable.ns_now += 60 * SECOND - 1;
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_OFFERED);
  cable.ns_now += 1;
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_EXPIRED);
  cable.ns_now += 500 * SECOND;
  assert_int_equal (state_of (&cable, MAC_PI3B), CB_LEASE_OFFERED);
}

static void
test_strangers (void **state) {
  Packet pc = packet_pi (1, 8, MAC_LINUX, ROM_LIST, (const uint8_t *) "\0" "0123456789abcdef");
  Packet rom = packet_pi (1, 8, MAC_LINUX, ROM_LIST, uuid_3b);
  Cable cable;

  cable_init (&cable, true);
  assert_int_equal (hear_from (&cable, packet_linux_discover), CB_DHCP_SILENT_STRANGER);
  assert_int_equal (hear (&cable, &pc), CB_DHCP_SILENT_STRANGER);
  assert_int_equal (hear (&cable, &rom), CB_DHCP_SILENT_STRANGER); /* the ROM is known by its MAC alone */
  assert_int_equal (hear_linux (&cable, 3, MAC_LINUX, OWN, OWN + 9, 0), CB_DHCP_SILENT_STRANGER);
  assert_int_equal (hear_linux (&cable, 8, MAC_LINUX, 0, 0, OWN + 9), CB_DHCP_SILENT_STRANGER);
  assert_null (cb_leases_next (&cable.server.leases, NULL, cable.ns_now));
  cable_init (&cable, false);
  assert_int_equal (hear_from (&cable, packet_linux_discover), 0);
  assert_false (cable.reply.for_boot);
  assert_int_equal (hear (&cable, &pc), 0);
  assert_true (cable.reply.for_boot);
}

/* A board with a MAC of no listed prefix is known by option 97, and its Linux by what it said before. */
static void
test_a_new_prefix (void **state) {
  Packet loader = packet_pi (1, 8, MAC_NEW, ROM_LIST, uuid_pi5);
  Packet os = packet_linux (1, 9, MAC_NEW);
  uint32_t address;
  Cable cable;

  cable_init (&cable, true);
  assert_int_equal (hear (&cable, &os), CB_DHCP_SILENT_STRANGER);
  assert_int_equal (hear (&cable, &loader), 0);
  address = cable.said.head.yiaddr;
  cable.ns_now += 3600 * SECOND;
  assert_int_equal (hear (&cable, &os), 0);
  assert_int_equal (cable.said.head.yiaddr, address);
  assert_int_equal (hear_linux (&cable, 3, MAC_NEW, OWN, address, 0), 0);
  assert_int_equal (hear_from (&cable, packet_linux_discover), CB_DHCP_SILENT_STRANGER);
}

/* One step away from a good DISCOVER: a byte of the head, or of the body of option code. */
static void
test_silences (void **state) {
  static const struct {
    size_t at;
    uint8_t code;
    uint8_t value;
    int r;
  } steps[] = {
    { 0, 0, 2, CB_DHCP_SILENT_NO_REQUEST }, { 28, 0, 0xdd, CB_DHCP_SILENT_BAD_MAC },
    { 24, 0, 10, CB_DHCP_SILENT_RELAYED },  { 27, 0, 1, CB_DHCP_SILENT_RELAYED },
    { 0, 53, 0, CB_DHCP_SILENT_DAMAGED },   { 0, 53, 2, CB_DHCP_SILENT_UNEXPECTED },
    { 0, 53, 5, CB_DHCP_SILENT_UNEXPECTED }, { 0, 53, 6, CB_DHCP_SILENT_UNEXPECTED },
    { 0, 53, 9, CB_DHCP_SILENT_UNEXPECTED }, { 0, 53, 255, CB_DHCP_SILENT_UNEXPECTED },
    { 3, 0, 4, 0 },                         { 12, 0, 10, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    Packet packet = packet_pi4 ();
    Cable cable;

    cable_init (&cable, true);
    packet.bytes[steps[i].code != 0 ? packet_find (&packet, steps[i].code) + 2 : steps[i].at] = steps[i].value;
    assert_int_equal (hear (&cable, &packet), steps[i].r);
    assert_int_equal (cb_leases_next (&cable.server.leases, NULL, cable.ns_now) != NULL, steps[i].r == 0);
  }
}

static void
test_more_silences (void **state) {
  static const uint8_t long_identifier[CB_MAX_DHCP_CLIENT_BYTES + 1] = { 0 };
  Packet packet = packet_pi4 ();
  Cable cable;

  cable_init (&cable, false);
  packet_hide (&packet, 53);
  assert_int_equal (hear (&cable, &packet), CB_DHCP_SILENT_BOOTP);
  assert_int_equal (hear_linux (&cable, 1, MAC_OWN, 0, 0, 0), CB_DHCP_SILENT_OWN);
  assert_int_equal (hear_linux (&cable, 1, "\0\0\0\0\0\0", 0, 0, 0), CB_DHCP_SILENT_BAD_MAC);
  packet = packet_begin (3, 1, MAC_PI4);
  packet_add (&packet, 50, "\x0a\x2a\0", 3);
  packet_end (&packet);
  assert_int_equal (hear (&cable, &packet), CB_DHCP_SILENT_DAMAGED);
  packet = packet_begin (1, 1, MAC_PI4);
  packet_add (&packet, 61, long_identifier, sizeof long_identifier);
  packet_end (&packet);
  assert_int_equal (hear (&cable, &packet), CB_DHCP_SILENT_DAMAGED);
  packet.bytes[packet_find (&packet, 61) + 1]--;
  assert_int_equal (hear (&cable, &packet), 0);
  packet = packet_linux_discover ();
  packet.bytes[10] = 0x80;
  assert_int_equal (hear (&cable, &packet), 0);
  assert_int_equal (cable.reply.to, CB_DHCP_TO_ALL);
}

/* RFC 2131 4.3.2: server identifier, requested address and ciaddr tell the states apart. MINE stands for the
 * address that this client has, FREE for one that nobody has. */
enum { NONE, MINE, FREE, THEIRS, FOREIGN, SERVER };

static void
test_requests (void **state) {
  static const struct {
    uint32_t server;
    int address, ciaddr;
    int r;
    CbDhcpType type;
  } steps[] = {
    { OWN, MINE, NONE, 0, CB_DHCP_TYPE_ACK },       /* SELECTING */
    { OWN, FREE, NONE, 0, CB_DHCP_TYPE_NAK },
    { OWN, THEIRS, NONE, 0, CB_DHCP_TYPE_NAK },
    { OWN, SERVER, NONE, 0, CB_DHCP_TYPE_NAK },
    { OWN, FOREIGN, NONE, 0, CB_DHCP_TYPE_NAK },
    { OWN, NONE, NONE, CB_DHCP_SILENT_INCOMPLETE, 0 },
    { OWN, MINE, MINE, CB_DHCP_SILENT_INCOMPLETE, 0 },
    { OTHER, MINE, NONE, CB_DHCP_SILENT_OTHER_SERVER, 0 },
    { OTHER, NONE, MINE, CB_DHCP_SILENT_OTHER_SERVER, 0 },
    { 0, MINE, NONE, 0, CB_DHCP_TYPE_ACK },         /* INIT-REBOOT */
    { 0, FREE, NONE, 0, CB_DHCP_TYPE_NAK },
    { 0, THEIRS, NONE, 0, CB_DHCP_TYPE_NAK },
    { 0, FOREIGN, NONE, 0, CB_DHCP_TYPE_NAK },
    { 0, MINE, MINE, CB_DHCP_SILENT_INCOMPLETE, 0 },
    { 0, NONE, MINE, 0, CB_DHCP_TYPE_ACK },         /* RENEWING, REBINDING */
    { 0, NONE, FREE, 0, CB_DHCP_TYPE_NAK },
    { 0, NONE, THEIRS, 0, CB_DHCP_TYPE_NAK },
    { 0, NONE, FOREIGN, 0, CB_DHCP_TYPE_NAK },
    { 0, NONE, NONE, CB_DHCP_SILENT_INCOMPLETE, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    uint32_t places[] = { [FOREIGN] = OTHER + 5, [SERVER] = OWN };
    Cable cable;

    cable_init (&cable, true);
    places[THEIRS] = give_lease (&cable, MAC_PI5);
    assert_int_equal (hear_linux (&cable, 1, MAC_PI4, 0, 0, 0), 0);
    places[MINE] = cable.reply.client_address;
    for (places[FREE] = OWN + 1; places[FREE] == places[MINE] || places[FREE] == places[THEIRS];)
      places[FREE]++;
    assert_int_equal (hear_linux (&cable, 3, MAC_PI4, steps[i].server, places[steps[i].address],
                                  places[steps[i].ciaddr]),
                      steps[i].r);
    assert_int_equal (cable.reply.type, steps[i].type);
    assert_int_equal (state_of (&cable, MAC_PI4) == CB_LEASE_BOUND, steps[i].type == CB_DHCP_TYPE_ACK);
    assert_int_equal (state_of (&cable, MAC_PI4) == CB_LEASE_EXPIRED,
                      steps[i].r == CB_DHCP_SILENT_OTHER_SERVER);
    assert_int_equal (state_of (&cable, MAC_PI5), CB_LEASE_BOUND);
    if (steps[i].type == CB_DHCP_TYPE_ACK && steps[i].ciaddr == MINE) {
      assert_int_equal (cable.reply.to, CB_DHCP_TO_ADDRESS);
      assert_int_equal (cable.reply.address, places[MINE]);
      assert_int_equal (cable.said.head.ciaddr, places[MINE]);
    }
    if (steps[i].type == CB_DHCP_TYPE_NAK)
      assert_int_equal (cable.reply.to, CB_DHCP_TO_ALL);
  }
}

/* After a restart the table is empty: who asks for a free address of the subnet keeps it. */
static void
test_restart (void **state) {
  for (int renewing = 0; renewing < 2; renewing++) {
    Cable cable;

    cable_init (&cable, true);
    assert_int_equal (hear_linux (&cable, 3, MAC_PI4, 0, renewing ? 0 : OWN + 77, renewing ? OWN + 77 : 0), 0);
    assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
    assert_int_equal (cable.said.head.yiaddr, OWN + 77);
    assert_int_equal (hear_linux (&cable, 3, MAC_PI5, 0, OWN + 77, 0), 0);
    assert_int_equal (cable.reply.type, CB_DHCP_TYPE_NAK);
  }
}

static void
test_decline (void **state) {
  uint32_t address, next;
  Cable cable;

  cable_init (&cable, true);
  address = give_lease (&cable, MAC_PI4);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI4, 0, address, 0), CB_DHCP_SILENT_INCOMPLETE);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI4, OWN, 0, 0), CB_DHCP_SILENT_INCOMPLETE);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI4, OTHER, address, 0), CB_DHCP_SILENT_OTHER_SERVER);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI4, OWN, address + 1, 0), CB_DHCP_SILENT_NOT_LEASED);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI5, OWN, address, 0), CB_DHCP_SILENT_NOT_LEASED);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_BOUND);
  assert_int_equal (hear_linux (&cable, 4, MAC_PI4, OWN, address, 0), CB_DHCP_SILENT_DONE);
  next = give_lease (&cable, MAC_PI4);
  assert_int_not_equal (next, address);
  cable.ns_now += 600 * SECOND - 1;
  assert_int_equal (hear_linux (&cable, 3, MAC_PI5, 0, address, 0), 0);
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_NAK);
  cable.ns_now += 1;
  assert_int_equal (hear_linux (&cable, 3, MAC_PI5, 0, address, 0), 0);
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
}

static void
test_release (void **state) {
  uint32_t address;
  Cable cable;

  cable_init (&cable, true);
  address = give_lease (&cable, MAC_PI4);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI4, 0, 0, address), CB_DHCP_SILENT_INCOMPLETE);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI4, OTHER, 0, address), CB_DHCP_SILENT_OTHER_SERVER);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI4, OWN, 0, address + 1), CB_DHCP_SILENT_NOT_LEASED);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI5, OWN, 0, address), CB_DHCP_SILENT_NOT_LEASED);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_BOUND);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI4, OWN, 0, address), CB_DHCP_SILENT_DONE);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_EXPIRED);
  assert_int_equal (give_lease (&cable, MAC_PI4), address);
}

/* RFC 2131 4.3.5: no yiaddr, no lease time, no entry. */
static void
test_inform (void **state) {
  static const uint32_t refused[] = { OTHER, OWN, OWN - 1, OWN + 254, UINT32_MAX };
  Cable cable;

  cable_init (&cable, true);
  assert_int_equal (hear_linux (&cable, 8, MAC_PI4, 0, 0, OWN + 9), 0);
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
  assert_int_equal (cable.reply.to, CB_DHCP_TO_ADDRESS);
  assert_int_equal (cable.reply.address, OWN + 9);
  assert_int_equal (cable.said.head.yiaddr, 0);
  assert_false (said_option (&cable, CB_DHCP_OPTION_LEASE_SECONDS));
  assert_true (said_option (&cable, CB_DHCP_OPTION_MASK));
  assert_null (cb_leases_next (&cable.server.leases, NULL, cable.ns_now));
  assert_int_equal (hear_linux (&cable, 8, MAC_PI4, 0, 0, 0), CB_DHCP_SILENT_INCOMPLETE);
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_int_equal (hear_linux (&cable, 8, MAC_PI4, 0, 0, refused[i]), CB_DHCP_SILENT_OTHER_NET);
}

/* A client of RFC 2131 figure 5 through a day: bound, renewed at half time, rebound late, expired, again. */
static void
test_a_day (void **state) {
  uint32_t address;
  Cable cable;

  cable_init (&cable, true);
  address = give_lease (&cable, MAC_PI5);
  for (int i = 0; i < 40; i++) {
    cable.ns_now += LEASE / 2 * SECOND;
    assert_int_equal (hear_linux (&cable, 3, MAC_PI5, 0, 0, address), 0);
    assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
    assert_int_equal (cable.reply.to, CB_DHCP_TO_ADDRESS);
  }
  cable.ns_now += LEASE * SECOND - 1;
  assert_int_equal (state_of (&cable, MAC_PI5), CB_LEASE_BOUND);
  cable.ns_now += 1;
  assert_int_equal (state_of (&cable, MAC_PI5), CB_LEASE_EXPIRED);
  assert_int_equal (hear_linux (&cable, 3, MAC_PI5, 0, address, 0), 0); /* its place wasn't needed */
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
  assert_int_equal (hear_linux (&cable, 7, MAC_PI5, OWN, 0, address), CB_DHCP_SILENT_DONE);
  assert_int_equal (give_lease (&cable, MAC_PI5), address);
}

/* 100,000 invented clients, every other one greedy, between two renewals of a board. Another board comes. */
static void
test_starvation (void **state) {
  uint32_t address, random = 1;
  unsigned n_full = 0;
  Cable cable;

  cable_init (&cable, false);
  address = give_lease (&cable, MAC_PI4);
  for (uint32_t i = 0; i < 100000; i++) {
    char mac[6] = { 2 };
    int r;

    random = random * 1664525 + 1013904223;
    memcpy (mac + 2, &random, 4);
    cable.ns_now += SECOND / 100;
    r = hear_linux (&cable, 1, mac, 0, 0, 0);
    if (r == 0 && i % 2 == 0)
      hear_linux (&cable, 3, mac, OWN, cable.reply.client_address, 0);
    n_full += r == CB_DHCP_SILENT_FULL;
  }
  assert_true (n_full > 90000);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_BOUND);
  assert_int_equal (hear_linux (&cable, 3, MAC_PI4, 0, 0, address), 0);
  assert_int_equal (cable.reply.type, CB_DHCP_TYPE_ACK);
  assert_int_equal (hear_from (&cable, packet_pi5), 0);
  assert_int_equal (state_of (&cable, MAC_PI5), CB_LEASE_OFFERED);
  assert_int_equal (state_of (&cable, MAC_PI4), CB_LEASE_BOUND);
}

/* What is cut short is refused by the parser, or answered like a whole one. */
static void
test_every_truncation (void **state) {
  static Packet (*const good[]) (void) = { packet_pi3b_rom, packet_pi3b_plus, packet_pi4,
                                           packet_pi4_reversed, packet_pi5, packet_linux_discover };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++) {
    Packet packet = good[i] ();
    Cable cable;

    cable_init (&cable, false);
    for (size_t n = 0; n < packet.n_bytes; n++) {
      Packet cut = packet;
      CbDhcpMessage message;

      cut.n_bytes = n;
      if (cb_dhcp_message_parse (cut.bytes, n, &message) == 0)
        assert_int_equal (hear (&cable, &cut), n > PACKET_OPTIONS ? 0 : CB_DHCP_SILENT_BOOTP);
    }
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_init),          cmocka_unit_test (test_each_board_is_offered),
    cmocka_unit_test (test_a_boot),        cmocka_unit_test (test_offers_wait),
    cmocka_unit_test (test_strangers),     cmocka_unit_test (test_a_new_prefix),
    cmocka_unit_test (test_silences),      cmocka_unit_test (test_more_silences),
    cmocka_unit_test (test_requests),      cmocka_unit_test (test_restart),
    cmocka_unit_test (test_decline),       cmocka_unit_test (test_release),
    cmocka_unit_test (test_inform),        cmocka_unit_test (test_a_day),
    cmocka_unit_test (test_starvation),    cmocka_unit_test (test_every_truncation),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
