/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-probe.h"

#include <stdbool.h>
#include <string.h>

/* A client identifier that is a hardware type and address (RFC 2132 9.14). */
#define CLIENT_ETHERNET 1

static const uint8_t wanted[] = { CB_DHCP_OPTION_MASK, CB_DHCP_OPTION_ROUTER, CB_DHCP_OPTION_NAME_SERVER,
                                  CB_DHCP_OPTION_LEASE_SECONDS, CB_DHCP_OPTION_SERVER };

int
cb_dhcp_probe_build (const CbDhcpProbe *self, void *buffer, size_t n_room, size_t *ret_n_bytes) {
  CbDhcpHead head = {
    .op = CB_DHCP_OP_REQUEST,
    .xid = self->xid,
    .flags = CB_DHCP_FLAG_BROADCAST, /* RFC 2131 4.1: a NIC without an address takes no unicast */
  };
  uint8_t client[1 + CB_DHCP_MAC_BYTES] = { CLIENT_ETHERNET };
  CbDhcpBuilder builder;

  memcpy (head.chaddr, self->mac, CB_DHCP_MAC_BYTES);
  memcpy (client + 1, self->mac, CB_DHCP_MAC_BYTES);
  builder = cb_dhcp_builder_new (&head, CB_DHCP_TYPE_DISCOVER, buffer, n_room);
  cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_CLIENT, client, sizeof client);
  cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_WANTED, wanted, sizeof wanted);
  return cb_dhcp_builder_end (&builder, ret_n_bytes);
}

/* The length of a mask's run of ones; 0 when zeros stand between them. */
static unsigned
prefix_of_mask (uint32_t mask) {
  unsigned prefix = 0;

  while (prefix < 32 && (mask & (UINT32_C (0x80000000) >> prefix)) != 0)
    prefix++;
  if (prefix < 32 && mask << prefix != 0)
    return 0;
  return prefix;
}

static bool
is_own (const CbDhcpProbe *self, uint32_t address) {
  for (size_t i = 0; i < self->n_own_addresses; i++) {
    if (self->own_addresses[i] == address)
      return true;
  }
  return false;
}

/* Is it a reply to this very question, with an address in it? */
static int
judge_head (const CbDhcpProbe *self, const CbDhcpMessage *message) {
  if (message->head.op != CB_DHCP_OP_REPLY)
    return CB_DHCP_PROBE_NO_REPLY;
  if (message->head.xid != self->xid
      || memcmp (message->head.chaddr, self->mac, CB_DHCP_MAC_BYTES) != 0)
    return CB_DHCP_PROBE_OTHER_QUESTION;
  if (message->type != CB_DHCP_TYPE_OFFER && message->type != CB_DHCP_TYPE_NONE)
    return CB_DHCP_PROBE_NO_OFFER;
  return message->head.yiaddr != 0 ? 0 : CB_DHCP_PROBE_NO_ADDRESS;
}

/* A BOOTP server answers a DISCOVER that it takes for a BOOTREQUEST, and has no option 54 (RFC 1534). */
static int
judge_server (const CbDhcpProbe *self, const CbDhcpMessage *message, uint32_t *server) {
  if (!cb_dhcp_message_u32 (message, CB_DHCP_OPTION_SERVER, server)) {
    if (message->type != CB_DHCP_TYPE_NONE)
      return CB_DHCP_PROBE_NO_SERVER;
    *server = message->head.siaddr;
  }
  return is_own (self, *server) ? CB_DHCP_PROBE_OWN : 0;
}

int
cb_dhcp_probe_judge (const CbDhcpProbe *self, const void *bytes, size_t n_bytes,
                     CbDhcpProbeAnswer *ret_answer) {
  CbDhcpProbeAnswer answer = { 0 };
  CbDhcpMessage message;
  uint32_t mask = 0;
  int r;

  if (cb_dhcp_message_parse (bytes, n_bytes, &message) < 0)
    return CB_DHCP_PROBE_UNREADABLE;
  r = judge_head (self, &message);
  if (r != 0)
    return r;
  r = judge_server (self, &message, &answer.server);
  if (r != 0)
    return r;
  answer.offered = message.head.yiaddr;
  cb_dhcp_message_u32 (&message, CB_DHCP_OPTION_ROUTER, &answer.router);
  cb_dhcp_message_u32 (&message, CB_DHCP_OPTION_MASK, &mask);
  answer.prefix = prefix_of_mask (mask);
  *ret_answer = answer;
  return 0;
}
