/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-files.h"

#include "boot/image.h"

static CbImage
read_bytes (const GByteArray *bytes, CbImageDepth depth) {
  CbByteSource source = source_of (bytes);
  CbImage image;

  cb_image_read (&source, depth, &image);
  return image;
}

static void
assert_fault (CbImageFault got, CbImageFault wanted) {
  assert_string_equal (cb_image_fault_to_code (got), cb_image_fault_to_code (wanted));
}

static void
assert_image (const GByteArray *bytes, CbImageDepth depth, CbImageKind kind, CbImageFault fault) {
  CbImage image = read_bytes (bytes, depth);

  assert_string_equal (cb_image_kind_to_code (image.kind), cb_image_kind_to_code (kind));
  assert_fault (image.fault, fault);
  assert_int_equal (image.n_bytes, bytes->len);
}

/* Cuts the file at every byte: never kind with no fault, below n_whole. From n_known on the kind is known. */
static void
assert_cut (const GByteArray *whole, CbImageDepth depth, CbImageKind kind, gsize n_known, gsize n_whole) {
  for (gsize n = 0; n < whole->len; n++) {
    g_autofree guint8 *bytes = g_memdup2 (whole->data, n);
    CbByteSource source = cb_byte_source_of_memory (bytes, n);
    CbImage image;

    cb_image_read (&source, depth, &image);
    if (n < n_known)
      assert_int_not_equal (image.kind, kind);
    else
      assert_int_equal (image.kind, kind);
    if (image.kind == kind && (image.fault == CB_IMAGE_FAULT_NONE) != (n >= n_whole))
      fail_msg ("%s, %zu bytes: %s", cb_image_kind_to_code (kind), n, cb_image_fault_to_code (image.fault));
  }
}

/* Whatever begins so, told by its first bytes alone. */
static const struct {
  CbImageKind kind;
  const char *bytes;
  gsize n_bytes;
} beginnings[] = {
#define BEGINNING(kind, text) { kind, text, sizeof text - 1 }
  BEGINNING (CB_IMAGE_EMPTY, ""),
  BEGINNING (CB_IMAGE_ZEROS, "\0\0\0\0"),
  BEGINNING (CB_IMAGE_UNKNOWN, "# a text\n"),
  BEGINNING (CB_IMAGE_GZIP, "\x1f\x8b\x08\0\0\0\0\0\0\x03"),
  BEGINNING (CB_IMAGE_UNKNOWN, "\x1f\x8b\x07"),
  BEGINNING (CB_IMAGE_GZIP, "\x1f\x8b\x08\0zimg\0\x03"),
  BEGINNING (CB_IMAGE_GZIP, "\x1f\x8b\x08 another kernel's magic number comes in here: .......ARM\x64"),
  BEGINNING (CB_IMAGE_ARM64, "\x71\xc7 whose first instruction looks like something else... ARM\x64"),
  BEGINNING (CB_IMAGE_EFI_ZBOOT, "MZ\0\0zimg"),
  BEGINNING (CB_IMAGE_UNKNOWN, "\0\0\0\0zimg"),
  BEGINNING (CB_IMAGE_XZ, "\xfd" "7zXZ\0\0\4"),
  BEGINNING (CB_IMAGE_ZSTD, "\x28\xb5\x2f\xfd"),
  BEGINNING (CB_IMAGE_LZ4_LEGACY, "\x02\x21\x4c\x18"),
  BEGINNING (CB_IMAGE_LZ4_FRAME, "\x04\x22\x4d\x18"),
  BEGINNING (CB_IMAGE_LZMA, "\x5d\0\0\x80"),
  BEGINNING (CB_IMAGE_BZIP2, "BZh91AY"),
  BEGINNING (CB_IMAGE_LZO, "\x89LZO\0\r\n\x1a\n"),
  BEGINNING (CB_IMAGE_CPIO, "070701"),
  BEGINNING (CB_IMAGE_CPIO, "070702"),
  BEGINNING (CB_IMAGE_CPIO_OTHER, "070707"),
  BEGINNING (CB_IMAGE_CPIO_OTHER, "\xc7\x71\x01\xfe"),
  BEGINNING (CB_IMAGE_DEVICE_TREE, "\xd0\x0d\xfe\xed"),
  BEGINNING (CB_IMAGE_UIMAGE, "\x27\x05\x19\x56"),
  BEGINNING (CB_IMAGE_ELF, "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0"),
  BEGINNING (CB_IMAGE_VMLINUX, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\xb7\0"),
  BEGINNING (CB_IMAGE_VMLINUX, "\177ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\2\0\x28"),
  BEGINNING (CB_IMAGE_FIRMWARE, "\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\x89\0"),
  BEGINNING (CB_IMAGE_FIXUP, "\x0f\x13\x03\x0f\x03\x0f\x03\x0f"),
  BEGINNING (CB_IMAGE_EEPROM, "\x55\xaa\xf0\x0f\0\0"),
  BEGINNING (CB_IMAGE_HTML, "<!DOCTYPE html><html>"),
  BEGINNING (CB_IMAGE_HTML, "\xef\xbb\xbf\r\n <HTML lang=en>"),
  BEGINNING (CB_IMAGE_UNKNOWN, "\xef\xbb"),
  BEGINNING (CB_IMAGE_UNKNOWN, " \n"),
  BEGINNING (CB_IMAGE_LFS_POINTER, "version https://git-lfs.github.com/spec/v1\noid sha256:"),
#undef BEGINNING
};

static void
test_beginnings (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++) {
    g_autofree guint8 *head = g_memdup2 (beginnings[i].bytes, beginnings[i].n_bytes);
    CbImageKind kind = cb_image_kind_recognise (head, beginnings[i].n_bytes, beginnings[i].n_bytes);

    if (kind != beginnings[i].kind)
      fail_msg ("row %zu: %s", i, cb_image_kind_to_code (kind));
  }
}

