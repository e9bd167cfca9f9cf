/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/byte-source.h"

#include "limit.h"

#define WINDOW_BYTES (64 * 1024)

static gssize
read_memory (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  memcpy (buffer, (const guint8 *) data + offset, n_bytes);
  return (gssize) n_bytes;
}

CbByteSource
cb_byte_source_of_memory (const void *bytes, gsize n_bytes) {
  return (CbByteSource){ .read = read_memory, .data = (gpointer) bytes, .n_bytes = n_bytes };
}

CbByteSource
cb_byte_source_part (const CbByteSource *self, guint64 offset) {
  CbByteSource part = *self;

  offset = MIN (offset, self->n_bytes);
  part.begin += offset;
  part.n_bytes -= offset;
  return part;
}

gssize
cb_byte_source_read (const CbByteSource *self, guint64 offset, void *buffer, gsize n_bytes) {
  gsize n_wanted, n_got = 0;

  if (offset >= self->n_bytes)
    return 0;
  n_wanted = (gsize) MIN ((guint64) n_bytes, self->n_bytes - offset);
  while (n_got < n_wanted) {
    guint64 at = self->begin + offset + n_got;
    gssize n = self->read (at, (guint8 *) buffer + n_got, n_wanted - n_got, self->data);

    if (n < 0)
      return -1;
    if (n == 0)
      break;
    n_got += MIN ((gsize) n, n_wanted - n_got);
  }
  return (gssize) n_got;
}

CbImageFault
cb_byte_source_take (const CbByteSource *self, guint64 offset, void *buffer, gsize n_bytes) {
  gssize n = cb_byte_source_read (self, offset, buffer, n_bytes);

  if (n < 0)
    return CB_IMAGE_FAULT_UNREADABLE;
  return (gsize) n == n_bytes ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_TRUNCATED;
}

/* Looks for text where at least n_after bytes follow its beginning. TRUE when found() said so. *ret_n_done:
 * the bytes of the window that need not be looked at again. */
static gboolean
scan_window (const char *window, gsize n_window, gsize n_after, guint64 offset, const char *text,
             CbByteFound found, gpointer data, gsize *ret_n_done) {
  gsize n_done = n_window >= n_after ? n_window - n_after + 1 : 0;
  const char *at = window;

  while ((at = memmem (at, n_window - (gsize) (at - window), text, strlen (text))) != NULL) {
    gsize n_before = (gsize) (at - window);

    if (n_before >= n_done)
      break;
    if (found (at, n_window - n_before, offset + n_before, data))
      return TRUE;
    at++;
  }
  *ret_n_done = n_done;
  return FALSE;
}

CbImageFault
cb_byte_source_scan (const CbByteSource *self, const char *text, CbByteFound found, gpointer data) {
  g_autofree char *window = g_malloc (WINDOW_BYTES);
  gsize n_window = 0, n_done;
  guint64 offset = 0;

  for (;;) {
    gssize n = cb_byte_source_read (self, offset + n_window, window + n_window, WINDOW_BYTES - n_window);
    gboolean is_end = n >= 0 && (gsize) n < WINDOW_BYTES - n_window;

    if (n < 0)
      return CB_IMAGE_FAULT_UNREADABLE;
    n_window += (gsize) n;
    if (scan_window (window, n_window, is_end ? 1 : CB_SCAN_TEXT_BYTES, offset, text, found, data, &n_done)
        || is_end)
      return CB_IMAGE_FAULT_NONE;
    offset += n_done;
    n_window -= n_done;
    memmove (window, window + n_done, n_window);
    if (offset >= CB_MAX_UNPACKED_BYTES)
      return CB_IMAGE_FAULT_TOO_LARGE;
  }
}
