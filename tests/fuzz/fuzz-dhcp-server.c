/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A server with some leases hears a row of messages. After each one the table is sound, nobody but the sender
 * lost a bound lease, unless it is no Pi and the sender is one, and a reply can be read and goes to a place on
 * the cable.
 *
 * Input: a byte of settings; then for each message a byte of seconds that pass, and either
 *   a number 1 to 5 and 6 bytes of a short message (the client, its type, which fields are there, two
 *   addresses, which option 97), or
 *   any other number, two bytes of length and a datagram. */

#include "fuzz.h"

#include <string.h>

#include "wire/bytes.h"
#include "wire/dhcp-server.h"

#define OWN           UINT32_C (0x0a2a0001)
#define NS_PER_SECOND UINT64_C (1000000000)

#define N_SHORT      5
#define MAX_MESSAGES 400

static const CbDhcpMacPrefix prefixes[] = { { { 0xdc, 0xa6, 0x32 }, 3 }, { { 0xb8, 0x27, 0xeb }, 3 } };

static const char uuids[][18] = { "\0DDDDDDDDDDDDDDDD", "\0RPi4\x14\x31\xd0\0\1\2\3\4\5\6\7\x08",
                                  "\0" "5iPR\x70\x41\xd0\0\1\2\3\4\5\6\7\x08", "\1RPi4????????????" };

static void
start (CbDhcpServer *server, uint8_t byte) {
  CbDhcpServerSettings settings = {
    .terms = { .own_address = OWN, .prefix = 16 + byte % 15, .lease_seconds = 200 },
    .mac = { 0, 1, 2, 3, 4, 5 },
    .only_pis = (byte & 16) != 0,
    .mac_prefixes = prefixes,
    .n_mac_prefixes = sizeof prefixes / sizeof prefixes[0],
  };
  const uint8_t pi4[] = { 0xdc, 0xa6, 0x32, 0, 0, 1 }, pi3[] = { 0xb8, 0x27, 0xeb, 0, 0, 2 };
  CbLease *lease;

  settings.terms.has_router = (byte & 32) != 0;
  settings.terms.name_server = (byte & 64) != 0 ? OWN : 0;
  settings.terms.has_tftp = (byte & 128) != 0;
  fuzz_assert (cb_dhcp_server_init (server, &settings) == 0);
  fuzz_assert (cb_leases_offer (&server->leases, pi4, 0, NS_PER_SECOND, &lease) == 0);
  fuzz_assert (cb_leases_bind (&server->leases, pi4, lease->address, 0, 9 * NS_PER_SECOND, &lease) == 0);
  cb_leases_offer (&server->leases, pi3, 0, 9 * NS_PER_SECOND, &lease);
}

/* An address near our own, or a foreign one. */
static uint32_t
address_of (uint8_t byte) {
  return byte == 255 ? UINT32_C (0xc0a80001) : OWN - 1 + byte;
}

static size_t
make_short (CbReader *input, uint8_t *buffer, size_t n_room) {
  uint8_t client = cb_reader_u8 (input), type = cb_reader_u8 (input), fields = cb_reader_u8 (input);
  uint32_t address = address_of (cb_reader_u8 (input)), ciaddr = address_of (cb_reader_u8 (input));
  const char *uuid = uuids[cb_reader_u8 (input) % 4];
  CbDhcpHead head = { .op = CB_DHCP_OP_REQUEST, .chaddr = { 0xdc, 0xa6, 0x32, 0, 0, client } };
  CbDhcpBuilder builder;
  size_t n_bytes = 0;

  if (client % 2 == 0)
    memcpy (head.chaddr, "\xb8\x27\xeb", 3);
  if (client >= 128)
    head.chaddr[0] = 2;
  head.flags = (fields & 1) != 0 ? CB_DHCP_FLAG_BROADCAST : 0;
  head.ciaddr = (fields & 2) != 0 ? ciaddr : 0;
  builder = cb_dhcp_builder_new (&head, type % 10, buffer, n_room);
  if ((fields & 4) != 0)
    cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_ADDRESS, address);
  if ((fields & 24) != 0)
    cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_SERVER, (fields & 8) != 0 ? OWN : OWN + 1);
  if ((fields & 32) != 0)
    cb_dhcp_builder_text (&builder, CB_DHCP_OPTION_CLASS, "PXEClient:Arch:00000:UNDI:002001");
  if ((fields & 64) != 0)
    cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_UUID, uuid, 17);
  fuzz_assert (cb_dhcp_builder_end (&builder, &n_bytes) == 0);
  return n_bytes;
}

