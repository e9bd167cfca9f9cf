/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/inflate.h"

#include <zlib.h>

#include "limit.h"

#define INPUT_BYTES (16 * 1024)
#define SKIP_BYTES  (16 * 1024)

/* How far back a read may go without a new beginning: a look ahead of another reader. */
#define RECENT_BYTES (8 * 1024)

/* inflateInit2(): a gzip header is wanted, with the largest window. */
#define GZIP_WINDOW_BITS (15 + 16)

struct CbInflate {
  CbByteSource packed;
  z_stream stream;
  gboolean has_stream;
  guint64 n_read;      /* bytes of packed that went into the stream or wait in input */
  guint64 position;    /* bytes that were unpacked since the beginning */
  guint64 n_spent;     /* bytes that were unpacked in all */
  gboolean ended;
  CbImageFault fault;
  guint8 input[INPUT_BYTES];
  guint8 skipped[SKIP_BYTES];
  guint8 recent[RECENT_BYTES];  /* the last n_recent bytes before position */
  gsize n_recent;
};

static void
rewind_stream (CbInflate *self) {
  if (self->has_stream)
    inflateEnd (&self->stream);
  memset (&self->stream, 0, sizeof self->stream);
  self->has_stream = inflateInit2 (&self->stream, GZIP_WINDOW_BITS) == Z_OK;
  self->n_read = 0;
  self->position = 0;
  self->n_recent = 0;
  self->ended = FALSE;
  self->fault = self->has_stream ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_UNREADABLE;
}

CbInflate *
cb_inflate_new (const CbByteSource *packed) {
  CbInflate *self = g_new0 (CbInflate, 1);

  self->packed = *packed;
  rewind_stream (self);
  return self;
}

void
cb_inflate_free (CbInflate *self) {
  if (self == NULL)
    return;
  if (self->has_stream)
    inflateEnd (&self->stream);
  g_free (self);
}

static void
refill (CbInflate *self) {
  gssize n;

  if (self->stream.avail_in > 0)
    return;
  n = cb_byte_source_read (&self->packed, self->n_read, self->input, sizeof self->input);
  if (n < 0)
    self->fault = CB_IMAGE_FAULT_UNREADABLE;
  else if (n == 0)
    self->fault = CB_IMAGE_FAULT_TRUNCATED;
  if (n <= 0)
    return;
  self->n_read += (guint64) n;
  self->stream.next_in = self->input;
  self->stream.avail_in = (uInt) n;
}

static void
remember (CbInflate *self, const guint8 *bytes, gsize n_bytes) {
  gsize n_new = MIN (n_bytes, RECENT_BYTES);
  gsize n_kept = MIN (self->n_recent, RECENT_BYTES - n_new);

  memmove (self->recent, self->recent + self->n_recent - n_kept, n_kept);
  memcpy (self->recent + n_kept, bytes + n_bytes - n_new, n_new);
  self->n_recent = n_kept + n_new;
}

/* Unpacks up to n_bytes from where it stands. Fewer: the end, or a fault. */
static gsize
unpack (CbInflate *self, guint8 *buffer, gsize n_bytes) {
  gsize n_room = (gsize) MIN (MIN ((guint64) n_bytes, CB_MAX_UNPACKED_BYTES - self->n_spent), G_MAXUINT32);
  gsize n_got;

  self->stream.next_out = buffer;
  self->stream.avail_out = (uInt) n_room;
  while (self->stream.avail_out > 0 && !self->ended && self->fault == CB_IMAGE_FAULT_NONE) {
    int result;

    refill (self);
    if (self->fault != CB_IMAGE_FAULT_NONE)
      break;
    result = inflate (&self->stream, Z_NO_FLUSH);
    if (result == Z_STREAM_END)
      self->ended = TRUE;
    else if (result != Z_OK)
      self->fault = CB_IMAGE_FAULT_DAMAGED;
  }
  n_got = n_room - self->stream.avail_out;
  self->position += n_got;
  self->n_spent += n_got;
  remember (self, buffer, n_got);
  if (n_room < n_bytes && n_got == n_room && !self->ended && self->fault == CB_IMAGE_FAULT_NONE)
    self->fault = CB_IMAGE_FAULT_TOO_LARGE;
  return n_got;
}

static gboolean
is_over (const CbInflate *self) {
  return self->ended || self->fault != CB_IMAGE_FAULT_NONE;
}

static gssize
read_unpacked (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  CbInflate *self = data;
  guint64 n_back = offset < self->position ? self->position - offset : 0;
  gsize n_got;

  if (n_back > 0 && n_back <= self->n_recent) {
    n_got = (gsize) MIN (n_back, n_bytes);
    memcpy (buffer, self->recent + self->n_recent - n_back, n_got);
    return (gssize) n_got;
  }
  if (n_back > 0 && self->fault != CB_IMAGE_FAULT_TOO_LARGE)
    rewind_stream (self);
  while (self->position < offset && !is_over (self))
    unpack (self, self->skipped, (gsize) MIN (offset - self->position, sizeof self->skipped));
  if (self->position != offset || is_over (self))
    n_got = 0;
  else
    n_got = unpack (self, buffer, n_bytes);
  if (n_got == 0 && self->fault != CB_IMAGE_FAULT_NONE && self->fault != CB_IMAGE_FAULT_TRUNCATED)
    return -1;
  return (gssize) n_got;
}

CbByteSource
cb_inflate_source (CbInflate *self) {
  return (CbByteSource){ .read = read_unpacked, .data = self, .n_bytes = CB_MAX_UNPACKED_BYTES };
}

CbImageFault
cb_inflate_finish (CbInflate *self) {
  while (!is_over (self))
    unpack (self, self->skipped, sizeof self->skipped);
  return self->fault;
}

CbImageFault
cb_inflate_fault (const CbInflate *self) {
  return self->fault;
}

guint64
cb_inflate_n_packed (const CbInflate *self) {
  return self->n_read - self->stream.avail_in;
}

guint64
cb_inflate_n_unpacked (const CbInflate *self) {
  return self->position;
}
