/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot files made byte by byte, for the tests of their readers. Each maker returns a new array; the caller
 * frees it with g_byte_array_unref(). */

#pragma once

#include "unit.h"

#include <zlib.h>

#include "boot/byte-source.h"

static inline GByteArray *
bytes_new (gsize n_zeros) {
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, (guint) n_zeros);
  memset (bytes->data, 0, n_zeros);
  return bytes;
}

/* Writes the number's n lowest bytes, the least first. */
static inline void
put_le (GByteArray *bytes, gsize at, guint64 value, guint n) {
  for (guint i = 0; i < n; i++)
    bytes->data[at + i] = (guint8) (value >> (8 * i));
}

static inline void
put_be (GByteArray *bytes, gsize at, guint64 value, guint n) {
  for (guint i = 0; i < n; i++)
    bytes->data[at + i] = (guint8) (value >> (8 * (n - 1 - i)));
}

static inline void
put_text (GByteArray *bytes, gsize at, const char *text) {
  memcpy (bytes->data + at, text, strlen (text));
}

static inline void
append_zeros (GByteArray *bytes, gsize n_zeros) {
  guint before = bytes->len;

  g_byte_array_set_size (bytes, before + (guint) n_zeros);
  memset (bytes->data + before, 0, n_zeros);
}

static inline CbByteSource
source_of (const GByteArray *bytes) {
  return cb_byte_source_of_memory (bytes->data, bytes->len);
}

/* A zImage of n_bytes: the header of head.S and nothing else. */
static inline GByteArray *
zimage_new (gsize n_bytes) {
  GByteArray *bytes = bytes_new (n_bytes);

  put_le (bytes, 0x24, 0x016f2818, 4);
  put_le (bytes, 0x28, 0, 4);
  put_le (bytes, 0x2c, n_bytes, 4);
  put_le (bytes, 0x30, 0x04030201, 4);
  return bytes;
}

/* An arm64 Image of n_bytes, at least 512, with an EFI header of two sections that end with the file. */
static inline GByteArray *
arm64_new (gsize n_bytes, guint flags) {
  enum { PE = 0x40, SECTIONS = PE + 24 + 16 };
  GByteArray *bytes = bytes_new (n_bytes);

  put_text (bytes, 0, "MZ");
  put_le (bytes, 0x08, 0, 8);
  put_le (bytes, 0x10, n_bytes + 65536, 8);
  put_le (bytes, 0x18, flags, 8);
  put_text (bytes, 0x38, "ARM\x64");
  put_le (bytes, 0x3c, PE, 4);
  put_text (bytes, PE, "PE");
  put_le (bytes, PE + 6, 2, 2);
  put_le (bytes, PE + 20, 16, 2);
  put_text (bytes, SECTIONS, ".text");
  put_le (bytes, SECTIONS + 16, 256, 4);
  put_le (bytes, SECTIONS + 20, 128, 4);
  put_text (bytes, SECTIONS + 40, ".data");
  put_le (bytes, SECTIONS + 40 + 16, n_bytes - 384, 4);
  put_le (bytes, SECTIONS + 40 + 20, 384, 4);
  return bytes;
}

/* One gzip member around bytes, as gzip -n writes it. */
static inline GByteArray *
gzip_new (const GByteArray *bytes) {
  GByteArray *packed = bytes_new (compressBound (bytes->len) + 64);
  z_stream stream = { .next_in = bytes->data, .avail_in = bytes->len };

  assert_int_equal (deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  assert_int_equal (deflate (&stream, Z_FINISH), Z_STREAM_END);
  g_byte_array_set_size (packed, (guint) stream.total_out);
  deflateEnd (&stream);
  return packed;
}

/* Appends an entry of a cpio archive in newc form, with a file of n_file bytes. */
static inline void
cpio_append (GByteArray *bytes, const char *name, gsize n_file) {
  char header[111];

  g_snprintf (header, sizeof header, "070701%08x%08x%08x%08x%08x%08x%08x%032x%08x%08x", 1u, 0100755u, 0u, 0u,
              1u, 0u, (guint) n_file, 0u, (guint) strlen (name) + 1, 0u);
  g_byte_array_append (bytes, (const guint8 *) header, 110);
  g_byte_array_append (bytes, (const guint8 *) name, (guint) strlen (name) + 1);
  append_zeros (bytes, (4 - bytes->len % 4) % 4);
  append_zeros (bytes, n_file);
  append_zeros (bytes, (4 - bytes->len % 4) % 4);
}

/* An initramfs of three entries and the mark at its end. */
static inline GByteArray *
cpio_new (void) {
  GByteArray *bytes = g_byte_array_new ();

  cpio_append (bytes, "bin", 0);
  cpio_append (bytes, "bin/busybox", 1001);
  cpio_append (bytes, "init", 10);
  cpio_append (bytes, "TRAILER!!!", 0);
  return bytes;
}

/* start4.elf in small: two program headers, the second one's bytes at the end of the file. */
static inline GByteArray *
firmware_new (void) {
  GByteArray *bytes = bytes_new (1024);

  put_text (bytes, 0, "\177ELF\1\1\1");
  put_le (bytes, 16, 2, 2);
  put_le (bytes, 18, 137, 2);
  put_le (bytes, 20, 1, 4);
  put_le (bytes, 24, 0xcec00200, 4);
  put_le (bytes, 28, 52, 4);
  put_le (bytes, 42, 32, 2);
  put_le (bytes, 44, 2, 2);
  put_le (bytes, 52 + 4, 256, 4);
  put_le (bytes, 52 + 16, 256, 4);
  put_le (bytes, 84 + 4, 512, 4);
  put_le (bytes, 84 + 16, 512, 4);
  put_text (bytes, 600, "VC_BUILD_ID_TIME: 14:03:16");
  put_text (bytes, 640, "VC_BUILD_ID_VARIANT: start");
  put_text (bytes, 680, "VC_BUILD_ID_TIME: Aug 26 2022");
  put_text (bytes, 720, "VC_BUILD_ID_VERSION: 102f1e848393c2112206fadffaaf86db04e98326 (clean)");
  return bytes;
}
