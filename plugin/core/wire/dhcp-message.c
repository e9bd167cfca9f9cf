/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-message.h"

#include <errno.h>
#include <string.h>

#define HARDWARE_ETHERNET 1
#define CHADDR_BYTES      16
#define SNAME_BYTES       64
#define FILE_BYTES        128

/* RFC 2131 section 3: the first four bytes of the options field. */
#define COOKIE       0x63825363
#define COOKIE_BYTES 4

/* Option 52 (RFC 2132 9.3). */
#define OVERLOAD_FILE  1
#define OVERLOAD_SNAME 2

#define IP_AND_UDP_BYTES 28
#define MAX_PIECE_BYTES  255
#define END_BYTES        1

/* Lengths that options may have: at least min bytes, at most max where max isn't 0, a multiple of unit.
 * Without those that steer, no right answer can be found. RFC 2132; 93, 94 and 97: RFC 4578. */
static const struct {
  uint8_t code;
  uint8_t min;
  uint8_t max;
  uint8_t unit;
  bool steers;
} lengths[] = {
  { CB_DHCP_OPTION_MASK, 4, 4, 1, false },
  { CB_DHCP_OPTION_ROUTER, 4, 0, 4, false },
  { CB_DHCP_OPTION_NAME_SERVER, 4, 0, 4, false },
  { CB_DHCP_OPTION_BROADCAST, 4, 4, 1, false },
  { CB_DHCP_OPTION_VENDOR, 1, 0, 1, false },
  { CB_DHCP_OPTION_ADDRESS, 4, 4, 1, true },
  { CB_DHCP_OPTION_LEASE_SECONDS, 4, 4, 1, false },
  { CB_DHCP_OPTION_OVERLOAD, 1, 1, 1, true },
  { CB_DHCP_OPTION_TYPE, 1, 1, 1, true },
  { CB_DHCP_OPTION_SERVER, 4, 4, 1, true },
  { CB_DHCP_OPTION_WANTED, 1, 0, 1, false },
  { CB_DHCP_OPTION_TEXT, 1, 0, 1, false },
  { CB_DHCP_OPTION_MAX_BYTES, 2, 2, 1, false },
  { CB_DHCP_OPTION_CLASS, 1, 0, 1, false },
  { CB_DHCP_OPTION_CLIENT, 2, 0, 1, false },
  { CB_DHCP_OPTION_TFTP_SERVER, 1, 0, 1, false },
  { CB_DHCP_OPTION_ARCHITECTURE, 2, 0, 2, false },
  { CB_DHCP_OPTION_NIC, 3, 3, 1, false },
  { CB_DHCP_OPTION_UUID, 17, 17, 1, false },
};

/* The fields that hold options, in the order of RFC 3396 section 5. */
typedef struct {
  CbReader options;
  CbReader file;
  CbReader sname;
} Fields;

static int
read_head (CbReader *reader, CbDhcpHead *head, Fields *fields) {
  uint8_t hardware, n_hardware;
  const uint8_t *chaddr;

  head->op = cb_reader_u8 (reader);
  hardware = cb_reader_u8 (reader);
  n_hardware = cb_reader_u8 (reader);
  head->hops = cb_reader_u8 (reader);
  head->xid = cb_reader_u32 (reader);
  head->secs = cb_reader_u16 (reader);
  head->flags = cb_reader_u16 (reader);
  head->ciaddr = cb_reader_u32 (reader);
  head->yiaddr = cb_reader_u32 (reader);
  head->siaddr = cb_reader_u32 (reader);
  head->giaddr = cb_reader_u32 (reader);
  chaddr = cb_reader_bytes (reader, CHADDR_BYTES);
  fields->sname = cb_reader_part (reader, SNAME_BYTES);
  fields->file = cb_reader_part (reader, FILE_BYTES);
  if (reader->n_left < COOKIE_BYTES || cb_reader_end (reader) < 0)
    return -EBADMSG;
  if (head->op != CB_DHCP_OP_REQUEST && head->op != CB_DHCP_OP_REPLY)
    return -EBADMSG;
  if (hardware != HARDWARE_ETHERNET || n_hardware != CB_DHCP_MAC_BYTES)
    return -EAFNOSUPPORT;
  memcpy (head->chaddr, chaddr, CB_DHCP_MAC_BYTES);
  return 0;
}

/* The next option of a field; false at its end, or when it is cut short (field->failed). */
static bool
next_option (CbReader *field, uint8_t *code, CbReader *body) {
  do {
    if (field->n_left == 0)
      return false;
    *code = cb_reader_u8 (field);
  } while (*code == CB_DHCP_OPTION_PAD);
  if (*code == CB_DHCP_OPTION_END)
    return false;
  *body = cb_reader_part (field, cb_reader_u8 (field));
  return !field->failed;
}

