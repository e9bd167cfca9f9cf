/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Captures that are whole, or lack something, or have it twice or in another order: the outcome is the same. */

#include "unit.h"

#include "tftp-capture.h"

static const Options none = { 0 };
static const Options eeprom = { .tsize = true, .blksize = 1468 };

/* The last block is short, or empty when the file is a multiple of the block. */
static void
test_whole_files (void **state) {
  static const struct {
    Options options;
    uint64_t n_total;
  } rows[] = {
    { { 0 }, 0 },    { { 0 }, 1 },    { { 0 }, 511 }, { { 0 }, 512 }, { { 0 }, 513 }, { { 0 }, 5120 },
    { { .tsize = true }, 0 },         { { .tsize = true }, 512 },     { { .tsize = true }, 1300 },
    { { .blksize = 1468 }, 0 },       { { .blksize = 1468 }, 1468 },  { { .blksize = 1468 }, 3000 },
    { { .blksize = 1024, .tsize = true }, 1024 * 40 },
    { { .blksize = 1468, .tsize = true, .windowsize = 16 }, 1468 * 48 },
    { { .blksize = 1468, .tsize = true, .windowsize = 64 }, 1468 * 100 + 7 },
    { { .blksize = 8, .windowsize = 4 }, 8 * 100 + 7 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    fetches (&capture, "91cdf03d/kernel8.img", rows[i].options, rows[i].n_total);
    play (hearing, &capture);
    assert_int_equal (hearing->n_told, 2);
    assert_told (hearing, 0, CB_BOOT_ASKED, 0,
                 rows[i].options.tsize                                          ? rows[i].n_total
                 : rows[i].n_total < 512 && rows[i].options.blksize == 0 ? rows[i].n_total
                                                                         : UNKNOWN);
    assert_told (hearing, 1, CB_BOOT_SENT, rows[i].n_total, rows[i].n_total);
    for (size_t k = 0; k < 2; k++) {
      assert_string_equal (hearing->told[k].name, "91cdf03d/kernel8.img");
      assert_int_equal (hearing->told[k].event.transfer.port, 49152);
      assert_int_equal (hearing->told[k].event.transfer.address, PI);
      assert_int_equal (hearing->told[k].event.transfer.id, 1);
    }
    wait_ms (hearing, 60000);
    assert_int_equal (hearing->n_told, 2);
  }
}

static const struct {
  Options options;
  uint64_t n_total;
} damaged[] = {
  { { .tsize = true }, 300 },
  { { .tsize = true, .blksize = 1468 }, 300 },
  { { .tsize = true, .blksize = 1024 }, 5000 },
  { { .tsize = true, .blksize = 1468 }, 1468 * 4 },
  { { .tsize = true, .blksize = 1468 }, 0 },
  { { .tsize = true, .blksize = 1468, .windowsize = 16 }, 1468 * 50 + 3 },
  { { .tsize = true, .blksize = 1468, .windowsize = 64 }, 1468 * 130 },
};

/* Whatever single datagram the capture lacks, but the request. */
static void
test_each_one_missing (void **state) {
  for (size_t i = 0; i < G_N_ELEMENTS (damaged); i++) {
    Capture capture = capture_of (49152, 40000);

    fetches (&capture, "start4.elf", damaged[i].options, damaged[i].n_total);
    for (size_t missing = 1; missing < capture.n_frames; missing++) {
      g_autoptr (Hearing) hearing = hearing_new ();

      for (size_t k = 0; k < capture.n_frames; k++)
        if (k != missing)
          hear (hearing, &capture.frames[k]);
      wait_ms (hearing, 5000);
      assert_one_sent (hearing, damaged[i].n_total);
    }
  }
}

static void
test_each_one_twice (void **state) {
  for (size_t i = 0; i < G_N_ELEMENTS (damaged); i++) {
    Capture capture = capture_of (49152, 40000);

    fetches (&capture, "start4.elf", damaged[i].options, damaged[i].n_total);
    for (size_t twice = 0; twice < capture.n_frames; twice++) {
      g_autoptr (Hearing) hearing = hearing_new ();

      for (size_t k = 0; k < capture.n_frames; k++) {
        hear (hearing, &capture.frames[k]);
        if (k == twice)
          hear (hearing, &capture.frames[k]);
      }
      wait_ms (hearing, 5000);
      assert_one_sent (hearing, damaged[i].n_total);
    }
  }
}

static void
test_neighbours_swapped (void **state) {
  for (size_t i = 0; i < G_N_ELEMENTS (damaged); i++) {
    Capture capture = capture_of (49152, 40000);

    fetches (&capture, "start4.elf", damaged[i].options, damaged[i].n_total);
    for (size_t swapped = 0; swapped + 1 < capture.n_frames; swapped++) {
      g_autoptr (Hearing) hearing = hearing_new ();

      for (size_t k = 0; k < capture.n_frames; k++)
        hear (hearing, &capture.frames[k == swapped ? k + 1 : k == swapped + 1 ? k - 1 : k]);
      wait_ms (hearing, 5000);
      assert_one_sent (hearing, damaged[i].n_total);
    }
  }
}

/* Without tsize, only the last block itself tells the length. */
static void
test_the_last_block_missing (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  fetches (&capture, "bootcode.bin", none, 1200);
  for (size_t i = 0; i < capture.n_frames; i++)
    if (i != capture.n_frames - 2)
      hear (hearing, &capture.frames[i]);
  wait_ms (hearing, 2999);
  assert_int_equal (count (hearing, CB_BOOT_SENT), 0);
  wait_ms (hearing, 1);
  assert_int_equal (last (hearing, CB_BOOT_SENT)->n_bytes, 1024);
  assert_int_equal (last (hearing, CB_BOOT_SENT)->n_total, UNKNOWN);
}

/* A kernel of 200,000 blocks: the numbers roll over three times, and the capture lacks 3000 blocks. */
static void
test_roll_over (void **state) {
  const uint64_t n_blocks = 200000, n_total = (n_blocks - 1) * 1468 + 5;
  static const unsigned windows[] = { 1, 16, 64 };

  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Options options = { .tsize = true, .blksize = 1468, .windowsize = windows[i] };
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "kernel8.img", options);
    grants (&capture, options, n_total);
    for (uint64_t k = 1; k <= n_blocks; k++) {
      if (k >= 65000 && k < 68000)
        continue;
      sends (&capture, (unsigned) k, k < n_blocks ? 1468 : 5);
      if (k % windows[i] == 0 || k == n_blocks)
        acknowledges (&capture, (unsigned) k);
      play (hearing, &capture);
      capture.n_frames = 0;
    }
    assert_int_equal (hearing->n_told, 2);
    assert_told (hearing, 1, CB_BOOT_SENT, n_total, n_total);
  }
}

