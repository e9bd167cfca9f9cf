/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/boot-event.h"

#include <errno.h>
#include <string.h>

#define N_HEADER_BYTES 4
#define N_MAC_BYTES    6

typedef enum {
  FIELD_END, FIELD_U8, FIELD_U16, FIELD_U32, FIELD_U64, FIELD_MAC, FIELD_HASH, FIELD_WORD, FIELD_BYTES
} FieldType;

typedef struct {
  FieldType type;
  size_t offset;  /* in CbBootEvent */
  size_t n_limit; /* of FIELD_BYTES, which takes the rest of the record; of FIELD_WORD, whose length stands
                     before it; the largest number of FIELD_U8 */
} Field;

#define FIELD(type, member)         { FIELD_##type, offsetof (CbBootEvent, member), 0 }
#define FIELD_UPTO(member, n_limit) { FIELD_BYTES, offsetof (CbBootEvent, member), n_limit }
#define FIELD_ENUM(member, n_values) { FIELD_U8, offsetof (CbBootEvent, member), (n_values) - 1 }
#define FIELD_WORD_UPTO(member, n_limit) { FIELD_WORD, offsetof (CbBootEvent, member), n_limit }

static const Field no_fields[] = { { FIELD_END } };
static const Field foreign_fields[] = {
  FIELD (U32, foreign.server), FIELD (U32, foreign.offered), FIELD (U32, foreign.router),
  FIELD (MAC, foreign.mac), { FIELD_END },
};
static const Field stranger_fields[] = {
  FIELD (MAC, stranger.mac), FIELD_UPTO (stranger.vendor_class, CB_MAX_EVENT_CLASS_BYTES), { FIELD_END },
};
static const Field board_fields[] = {
  FIELD (MAC, board.mac), FIELD (U32, board.serial), FIELD (U32, board.revision), { FIELD_END },
};
static const Field unanswered_fields[] = {
  FIELD (MAC, unanswered.mac), FIELD (U32, unanswered.address), FIELD (U32, unanswered.ms), { FIELD_END },
};
static const Field addressed_fields[] = {
  FIELD (MAC, addressed.mac), FIELD (U32, addressed.address), { FIELD_END },
};
static const Field transfer_fields[] = {
  FIELD (U32, transfer.address), FIELD (U16, transfer.port), FIELD (U32, transfer.id),
  FIELD (U64, transfer.n_bytes), FIELD (U64, transfer.n_total), FIELD (U16, transfer.code),
  FIELD_UPTO (transfer.name, CB_MAX_EVENT_NAME_BYTES), { FIELD_END },
};
static const Field story_fields[] = {
  FIELD_ENUM (story.what, CB_STORY_N_), FIELD_ENUM (story.stage, CB_STORY_STAGE_N_),
  FIELD_ENUM (story.outcome, CB_STORY_OUTCOME_N_), FIELD_ENUM (story.cause, CB_STORY_CAUSE_N_),
  FIELD_ENUM (story.role, 256), FIELD_ENUM (story.file_kind, 256), FIELD_ENUM (story.board, 256),
  FIELD (MAC, story.mac), FIELD (U16, story.code), FIELD (U32, story.boot), FIELD (U32, story.serial),
  FIELD (U32, story.revision), FIELD (U32, story.address), FIELD (U32, story.ms), FIELD (U32, story.ms_taken),
  FIELD (U32, story.transfer), FIELD (U64, story.n_bytes), FIELD (U64, story.n_total), FIELD (HASH, story.hash),
  FIELD_WORD_UPTO (story.release, CB_MAX_KERNEL_WORD_BYTES),
  FIELD_WORD_UPTO (story.build, CB_MAX_KERNEL_WORD_BYTES),
  FIELD_UPTO (story.name, CB_MAX_EVENT_NAME_BYTES), { FIELD_END },
};

