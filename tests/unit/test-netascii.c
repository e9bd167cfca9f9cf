/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "wire/netascii.h"

static const char source[] = "a\nb\r\nc\r\r\n\n\0end\n";
static const char wanted[] = "a\r\nb\r\0\r\nc\r\0\r\0\r\n\r\n\0end\r\n";
#define N_SOURCE (sizeof source - 1)
#define N_WANTED (sizeof wanted - 1)

/* The next block: reads at most n_read bytes of the source at a time, and fewer at its end. */
static size_t
next_block (CbNetascii *netascii, uint8_t *block, size_t n_block, size_t n_read) {
  size_t n = 0, n_before = SIZE_MAX;

  while (n < n_block && n != n_before) {
    size_t n_left = N_SOURCE - netascii->n_taken;

    n_before = n;
    n += cb_netascii_convert (netascii, (const uint8_t *) source + netascii->n_taken, MIN (n_read, n_left),
                              block + n, n_block - n);
  }
  return n;
}

/* Every block size and every size of reads gives the same bytes, and only the last block is short. */
static void
test_blocks (void **state) {
  for (size_t n_block = 1; n_block <= N_WANTED + 1; n_block++) {
    for (size_t n_read = 1; n_read <= N_SOURCE; n_read++) {
      g_autofree uint8_t *block = g_malloc (n_block);
      CbNetascii netascii = { 0 };
      size_t n_all = 0, n;

      do {
        n = next_block (&netascii, block, n_block, n_read);
        assert_true (n_all + n <= N_WANTED);
        assert_memory_equal (block, wanted + n_all, n);
        n_all += n;
      } while (n == n_block);
      assert_int_equal (n_all, N_WANTED);
      assert_int_equal (netascii.n_taken, N_SOURCE);
      assert_false (netascii.has_second);
    }
  }
}

/* A copy of the state is a place to begin again, even between the two bytes of a pair. */
static void
test_restart (void **state) {
  for (size_t n_first = 0; n_first < N_WANTED; n_first++) {
    uint8_t room[N_WANTED];
    CbNetascii netascii = { 0 }, copy;

    assert_int_equal (next_block (&netascii, room, n_first, 3), n_first);
    copy = netascii;
    for (int times = 0; times < 2; times++) {
      netascii = copy;
      assert_int_equal (next_block (&netascii, room, N_WANTED, 3), N_WANTED - n_first);
      assert_memory_equal (room, wanted + n_first, N_WANTED - n_first);
    }
  }
}

static void
test_nothing (void **state) {
  CbNetascii netascii = { 0 };
  uint8_t room[1];

  assert_int_equal (cb_netascii_convert (&netascii, NULL, 0, room, 1), 0);
  assert_int_equal (cb_netascii_convert (&netascii, (const uint8_t *) "a", 1, NULL, 0), 0);
  assert_int_equal (netascii.n_taken, 0);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_blocks),
    cmocka_unit_test (test_restart),
    cmocka_unit_test (test_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
