/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-files.h"

#include "boot/image.h"
#include "limit.h"

static CbImageFault
read_bytes (const GByteArray *bytes, const char *wanted, CbCpioArchive *ret_archive) {
  CbByteSource source = source_of (bytes);

  return cb_cpio_archive_read (&source, wanted, ret_archive);
}

static void
test_whole (void **state) {
  g_autoptr (GByteArray) bytes = cpio_new ();
  CbCpioArchive archive;

  assert_int_equal (read_bytes (bytes, "/init", &archive), CB_IMAGE_FAULT_NONE);
  assert_int_equal (archive.n_entries, 3);
  assert_true (archive.has_wanted);
  assert_true (archive.has_end_mark);
  assert_int_equal (archive.end, bytes->len);
  assert_int_equal (archive.follows_at, 0);
}

static void
test_wanted (void **state) {
  static const struct {
    const char *wanted;
    gboolean is_there;
  } rows[] = {
    { "/init", TRUE },        { "init", TRUE },         { "./init", TRUE },   { "/bin/busybox", TRUE },
    { "/bin/init", FALSE },   { "/ini", FALSE },        { "/init2", FALSE },  { "/TRAILER!!!", FALSE },
    { "/sbin/init", TRUE },   { "/etc/fstab", TRUE },   { NULL, FALSE },
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  cpio_append (bytes, "./sbin/init", 3);
  cpio_append (bytes, "/etc/fstab", 0);
  cpio_append (bytes, "init", 1);
  cpio_append (bytes, "bin/busybox", 1);
  cpio_append (bytes, "TRAILER!!!", 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbCpioArchive archive;

    assert_int_equal (read_bytes (bytes, rows[i].wanted, &archive), CB_IMAGE_FAULT_NONE);
    assert_int_equal (archive.has_wanted, rows[i].is_there);
  }
}

/* Cut anywhere it is truncated; the entries before the cut are counted. */
static void
test_cut (void **state) {
  g_autoptr (GByteArray) whole = cpio_new ();

  for (gsize n = 0; n < whole->len; n++) {
    g_autofree guint8 *bytes = g_memdup2 (whole->data, n);
    CbByteSource source = cb_byte_source_of_memory (bytes, n);
    CbCpioArchive archive;
    CbImageFault fault = cb_cpio_archive_read (&source, "/init", &archive);

    /* the mark at the end is padded to four bytes, which nobody misses */
    if (archive.has_end_mark)
      assert_true (n + 3 >= whole->len);
    assert_int_equal (fault, archive.has_end_mark ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_TRUNCATED);
    assert_true (archive.n_entries <= 3 && archive.end <= n);
    assert_int_equal (archive.has_wanted, archive.n_entries == 3);
  }
}

/* Field by field: what is no digit, no name, or leads beyond the file. */
static void
test_damaged (void **state) {
  static const struct {
    gsize at;
    const char *text;
    CbImageFault fault;
  } rows[] = {
    { 0, "070703", CB_IMAGE_FAULT_DAMAGED },
    { 54, "0000000g", CB_IMAGE_FAULT_DAMAGED },
    { 54, "-0000001", CB_IMAGE_FAULT_DAMAGED },
    { 54, "ffffffff", CB_IMAGE_FAULT_TRUNCATED },
    { 94, "00000000", CB_IMAGE_FAULT_DAMAGED },
    { 94, "00001001", CB_IMAGE_FAULT_DAMAGED },
    { 94, "ffffffff", CB_IMAGE_FAULT_DAMAGED },
    { 94, "00000003", CB_IMAGE_FAULT_DAMAGED },
    { 94, "00000007", CB_IMAGE_FAULT_DAMAGED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GByteArray) bytes = cpio_new ();
    CbCpioArchive archive;

    put_text (bytes, rows[i].at, rows[i].text);
    if (read_bytes (bytes, "/init", &archive) != rows[i].fault)
      fail_msg ("row %zu", i);
  }
}

/* Microcode first: two archives with zeros between them, and a packed one behind. */
static void
test_several (void **state) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) second = cpio_new ();
  g_autoptr (GByteArray) packed = gzip_new (second);
  CbByteSource source;
  CbImage image;
  guint packed_at;

  cpio_append (bytes, "kernel", 0);
  cpio_append (bytes, "TRAILER!!!", 0);
  append_zeros (bytes, 8000);
  g_byte_array_append (bytes, second->data, second->len);
  append_zeros (bytes, 512);
  packed_at = bytes->len;
  g_byte_array_append (bytes, packed->data, packed->len);
  source = source_of (bytes);
  cb_image_read (&source, CB_IMAGE_WHOLE, &image);
  assert_int_equal (image.fault, CB_IMAGE_FAULT_NONE);
  assert_int_equal (image.archive.n_entries, 4);
  assert_true (image.archive.has_wanted);
  assert_int_equal (image.archive.follows_at, packed_at);
  assert_int_equal (image.follows, CB_IMAGE_GZIP);
}

/* The kernel wants the next archive at a multiple of four. */
static void
test_odd_place (void **state) {
  g_autoptr (GByteArray) bytes = cpio_new ();
  g_autoptr (GByteArray) second = cpio_new ();
  CbCpioArchive archive;

  append_zeros (bytes, 1);
  g_byte_array_append (bytes, second->data, second->len);
  assert_int_equal (read_bytes (bytes, NULL, &archive), CB_IMAGE_FAULT_NONE);
  assert_int_equal (archive.n_entries, 3);
  assert_int_equal (archive.follows_at, bytes->len - second->len);
}

static void
test_too_many (void **state) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  CbCpioArchive archive;

  for (guint i = 0; i <= CB_MAX_CPIO_ENTRIES; i++)
    cpio_append (bytes, "x", 0);
  assert_int_equal (read_bytes (bytes, NULL, &archive), CB_IMAGE_FAULT_TOO_LARGE);
  assert_int_equal (archive.n_entries, CB_MAX_CPIO_ENTRIES);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole),
    cmocka_unit_test (test_wanted),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_damaged),
    cmocka_unit_test (test_several),
    cmocka_unit_test (test_odd_place),
    cmocka_unit_test (test_too_many),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
