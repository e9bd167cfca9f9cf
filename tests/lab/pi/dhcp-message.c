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
board_uuid (uint8_t uuid[16], const SimOptions *options) {
  for (int i = 0; i < 4; i++) {
    uuid[i] = (uint8_t) options->model->fourcc[options->fourcc == SIM_FOURCC_NEW ? 3 - i : i];
  }
  put_little (uuid + 4, options->revision);
  memcpy (uuid + 8, options->mac + 2, 4);
  put_little (uuid + 12, options->serial);
}


static void
serials_uuid (uint8_t uuid[16], const SimOptions *options) {
  for (int i = 0; i < 16; i += 4) {
    put_little (uuid + i, options->serial);
  }
}


/* Random looking, but the same for the same MAC: a server that echoes it stays comparable. */
static void
pc_uuid (uint8_t uuid[16], const SimOptions *options) {
  uint64_t state = 0x9e3779b97f4a7c15u;

  for (int i = 0; i < 16; i++) {
    state = (state ^ options->mac[i % 6]) * 0xbf58476d1ce4e5b9u;
    uuid[i] = (uint8_t) (state >> 56);
  }
}


static void
append_uuid (SimDhcpMessage *message, SimUuid kind, const SimOptions *options) {
  uint8_t uuid[17] = { 0 };

  if (kind == SIM_UUID_BOARD && options->fourcc == SIM_FOURCC_NONE) {
    kind = SIM_UUID_SERIALS;
  }
  switch (kind) {
  case SIM_UUID_NONE:
    return;
  case SIM_UUID_CONSTANT:
    memset (uuid + 1, 0x44, 16);
    break;
  case SIM_UUID_SERIALS:
    serials_uuid (uuid + 1, options);
    break;
  case SIM_UUID_BOARD:
    board_uuid (uuid + 1, options);
    break;
  case SIM_UUID_PC:
    pc_uuid (uuid + 1, options);
    break;
  }
  append (message, SIM_OPTION_UUID, uuid, sizeof uuid);
}


/* What DISCOVER and REQUEST have in common. */
static void
append_client (SimDhcpMessage *message, const SimRound *round, const SimOptions *options, bool with_class) {
  for (const uint8_t *code = round->order; *code != 0; code++) {
    switch (*code) {
    case SIM_OPTION_LIST:
      append (message, *code, round->list, round->n_list);
      break;
    case SIM_OPTION_ARCH:
      append (message, *code, round->arch, sizeof round->arch);
      break;
    case SIM_OPTION_UNDI:
      append (message, *code, round->undi, sizeof round->undi);
      break;
    case SIM_OPTION_UUID:
      append_uuid (message, round->uuid, options);
      break;
    case SIM_OPTION_CLASS:
      if (with_class) {
        append (message, *code, round->vendor_class, strlen (round->vendor_class));
      }
      break;
    }
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
sim_dhcp_build_discover (SimDhcpMessage *message, const SimRound *round, const SimOptions *options,
                         uint32_t xid) {
  begin (message, options, xid, SIM_DHCP_DISCOVER);
  append_client (message, round, options, true);
  finish (message);
}


void
sim_dhcp_build_request (SimDhcpMessage *message, const SimRound *round, const SimOptions *options,
                        uint32_t xid, uint32_t address, uint32_t server) {
  begin (message, options, xid, SIM_DHCP_REQUEST);
  append_client (message, round, options, round->class_in_request);
  append_address (message, SIM_OPTION_SERVER, server);
  append_address (message, SIM_OPTION_ADDRESS, address);
  finish (message);
}


const uint8_t *
sim_dhcp_next_option (const SimDhcpReply *reply, size_t *at, unsigned *code, size_t *length) {
  if (*at == 0) {
    *at = OFFSET_OPTIONS;
  }
  while (*at < reply->length && reply->bytes[*at] == 0) {
    (*at)++;
  }
  if (*at + 2 > reply->length || reply->bytes[*at] == 255) {
    return NULL;
  }
  *code = reply->bytes[*at];
  *length = reply->bytes[*at + 1];
  *at += 2 + *length;
  return *at <= reply->length ? reply->bytes + *at - *length : NULL;
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
  size_t at = 0;
  const uint8_t *value;
  unsigned found;

  while ((value = sim_dhcp_next_option (reply, &at, &found, length)) != NULL && found != code) {
  }
  return value;
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
  const uint8_t *value;
  size_t at = 0, length;
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
  while ((value = sim_dhcp_next_option (reply, &at, &code, &length)) != NULL) {
    sim_event ("reply %s option %u %s", name, code, hex (text, value, length));
  }
}