/* leases.h: at most one entry per address and one per client, all of them hosts. */
static void
check_entry (const CbLeases *leases, const CbLease *entry, uint64_t ns_now) {
  fuzz_assert (cb_leases_is_host (leases, entry->address));
  for (const CbLease *other = NULL; (other = cb_leases_next (leases, other, ns_now)) != NULL;) {
    if (other == entry)
      continue;
    fuzz_assert (other->address != entry->address);
    fuzz_assert (other->kept == CB_LEASE_DECLINED || entry->kept == CB_LEASE_DECLINED
                 || memcmp (other->mac, entry->mac, CB_DHCP_MAC_BYTES) != 0);
  }
}

/* The table was sound before: only entries that changed can spoil it. A message changes at most one. */
static void
check_table (const CbLeases *before, const CbLeases *after, uint64_t ns_now) {
  unsigned n_changed = 0;

  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    if (memcmp (&before->table[i], &after->table[i], sizeof (CbLease)) == 0)
      continue;
    check_entry (after, &after->table[i], ns_now);
    n_changed++;
  }
  fuzz_assert (n_changed <= 1);
}

static void
check_bound (const CbLeases *before, CbLeases *after, const uint8_t *sender, uint64_t ns_now) {
  const CbLease *winner = cb_leases_find (after, sender);

  for (const CbLease *a = NULL; (a = cb_leases_next (before, a, ns_now)) != NULL;) {
    const CbLease *b = cb_leases_find (after, a->mac);

    if (cb_lease_state (a, ns_now) == CB_LEASE_BOUND && memcmp (a->mac, sender, CB_DHCP_MAC_BYTES) != 0
        && (a->is_pi || winner == NULL || !winner->is_pi))
      fuzz_assert (b != NULL && memcmp (a, b, sizeof *a) == 0);
  }
}

static void
check_reply (CbDhcpServer *server, const CbDhcpMessage *message, const CbDhcpReply *reply, uint64_t ns_now) {
  const CbLease *lease = cb_leases_find (&server->leases, message->head.chaddr);
  CbDhcpMessage said;
  uint32_t own = 0;

  fuzz_assert (cb_dhcp_message_parse (reply->bytes, reply->n_bytes, &said) == 0);
  fuzz_assert (reply->n_bytes >= CB_DHCP_MIN_BYTES);
  fuzz_assert (reply->n_bytes <= cb_dhcp_message_max_answer (message));
  fuzz_assert (said.head.op == CB_DHCP_OP_REPLY && said.head.xid == message->head.xid);
  fuzz_assert (said.type == reply->type && said.damaged == 0 && said.head.giaddr == 0);
  fuzz_assert (cb_dhcp_message_u32 (&said, CB_DHCP_OPTION_SERVER, &own) && own == OWN);
  fuzz_assert (reply->to == CB_DHCP_TO_ALL ? reply->address == UINT32_MAX
                                           : cb_leases_is_host (&server->leases, reply->address));
  if (said.head.yiaddr == 0)
    return;
  fuzz_assert (lease != NULL && lease->address == said.head.yiaddr);
  fuzz_assert (said.type == CB_DHCP_TYPE_OFFER || cb_lease_state (lease, ns_now) == CB_LEASE_BOUND);
}

static void
hear (CbDhcpServer *server, const uint8_t *bytes, size_t n_bytes, uint64_t ns_now) {
  CbLeases before = server->leases;
  CbDhcpMessage message;
  CbDhcpReply reply;
  int r;

  if (cb_dhcp_message_parse (bytes, n_bytes, &message) < 0)
    return;
  r = cb_dhcp_server_answer (server, &message, ns_now, &reply);
  fuzz_assert (r >= 0 && r <= CB_DHCP_SILENT_UNEXPECTED);
  check_table (&before, &server->leases, ns_now);
  check_bound (&before, &server->leases, message.head.chaddr, ns_now);
  if (r == 0)
    check_reply (server, &message, &reply, ns_now);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader input = cb_reader_new (bytes, n_bytes);
  CbDhcpServer server;
  uint64_t ns_now = 0;

  start (&server, cb_reader_u8 (&input));
  for (int i = 0; i < MAX_MESSAGES && input.n_left > 0; i++) {
    uint8_t buffer[CB_DHCP_DEFAULT_BYTES], kind;

    ns_now += cb_reader_u8 (&input) * NS_PER_SECOND;
    kind = cb_reader_u8 (&input);
    if (kind >= 1 && kind <= N_SHORT) {
      size_t n_short = make_short (&input, buffer, sizeof buffer);

      hear (&server, buffer, n_short, ns_now);
    } else {
      size_t n_datagram = cb_reader_u16 (&input);
      CbReader datagram = cb_reader_part (&input, n_datagram < input.n_left ? n_datagram : input.n_left);

      hear (&server, datagram.bytes, datagram.n_left, ns_now);
    }
  }
  return 0;
}