static const Field *const layouts[CB_BOOT_N_] = {
  [CB_BOOT_READY] = no_fields,
  [CB_BOOT_PROBE_DUE] = no_fields,
  [CB_BOOT_FOREIGN_SERVER] = foreign_fields,
  [CB_BOOT_STRANGER] = stranger_fields,
  [CB_BOOT_BOARD_SEEN] = board_fields,
  [CB_BOOT_DISCOVER_UNANSWERED] = unanswered_fields,
  [CB_BOOT_REQUEST_UNANSWERED] = unanswered_fields,
  [CB_BOOT_ANSWERED] = unanswered_fields,
  [CB_BOOT_ADDRESSED] = addressed_fields,
  [CB_BOOT_ASKED] = transfer_fields,
  [CB_BOOT_PROBED] = transfer_fields,
  [CB_BOOT_PROGRESS] = transfer_fields,
  [CB_BOOT_SENT] = transfer_fields,
  [CB_BOOT_MISSING] = transfer_fields,
  [CB_BOOT_REFUSED] = transfer_fields,
  [CB_BOOT_ABORTED] = transfer_fields,
  [CB_BOOT_CHANGED] = transfer_fields,
  [CB_BOOT_TIMED_OUT] = transfer_fields,
  [CB_BOOT_NEIGHBOUR_DUE] = addressed_fields,
  [CB_BOOT_STORY] = story_fields,
};

bool
cb_boot_event_is_transfer (const CbBootEvent *event) {
  return event->kind >= CB_BOOT_ASKED && event->kind <= CB_BOOT_TIMED_OUT;
}

/* Host order lies in the event, so each number is copied through a variable of its type. */
static void
encode_field (const CbBootEvent *event, const Field *field, CbWriter *writer) {
  const char *at = (const char *) event + field->offset;
  CbBootBytes bytes;
  uint64_t u64;
  uint32_t u32;
  uint16_t u16;

  switch (field->type) {
  case FIELD_U8:
    cb_writer_u8 (writer, (uint8_t) *at);
    writer->failed |= (uint8_t) *at > field->n_limit;
    break;
  case FIELD_U16:
    memcpy (&u16, at, sizeof u16);
    cb_writer_u16 (writer, u16);
    break;
  case FIELD_U32:
    memcpy (&u32, at, sizeof u32);
    cb_writer_u32 (writer, u32);
    break;
  case FIELD_U64:
    memcpy (&u64, at, sizeof u64);
    cb_writer_u32 (writer, (uint32_t) (u64 >> 32));
    cb_writer_u32 (writer, (uint32_t) u64);
    break;
  case FIELD_MAC: cb_writer_bytes (writer, at, N_MAC_BYTES); break;
  case FIELD_HASH: cb_writer_bytes (writer, at, CB_STORY_HASH_BYTES); break;
  case FIELD_WORD:
  case FIELD_BYTES:
    memcpy (&bytes, at, sizeof bytes);
    if (field->type == FIELD_WORD)
      cb_writer_u8 (writer, (uint8_t) bytes.n_bytes);
    cb_writer_bytes (writer, bytes.bytes, bytes.n_bytes);
    writer->failed |= bytes.n_bytes > field->n_limit;
    break;
  case FIELD_END: break;
  }
}

int
cb_boot_event_encode (const CbBootEvent *event, CbWriter *writer) {
  uint8_t room[CB_MAX_EVENT_BYTES - N_HEADER_BYTES];
  CbWriter payload = cb_writer_new (room, sizeof room);
  size_t n_payload;

  for (const Field *field = layouts[event->kind]; field->type != FIELD_END; field++)
    encode_field (event, field, &payload);
  if (cb_writer_end (&payload, &n_payload) < 0
      || writer->n_room - writer->n_bytes < N_HEADER_BYTES + n_payload)
    return -EMSGSIZE;
  cb_writer_u16 (writer, (uint16_t) event->kind);
  cb_writer_u16 (writer, (uint16_t) n_payload);
  cb_writer_bytes (writer, room, n_payload);
  return writer->failed ? -EMSGSIZE : 0;
}

