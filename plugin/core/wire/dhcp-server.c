/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-server.h"

#include <errno.h>
#include <string.h>

#define NS_PER_SECOND UINT64_C (1000000000)

/* How long an offer waits for its REQUEST. Boards up to the Pi 3 never send one, and use the address all the
 * same until their Linux asks (pi-netboot.md 1.2). */
#define NS_OFFER      (60 * NS_PER_SECOND)
#define NS_BOOT_OFFER (600 * NS_PER_SECOND)

/* How long an address at which somebody else was found is left alone. */
#define NS_DECLINED (600 * NS_PER_SECOND)

/* One message on its way through the decision. */
typedef struct {
  CbDhcpServer *server;
  const CbDhcpMessage *message;
  CbDhcpBoard board;
  bool is_pi; /* by what it says, or by its MAC */
  uint64_t ns_now;
  CbDhcpAnswer answer;
} Exchange;

int
cb_dhcp_server_init (CbDhcpServer *self, const CbDhcpServerSettings *settings) {
  CbLeases leases;
  int r = cb_leases_init (&leases, settings->terms.own_address, settings->terms.prefix);

  if (r < 0 || settings->terms.lease_seconds == 0)
    return -EINVAL;
  *self = (CbDhcpServer){ .settings = *settings, .leases = leases };
  return 0;
}

static bool
is_bad_mac (const uint8_t mac[CB_DHCP_MAC_BYTES]) {
  static const uint8_t nobody[CB_DHCP_MAC_BYTES];

  return (mac[0] & 1) != 0 || memcmp (mac, nobody, CB_DHCP_MAC_BYTES) == 0;
}

static bool
has_long_identifier (const CbDhcpMessage *message) {
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (message, CB_DHCP_OPTION_CLIENT, &bytes, &n_bytes)
         && n_bytes > CB_MAX_DHCP_CLIENT_BYTES;
}

/* Is it a message that a server may look at, whoever sent it? */
static int
judge_message (const CbDhcpServer *self, const CbDhcpMessage *message) {
  if (message->head.op != CB_DHCP_OP_REQUEST)
    return CB_DHCP_SILENT_NO_REQUEST;
  if (is_bad_mac (message->head.chaddr))
    return CB_DHCP_SILENT_BAD_MAC;
  if (memcmp (message->head.chaddr, self->settings.mac, CB_DHCP_MAC_BYTES) == 0)
    return CB_DHCP_SILENT_OWN;
  /* RFC 2131 4.1: the answer would go to giaddr, wherever that is. There is no relay on a cable. */
  if (message->head.giaddr != 0)
    return CB_DHCP_SILENT_RELAYED;
  if (message->damaged != 0 || has_long_identifier (message))
    return CB_DHCP_SILENT_DAMAGED;
  return message->type == CB_DHCP_TYPE_NONE ? CB_DHCP_SILENT_BOOTP : 0;
}

/* A Pi's Linux sends no option 97: what its boot loader said stays with the lease. */
static bool
is_stranger (const Exchange *exchange) {
  const CbLease *lease;

  if (!exchange->server->settings.only_pis || exchange->is_pi)
    return false;
  lease = cb_leases_find (&exchange->server->leases, exchange->message->head.chaddr);
  return lease == NULL || !lease->is_pi;
}

static void
give (Exchange *exchange, CbDhcpType type, CbLease *lease) {
  if (exchange->is_pi)
    lease->is_pi = true;
  exchange->answer.type = type;
  exchange->answer.yiaddr = lease->address;
  exchange->answer.for_boot = exchange->board.is_netboot;
}

static int
offer (Exchange *exchange, CbLease **ret_lease) {
  const CbDhcpBoard *board = &exchange->board;

  return cb_leases_offer (&exchange->server->leases, exchange->message->head.chaddr, exchange->ns_now,
                          board->is_netboot && !board->is_pi ? NS_BOOT_OFFER : NS_OFFER, ret_lease);
}

/* RFC 2131 4.3.1. Which address the client would like doesn't matter: it gets that of its MAC. */
static int
on_discover (Exchange *exchange) {
  CbLease *lease;
  int r = offer (exchange, &lease);

  if (r != 0 && exchange->is_pi && cb_leases_make_room (&exchange->server->leases, exchange->ns_now))
    r = offer (exchange, &lease);
  if (r != 0)
    return CB_DHCP_SILENT_FULL;
  lease->is_netboot = exchange->board.is_netboot;
  give (exchange, CB_DHCP_TYPE_OFFER, lease);
  return 0;
}

/* Binds, or turns the request into a NAK. *ret_lease is NULL after a NAK. */
static int
bind_or_refuse (Exchange *exchange, uint32_t address, CbLease **ret_lease) {
  uint64_t ns_lease = exchange->server->settings.terms.lease_seconds * NS_PER_SECOND;
  CbLease *lease = NULL;
  int r = cb_leases_bind (&exchange->server->leases, exchange->message->head.chaddr, address,
                          exchange->ns_now, ns_lease, &lease);

  if (r == CB_LEASES_FULL)
    return CB_DHCP_SILENT_FULL;
  if (r != 0)
    exchange->answer.type = CB_DHCP_TYPE_NAK;
  else
    give (exchange, CB_DHCP_TYPE_ACK, lease);
  *ret_lease = lease;
  return 0;
}

