/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any file: the findings agree with themselves, with those of a source that reads a few bytes at a time, and
 * are the same for the kind of a file inside a gzip member. The kernel's release is looked for in both. */

#include "fuzz.h"

#include <zlib.h>

#include "boot/image.h"
#include "boot/kernel-release.h"

typedef struct {
  const uint8_t *bytes;
  size_t n_bytes;
  unsigned n_reads;
} File;

/* Checks that nobody asks for what isn't there. */
static gssize
read_little (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  File *file = data;
  gsize n_most = 1 + file->n_reads++ % 4001, n = MIN (n_bytes, n_most);

  fuzz_assert (n_bytes > 0 && offset < file->n_bytes && n_bytes <= file->n_bytes - offset);
  memcpy (buffer, file->bytes + offset, n);
  return (gssize) n;
}

static void
check_word (const char *word, gsize n_room) {
  gsize n = strnlen (word, n_room);

  fuzz_assert (n < n_room);
  for (gsize i = 0; i < n; i++)
    fuzz_assert (g_ascii_isprint (word[i]));
}

static void
check_findings (const CbImage *image) {
  const CbCpioArchive *archive = &image->archive;

  fuzz_assert (cb_image_kind_to_code (image->kind) != NULL && cb_image_kind_to_code (image->inner) != NULL);
  fuzz_assert (cb_image_fault_to_code (image->fault) != NULL);
  if (image->fault == CB_IMAGE_FAULT_NONE)
    fuzz_assert (image->n_claimed <= image->n_bytes);
  fuzz_assert (image->fault != CB_IMAGE_FAULT_UNREADABLE || image->kind == CB_IMAGE_GZIP);
  fuzz_assert (!archive->has_wanted || archive->n_entries > 0);
  if (image->kind == CB_IMAGE_CPIO)
    fuzz_assert (archive->end <= image->n_bytes && archive->follows_at < MAX (image->n_bytes, 1));
  check_word (image->firmware.variant, sizeof image->firmware.variant);
  check_word (image->firmware.date, sizeof image->firmware.date);
  check_word (image->firmware.version, sizeof image->firmware.version);
}

static void
check_release (const CbByteSource *source) {
  CbKernelRelease found;
  gboolean is_there = cb_kernel_release_read (source, &found);

  fuzz_assert (is_there == (found.release[0] != '\0') && is_there == (found.build[0] != '\0'));
  check_word (found.release, sizeof found.release);
  check_word (found.build, sizeof found.build);
}

static void
check_same (const CbImage *a, const CbImage *b) {
  fuzz_assert (a->kind == b->kind && a->fault == b->fault && a->n_claimed == b->n_claimed);
  fuzz_assert (a->inner == b->inner && a->n_inner == b->n_inner && a->follows == b->follows);
  fuzz_assert (a->archive.n_entries == b->archive.n_entries && a->archive.end == b->archive.end);
  fuzz_assert (strcmp (a->firmware.version, b->firmware.version) == 0);
}

/* The file in a gzip member, stored. */
static void
check_packed (const uint8_t *bytes, size_t n_bytes, CbImageKind kind) {
  size_t n_room = n_bytes + n_bytes / 1000 + 64;
  g_autofree uint8_t *packed = g_malloc (n_room);
  z_stream stream = { .next_in = (uint8_t *) bytes, .avail_in = (uInt) n_bytes };
  CbByteSource source;
  CbImage image;

  fuzz_assert (deflateInit2 (&stream, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  stream.next_out = packed;
  stream.avail_out = (uInt) n_room;
  fuzz_assert (deflate (&stream, Z_FINISH) == Z_STREAM_END);
  source = cb_byte_source_of_memory (packed, stream.total_out);
  deflateEnd (&stream);
  cb_image_read (&source, CB_IMAGE_WHOLE, &image);
  check_findings (&image);
  fuzz_assert (image.kind == CB_IMAGE_GZIP && image.n_inner == n_bytes);
  fuzz_assert (image.inner == kind || n_bytes > CB_IMAGE_HEAD_BYTES || kind >= CB_IMAGE_N_
               || kind == CB_IMAGE_OVERLAY || kind == CB_IMAGE_FIT || kind == CB_IMAGE_BOOTCODE);
  check_release (&source);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbByteSource source = cb_byte_source_of_memory (bytes, n_bytes);
  File file = { .bytes = bytes, .n_bytes = n_bytes };
  CbByteSource little = { .read = read_little, .data = &file, .n_bytes = n_bytes };
  CbImage head, whole, again;

  cb_image_read (&source, CB_IMAGE_HEAD, &head);
  cb_image_read (&source, CB_IMAGE_WHOLE, &whole);
  cb_image_read (&little, CB_IMAGE_WHOLE, &again);
  check_findings (&head);
  check_findings (&whole);
  fuzz_assert (head.kind == whole.kind && head.inner == whole.inner);
  check_same (&whole, &again);
  check_release (&source);
  check_packed (bytes, n_bytes, whole.kind);
  return 0;
}
