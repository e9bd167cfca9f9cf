/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/bytes.h"

#include <errno.h>
#include <string.h>

CbReader
cb_reader_new (const void *bytes, size_t n_bytes) {
  return (CbReader){ .bytes = bytes, .n_left = n_bytes };
}

const uint8_t *
cb_reader_bytes (CbReader *reader, size_t n_bytes) {
  const uint8_t *taken = reader->bytes;

  if (reader->failed || n_bytes > reader->n_left) {
    reader->failed = true;
    return NULL;
  }
  if (n_bytes > 0)
    reader->bytes += n_bytes;
  reader->n_left -= n_bytes;
  return taken;
}

uint8_t
cb_reader_u8 (CbReader *reader) {
  const uint8_t *bytes = cb_reader_bytes (reader, 1);

  return bytes != NULL ? bytes[0] : 0;
}

uint16_t
cb_reader_u16 (CbReader *reader) {
  const uint8_t *bytes = cb_reader_bytes (reader, 2);

  return bytes != NULL ? (uint16_t) (bytes[0] << 8 | bytes[1]) : 0;
}

uint32_t
cb_reader_u32 (CbReader *reader) {
  const uint8_t *bytes = cb_reader_bytes (reader, 4);

  if (bytes == NULL)
    return 0;
  return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
}

const char *
cb_reader_text (CbReader *reader, size_t *ret_length) {
  const uint8_t *end = NULL;
  const char *text;
  size_t length;

  if (!reader->failed && reader->n_left > 0)
    end = memchr (reader->bytes, 0, reader->n_left);
  if (end == NULL) {
    reader->failed = true;
    return NULL;
  }
  length = (size_t) (end - reader->bytes);
  text = (const char *) cb_reader_bytes (reader, length + 1);
  if (ret_length != NULL)
    *ret_length = length;
  return text;
}

CbReader
cb_reader_part (CbReader *reader, size_t n_bytes) {
  const uint8_t *bytes = cb_reader_bytes (reader, n_bytes);

  if (reader->failed)
    return (CbReader){ .failed = true };
  return cb_reader_new (bytes, n_bytes);
}

int
cb_reader_end (const CbReader *reader) {
  return reader->failed ? -EBADMSG : 0;
}

CbWriter
cb_writer_new (void *buffer, size_t n_room) {
  return (CbWriter){ .bytes = buffer, .n_room = n_room };
}

/* Room for n_bytes at the cursor, or NULL. */
static uint8_t *
claim (CbWriter *writer, size_t n_bytes) {
  uint8_t *at;

  if (writer->failed || n_bytes > writer->n_room - writer->n_bytes) {
    writer->failed = true;
    return NULL;
  }
  at = writer->bytes + writer->n_bytes;
  writer->n_bytes += n_bytes;
  return at;
}

void
cb_writer_u8 (CbWriter *writer, uint8_t value) {
  cb_writer_bytes (writer, &value, 1);
}

void
cb_writer_u16 (CbWriter *writer, uint16_t value) {
  const uint8_t bytes[] = { (uint8_t) (value >> 8), (uint8_t) value };

  cb_writer_bytes (writer, bytes, sizeof bytes);
}

void
cb_writer_u32 (CbWriter *writer, uint32_t value) {
  const uint8_t bytes[] = { (uint8_t) (value >> 24), (uint8_t) (value >> 16), (uint8_t) (value >> 8),
                            (uint8_t) value };

  cb_writer_bytes (writer, bytes, sizeof bytes);
}

void
cb_writer_bytes (CbWriter *writer, const void *bytes, size_t n_bytes) {
  uint8_t *at = n_bytes > 0 ? claim (writer, n_bytes) : NULL;

  if (at != NULL)
    memcpy (at, bytes, n_bytes);
}

void
cb_writer_zeros (CbWriter *writer, size_t n_bytes) {
  uint8_t *at = n_bytes > 0 ? claim (writer, n_bytes) : NULL;

  if (at != NULL)
    memset (at, 0, n_bytes);
}

void
cb_writer_text (CbWriter *writer, const char *text) {
  cb_writer_bytes (writer, text, strlen (text) + 1);
}

int
cb_writer_end (const CbWriter *writer, size_t *ret_n_bytes) {
  if (writer->failed)
    return -EMSGSIZE;
  *ret_n_bytes = writer->n_bytes;
  return 0;
}
