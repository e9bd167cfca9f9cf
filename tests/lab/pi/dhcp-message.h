/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp-message: the bytes of DHCP messages (RFC 2131, 2132): what a client sends, and a reader for
 * replies. No sockets. Option overload (52) is not followed: no source says that the Pi does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "dhcp-round.h"
#include "simulated-pi.h"

enum {
  SIM_DHCP_DISCOVER = 1,
  SIM_DHCP_OFFER = 2,
  SIM_DHCP_REQUEST = 3,
  SIM_DHCP_ACK = 5,
  SIM_DHCP_NAK = 6,
};

enum {
  SIM_OPTION_MASK = 1,
  SIM_OPTION_ROUTER = 3,
  SIM_OPTION_VENDOR = 43,
  SIM_OPTION_ADDRESS = 50,
  SIM_OPTION_TYPE = 53,
  SIM_OPTION_SERVER = 54,
  SIM_OPTION_LIST = 55,
  SIM_OPTION_CLASS = 60,
  SIM_OPTION_TFTP_NAME = 66,
  SIM_OPTION_ARCH = 93,
  SIM_OPTION_UNDI = 94,
  SIM_OPTION_UUID = 97,
};

typedef struct {
  size_t length;
  uint8_t bytes[576];
} SimDhcpMessage;

/* A reply, as views into the datagram it was read from. Addresses in host order, 0 = none. */
typedef struct {
  const uint8_t *bytes;
  size_t length;
  unsigned type;
  uint32_t yiaddr;
  uint32_t siaddr;
  uint32_t server; /* option 54 */
} SimDhcpReply;

/* A DISCOVER of the board that @options describe, in @round. */
void sim_dhcp_build_discover (SimDhcpMessage *message, const SimRound *round, const SimOptions *options,
                              uint32_t xid);

/* The REQUEST that follows; it has no option 60. */
void sim_dhcp_build_request (SimDhcpMessage *message, const SimRound *round, const SimOptions *options,
                             uint32_t xid, uint32_t address, uint32_t server);

/* False when the bytes are no reply to @xid and @mac, or are cut short. */
bool sim_dhcp_read (SimDhcpReply *reply, const uint8_t *bytes, size_t length, uint32_t xid,
                    const uint8_t mac[6]);

/* The options one by one in wire order: *@at is 0 at first. The value, or NULL at the end. */
const uint8_t *sim_dhcp_next_option (const SimDhcpReply *reply, size_t *at, unsigned *code, size_t *length);

/* The first option @code, or NULL; *@length is its length. */
const uint8_t *sim_dhcp_option (const SimDhcpReply *reply, unsigned code, size_t *length);

/* The option as an address in host order; 0 when absent or shorter than 4 bytes. */
uint32_t sim_dhcp_option_address (const SimDhcpReply *reply, unsigned code);

/* Prints header fields and each option in wire order, as events "reply NAME ...", in hex. */
void sim_dhcp_print (const SimDhcpReply *reply);