/* A tap that passes on nothing of DATA but the first block. */
static void
test_acknowledgements_alone (void **state) {
  for (unsigned window = 1; window <= 64; window *= 4) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Options options = { .tsize = true, .blksize = 1024, .windowsize = window };
    Capture capture = capture_of (49152, 40000);
    const uint64_t n_blocks = 140000;

    asks (&capture, "kernel8.img", options);
    grants (&capture, options, n_blocks * 1024 - 1);
    acknowledges (&capture, 0);
    sends (&capture, 1, 1024);
    play (hearing, &capture);
    for (uint64_t k = 1; k <= n_blocks; k++) {
      capture.n_frames = 0;
      if (k % window == 0 || k == n_blocks)
        acknowledges (&capture, (unsigned) k);
      play (hearing, &capture);
    }
    assert_told (hearing, 1, CB_BOOT_SENT, n_blocks * 1024 - 1, n_blocks * 1024 - 1);
  }
}

/* Rows of DATA, before the kernel cuts them apart: 44 whole blocks of 1468 fit. */
static void
test_rows_of_data (void **state) {
  static const size_t n_lasts[] = { 0, 1, 1467 };

  for (size_t i = 0; i < G_N_ELEMENTS (n_lasts); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Options options = { .blksize = 1468, .windowsize = 64 };
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "kernel8.img", options);
    grants (&capture, options, 0);
    acknowledges (&capture, 0);
    sends (&capture, 1, 43 * 1472 + 1468);
    sends (&capture, 45, 19 * 1472 + 1468);
    acknowledges (&capture, 64);
    sends (&capture, 65, 9 * 1472 + n_lasts[i]);
    acknowledges (&capture, 74);
    play (hearing, &capture);
    assert_int_equal (hearing->n_told, 2);
    assert_told (hearing, 1, CB_BOOT_SENT, 73 * 1468 + n_lasts[i], 73 * 1468 + n_lasts[i]);
  }
}

/* An ACK of what wasn't sent is believed by nobody. */
static void
test_acknowledged_too_early (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "kernel8.img", eeprom);
  grants (&capture, eeprom, 1468 * 1000);
  acknowledges (&capture, 0);
  sends (&capture, 1, 1468);
  capture.ms = 200;
  acknowledges (&capture, 500);
  acknowledges (&capture, 500);
  acknowledges (&capture, 60000);
  acknowledges (&capture, 1);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_PROGRESS, 1468, 1468 * 1000);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole_files),
    cmocka_unit_test (test_each_one_missing),
    cmocka_unit_test (test_each_one_twice),
    cmocka_unit_test (test_neighbours_swapped),
    cmocka_unit_test (test_the_last_block_missing),
    cmocka_unit_test (test_roll_over),
    cmocka_unit_test (test_acknowledgements_alone),
    cmocka_unit_test (test_rows_of_data),
    cmocka_unit_test (test_acknowledged_too_early),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