/* Codes are words of their own. */
static void
test_codes (void **state) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (CbImageKind kind = 0; kind < CB_IMAGE_N_; kind++)
    assert_true (g_hash_table_add (seen, (gpointer) cb_image_kind_to_code (kind)));
  g_hash_table_remove_all (seen);
  for (CbImageFault fault = 0; fault < CB_IMAGE_FAULT_N_; fault++)
    assert_true (g_hash_table_add (seen, (gpointer) cb_image_fault_to_code (fault)));
}

static void
test_zimage (void **state) {
  g_autoptr (GByteArray) bytes = zimage_new (100);
  CbImage image = read_bytes (bytes, CB_IMAGE_HEAD);

  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ZIMAGE, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.n_claimed, 100);
  assert_false (image.kernel.big_endian);
  assert_false (image.kernel.is_efi);
  assert_cut (bytes, CB_IMAGE_HEAD, CB_IMAGE_ZIMAGE, 0x28, 100);
  /* a device tree may stand behind it */
  append_zeros (bytes, 10);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ZIMAGE, CB_IMAGE_FAULT_NONE);
  put_le (bytes, 0x28, 101, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ZIMAGE, CB_IMAGE_FAULT_DAMAGED);
  put_le (bytes, 0x2c, 0xffffffff, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ZIMAGE, CB_IMAGE_FAULT_TRUNCATED);
}

static void
test_zimage_big_endian (void **state) {
  g_autoptr (GByteArray) bytes = zimage_new (100);
  CbImage image;

  put_be (bytes, 0x24, 0x016f2818, 4);
  put_be (bytes, 0x28, 0x1000, 4);
  put_be (bytes, 0x2c, 0x1064, 4);
  image = read_bytes (bytes, CB_IMAGE_HEAD);
  assert_int_equal (image.kind, CB_IMAGE_ZIMAGE);
  assert_true (image.kernel.big_endian);
  assert_int_equal (image.n_claimed, 100);
}

static void
test_arm64 (void **state) {
  static const guint pages[] = { 0, 4, 16, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (GByteArray) bytes = arm64_new (700, i << 1 | 8);
    CbImage image = read_bytes (bytes, CB_IMAGE_HEAD);

    assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, CB_IMAGE_FAULT_NONE);
    assert_int_equal (image.kernel.page_kib, pages[i]);
    assert_int_equal (image.kernel.image_size, 700 + 65536);
    assert_int_equal (image.n_claimed, 700);
    assert_true (image.kernel.is_efi);
    assert_false (image.kernel.big_endian);
    assert_cut (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, 0x3c, 700);
  }
}

