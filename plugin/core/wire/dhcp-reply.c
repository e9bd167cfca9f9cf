/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-reply.h"

#include <string.h>

#define NETBOOT_CLASS "PXEClient"
#define NAK_TEXT      "not your address on this cable"

#define MAX_ADDRESS_TEXT 16

/* pi-netboot.md 2.3, in the form that also suits the first Pi 3B: discovery control 3; the prompt "PXE" after
 * 0 seconds; one menu entry of type 0 with three blanks after its text; end. */
static const uint8_t vendor[] = {
  0x06, 0x01, 0x03,                         /* sub-option 6 */
  0x0a, 0x04, 0x00, 'P',  'X',  'E',        /* 10 */
  0x09, 0x17, 0x00, 0x00, 0x14,             /* 9: its length, type 0, the text's length */
  'R',  'a',  's',  'p',  'b',  'e',  'r',  'r',  'y',  ' ',
  'P',  'i',  ' ',  'B',  'o',  'o',  't',  ' ',  ' ',  ' ',
  0xff,
};

static uint32_t
mask_of_prefix (unsigned prefix) {
  return prefix == 0 ? 0 : UINT32_MAX << (32 - prefix);
}

/* Writes the dotted quad with its zero byte. */
static void
write_address (char text[MAX_ADDRESS_TEXT], uint32_t address) {
  CbWriter writer = cb_writer_new (text, MAX_ADDRESS_TEXT);

  for (int shift = 24; shift >= 0; shift -= 8) {
    uint8_t value = (uint8_t) (address >> shift);

    if (value >= 100)
      cb_writer_u8 (&writer, (uint8_t) ('0' + value / 100));
    if (value >= 10)
      cb_writer_u8 (&writer, (uint8_t) ('0' + value / 10 % 10));
    cb_writer_u8 (&writer, (uint8_t) ('0' + value % 10));
    cb_writer_u8 (&writer, shift > 0 ? '.' : 0);
  }
}

/* Sends back what the client said of itself. */
static void
add_echo (CbDhcpBuilder *builder, const CbDhcpMessage *request, uint8_t code) {
  const uint8_t *bytes;
  size_t n_bytes;

  if (cb_dhcp_message_option (request, code, &bytes, &n_bytes))
    cb_dhcp_builder_option (builder, code, bytes, n_bytes);
}

static void
add_network (CbDhcpBuilder *builder, const CbDhcpTerms *terms) {
  uint32_t mask = mask_of_prefix (terms->prefix);

  cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_MASK, mask);
  cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_BROADCAST, terms->own_address | ~mask);
  if (!terms->has_router)
    return;
  cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_ROUTER, terms->own_address);
  if (terms->name_server != 0)
    cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_NAME_SERVER, terms->name_server);
}

/* The TFTP server's address comes last and has no zero byte at its end: boot loaders of 2019 read on into
 * the next option and took its code for a digit (rpi-eeprom#72), and a zero is suspected of making an older
 * one deaf (firmware#871). The end mark after it is safe with either. */
static void
add_boot (CbDhcpBuilder *builder, const CbDhcpTerms *terms, const CbDhcpMessage *request) {
  char address[MAX_ADDRESS_TEXT];

  write_address (address, terms->own_address);
  cb_dhcp_builder_text (builder, CB_DHCP_OPTION_CLASS, NETBOOT_CLASS);
  add_echo (builder, request, CB_DHCP_OPTION_UUID);
  cb_dhcp_builder_option (builder, CB_DHCP_OPTION_VENDOR, vendor, sizeof vendor);
  cb_dhcp_builder_text (builder, CB_DHCP_OPTION_TFTP_SERVER, address);
}

/* RFC 2131 4.3.1, table 3. RFC 6842: the client identifier goes back in each of them. */
static void
add_options (CbDhcpBuilder *builder, const CbDhcpTerms *terms, const CbDhcpMessage *request,
             const CbDhcpAnswer *answer) {
  cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_SERVER, terms->own_address);
  add_echo (builder, request, CB_DHCP_OPTION_CLIENT);
  if (answer->type == CB_DHCP_TYPE_NAK) {
    cb_dhcp_builder_text (builder, CB_DHCP_OPTION_TEXT, NAK_TEXT);
    return;
  }
  if (answer->yiaddr != 0)
    cb_dhcp_builder_u32 (builder, CB_DHCP_OPTION_LEASE_SECONDS, terms->lease_seconds);
  add_network (builder, terms);
  if (answer->for_boot && terms->has_tftp)
    add_boot (builder, terms, request);
}

/* For whatever loader runs after the first one: a U-Boot doesn't say that it is a PXE client, and looks nowhere
 * else. */
static uint32_t
next_server (const CbDhcpTerms *terms, const CbDhcpAnswer *answer) {
  return terms->has_tftp && answer->type != CB_DHCP_TYPE_NAK ? terms->own_address : 0;
}

/* RFC 2131 4.1: to ciaddr; else to all, if it is a NAK or the client wants it so. */
static void
choose_destination (CbDhcpReply *reply, const CbDhcpMessage *request, const CbDhcpAnswer *answer) {
  if (answer->ciaddr != 0) {
    reply->to = CB_DHCP_TO_ADDRESS;
    reply->address = answer->ciaddr;
  } else if (answer->type == CB_DHCP_TYPE_NAK || (request->head.flags & CB_DHCP_FLAG_BROADCAST) != 0) {
    reply->to = CB_DHCP_TO_ALL;
    reply->address = UINT32_MAX;
  } else {
    reply->to = CB_DHCP_TO_HARDWARE;
    reply->address = answer->yiaddr;
  }
}

int
cb_dhcp_reply_build (const CbDhcpTerms *terms, const CbDhcpMessage *request, const CbDhcpAnswer *answer,
                     CbDhcpReply *ret_reply) {
  CbDhcpReply reply = {
    .type = answer->type,
    .client_address = answer->yiaddr != 0 ? answer->yiaddr : answer->ciaddr,
    .for_boot = answer->for_boot && terms->has_tftp,
  };
  CbDhcpHead head = {
    .op = CB_DHCP_OP_REPLY,
    .xid = request->head.xid,
    .flags = request->head.flags,
    .ciaddr = answer->ciaddr,
    .yiaddr = answer->yiaddr,
    .siaddr = next_server (terms, answer),
  };
  CbDhcpBuilder builder;
  int r;

  memcpy (head.chaddr, request->head.chaddr, CB_DHCP_MAC_BYTES);
  memcpy (reply.mac, request->head.chaddr, CB_DHCP_MAC_BYTES);
  choose_destination (&reply, request, answer);
  builder = cb_dhcp_builder_new (&head, answer->type, reply.bytes, cb_dhcp_message_max_answer (request));
  add_options (&builder, terms, request, answer);
  r = cb_dhcp_builder_end (&builder, &reply.n_bytes);
  if (r == 0)
    *ret_reply = reply;
  return r;
}
