/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/packed-stream.h"

#include "limit.h"

#define TAIL_BYTES 4096

/* RFC 8878 3.1.1 */
#define ZSTD_MAGIC           0xfd2fb528
#define ZSTD_SKIPPABLE       0x184d2a50
#define ZSTD_CHECKSUM_BYTES  4
#define ZSTD_BLOCK_RUN       1
#define ZSTD_BLOCK_RESERVED  3

/* The format of lz4 -l: blocks of 8 MiB, and how much larger the worst of them gets. */
#define LZ4_LEGACY_MAGIC     0x184c2102
#define LZ4_MAX_BLOCK_BYTES  (8 * 1024 * 1024 + 8 * 1024 * 1024 / 255 + 16)

static gboolean
ends_with (const guint8 *bytes, gsize n_bytes, const char *text) {
  gsize n = strlen (text);

  return n_bytes >= n && memcmp (bytes + n_bytes - n, text, n) == 0;
}

CbImageFault
cb_packed_stream_check_xz (const CbByteSource *source) {
  guint8 tail[TAIL_BYTES];
  gsize n = (gsize) MIN (source->n_bytes, sizeof tail);
  CbImageFault fault = cb_byte_source_take (source, source->n_bytes - n, tail, n);

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  while (n > 0 && tail[n - 1] == 0)
    n--;
  if (n == 0 || ends_with (tail, n, "YZ") || ends_with (tail, n, "#BOOTCONFIG\n"))
    return CB_IMAGE_FAULT_NONE;
  return CB_IMAGE_FAULT_TRUNCATED;
}

/* Bytes of a frame's header behind its magic number (RFC 8878 3.1.1.1), by its first byte. */
static guint
zstd_header_bytes (guint8 descriptor) {
  static const guint dictionary_bytes[] = { 0, 1, 2, 4 };
  static const guint content_bytes[] = { 0, 2, 4, 8 };
  gboolean is_single = (descriptor & 0x20) != 0;
  guint n_content = content_bytes[descriptor >> 6];

  if (is_single && n_content == 0)
    n_content = 1;
  return 1 + (is_single ? 0 : 1) + dictionary_bytes[descriptor & 3] + n_content;
}

/* Walks one frame's blocks; *at: the first one, and then the frame's end. */
static CbImageFault
walk_zstd_blocks (const CbByteSource *source, gboolean has_checksum, guint *n_blocks, guint64 *at) {
  for (;;) {
    guint8 bytes[3];
    guint32 header, type;
    CbImageFault fault = cb_byte_source_take (source, *at, bytes, sizeof bytes);

    if (fault != CB_IMAGE_FAULT_NONE)
      return fault;
    if (++*n_blocks > CB_MAX_PACKED_BLOCKS)
      return CB_IMAGE_FAULT_TOO_LARGE;
    header = (guint32) cb_le16 (bytes) | (guint32) bytes[2] << 16;
    type = (header >> 1) & 3;
    if (type == ZSTD_BLOCK_RESERVED)
      return CB_IMAGE_FAULT_DAMAGED;
    *at += sizeof bytes + (type == ZSTD_BLOCK_RUN ? 1 : header >> 3);
    if ((header & 1) != 0)
      break;
  }
  *at += has_checksum ? ZSTD_CHECKSUM_BYTES : 0;
  return *at <= source->n_bytes ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_TRUNCATED;
}

/* One frame at *at, which is then its end. *ret_is_frame FALSE: there is none, and *at stays. */
static CbImageFault
walk_zstd_frame (const CbByteSource *source, guint *n_blocks, guint64 *at, gboolean *ret_is_frame) {
  guint8 header[8] = { 0 };
  gssize n = cb_byte_source_read (source, *at, header, sizeof header);
  guint32 magic = cb_le32 (header);

  if (n < 0)
    return CB_IMAGE_FAULT_UNREADABLE;
  *ret_is_frame = magic == ZSTD_MAGIC || (magic & 0xfffffff0) == ZSTD_SKIPPABLE;
  if (!*ret_is_frame)
    return CB_IMAGE_FAULT_NONE;
  if (n < (gssize) sizeof header)
    return CB_IMAGE_FAULT_TRUNCATED;
  if (magic == ZSTD_MAGIC) {
    *at += 4 + zstd_header_bytes (header[4]);
    return walk_zstd_blocks (source, (header[4] & 4) != 0, n_blocks, at);
  }
  if (++*n_blocks > CB_MAX_PACKED_BLOCKS)
    return CB_IMAGE_FAULT_TOO_LARGE;
  *at += sizeof header + (guint64) cb_le32 (header + 4);
  return *at <= source->n_bytes ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_TRUNCATED;
}

CbImageFault
cb_packed_stream_check_zstd (const CbByteSource *source, guint64 *ret_n_claimed) {
  guint n_blocks = 0;
  gboolean is_frame = TRUE;
  guint64 at = 0;

  while (is_frame) {
    CbImageFault fault = walk_zstd_frame (source, &n_blocks, &at, &is_frame);

    *ret_n_claimed = at;
    if (fault != CB_IMAGE_FAULT_NONE)
      return fault;
  }
  return CB_IMAGE_FAULT_NONE;
}

CbImageFault
cb_packed_stream_check_lz4_legacy (const CbByteSource *source, guint64 *ret_n_claimed) {
  guint64 at = 4;

  for (guint n_blocks = 0; n_blocks < CB_MAX_PACKED_BLOCKS; n_blocks++) {
    guint8 bytes[4] = { 0 };
    gssize n = cb_byte_source_read (source, at, bytes, sizeof bytes);
    guint32 n_block = cb_le32 (bytes);

    *ret_n_claimed = at;
    if (n < 0)
      return CB_IMAGE_FAULT_UNREADABLE;
    if (n_block == 0)
      return CB_IMAGE_FAULT_NONE;
    if (n < (gssize) sizeof bytes)
      return CB_IMAGE_FAULT_TRUNCATED;
    if (n_block == LZ4_LEGACY_MAGIC)
      n_block = 0;
    if (n_block > LZ4_MAX_BLOCK_BYTES)
      return CB_IMAGE_FAULT_DAMAGED;
    at += sizeof bytes + n_block;
    *ret_n_claimed = at;
    if (at > source->n_bytes)
      return CB_IMAGE_FAULT_TRUNCATED;
  }
  return CB_IMAGE_FAULT_TOO_LARGE;
}