/* Without an EFI header nothing says how long it is; the oldest ones don't say how much memory they take. */
static void
test_arm64_plain (void **state) {
  g_autoptr (GByteArray) bytes = arm64_new (700, 1);
  CbImage image;

  put_le (bytes, 0, 0x91005a4d0, 8);
  put_le (bytes, 0x10, 0, 8);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_int_equal (image.kind, CB_IMAGE_ARM64);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_false (image.kernel.is_efi);
  assert_true (image.kernel.big_endian);
  assert_int_equal (image.kernel.text_offset, 0x80000);
  assert_int_equal (image.n_claimed, 0);
}

static void
test_arm64_lies (void **state) {
  g_autoptr (GByteArray) bytes = arm64_new (700, 2);

  put_le (bytes, 0x3c, 0xfffffff0, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, CB_IMAGE_FAULT_TRUNCATED);
  put_le (bytes, 0x3c, 0x80, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, CB_IMAGE_FAULT_DAMAGED);
  put_le (bytes, 0x3c, 0x40, 4);
  put_le (bytes, 0x46, 0xffff, 2);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, CB_IMAGE_FAULT_DAMAGED);
  put_le (bytes, 0x46, 96, 2);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_ARM64, CB_IMAGE_FAULT_TRUNCATED);
}

static void
test_gzip_kernel (void **state) {
  g_autoptr (GByteArray) plain = arm64_new (100000, 4);
  g_autoptr (GByteArray) bytes = gzip_new (plain);
  CbImage head = read_bytes (bytes, CB_IMAGE_HEAD), whole = read_bytes (bytes, CB_IMAGE_WHOLE);

  assert_int_equal (head.kind, CB_IMAGE_GZIP);
  assert_int_equal (head.inner, CB_IMAGE_ARM64);
  assert_fault (head.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (head.n_inner, 100000);
  assert_int_equal (head.n_claimed, 0);
  assert_int_equal (head.kernel.page_kib, 16);
  assert_fault (whole.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (whole.n_inner, 100000);
  assert_int_equal (whole.n_claimed, bytes->len);
  assert_cut (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, 3, bytes->len);
}

/* A cut one is told by its last four bytes alone, unless they happen to fit. */
static void
test_gzip_kernel_cut (void **state) {
  g_autoptr (GByteArray) plain = arm64_new (100000, 4);
  g_autoptr (GByteArray) bytes = NULL;

  for (gsize i = 1000; i < plain->len; i++)
    plain->data[i] = (guint8) (i * i >> 7);
  bytes = gzip_new (plain);
  put_le (bytes, bytes->len - 4, 99999, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_GZIP, CB_IMAGE_FAULT_TRUNCATED);
  put_le (bytes, bytes->len - 4, 100000 + 65537, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_GZIP, CB_IMAGE_FAULT_TRUNCATED);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, CB_IMAGE_FAULT_DAMAGED);
  put_le (bytes, bytes->len - 4, 100000, 4);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, CB_IMAGE_FAULT_NONE);
  bytes->data[bytes->len / 2] ^= 1;
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_GZIP, CB_IMAGE_FAULT_NONE);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, CB_IMAGE_FAULT_DAMAGED);
}

/* What stands behind the member takes the place of its length. */
static void
test_gzip_kernel_padded (void **state) {
  g_autoptr (GByteArray) plain = arm64_new (100000, 4);
  g_autoptr (GByteArray) bytes = gzip_new (plain);
  gsize n_member = bytes->len;
  CbImage image;

  append_zeros (bytes, 13);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_GZIP, CB_IMAGE_FAULT_TRUNCATED);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, CB_IMAGE_FAULT_NONE);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_int_equal (image.n_claimed, n_member);
  assert_int_equal (image.n_inner, 100000);
  assert_int_equal (image.kernel.page_kib, 16);
}

static void
test_gzip_initramfs (void **state) {
  g_autoptr (GByteArray) plain = cpio_new ();
  g_autoptr (GByteArray) bytes = gzip_new (plain);
  CbImage image = read_bytes (bytes, CB_IMAGE_WHOLE);

  assert_int_equal (image.inner, CB_IMAGE_CPIO);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.archive.n_entries, 3);
  assert_true (image.archive.has_wanted);
  /* padded, as it is put before another one */
  append_zeros (bytes, 7);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.n_claimed + 7, bytes->len);
}

