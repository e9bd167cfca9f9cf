/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A bounded cursor over somebody else's bytes, and one over a buffer of ours.
 *
 * Both are sticky: a read past the end or a write past the room gives zeros or does nothing, marks the
 * cursor as failed, and every later call fails as well. So a parser takes what it expects in a row and asks
 * once, at the end. No allocation, no assert on content, nothing outside [bytes, bytes + n) is ever touched.
 * Numbers on the wire are big-endian; everywhere else they are the host's.
 *
 * Plain C, no GLib: all of core/wire is, because it runs in the process that hears a peer.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const uint8_t *bytes; /* the next one */
  size_t n_left;
  bool failed;
} CbReader;

/* Borrows bytes, which may be NULL when n_bytes is 0. */
CbReader cb_reader_new (const void *bytes, size_t n_bytes);

uint8_t cb_reader_u8 (CbReader *reader);
uint16_t cb_reader_u16 (CbReader *reader);
uint32_t cb_reader_u32 (CbReader *reader);

/* The next n_bytes in place, or NULL when there are fewer. Borrowed from the buffer. */
const uint8_t *cb_reader_bytes (CbReader *reader, size_t n_bytes);

/* A text up to its zero byte, which is consumed, in place; any bytes but zero. NULL when none of what is
 * left is zero. *ret_length (may be NULL) is its length without the zero; untouched on failure. */
const char *cb_reader_text (CbReader *reader, size_t *ret_length);

/* A reader of the next n_bytes; a failed one when there are fewer. */
CbReader cb_reader_part (CbReader *reader, size_t n_bytes);

/* 0, or -EBADMSG when some read went past the end. Bytes that are left are no fault. */
int cb_reader_end (const CbReader *reader);

typedef struct {
  uint8_t *bytes; /* the first one */
  size_t n_room;  /* in all */
  size_t n_bytes; /* written */
  bool failed;
} CbWriter;

/* Borrows buffer. */
CbWriter cb_writer_new (void *buffer, size_t n_room);

void cb_writer_u8 (CbWriter *writer, uint8_t value);
void cb_writer_u16 (CbWriter *writer, uint16_t value);
void cb_writer_u32 (CbWriter *writer, uint32_t value);
void cb_writer_bytes (CbWriter *writer, const void *bytes, size_t n_bytes);
void cb_writer_zeros (CbWriter *writer, size_t n_bytes);

/* The text and its zero byte. */
void cb_writer_text (CbWriter *writer, const char *text);

/* 0 and *ret_n_bytes, or -EMSGSIZE when something did not fit; *ret_n_bytes is then untouched. */
int cb_writer_end (const CbWriter *writer, size_t *ret_n_bytes);