static void
decode_bytes (CbReader *payload, const Field *field, char *at) {
  CbBootBytes bytes = { .n_bytes = field->type == FIELD_WORD ? cb_reader_u8 (payload) : payload->n_left };

  payload->failed |= bytes.n_bytes > field->n_limit;
  if (bytes.n_bytes > 0)
    bytes.bytes = cb_reader_bytes (payload, bytes.n_bytes);
  memcpy (at, &bytes, sizeof bytes);
}

static void
decode_array (CbReader *payload, size_t n_bytes, char *at) {
  const uint8_t *bytes = cb_reader_bytes (payload, n_bytes);

  if (bytes != NULL)
    memcpy (at, bytes, n_bytes);
}

static void
decode_field (CbReader *payload, const Field *field, CbBootEvent *event) {
  char *at = (char *) event + field->offset;
  uint64_t u64;
  uint32_t u32;
  uint16_t u16;
  uint8_t u8;

  switch (field->type) {
  case FIELD_U8:
    u8 = cb_reader_u8 (payload);
    payload->failed |= u8 > field->n_limit;
    memcpy (at, &u8, sizeof u8);
    break;
  case FIELD_U16:
    u16 = cb_reader_u16 (payload);
    memcpy (at, &u16, sizeof u16);
    break;
  case FIELD_U32:
    u32 = cb_reader_u32 (payload);
    memcpy (at, &u32, sizeof u32);
    break;
  case FIELD_U64:
    u64 = (uint64_t) cb_reader_u32 (payload) << 32;
    u64 |= cb_reader_u32 (payload);
    memcpy (at, &u64, sizeof u64);
    break;
  case FIELD_MAC: decode_array (payload, N_MAC_BYTES, at); break;
  case FIELD_HASH: decode_array (payload, CB_STORY_HASH_BYTES, at); break;
  case FIELD_WORD:
  case FIELD_BYTES: decode_bytes (payload, field, at); break;
  case FIELD_END: break;
  }
}

static int
decode_payload (unsigned kind, CbReader payload, CbBootEvent *ret_event) {
  CbBootEvent event = { .kind = (CbBootEventKind) kind };

  if (kind == 0 || kind >= CB_BOOT_N_)
    return CB_BOOT_EVENT_UNKNOWN;
  for (const Field *field = layouts[kind]; field->type != FIELD_END; field++)
    decode_field (&payload, field, &event);
  if (cb_reader_end (&payload) < 0 || payload.n_left > 0)
    return -EBADMSG;
  *ret_event = event;
  return 0;
}

int
cb_boot_event_decode (CbReader *reader, CbBootEvent *ret_event) {
  CbReader record = *reader, payload;
  unsigned kind = cb_reader_u16 (&record);
  size_t n_payload = cb_reader_u16 (&record);

  if (record.failed)
    return CB_BOOT_EVENT_MORE;
  if (n_payload > CB_MAX_EVENT_BYTES - N_HEADER_BYTES)
    return -EBADMSG;
  payload = cb_reader_part (&record, n_payload);
  if (record.failed)
    return CB_BOOT_EVENT_MORE;
  *reader = record;
  return decode_payload (kind, payload, ret_event);
}

uint8_t *
cb_boot_event_reader_room (CbBootEventReader *reader, size_t *ret_n_room) {
  reader->n_filled -= reader->n_taken;
  memmove (reader->bytes, reader->bytes + reader->n_taken, reader->n_filled);
  reader->n_taken = 0;
  *ret_n_room = sizeof reader->bytes - reader->n_filled;
  return reader->bytes + reader->n_filled;
}

void
cb_boot_event_reader_filled (CbBootEventReader *reader, size_t n_bytes) {
  reader->n_filled += n_bytes;
}

int
cb_boot_event_reader_next (CbBootEventReader *reader, CbBootEvent *ret_event) {
  CbReader left = cb_reader_new (reader->bytes + reader->n_taken, reader->n_filled - reader->n_taken);
  int status = reader->error;

  if (status < 0)
    return status;
  do
    status = cb_boot_event_decode (&left, ret_event);
  while (status == CB_BOOT_EVENT_UNKNOWN);
  reader->n_taken = reader->n_filled - left.n_left;
  if (status < 0)
    reader->error = status;
  return status;
}