/* Zeros without end, more than are looked at: one deflate block of a MiB, again and again. */
static void
test_gzip_bomb (void **state) {
  g_autoptr (GByteArray) zeros = bytes_new (1024 * 1024);
  g_autoptr (GByteArray) bytes = gzip_new (zeros);
  z_stream stream = { .next_in = zeros->data, .avail_in = zeros->len };
  guint8 block[4096];
  CbImage image;

  assert_int_equal (deflateInit2 (&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
  stream.next_out = block;
  stream.avail_out = sizeof block;
  assert_int_equal (deflate (&stream, Z_FULL_FLUSH), Z_OK);
  g_byte_array_set_size (bytes, 10);
  for (guint i = 0; i < 300; i++)
    g_byte_array_append (bytes, block, (guint) stream.total_out);
  deflateEnd (&stream);
  image = read_bytes (bytes, CB_IMAGE_HEAD);
  assert_int_equal (image.inner, CB_IMAGE_ZEROS);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_GZIP, CB_IMAGE_FAULT_TOO_LARGE);
}

static void
test_xz (void **state) {
  g_autoptr (GByteArray) bytes = bytes_new (64);

  memcpy (bytes->data, "\xfd" "7zXZ\0", 6);
  memset (bytes->data + 6, 1, 56);
  put_text (bytes, 62, "YZ");
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_XZ, CB_IMAGE_FAULT_NONE);
  assert_cut (bytes, CB_IMAGE_WHOLE, CB_IMAGE_XZ, 6, 64);
  append_zeros (bytes, 3);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_XZ, CB_IMAGE_FAULT_NONE);
}

/* Two frames: a skippable one, and one of a raw block, a run and an empty last block, with a checksum. */
static void
test_zstd (void **state) {
  static const guint8 data[] = {
    0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00,              /* window, checksum */
    3 << 3, 0, 0, 'a', 'b', 'c',                     /* raw, three bytes */
    (100 << 3 & 0xff) | 1 << 1, 100 >> 5, 0, 'x',    /* a run of 100 */
    1, 0, 0,                                         /* last */
    1, 2, 3, 4,
    0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'h', 'i',
  };
  g_autoptr (GByteArray) bytes = bytes_new (sizeof data);
  gsize n_first = sizeof data - 10;
  CbImage image;

  memcpy (bytes->data, data, sizeof data);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_int_equal (image.n_claimed, sizeof data);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_ZSTD, CB_IMAGE_FAULT_NONE);
  bytes->data[6] |= 3 << 1;
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_ZSTD, CB_IMAGE_FAULT_DAMAGED);
  bytes->data[6] = data[6];
  append_zeros (bytes, 5);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_ZSTD, CB_IMAGE_FAULT_NONE);
  g_byte_array_set_size (bytes, (guint) n_first);
  assert_cut (bytes, CB_IMAGE_WHOLE, CB_IMAGE_ZSTD, 4, n_first);
}

static void
test_lz4_legacy (void **state) {
  static const guint8 data[] = { 0x02, 0x21, 0x4c, 0x18, 3, 0, 0, 0, 1, 2, 3,
                                 0x02, 0x21, 0x4c, 0x18, 1, 0, 0, 0, 9 };
  g_autoptr (GByteArray) bytes = bytes_new (sizeof data);

  memcpy (bytes->data, data, sizeof data);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_LZ4_LEGACY, CB_IMAGE_FAULT_NONE);
  g_byte_array_set_size (bytes, sizeof data - 1);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_LZ4_LEGACY, CB_IMAGE_FAULT_TRUNCATED);
  g_byte_array_set_size (bytes, 6);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_LZ4_LEGACY, CB_IMAGE_FAULT_TRUNCATED);
  g_byte_array_set_size (bytes, 8);
  put_le (bytes, 4, 0x7fffffff, 4);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_LZ4_LEGACY, CB_IMAGE_FAULT_DAMAGED);
}

