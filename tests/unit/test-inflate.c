/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-files.h"

#include "boot/inflate.h"
#include "limit.h"

#define N_PLAIN 300000

static GByteArray *
noise_new (void) {
  GByteArray *bytes = bytes_new (N_PLAIN);
  guint32 state = 1;

  for (gsize i = 0; i < bytes->len; i++) {
    state = state * 1664525 + 1013904223;
    bytes->data[i] = (guint8) (state >> 28);
  }
  return bytes;
}

/* Wherever one reads, forward or back, by little or by much, the bytes are those that were packed. */
static void
test_any_order (void **state) {
  g_autoptr (GByteArray) plain = noise_new ();
  g_autoptr (GByteArray) packed = gzip_new (plain);
  CbByteSource source = source_of (packed), unpacked;
  g_autoptr (CbInflate) inflate = cb_inflate_new (&source);
  gsize at = 0;

  unpacked = cb_inflate_source (inflate);
  for (guint i = 0; i < 150; i++) {
    guint8 buffer[5000];
    gsize n_wanted = 1 + i * 911 % sizeof buffer, n_there = MIN (n_wanted, N_PLAIN - MIN (at, N_PLAIN));

    assert_int_equal (cb_byte_source_read (&unpacked, at, buffer, n_wanted), n_there);
    assert_memory_equal (buffer, plain->data + MIN (at, N_PLAIN), n_there);
    at = i % 50 == 49 ? i * 7919 % (N_PLAIN + 3000) : at + n_wanted - MIN (at, i * 37 % 9000);
  }
}

static void
test_finish (void **state) {
  g_autoptr (GByteArray) plain = noise_new ();
  g_autoptr (GByteArray) packed = gzip_new (plain);
  gsize n_member = packed->len;
  CbByteSource source;
  g_autoptr (CbInflate) inflate = NULL;

  append_zeros (packed, 99);
  source = source_of (packed);
  inflate = cb_inflate_new (&source);
  assert_int_equal (cb_inflate_fault (inflate), CB_IMAGE_FAULT_NONE);
  assert_int_equal (cb_inflate_finish (inflate), CB_IMAGE_FAULT_NONE);
  assert_int_equal (cb_inflate_n_packed (inflate), n_member);
  assert_int_equal (cb_inflate_n_unpacked (inflate), N_PLAIN);
}

static void
test_cut (void **state) {
  g_autoptr (GByteArray) plain = noise_new ();
  g_autoptr (GByteArray) packed = gzip_new (plain);

  for (gsize n = 0; n < packed->len; n += n < 40 || n > packed->len - 20 ? 1 : 1000) {
    CbByteSource source = cb_byte_source_of_memory (packed->data, n);
    g_autoptr (CbInflate) inflate = cb_inflate_new (&source);

    assert_int_equal (cb_inflate_finish (inflate), CB_IMAGE_FAULT_TRUNCATED);
  }
}

/* A member of two stored blocks, and one of a type that there isn't: what comes before it can be read. */
static void
test_damaged (void **state) {
  static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff";
  g_autoptr (GByteArray) plain = noise_new ();
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (CbInflate) inflate = NULL;
  CbByteSource source, unpacked;
  guint8 byte;

  g_byte_array_append (packed, (const guint8 *) head, 10);
  for (guint i = 0; i < 2; i++) {
    g_byte_array_append (packed, (const guint8 *) "\0\x40\x9c\xbf\x63", 5);
    g_byte_array_append (packed, plain->data + i * 40000, 40000);
  }
  g_byte_array_append (packed, (const guint8 *) "\6", 1);
  append_zeros (packed, 100);
  source = source_of (packed);
  inflate = cb_inflate_new (&source);
  unpacked = cb_inflate_source (inflate);
  assert_int_equal (cb_byte_source_read (&unpacked, 1000, &byte, 1), 1);
  assert_int_equal (byte, plain->data[1000]);
  assert_int_equal (cb_byte_source_read (&unpacked, 80000, &byte, 1), -1);
  assert_int_equal (cb_inflate_fault (inflate), CB_IMAGE_FAULT_DAMAGED);
  assert_int_equal (cb_byte_source_read (&unpacked, 1000, &byte, 1), 1);
  assert_int_equal (byte, plain->data[1000]);
}

/* Reading back and forth ends, too. */
static void
test_budget (void **state) {
  g_autoptr (GByteArray) plain = bytes_new (40 * 1024 * 1024);
  g_autoptr (GByteArray) packed = gzip_new (plain);
  CbByteSource source = source_of (packed), unpacked;
  g_autoptr (CbInflate) inflate = cb_inflate_new (&source);
  guint n_rounds = 0;
  guint8 byte;

  unpacked = cb_inflate_source (inflate);
  while (cb_byte_source_read (&unpacked, 0, &byte, 1) == 1
         && cb_byte_source_read (&unpacked, plain->len - 1, &byte, 1) == 1)
    n_rounds++;
  assert_int_equal (n_rounds, CB_MAX_UNPACKED_BYTES / plain->len);
  assert_int_equal (cb_inflate_fault (inflate), CB_IMAGE_FAULT_TOO_LARGE);
  assert_int_equal (cb_inflate_finish (inflate), CB_IMAGE_FAULT_TOO_LARGE);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_any_order),
    cmocka_unit_test (test_finish),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_damaged),
    cmocka_unit_test (test_budget),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
