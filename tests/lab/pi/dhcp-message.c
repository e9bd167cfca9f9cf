/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp-message: builds requests option by option in wire order; walks the options of replies.
 */
#include "dhcp-message.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"

#define OFFSET_XID     4
#define OFFSET_YIADDR  16
#define OFFSET_SIADDR  20
#define OFFSET_GIADDR  24
#define OFFSET_CHADDR  28
#define OFFSET_SNAME   44
#define OFFSET_FILE    108
#define OFFSET_COOKIE  236
#define OFFSET_OPTIONS 240
#define COOKIE         0x63825363

/* pi-netboot.md 1.2; the order of the options on the wire is that of the packet dumps of
 * rpi-eeprom#58: 53, 55, 93, 94, 97, 60, end. */
static const uint8_t PI_LIST[] = { 1, 3, 43, 60, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135 };
static const char PI_CLASS[] = "PXEClient:Arch:00000:UNDI:002001";

static const uint8_t PC_LIST[] = { 1,  2,  3,   4,   5,   6,   12,  13,  15,  17, 22, 23,
                                   28, 40, 41,  42,  43,  50,  51,  54,  58,  59, 60, 66,
                                   67, 97, 128, 129, 130, 131, 132, 133, 134, 135 };
static const char PC_CLASS[] = "PXEClient:Arch:00007:UNDI:003016";

static const uint8_t PLAIN_LIST[] = { 1, 28, 2, 3, 15, 6, 12 };


static void
append (SimDhcpMessage *message, unsigned code, const void *value, size_t length) {
  uint8_t *at = message->bytes + message->length;

  at[0] = (uint8_t) code;
  at[1] = (uint8_t) length;
  memcpy (at + 2, value, length);
  message->length += 2 + length;
}


static void
append_address (SimDhcpMessage *message, unsigned code, uint32_t address) {
  uint8_t value[4];

  put32 (value, address);
  append (message, code, value, sizeof value);
}


static void
begin (SimDhcpMessage *message, const SimOptions *options, uint32_t xid, uint8_t type) {
  memset (message, 0, sizeof *message);
  message->bytes[0] = 1;
  message->bytes[1] = 1;
  message->bytes[2] = 6;
  put32 (message->bytes + OFFSET_XID, xid);
  memcpy (message->bytes + OFFSET_CHADDR, options->mac, 6);
  put32 (message->bytes + OFFSET_COOKIE, COOKIE);
  message->length = OFFSET_OPTIONS;
  append (message, SIM_OPTION_TYPE, &type, 1);
}


static void
put_little (uint8_t *at, uint32_t value) {
  for (int i = 0; i < 4; i++) {
    at[i] = (uint8_t) (value >> (8 * i));
  }
}


/* pi-netboot.md 1.3. */
static void
pi_uuid (uint8_t uuid[17], const SimOptions *options) {
  uuid[0] = 0;
  memcpy (uuid + 1, options->fourcc_new ? "4iPR" : "RPi4", 4);
  put_little (uuid + 5, options->revision);
  memcpy (uuid + 9, options->mac + 2, 4);
  put_little (uuid + 13, options->serial);
}


/* Random looking, but the same for the same MAC: a server that echoes it stays comparable. */
static void
pc_uuid (uint8_t uuid[17], const SimOptions *options) {
  uint64_t state = 0x9e3779b97f4a7c15u;

  uuid[0] = 0;
  for (int i = 0; i < 16; i++) {
    state = (state ^ options->mac[i % 6]) * 0xbf58476d1ce4e5b9u;
    uuid[1 + i] = (uint8_t) (state >> 56);
  }
}


/* What DISCOVER and REQUEST have in common. */
static void
append_client (SimDhcpMessage *message, const SimOptions *options, bool with_class) {
  static const uint8_t pi_arch[] = { 0, 0 }, pi_undi[] = { 1, 2, 1 };
  static const uint8_t pc_arch[] = { 0, 7 }, pc_undi[] = { 1, 3, 16 };
  uint8_t uuid[17];

  switch (options->client) {
  case SIM_CLIENT_PI4:
    pi_uuid (uuid, options);
    append (message, SIM_OPTION_LIST, PI_LIST, sizeof PI_LIST);
    append (message, SIM_OPTION_ARCH, pi_arch, sizeof pi_arch);
    append (message, SIM_OPTION_UNDI, pi_undi, sizeof pi_undi);
    append (message, SIM_OPTION_UUID, uuid, sizeof uuid);
    if (with_class) {
      append (message, SIM_OPTION_CLASS, PI_CLASS, sizeof PI_CLASS - 1);
    }
    break;
  case SIM_CLIENT_PC:
    pc_uuid (uuid, options);
    append (message, SIM_OPTION_LIST, PC_LIST, sizeof PC_LIST);
    append (message, SIM_OPTION_UUID, uuid, sizeof uuid);
    append (message, SIM_OPTION_UNDI, pc_undi, sizeof pc_undi);
    append (message, SIM_OPTION_ARCH, pc_arch, sizeof pc_arch);
    append (message, SIM_OPTION_CLASS, PC_CLASS, sizeof PC_CLASS - 1);
    break;
  case SIM_CLIENT_PLAIN:
    append (message, SIM_OPTION_LIST, PLAIN_LIST, sizeof PLAIN_LIST);
    break;
  }
}