static void
test_zboot (void **state) {
  g_autoptr (GByteArray) bytes = bytes_new (200);
  CbImage image;

  put_text (bytes, 0, "MZ");
  put_text (bytes, 4, "zimg");
  put_le (bytes, 8, 100, 4);
  put_le (bytes, 12, 90, 4);
  put_text (bytes, 24, "gzip");
  put_text (bytes, 100, "\x1f\x8b\x08");
  image = read_bytes (bytes, CB_IMAGE_HEAD);
  assert_int_equal (image.kind, CB_IMAGE_EFI_ZBOOT);
  assert_int_equal (image.inner, CB_IMAGE_GZIP);
  assert_int_equal (image.n_claimed, 190);
  assert_cut (bytes, CB_IMAGE_HEAD, CB_IMAGE_EFI_ZBOOT, 8, 190);
  put_le (bytes, 8, 8, 4);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_EFI_ZBOOT, CB_IMAGE_FAULT_DAMAGED);
}

static void
test_uimage (void **state) {
  g_autoptr (GByteArray) bytes = bytes_new (70);
  CbImage image;

  put_be (bytes, 0, 0x27051956, 4);
  put_be (bytes, 12, 6, 4);
  put_be (bytes, 4, crc32 (0, bytes->data, 64), 4);
  put_text (bytes, 64, "070701");
  image = read_bytes (bytes, CB_IMAGE_HEAD);
  assert_int_equal (image.kind, CB_IMAGE_UIMAGE);
  assert_int_equal (image.inner, CB_IMAGE_CPIO);
  assert_int_equal (image.n_claimed, 70);
  assert_cut (bytes, CB_IMAGE_HEAD, CB_IMAGE_UIMAGE, 4, 70);
  bytes->data[12] = 1;
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_UIMAGE, CB_IMAGE_FAULT_DAMAGED);
}

static void
test_firmware (void **state) {
  g_autoptr (GByteArray) bytes = firmware_new ();
  CbImage image = read_bytes (bytes, CB_IMAGE_WHOLE);

  assert_int_equal (image.kind, CB_IMAGE_FIRMWARE);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.firmware.bits, 32);
  assert_int_equal (image.firmware.n_program_headers, 2);
  assert_int_equal (image.n_claimed, 1024);
  assert_string_equal (image.firmware.variant, "start");
  assert_string_equal (image.firmware.date, "Aug 26 2022");
  assert_string_equal (image.firmware.version, "102f1e848393c2112206fadffaaf86db04e98326 (clean)");
  assert_string_equal (read_bytes (bytes, CB_IMAGE_HEAD).firmware.variant, "");
  assert_cut (bytes, CB_IMAGE_WHOLE, CB_IMAGE_FIRMWARE, 20, 1024);
}

static void
test_firmware_lies (void **state) {
  g_autoptr (GByteArray) bytes = firmware_new ();
  CbImage image;

  put_le (bytes, 84 + 4, 0xffffffff, 4);
  put_le (bytes, 84 + 16, 0xffffffff, 4);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_fault (image.fault, CB_IMAGE_FAULT_TRUNCATED);
  assert_int_equal (image.n_claimed, 0x1fffffffe);
  put_le (bytes, 28, 0xffffffff, 4);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_FIRMWARE, CB_IMAGE_FAULT_TRUNCATED);
  put_le (bytes, 42, 1, 2);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_FIRMWARE, CB_IMAGE_FAULT_DAMAGED);
  bytes->data[4] = 3;
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_FIRMWARE, CB_IMAGE_FAULT_DAMAGED);
}

/* A word that isn't printable, is too long, or has no end is none; the next one counts. */
static void
test_firmware_words (void **state) {
  g_autoptr (GByteArray) bytes = firmware_new ();
  CbImage image;

  put_text (bytes, 640 + 21, "st\1rt");
  put_text (bytes, 900, "VC_BUILD_ID_VARIANT: start_x");
  memset (bytes->data + 720 + 21, 'v', 80);
  put_text (bytes, 1024 - 25, "VC_BUILD_ID_VERSION: abcd");
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_string_equal (image.firmware.variant, "start_x");
  assert_string_equal (image.firmware.version, "");
}