/* RFC 2131 4.3.2, SELECTING: the client takes somebody's offer. */
static int
on_selecting (Exchange *exchange, uint32_t server) {
  CbLease *lease;
  uint32_t address;
  int r;

  if (server != exchange->server->settings.terms.own_address) {
    /* RFC 2131 3.1, step 4: it thereby declines ours. */
    cb_leases_withdraw (&exchange->server->leases, exchange->message->head.chaddr, exchange->ns_now);
    return CB_DHCP_SILENT_OTHER_SERVER;
  }
  if (!cb_dhcp_message_u32 (exchange->message, CB_DHCP_OPTION_ADDRESS, &address)
      || exchange->message->head.ciaddr != 0)
    return CB_DHCP_SILENT_INCOMPLETE;
  r = bind_or_refuse (exchange, address, &lease);
  if (r == 0 && lease != NULL && lease->is_netboot)
    exchange->answer.for_boot = true;
  return r;
}

/* RFC 2131 4.3.2, INIT-REBOOT: the client would like its former address. Where there is no record of it the
 * RFC wants silence, for the sake of other servers; here is none. */
static int
on_init_reboot (Exchange *exchange, uint32_t address) {
  CbLease *lease;

  if (exchange->message->head.ciaddr != 0)
    return CB_DHCP_SILENT_INCOMPLETE;
  return bind_or_refuse (exchange, address, &lease);
}

/* RFC 2131 4.3.2, RENEWING and REBINDING: the client has the address. The answer goes there. */
static int
on_renewing (Exchange *exchange) {
  uint32_t address = exchange->message->head.ciaddr;
  CbLease *lease;
  int r;

  if (address == 0)
    return CB_DHCP_SILENT_INCOMPLETE;
  r = bind_or_refuse (exchange, address, &lease);
  if (r == 0 && lease != NULL)
    exchange->answer.ciaddr = address;
  return r;
}

/* RFC 2131 4.3.2: which of the states it is, is told by the fields that are there. */
static int
on_request (Exchange *exchange) {
  uint32_t server, address;

  if (cb_dhcp_message_u32 (exchange->message, CB_DHCP_OPTION_SERVER, &server))
    return on_selecting (exchange, server);
  if (cb_dhcp_message_u32 (exchange->message, CB_DHCP_OPTION_ADDRESS, &address))
    return on_init_reboot (exchange, address);
  return on_renewing (exchange);
}

/* RFC 2131 table 5: DECLINE and RELEASE must name their server. */
static int
judge_addressee (const Exchange *exchange) {
  uint32_t server;

  if (!cb_dhcp_message_u32 (exchange->message, CB_DHCP_OPTION_SERVER, &server))
    return CB_DHCP_SILENT_INCOMPLETE;
  return server == exchange->server->settings.terms.own_address ? 0 : CB_DHCP_SILENT_OTHER_SERVER;
}

/* RFC 2131 4.3.3. */
static int
on_decline (Exchange *exchange) {
  uint32_t address;
  int r = judge_addressee (exchange);

  if (r != 0)
    return r;
  if (!cb_dhcp_message_u32 (exchange->message, CB_DHCP_OPTION_ADDRESS, &address))
    return CB_DHCP_SILENT_INCOMPLETE;
  if (!cb_leases_decline (&exchange->server->leases, exchange->message->head.chaddr, address,
                          exchange->ns_now, NS_DECLINED))
    return CB_DHCP_SILENT_NOT_LEASED;
  return CB_DHCP_SILENT_DONE;
}

/* RFC 2131 4.3.4. */
static int
on_release (Exchange *exchange) {
  int r = judge_addressee (exchange);

  if (r != 0)
    return r;
  if (!cb_leases_release (&exchange->server->leases, exchange->message->head.chaddr,
                          exchange->message->head.ciaddr, exchange->ns_now))
    return CB_DHCP_SILENT_NOT_LEASED;
  return CB_DHCP_SILENT_DONE;
}

/* RFC 2131 4.3.5: an ACK to ciaddr without yiaddr and lease time; the table isn't asked. */
static int
on_inform (Exchange *exchange) {
  uint32_t address = exchange->message->head.ciaddr;

  if (address == 0)
    return CB_DHCP_SILENT_INCOMPLETE;
  if (!cb_leases_is_host (&exchange->server->leases, address))
    return CB_DHCP_SILENT_OTHER_NET;
  exchange->answer.type = CB_DHCP_TYPE_ACK;
  exchange->answer.ciaddr = address;
  exchange->answer.for_boot = exchange->board.is_netboot;
  return 0;
}

static int
decide (Exchange *exchange) {
  switch (exchange->message->type) {
  case CB_DHCP_TYPE_DISCOVER:
    return on_discover (exchange);
  case CB_DHCP_TYPE_REQUEST:
    return on_request (exchange);
  case CB_DHCP_TYPE_DECLINE:
    return on_decline (exchange);
  case CB_DHCP_TYPE_RELEASE:
    return on_release (exchange);
  case CB_DHCP_TYPE_INFORM:
    return on_inform (exchange);
  default:
    return CB_DHCP_SILENT_UNEXPECTED;
  }
}

int
cb_dhcp_server_answer (CbDhcpServer *self, const CbDhcpMessage *message, uint64_t ns_now,
                       CbDhcpReply *ret_reply) {
  Exchange exchange = { .server = self, .message = message, .ns_now = ns_now };
  int r = judge_message (self, message);

  if (r != 0)
    return r;
  exchange.board = cb_dhcp_board_of (message);
  exchange.is_pi = exchange.board.is_pi
                   || cb_dhcp_mac_is_listed (message->head.chaddr, self->settings.mac_prefixes,
                                             self->settings.n_mac_prefixes);
  if (is_stranger (&exchange))
    return CB_DHCP_SILENT_STRANGER;
  r = decide (&exchange);
  if (r != 0)
    return r;
  if (cb_dhcp_reply_build (&self->settings.terms, message, &exchange.answer, ret_reply) < 0)
    return CB_DHCP_SILENT_DAMAGED;
  ret_reply->wants_nudge = exchange.answer.type == CB_DHCP_TYPE_OFFER && exchange.board.is_first_rom;
  return 0;
}
