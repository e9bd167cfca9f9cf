/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One DHCP or BOOTP datagram: bytes to a typed message, and fields to bytes (RFC 2131, 2132, 3396, 951).
 *
 * A parsed message owns all that it holds; nothing points into the datagram. Options are gathered from the
 * options field and, when option 52 says so, from file and sname (RFC 2132 9.3); an option that is there
 * more than once is put together in the order of appearance (RFC 3396). Since all of it comes out of one
 * datagram, the space is bounded by CB_MAX_DHCP_BYTES, whatever a peer writes.
 *
 * An option whose length contradicts its type counts as absent. For those that steer the conversation the
 * message is also marked (damaged), and whoever answers should not.
 *
 * Addresses and numbers are in host byte order. Left out: names in sname and file, which no Pi reads
 * (pi-netboot.md 1.1), building with overload, and hardware types other than Ethernet.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limit.h"
#include "wire/bytes.h"

#define CB_DHCP_MAC_BYTES   6
#define CB_DHCP_SERVER_PORT 67
#define CB_DHCP_CLIENT_PORT 68

/* The shortest datagram that is sent (RFC 951: 300 bytes), and the longest that every client takes
 * (RFC 2131 section 2: an options field of 312 bytes; with the headers of IP and UDP, 576). */
#define CB_DHCP_MIN_BYTES     300
#define CB_DHCP_DEFAULT_BYTES 548

#define CB_DHCP_FLAG_BROADCAST 0x8000

typedef enum {
  CB_DHCP_OP_REQUEST = 1, /* client to server */
  CB_DHCP_OP_REPLY = 2,
} CbDhcpOp;

/* Option 53. A message may carry a number that isn't here. */
typedef enum {
  CB_DHCP_TYPE_NONE = 0, /* plain BOOTP: no option 53 */
  CB_DHCP_TYPE_DISCOVER = 1,
  CB_DHCP_TYPE_OFFER = 2,
  CB_DHCP_TYPE_REQUEST = 3,
  CB_DHCP_TYPE_DECLINE = 4,
  CB_DHCP_TYPE_ACK = 5,
  CB_DHCP_TYPE_NAK = 6,
  CB_DHCP_TYPE_RELEASE = 7,
  CB_DHCP_TYPE_INFORM = 8,
} CbDhcpType;

/* The options that somebody here reads or writes; any other code can be asked for by its number. */
typedef enum {
  CB_DHCP_OPTION_PAD = 0,
  CB_DHCP_OPTION_MASK = 1,
  CB_DHCP_OPTION_ROUTER = 3,
  CB_DHCP_OPTION_NAME_SERVER = 6,
  CB_DHCP_OPTION_BROADCAST = 28,
  CB_DHCP_OPTION_VENDOR = 43,
  CB_DHCP_OPTION_ADDRESS = 50,
  CB_DHCP_OPTION_LEASE_SECONDS = 51,
  CB_DHCP_OPTION_OVERLOAD = 52,
  CB_DHCP_OPTION_TYPE = 53,
  CB_DHCP_OPTION_SERVER = 54,
  CB_DHCP_OPTION_WANTED = 55,
  CB_DHCP_OPTION_TEXT = 56,
  CB_DHCP_OPTION_MAX_BYTES = 57,
  CB_DHCP_OPTION_CLASS = 60,
  CB_DHCP_OPTION_CLIENT = 61,
  CB_DHCP_OPTION_TFTP_SERVER = 66,
  CB_DHCP_OPTION_ARCHITECTURE = 93,
  CB_DHCP_OPTION_NIC = 94,
  CB_DHCP_OPTION_UUID = 97,
  CB_DHCP_OPTION_END = 255,
} CbDhcpOption;