static void
finish (SimDhcpMessage *message) {
  message->bytes[message->length++] = 255;
  if (message->length < 300) {
    message->length = 300; /* the smallest BOOTP message, RFC 1542 2.1 */
  }
}


void
sim_dhcp_build_discover (SimDhcpMessage *message, const SimOptions *options, uint32_t xid) {
  begin (message, options, xid, SIM_DHCP_DISCOVER);
  append_client (message, options, true);
  finish (message);
}


void
sim_dhcp_build_request (SimDhcpMessage *message, const SimOptions *options, uint32_t xid,
                        uint32_t address, uint32_t server) {
  begin (message, options, xid, SIM_DHCP_REQUEST);
  append_client (message, options, false);
  append_address (message, SIM_OPTION_SERVER, server);
  append_address (message, SIM_OPTION_ADDRESS, address);
  finish (message);
}


/* Calls of this walk the options: *@at starts at OFFSET_OPTIONS. False at the end. */
static bool
next_option (const SimDhcpReply *reply, size_t *at, unsigned *code, size_t *length) {
  while (*at < reply->length && reply->bytes[*at] == 0) {
    (*at)++;
  }
  if (*at + 2 > reply->length || reply->bytes[*at] == 255) {
    return false;
  }
  *code = reply->bytes[*at];
  *length = reply->bytes[*at + 1];
  *at += 2 + *length;
  return *at <= reply->length;
}


bool
sim_dhcp_read (SimDhcpReply *reply, const uint8_t *bytes, size_t length, uint32_t xid,
               const uint8_t mac[6]) {
  const uint8_t *type;
  size_t n;

  *reply = (SimDhcpReply){ .bytes = bytes, .length = length };
  if (length < OFFSET_OPTIONS || bytes[0] != 2 || get32 (bytes + OFFSET_XID) != xid
      || memcmp (bytes + OFFSET_CHADDR, mac, 6) != 0 || get32 (bytes + OFFSET_COOKIE) != COOKIE) {
    return false;
  }
  type = sim_dhcp_option (reply, SIM_OPTION_TYPE, &n);
  if (type == NULL || n != 1) {
    return false;
  }
  reply->type = *type;
  reply->yiaddr = get32 (bytes + OFFSET_YIADDR);
  reply->siaddr = get32 (bytes + OFFSET_SIADDR);
  reply->server = sim_dhcp_option_address (reply, SIM_OPTION_SERVER);
  return true;
}


const uint8_t *
sim_dhcp_option (const SimDhcpReply *reply, unsigned code, size_t *length) {
  size_t at = OFFSET_OPTIONS;
  unsigned found;

  while (next_option (reply, &at, &found, length)) {
    if (found == code) {
      return reply->bytes + at - *length;
    }
  }
  return NULL;
}


uint32_t
sim_dhcp_option_address (const SimDhcpReply *reply, unsigned code) {
  size_t length;
  const uint8_t *value = sim_dhcp_option (reply, code, &length);

  return value != NULL && length >= 4 ? get32 (value) : 0;
}


static const char *
hex (char text[512 + 1], const uint8_t *bytes, size_t length) {
  strcpy (text, "-");
  for (size_t i = 0; i < length && i < 256; i++) {
    sprintf (text + 2 * i, "%02x", (unsigned) bytes[i]);
  }
  return text;
}


void
sim_dhcp_print (const SimDhcpReply *reply) {
  const char *name = reply->type == SIM_DHCP_OFFER ? "offer"
                     : reply->type == SIM_DHCP_ACK ? "ack"
                                                   : "nak";
  const uint8_t *bytes = reply->bytes;
  size_t at = OFFSET_OPTIONS, length;
  char text[512 + 1];
  unsigned code;

  sim_event ("reply %s length %zu", name, reply->length);
  sim_event ("reply %s flags %04x", name, get16 (bytes + 10));
  sim_event ("reply %s yiaddr %08x", name, reply->yiaddr);
  sim_event ("reply %s siaddr %08x", name, reply->siaddr);
  sim_event ("reply %s giaddr %08x", name, get32 (bytes + OFFSET_GIADDR));
  length = strnlen ((const char *)bytes + OFFSET_SNAME, OFFSET_FILE - OFFSET_SNAME);
  sim_event ("reply %s sname %s", name, hex (text, bytes + OFFSET_SNAME, length));
  length = strnlen ((const char *)bytes + OFFSET_FILE, OFFSET_COOKIE - OFFSET_FILE);
  sim_event ("reply %s file %s", name, hex (text, bytes + OFFSET_FILE, length));
  while (next_option (reply, &at, &code, &length)) {
    sim_event ("reply %s option %u %s", name, code, hex (text, bytes + at - length, length));
  }
}
