/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-probe.h"

#include <string.h>

/* A client identifier that is a hardware type and address (RFC 2132 9.14). */
#define CLIENT_ETHERNET 1

static const uint8_t wanted[] = { CB_DHCP_OPTION_MASK, CB_DHCP_OPTION_ROUTER, CB_DHCP_OPTION_NAME_SERVER,
                                  CB_DHCP_OPTION_LEASE_SECONDS, CB_DHCP_OPTION_SERVER };

int
cb_dhcp_probe_build (uint32_t xid, const uint8_t mac[CB_DHCP_MAC_BYTES], void *buffer, size_t n_room,
                     size_t *ret_n_bytes) {
  CbDhcpHead head = {
    .op = CB_DHCP_OP_REQUEST,
    .xid = xid,
    .flags = CB_DHCP_FLAG_BROADCAST, /* RFC 2131 4.1: a NIC without an address takes no unicast */
  };
  uint8_t client[1 + CB_DHCP_MAC_BYTES] = { CLIENT_ETHERNET };
  CbDhcpBuilder builder;

  memcpy (head.chaddr, mac, CB_DHCP_MAC_BYTES);
  memcpy (client + 1, mac, CB_DHCP_MAC_BYTES);
  builder = cb_dhcp_builder_new (&head, CB_DHCP_TYPE_DISCOVER, buffer, n_room);
  cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_CLIENT, client, sizeof client);
  cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_WANTED, wanted, sizeof wanted);
  return cb_dhcp_builder_end (&builder, ret_n_bytes);
}
