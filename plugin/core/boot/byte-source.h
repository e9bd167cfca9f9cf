/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the bytes of a boot file come from: a function of the caller that reads some at an offset, and the
 * file's size. So a kernel of 30 MB is looked at in pieces, and core opens no file.
 *
 * A source is a plain value; copies read the same bytes. The numbers in a header are fetched with cb_le*() and
 * cb_be*() from a buffer that the caller knows to be long enough.
 */

#pragma once

#include <glib.h>
#include <string.h>

#include "boot/image-fault.h"

G_BEGIN_DECLS

/* Reads up to n_bytes (never 0) at offset, as pread() does: fewer is fine, 0 is the end, negative a failure. */
typedef gssize (*CbByteRead) (guint64 offset, void *buffer, gsize n_bytes, gpointer data);

typedef struct {
  CbByteRead read;
  gpointer data;
  guint64 n_bytes;  /* its size as the caller knows it; the function is never asked for bytes beyond it */
  guint64 begin;    /* where the source begins in what the function reads; 0 for a whole file */
} CbByteSource;

/* Borrows bytes, which may be NULL when n_bytes is 0. */
CbByteSource cb_byte_source_of_memory (const void *bytes, gsize n_bytes);

/* What begins at offset; empty when that is at or beyond the end. */
CbByteSource cb_byte_source_part (const CbByteSource *self, guint64 offset);

/* Fills the buffer as far as the source goes. Returns the bytes read, fewer than n_bytes only at the end of
 * the source (which may come before its size: the file shrank), or -1 when the function failed. */
gssize cb_byte_source_read (const CbByteSource *self, guint64 offset, void *buffer, gsize n_bytes);

/* All n_bytes, or CB_IMAGE_FAULT_TRUNCATED or CB_IMAGE_FAULT_UNREADABLE; the buffer is then undefined. */
CbImageFault cb_byte_source_take (const CbByteSource *self, guint64 offset, void *buffer, gsize n_bytes);

/* Called for a place where the text stands: it, and what follows it, n_text bytes in all, at least
 * CB_SCAN_TEXT_BYTES except at the end of the source. TRUE ends the search. */
typedef gboolean (*CbByteFound) (const char *text, gsize n_text, guint64 offset, gpointer data);

/* Reads the source in order, at most CB_MAX_UNPACKED_BYTES of it and in constant memory, and calls found() for
 * each place where text (not empty) stands. NONE when found() ended it or the source did. */
CbImageFault cb_byte_source_scan (const CbByteSource *self, const char *text, CbByteFound found, gpointer data);

static inline guint16
cb_le16 (const guint8 *bytes) {
  return (guint16) (bytes[0] | bytes[1] << 8);
}

static inline guint32
cb_le32 (const guint8 *bytes) {
  return (guint32) cb_le16 (bytes) | (guint32) cb_le16 (bytes + 2) << 16;
}

static inline guint64
cb_le64 (const guint8 *bytes) {
  return (guint64) cb_le32 (bytes) | (guint64) cb_le32 (bytes + 4) << 32;
}

static inline guint32
cb_be32 (const guint8 *bytes) {
  return GUINT32_SWAP_LE_BE (cb_le32 (bytes));
}

G_END_DECLS