/* Adds what each option of the field takes; -EBADMSG when one is cut short. */
static int
measure (CbReader field, CbDhcpMessage *message) {
  uint8_t code;
  CbReader body;

  while (next_option (&field, &code, &body)) {
    message->places[code].n_bytes = (uint16_t) (message->places[code].n_bytes + body.n_left);
    message->places[code].present = true;
  }
  return cb_reader_end (&field);
}

/* Copies the field's options to their places. used: bytes of each that are there already. */
static void
gather (CbReader field, CbDhcpMessage *message, uint16_t used[256]) {
  uint8_t code;
  CbReader body;

  while (next_option (&field, &code, &body)) {
    if (body.n_left == 0)
      continue;
    memcpy (message->store + message->places[code].at + used[code], body.bytes, body.n_left);
    used[code] = (uint16_t) (used[code] + body.n_left);
  }
}

/* Which of the fields file and sname hold options: the value of option 52 in the options field. Inside the
 * other two it means nothing, so there is no way to go round in circles. */
static uint8_t
find_overload (CbReader options) {
  uint8_t code, overload = 0;
  CbReader body;

  while (next_option (&options, &code, &body)) {
    if (code == CB_DHCP_OPTION_OVERLOAD && body.n_left == 1)
      overload = cb_reader_u8 (&body);
  }
  return overload <= (OVERLOAD_FILE | OVERLOAD_SNAME) ? overload : 0;
}

static int
read_options (Fields *fields, CbDhcpMessage *message) {
  uint8_t overload = find_overload (fields->options);
  uint16_t used[256] = { 0 };
  uint16_t at = 0;

  if ((overload & OVERLOAD_FILE) == 0)
    fields->file = cb_reader_new (NULL, 0);
  if ((overload & OVERLOAD_SNAME) == 0)
    fields->sname = cb_reader_new (NULL, 0);
  if (measure (fields->options, message) < 0 || measure (fields->file, message) < 0
      || measure (fields->sname, message) < 0)
    return -EBADMSG;
  for (size_t code = 0; code < 256; code++) {
    message->places[code].at = at;
    at = (uint16_t) (at + message->places[code].n_bytes);
  }
  gather (fields->options, message, used);
  gather (fields->file, message, used);
  gather (fields->sname, message, used);
  return 0;
}

/* Options of an impossible length become absent. */
static void
check_lengths (CbDhcpMessage *message) {
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    CbDhcpPlace *place = &message->places[lengths[i].code];

    if (!place->present)
      continue;
    if (place->n_bytes >= lengths[i].min && (lengths[i].max == 0 || place->n_bytes <= lengths[i].max)
        && place->n_bytes % lengths[i].unit == 0)
      continue;
    place->present = false;
    if (lengths[i].steers)
      message->damaged = lengths[i].code;
  }
}

/* The two options whose value matters here. */
static void
check_values (CbDhcpMessage *message) {
  const CbDhcpPlace *overload = &message->places[CB_DHCP_OPTION_OVERLOAD];
  const CbDhcpPlace *type = &message->places[CB_DHCP_OPTION_TYPE];

  if (overload->present
      && (message->store[overload->at] == 0
          || message->store[overload->at] > (OVERLOAD_FILE | OVERLOAD_SNAME)))
    message->damaged = CB_DHCP_OPTION_OVERLOAD;
  if (type->present)
    message->type = message->store[type->at];
  if (type->present && message->type == CB_DHCP_TYPE_NONE)
    message->damaged = CB_DHCP_OPTION_TYPE;
}

int
cb_dhcp_message_parse (const void *bytes, size_t n_bytes, CbDhcpMessage *ret_message) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  CbDhcpMessage message = { 0 };
  Fields fields;
  int r;

  if (n_bytes > CB_MAX_DHCP_BYTES)
    return -EMSGSIZE;
  r = read_head (&reader, &message.head, &fields);
  if (r < 0)
    return r;
  if (cb_reader_u32 (&reader) == COOKIE) {
    fields.options = reader;
    r = read_options (&fields, &message);
    if (r < 0)
      return r;
    check_lengths (&message);
    check_values (&message);
  }
  *ret_message = message;
  return 0;
}

bool
cb_dhcp_message_option (const CbDhcpMessage *message, uint8_t code, const uint8_t **ret_bytes,
                        size_t *ret_n_bytes) {
  const CbDhcpPlace *place = &message->places[code];

  if (!place->present)
    return false;
  *ret_bytes = message->store + place->at;
  *ret_n_bytes = place->n_bytes;
  return true;
}

bool
cb_dhcp_message_u32 (const CbDhcpMessage *message, uint8_t code, uint32_t *ret_value) {
  const uint8_t *bytes;
  size_t n_bytes;
  CbReader reader;

  if (!cb_dhcp_message_option (message, code, &bytes, &n_bytes) || n_bytes < 4)
    return false;
  reader = cb_reader_new (bytes, n_bytes);
  *ret_value = cb_reader_u32 (&reader);
  return true;
}

