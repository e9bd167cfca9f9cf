/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "wire/bytes.h"

static const uint8_t sample[] = { 1, 2, 3, 4, 5, 6, 7, 'a', 'b', 0, 0, 9 };

static void
test_reads_in_order (void **state) {
  CbReader reader = cb_reader_new (sample, sizeof sample);
  size_t length = 99;

  assert_int_equal (cb_reader_u8 (&reader), 1);
  assert_int_equal (cb_reader_u16 (&reader), 0x0203);
  assert_int_equal (cb_reader_u32 (&reader), 0x04050607);
  assert_string_equal (cb_reader_text (&reader, &length), "ab");
  assert_int_equal (length, 2);
  assert_string_equal (cb_reader_text (&reader, &length), "");
  assert_int_equal (length, 0);
  assert_int_equal (reader.n_left, 1);
  assert_int_equal (cb_reader_end (&reader), 0);
}

/* Each prefix of the sample: what is short fails, stays failed and gives zero. */
static void
test_failure_is_sticky (void **state) {
  for (size_t n = 0; n < 7; n++) {
    CbReader reader = cb_reader_new (n > 0 ? sample : NULL, n);

    cb_reader_u8 (&reader);
    cb_reader_u16 (&reader);
    cb_reader_u32 (&reader);
    assert_int_equal (cb_reader_end (&reader), -EBADMSG);
    assert_int_equal (cb_reader_u8 (&reader), 0);
    assert_null (cb_reader_bytes (&reader, 0));
    assert_null (cb_reader_text (&reader, NULL));
    assert_int_equal (cb_reader_end (&reader), -EBADMSG);
  }
}

static void
test_text_without_its_zero (void **state) {
  CbReader reader = cb_reader_new ("abc", 3);
  size_t length = 99;

  assert_null (cb_reader_text (&reader, &length));
  assert_int_equal (length, 99);
  assert_int_equal (cb_reader_end (&reader), -EBADMSG);
}

static void
test_part (void **state) {
  CbReader reader = cb_reader_new (sample, sizeof sample);
  CbReader part = cb_reader_part (&reader, 2);

  assert_int_equal (cb_reader_u16 (&part), 0x0102);
  assert_int_equal (cb_reader_u8 (&part), 0);
  assert_int_equal (cb_reader_end (&part), -EBADMSG);
  assert_int_equal (cb_reader_u8 (&reader), 3);
  part = cb_reader_part (&reader, sizeof sample);
  assert_int_equal (cb_reader_end (&part), -EBADMSG);
  assert_int_equal (cb_reader_end (&reader), -EBADMSG);
}

static void
test_huge_lengths (void **state) {
  CbReader reader = cb_reader_new (sample, sizeof sample);
  uint8_t room[4];
  CbWriter writer = cb_writer_new (room, sizeof room);

  cb_reader_u8 (&reader);
  assert_null (cb_reader_bytes (&reader, SIZE_MAX));
  cb_writer_u8 (&writer, 1);
  cb_writer_zeros (&writer, SIZE_MAX);
  assert_true (writer.failed);
}

static void
test_writes_what_is_read_back (void **state) {
  uint8_t room[32];
  CbWriter writer = cb_writer_new (room, sizeof room);
  CbReader reader;
  size_t n = 0;

  cb_writer_u8 (&writer, 0xfe);
  cb_writer_u16 (&writer, 0xabcd);
  cb_writer_u32 (&writer, 0xdeadbeef);
  cb_writer_text (&writer, "octet");
  cb_writer_zeros (&writer, 2);
  cb_writer_bytes (&writer, NULL, 0);
  assert_int_equal (cb_writer_end (&writer, &n), 0);
  assert_int_equal (n, 15);
  reader = cb_reader_new (room, n);
  assert_int_equal (cb_reader_u8 (&reader), 0xfe);
  assert_int_equal (cb_reader_u16 (&reader), 0xabcd);
  assert_int_equal (cb_reader_u32 (&reader), 0xdeadbeef);
  assert_string_equal (cb_reader_text (&reader, NULL), "octet");
  assert_int_equal (cb_reader_u16 (&reader), 0);
  assert_int_equal (reader.n_left, 0);
}

static void
test_a_full_buffer (void **state) {
  uint8_t room[5] = { 0, 0, 0, 0, 77 };
  CbWriter writer = cb_writer_new (room, 4);
  size_t n = 99;

  cb_writer_u32 (&writer, 0x01020304);
  assert_int_equal (cb_writer_end (&writer, &n), 0);
  assert_int_equal (n, 4);
  cb_writer_u8 (&writer, 9);
  cb_writer_text (&writer, "");
  n = 99;
  assert_int_equal (cb_writer_end (&writer, &n), -EMSGSIZE);
  assert_int_equal (n, 99);
  assert_int_equal (room[4], 77);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_reads_in_order),   cmocka_unit_test (test_failure_is_sticky),
    cmocka_unit_test (test_text_without_its_zero), cmocka_unit_test (test_part),
    cmocka_unit_test (test_huge_lengths),     cmocka_unit_test (test_writes_what_is_read_back),
    cmocka_unit_test (test_a_full_buffer),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