static void
test_vmlinux_64 (void **state) {
  g_autoptr (GByteArray) bytes = bytes_new (64 + 56 + 80);
  CbImage image;

  put_text (bytes, 0, "\177ELF\2\1\1");
  put_le (bytes, 18, 183, 2);
  put_le (bytes, 32, 64, 8);
  put_le (bytes, 54, 56, 2);
  put_le (bytes, 56, 1, 2);
  put_le (bytes, 64 + 8, 120, 8);
  put_le (bytes, 64 + 32, 80, 8);
  image = read_bytes (bytes, CB_IMAGE_WHOLE);
  assert_int_equal (image.kind, CB_IMAGE_VMLINUX);
  assert_fault (image.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.firmware.bits, 64);
  assert_cut (bytes, CB_IMAGE_WHOLE, CB_IMAGE_VMLINUX, 20, 200);
  put_le (bytes, 64 + 8, G_MAXUINT64, 8);
  assert_image (bytes, CB_IMAGE_WHOLE, CB_IMAGE_VMLINUX, CB_IMAGE_FAULT_TRUNCATED);
}

static void
test_bootcode (void **state) {
  g_autoptr (GByteArray) bytes = bytes_new (2000);

  put_text (bytes, 512, "code");
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_BOOTCODE, CB_IMAGE_FAULT_NONE);
  bytes->data[511] = 1;
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_UNKNOWN, CB_IMAGE_FAULT_NONE);
  bytes->data[511] = 0;
  append_zeros (bytes, 128 * 1024);
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_UNKNOWN, CB_IMAGE_FAULT_NONE);
  bytes->data[510] = 0x55;
  bytes->data[511] = 0xaa;
  assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_DISK, CB_IMAGE_FAULT_NONE);
}

static void
test_eeprom (void **state) {
  static const struct {
    gsize n_bytes;
    CbImageFault fault;
    gsize n_claimed;
  } rows[] = {
    { 100, CB_IMAGE_FAULT_TRUNCATED, 524288 },  { 524288, CB_IMAGE_FAULT_NONE, 524288 },
    { 524289, CB_IMAGE_FAULT_TRUNCATED, 2097152 }, { 2097152, CB_IMAGE_FAULT_NONE, 2097152 },
    { 2097153, CB_IMAGE_FAULT_DAMAGED, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GByteArray) bytes = bytes_new (rows[i].n_bytes);

    put_be (bytes, 0, 0x55aaf00f, 4);
    assert_image (bytes, CB_IMAGE_HEAD, CB_IMAGE_EEPROM, rows[i].fault);
    assert_int_equal (read_bytes (bytes, CB_IMAGE_HEAD).n_claimed, rows[i].n_claimed);
  }
}

static gssize
fail_at_1000 (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  const GByteArray *bytes = data;

  if (offset >= 1000)
    return -1;
  n_bytes = MIN (n_bytes, 1000 - offset);
  memcpy (buffer, bytes->data + offset, n_bytes);
  return (gssize) n_bytes;
}

/* A disk that fails is told from a file that is short. */
static void
test_unreadable (void **state) {
  g_autoptr (GByteArray) kernel = arm64_new (2000, 2);
  CbByteSource source = { .read = fail_at_1000, .data = kernel, .n_bytes = 2000 };
  CbImage image;

  put_le (kernel, 0x3c, 1990, 4);
  cb_image_read (&source, CB_IMAGE_WHOLE, &image);
  assert_fault (image.fault, CB_IMAGE_FAULT_UNREADABLE);
  assert_int_equal (image.kind, CB_IMAGE_UNKNOWN);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_beginnings),
    cmocka_unit_test (test_codes),
    cmocka_unit_test (test_zimage),
    cmocka_unit_test (test_zimage_big_endian),
    cmocka_unit_test (test_arm64),
    cmocka_unit_test (test_arm64_plain),
    cmocka_unit_test (test_arm64_lies),
    cmocka_unit_test (test_gzip_kernel),
    cmocka_unit_test (test_gzip_kernel_cut),
    cmocka_unit_test (test_gzip_kernel_padded),
    cmocka_unit_test (test_gzip_initramfs),
    cmocka_unit_test (test_gzip_bomb),
    cmocka_unit_test (test_xz),
    cmocka_unit_test (test_zstd),
    cmocka_unit_test (test_lz4_legacy),
    cmocka_unit_test (test_zboot),
    cmocka_unit_test (test_uimage),
    cmocka_unit_test (test_firmware),
    cmocka_unit_test (test_firmware_lies),
    cmocka_unit_test (test_firmware_words),
    cmocka_unit_test (test_vmlinux_64),
    cmocka_unit_test (test_bootcode),
    cmocka_unit_test (test_eeprom),
    cmocka_unit_test (test_unreadable),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