bool
cb_dhcp_message_begins (const CbDhcpMessage *message, uint8_t code, const char *prefix) {
  size_t n_prefix = strlen (prefix);
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (message, code, &bytes, &n_bytes) && n_bytes >= n_prefix
         && memcmp (bytes, prefix, n_prefix) == 0;
}

bool
cb_dhcp_message_wants (const CbDhcpMessage *message, uint8_t code) {
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (message, CB_DHCP_OPTION_WANTED, &bytes, &n_bytes)
         && memchr (bytes, code, n_bytes) != NULL;
}

size_t
cb_dhcp_message_max_answer (const CbDhcpMessage *message) {
  const uint8_t *bytes;
  size_t n_bytes;
  CbReader reader;
  uint16_t max;

  if (!cb_dhcp_message_option (message, CB_DHCP_OPTION_MAX_BYTES, &bytes, &n_bytes))
    return CB_DHCP_DEFAULT_BYTES;
  reader = cb_reader_new (bytes, n_bytes);
  max = cb_reader_u16 (&reader);
  if (max < CB_DHCP_DEFAULT_BYTES + IP_AND_UDP_BYTES)
    return CB_DHCP_DEFAULT_BYTES;
  if (max > CB_MAX_DHCP_BYTES + IP_AND_UDP_BYTES)
    return CB_MAX_DHCP_BYTES;
  return (size_t) max - IP_AND_UDP_BYTES;
}

CbDhcpBuilder
cb_dhcp_builder_new (const CbDhcpHead *head, CbDhcpType type, void *buffer, size_t n_room) {
  CbDhcpBuilder builder = {
    .writer = cb_writer_new (buffer, n_room < CB_DHCP_MIN_BYTES ? 0 : n_room - END_BYTES)
  };
  const uint8_t type_byte = (uint8_t) type;
  CbWriter *writer = &builder.writer;

  cb_writer_u8 (writer, head->op);
  cb_writer_u8 (writer, HARDWARE_ETHERNET);
  cb_writer_u8 (writer, CB_DHCP_MAC_BYTES);
  cb_writer_u8 (writer, head->hops);
  cb_writer_u32 (writer, head->xid);
  cb_writer_u16 (writer, head->secs);
  cb_writer_u16 (writer, head->flags);
  cb_writer_u32 (writer, head->ciaddr);
  cb_writer_u32 (writer, head->yiaddr);
  cb_writer_u32 (writer, head->siaddr);
  cb_writer_u32 (writer, head->giaddr);
  cb_writer_bytes (writer, head->chaddr, CB_DHCP_MAC_BYTES);
  cb_writer_zeros (writer, CHADDR_BYTES - CB_DHCP_MAC_BYTES + SNAME_BYTES + FILE_BYTES);
  cb_writer_u32 (writer, COOKIE);
  if (type != CB_DHCP_TYPE_NONE)
    cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_TYPE, &type_byte, 1);
  return builder;
}

void
cb_dhcp_builder_option (CbDhcpBuilder *builder, uint8_t code, const void *bytes, size_t n_bytes) {
  const uint8_t *from = bytes;

  do {
    size_t n_piece = n_bytes < MAX_PIECE_BYTES ? n_bytes : MAX_PIECE_BYTES;

    cb_writer_u8 (&builder->writer, code);
    cb_writer_u8 (&builder->writer, (uint8_t) n_piece);
    cb_writer_bytes (&builder->writer, from, n_piece);
    n_bytes -= n_piece;
    if (n_bytes > 0)
      from += n_piece;
  } while (n_bytes > 0 && !builder->writer.failed);
}

void
cb_dhcp_builder_u32 (CbDhcpBuilder *builder, uint8_t code, uint32_t value) {
  cb_writer_u8 (&builder->writer, code);
  cb_writer_u8 (&builder->writer, sizeof value);
  cb_writer_u32 (&builder->writer, value);
}

void
cb_dhcp_builder_text (CbDhcpBuilder *builder, uint8_t code, const char *text) {
  cb_dhcp_builder_option (builder, code, text, strlen (text));
}

int
cb_dhcp_builder_end (CbDhcpBuilder *builder, size_t *ret_n_bytes) {
  CbWriter *writer = &builder->writer;

  if (!writer->failed)
    writer->n_room += END_BYTES;
  cb_writer_u8 (writer, CB_DHCP_OPTION_END);
  if (writer->n_bytes < CB_DHCP_MIN_BYTES)
    cb_writer_zeros (writer, CB_DHCP_MIN_BYTES - writer->n_bytes);
  return cb_writer_end (writer, ret_n_bytes);
}