/* What stands before the options (RFC 2131 section 2), sname and file left out. */
typedef struct {
  uint8_t op; /* a CbDhcpOp */
  uint8_t hops;
  uint32_t xid;
  uint16_t secs;
  uint16_t flags;
  uint32_t ciaddr;
  uint32_t yiaddr;
  uint32_t siaddr;
  uint32_t giaddr;
  uint8_t chaddr[CB_DHCP_MAC_BYTES];
} CbDhcpHead;

/* Where one option lies in the store. */
typedef struct {
  uint16_t at;
  uint16_t n_bytes;
  bool present;
} CbDhcpPlace;

typedef struct {
  CbDhcpHead head;
  uint8_t type;    /* a CbDhcpType or a number that isn't there */
  uint8_t damaged; /* one of options 50, 52, 53, 54 that has a length or value it can't have; or 0 */

  /* read through the getters */
  CbDhcpPlace places[256];
  uint8_t store[CB_MAX_DHCP_BYTES];
} CbDhcpMessage;

/* Reads n_bytes of a datagram's payload. 0, or
 *  -EMSGSIZE        longer than CB_MAX_DHCP_BYTES;
 *  -EBADMSG         shorter than head and cookie, an op that is neither request nor reply, or an option
 *                   that goes on after its field's end;
 *  -EAFNOSUPPORT    a hardware address that isn't of type 1 with 6 bytes.
 * *ret_message is written only on 0. A message without the cookie of RFC 1497 is BOOTP without options; a
 * field that stops without an end mark has ended. */
int cb_dhcp_message_parse (const void *bytes, size_t n_bytes, CbDhcpMessage *ret_message);

/* The option's bytes, borrowed from message, and how many; false and nothing written when it is absent. Its
 * length is one that the option may have; it is 0 only for codes that aren't named above. */
bool cb_dhcp_message_option (const CbDhcpMessage *message, uint8_t code, const uint8_t **ret_bytes,
                             size_t *ret_n_bytes);

/* The option's first four bytes as one number: an address, or the first of a list of them, or seconds.
 * False and nothing written when the option is absent or shorter. */
bool cb_dhcp_message_u32 (const CbDhcpMessage *message, uint8_t code, uint32_t *ret_value);

/* Does the option begin with prefix? False when absent. */
bool cb_dhcp_message_begins (const CbDhcpMessage *message, uint8_t code, const char *prefix);

/* Does the parameter list (option 55) name code? */
bool cb_dhcp_message_wants (const CbDhcpMessage *message, uint8_t code);

/* How long the payload of an answer may be: what option 57 allows less 28 bytes of headers, in any case
 * between CB_DHCP_DEFAULT_BYTES and CB_MAX_DHCP_BYTES. */
size_t cb_dhcp_message_max_answer (const CbDhcpMessage *message);

/* A message in the making. Sticky as CbWriter is: what doesn't fit fails once, at the end. */
typedef struct {
  CbWriter writer;
} CbDhcpBuilder;

/* Borrows buffer; n_room is also the limit for the whole payload, and less than CB_DHCP_MIN_BYTES is too
 * little. Writes head, cookie and, unless type is CB_DHCP_TYPE_NONE, option 53. */
CbDhcpBuilder cb_dhcp_builder_new (const CbDhcpHead *head, CbDhcpType type, void *buffer, size_t n_room);

/* Appends an option; one of more than 255 bytes in several pieces (RFC 3396). bytes may be NULL when
 * n_bytes is 0. */
void cb_dhcp_builder_option (CbDhcpBuilder *builder, uint8_t code, const void *bytes, size_t n_bytes);
void cb_dhcp_builder_u32 (CbDhcpBuilder *builder, uint8_t code, uint32_t value);

/* The text without a zero byte. */
void cb_dhcp_builder_text (CbDhcpBuilder *builder, uint8_t code, const char *text);

/* Appends the end mark, for which room was kept, and zeros up to CB_DHCP_MIN_BYTES. 0 and *ret_n_bytes, or
 * -EMSGSIZE and nothing written. */
int cb_dhcp_builder_end (CbDhcpBuilder *builder, size_t *ret_n_bytes);
