/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Each likely cause, by what is seen on the cable (pi-netboot.md 8). */

#include "told-story.h"

#define PI5_REVISION 0x00d04170u

static Board
pi5_of (Told *told) {
  return board_of (told, 5, PI4_SERIAL, PI5_REVISION);
}

/* A 3B: its ROM tells nothing. */
static Board
pi3_of (Told *told) {
  Board board = board_of (told, 3, 0, 0);

  board.is_first_rom = TRUE;
  return board;
}

static void
check_stall (Told *told, const char *line) {
  g_autofree char *whole = g_strdup_printf ("1 stalled %s\n", line);

  if (!told_has (told, whole))
    fail_msg ("no \"%s\" in:\n%s", whole, told->lines->str);
  assert_int_equal (told_count (told, "stalled"), 1);
}

static void
check_end (Told *told, const char *line) {
  g_autofree char *whole = g_strdup_printf ("1 ended%s\n", line);

  if (!told_has (told, whole))
    fail_msg ("no \"%s\" in:\n%s", whole, told->lines->str);
}

static void
test_no_request (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);

  told_wait (told, 19999);
  told_lines (told, "");
  told_wait (told, 1);
  told_lines (told, "0 silent no-request\n");
  told_wait (told, 600000);
  told_lines (told, "");
}

static void
test_a_request_is_no_silence (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  CbDhcpSight stranger = board_sight (&board, CB_DHCP_TYPE_DISCOVER);

  stranger.is_board = false;
  stranger.has_pi_uuid = false;
  cb_story_dhcp (told->story, &stranger, told->ns);
  told_wait (told, 60000);
  assert_string_equal (told->lines->str, "");
}

static void
test_firewall (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  for (guint i = 0; i < 5; i++) {
    board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
    assert_int_equal (told_count (told, "stalled"), i >= 2);
    told_wait (told, 4000);
  }
  check_stall (told, "firewall");
  assert_false (told_has (told, "resumed"));
  board_dhcp (&board, CB_DHCP_TYPE_OFFER);
  board_dhcp (&board, CB_DHCP_TYPE_REQUEST);
  assert_true (told_has (told, "1 resumed\n"));
}

static void
test_offer_refused (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  for (guint i = 0; i < 5; i++) {
    board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
    board_dhcp (&board, CB_DHCP_TYPE_OFFER);
    told_wait (told, 4000);
  }
  check_stall (told, "offer-refused");
}

static void
test_rom_gave_up (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin");
  Board board = pi3_of (told);

  for (guint i = 0; i < 5; i++) {
    board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
    board_dhcp (&board, CB_DHCP_TYPE_OFFER);
    told_wait (told, 5000);
  }
  told_wait (told, 30000);
  board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
  check_end (told, " rom-gave-up");
  assert_int_equal (told->n_boots, 2);
}

static void
test_no_file_asked (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  told_wait (told, 10000);
  check_stall (told, "no-file-asked");
}

static void
test_no_answer (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_asks (&board, "91cdf03d/start4.elf");
  told_wait (told, 11000);
  check_stall (told, "no-answer 91cdf03d/start4.elf");
}

static void
test_bootcode_again (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin config.txt start.elf");
  Board board = pi3_of (told);

  board_address (&board, FALSE);
  for (guint i = 0; i < 4; i++) {
    guint32 id = board_asks (&board, "bootcode.bin");

    told_wait (told, 3000);
    board_transfer (&board, CB_BOOT_ABORTED, id, "bootcode.bin", 1024, CB_BOOT_TOTAL_UNKNOWN, 0);
  }
  told_wait (told, 20000);
  check_stall (told, "bootcode-again bootcode.bin");
}

/* It came, and the ROM begins anew. */
static void
test_bootcode_does_not_start (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin config.txt start.elf");
  Board board = pi3_of (told);

  board_address (&board, FALSE);
  board_loads (&board, "bootcode.bin");
  told_wait (told, 3000);
  board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
  check_end (told, " bootcode-again bootcode.bin");
}

static void
test_second_dhcp (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin config.txt start.elf");
  Board board = pi3_of (told);

  board_address (&board, FALSE);
  board_loads (&board, "bootcode.bin");
  board_misses (&board, "bootsig.bin");
  board.is_first_rom = FALSE;
  for (guint i = 0; i < 6; i++) {
    told_wait (told, i == 0 ? 100 : 5000);
    board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
  }
  check_stall (told, "second-dhcp");
  assert_int_equal (told->n_boots, 1);
}

/* The loop of an empty server (pi-netboot.md 9.4): each turn tells why it ended. */
static void
test_wrong_folder (void **state) {
  g_autoptr (Told) told = told_new ("pi4/start4.elf");
  Board board = pi4_of (told);
  static const char *const names[] = {
    "91cdf03d/start4.elf", "91cdf03d/start.elf", "config.txt", "recover4.elf", "recovery.elf", "start4.elf",
    "start.elf",
  };

  for (guint turn = 0; turn < 3; turn++) {
    if (turn == 0)
      board_address (&board, TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      board_misses (&board, names[i]);
    told_wait (told, 5000);
  }
  assert_int_equal (told_count (told, " stalled wrong-folder start4.elf\n"), 3);
  assert_int_equal (told_count (told, " ended wrong-folder start4.elf\n"), 2);
  assert_int_equal (told_count (told, " missing start4.elf\n"), 3);
  assert_int_equal (told_count (told, "resumed"), 0);
  assert_int_equal (told->n_boots, 3);
}

/* One that asks for its address again in each turn. */
static void
test_wrong_folder_with_dhcp (void **state) {
  g_autoptr (Told) told = told_new ("");
  Board board = pi4_of (told);

  for (guint turn = 0; turn < 3; turn++) {
    board_address (&board, TRUE);
    board_misses (&board, "config.txt");
    board_misses (&board, "start4.elf");
    board_misses (&board, "start.elf");
    told_wait (told, turn == 0 ? 500 : 4000);
  }
  assert_true (told_has (told, "1 ended wrong-folder start4.elf\n2 board"));
  assert_true (told_has (told, "2 stalled wrong-folder start4.elf\n2 ended wrong-folder start4.elf\n3 board"));
  assert_int_equal (told_count (told, "stalled"), 2);
}

static void
test_prefix_slash (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_misses (&board, "abcstart4.elf");
  board_misses (&board, "abcstart.elf");
  told_wait (told, 20000);
  cb_story_unplug (told->story, told->ns);
  if (!told_has (told, "1 ended prefix-slash abcstart.elf\n"))
    fail_msg ("%s", told->lines->str);
}

static void
test_not_readable (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_ends (&board, "bcm2711-rpi-4-b.dtb", CB_BOOT_REFUSED, CB_BOOT_REFUSED_DENIED);
  told_wait (told, 1000);
  check_stall (told, "not-readable bcm2711-rpi-4-b.dtb");
  assert_true (told_has (told, "1 file refused bcm2711-rpi-4-b.dtb\n"));
}

static void
test_truncated_file (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_loads_bytes (&board, "start4.elf", 130);
  told_wait (told, 9000);
  check_stall (told, "truncated-file start4.elf");
}

/* A developer's power switch. */
static void
test_power_in_a_file (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint32 id;

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  id = board_asks (&board, "kernel8.img");
  told_wait (told, 100);
  board_transfer (&board, CB_BOOT_PROGRESS, id, "kernel8.img", 500000, FILE_BYTES, 0);
  told_wait (told, 3000);
  board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
  check_end (told, " power-or-cable kernel8.img");
  assert_false (told_has (told, "stalled"));
  /* What is heard of the old transfer is past telling. */
  told_wait (told, 20000);
  g_string_truncate (told->lines, 0);
  board_transfer (&board, CB_BOOT_TIMED_OUT, id, "kernel8.img", 500000, FILE_BYTES, 0);
  assert_string_equal (told->lines->str, "");
}

static void
test_stall_in_a_file (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint32 id;

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  id = board_asks (&board, "bcm2711-rpi-4-b.dtb");
  board_transfer (&board, CB_BOOT_PROGRESS, id, "bcm2711-rpi-4-b.dtb", 500000, FILE_BYTES, 0);
  told_wait (told, 9999);
  assert_false (told_has (told, "stalled"));
  told_wait (told, 1);
  check_stall (told, "power-or-cable bcm2711-rpi-4-b.dtb");
  board_transfer (&board, CB_BOOT_PROGRESS, id, "bcm2711-rpi-4-b.dtb", 600000, FILE_BYTES, 0);
  assert_true (told_has (told, "1 resumed\n1 progress"));
}

static void
test_block_roll_over (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint64 n_bytes = 65535ull * 1468;
  guint32 id;

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  id = board_asks (&board, "kernel8.img");
  board_transfer (&board, CB_BOOT_PROGRESS, id, "kernel8.img", n_bytes, 2 * n_bytes, 0);
  told_wait (told, 12000);
  check_stall (told, "block-roll-over kernel8.img");
}

/* It says that it can't go on, where others fall silent. */
static void
test_block_roll_over_with_an_error (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint64 n_bytes = 65535ull * 1024;
  guint32 id;

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  id = board_asks (&board, "kernel8.img");
  board_transfer (&board, CB_BOOT_PROGRESS, id, "kernel8.img", n_bytes - 1024, 2 * n_bytes, 0);
  board_transfer (&board, CB_BOOT_ABORTED, id, "kernel8.img", n_bytes - 1024, 2 * n_bytes, 4);
  told_wait (told, 12000);
  check_stall (told, "block-roll-over kernel8.img");
}

static void
test_config_ignored (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES " start.elf");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_loads (&board, "start.elf");
  told_wait (told, 20000);
  check_stall (told, "config-ignored start.elf");
}

static void
test_firmware_mismatch (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  told_wait (told, 10000);
  check_stall (told, "firmware-mismatch fixup4.dat");
}

static void
test_firmware_crashed (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  told_wait (told, 2000);
  board_dhcp (&board, CB_DHCP_TYPE_DISCOVER);
  check_end (told, " firmware-crashed fixup4.dat");
}

/* A Pi 4 goes on without a device tree: nothing is wrong until its kernel is silent. */
static void
test_no_device_tree (void **state) {
  g_autoptr (Told) told = told_new ("config.txt start4.elf fixup4.dat kernel8.img");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_misses (&board, "bcm2711-rpi-4-b.dtb");
  board_loads (&board, "kernel8.img");
  assert_true (told_has (told, "1 file missing bcm2711-rpi-4-b.dtb\n"));
  told_wait (told, 60000);
  assert_false (told_has (told, "stalled"));
  assert_true (told_has (told, "1 stage handed-over\n"));
  told_wait (told, 5000);
  check_stall (told, "no-device-tree bcm2711-rpi-4-b.dtb");
}

/* A Pi 5 doesn't (row 31). */
static void
test_no_device_tree_for_a_pi5 (void **state) {
  g_autoptr (Told) told = told_new ("config.txt kernel8.img");
  Board board = pi5_of (told);

  board_address (&board, TRUE);
  board_misses (&board, "91cdf03d/config.txt");
  board_loads (&board, "config.txt");
  board_misses (&board, "pieeprom.sig");
  board_misses (&board, "bcm2712-rpi-5-b.dtb");
  told_wait (told, 20000);
  check_stall (told, "no-device-tree bcm2712-rpi-5-b.dtb");
}

static void
test_no_kernel (void **state) {
  g_autoptr (Told) told = told_new ("config.txt start4.elf fixup4.dat bcm2711-rpi-4-b.dtb cmdline.txt");
  Board board = pi4_of (told);

  told_config (told, "arm_64bit=1\n");
  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_loads (&board, "bcm2711-rpi-4-b.dtb");
  board_misses (&board, "recovery8.img");
  board_misses (&board, "kernel8.img");
  told_wait (told, 20000);
  check_stall (told, "no-kernel kernel8.img");
  assert_true (told_has (told, "1 file missing kernel8.img\n"));
}

/* The firmware looked at it and didn't like it. */
static void
test_kernel_refused_by_the_board (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  told_wait (told, 20000);
  check_stall (told, "no-kernel armstub8-gic.bin");
}

/* Of several names the last one decides. */
static void
test_last_of_a_group (void **state) {
  g_autoptr (Told) told = told_new ("config.txt");
  Board board = pi5_of (told);

  board_address (&board, TRUE);
  board_misses (&board, "91cdf03d/config.txt");
  board_loads (&board, "config.txt");
  board_misses (&board, "kernel_2712.img");
  assert_true (told_has (told, "1 file absent kernel_2712.img\n"));
  board_misses (&board, "kernel8.img");
  assert_true (told_has (told, "1 file missing kernel8.img\n"));
  told_wait (told, 1000);
  check_stall (told, "no-kernel kernel8.img");
}

static void
test_silent_kernel (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 60000);
  assert_false (told_has (told, "stalled"));
  told_wait (told, 600000);
  check_stall (told, "silent-kernel kernel8.img");
}

static void
test_update_loop (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES " pieeprom.sig pieeprom.upd");
  Board board = pi4_of (told);

  for (guint i = 0; i < 3; i++) {
    board_address (&board, TRUE);
    board_loads (&board, "config.txt");
    board_loads (&board, "pieeprom.sig");
    board_loads (&board, "pieeprom.upd");
    told_wait (told, 10000);
  }
  assert_true (told_has (told, "1 ended\n"));
  assert_true (told_has (told, "2 ended update-loop pieeprom.upd\n"));
  assert_false (told_has (told, "stalled"));
}

static void
test_no_config (void **state) {
  g_autoptr (Told) told = told_new ("kernel8.img");
  Board board = pi5_of (told);

  board_address (&board, TRUE);
  board_misses (&board, "91cdf03d/config.txt");
  assert_true (told_has (told, "1 file absent 91cdf03d/config.txt\n"));
  board_misses (&board, "config.txt");
  assert_true (told_has (told, "1 file missing config.txt\n"));
  told_wait (told, 1000);
  check_stall (told, "no-config config.txt");
}

static void
test_recovery (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES " recovery.elf");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_misses (&board, "recover4.elf");
  board_loads (&board, "recovery.elf");
  told_wait (told, 20000);
  check_stall (told, "recovery recovery.elf");
}

static void
test_file_missing (void **state) {
  g_autoptr (Told) told = told_new ("config.txt");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_misses (&board, "start4.elf");
  told_wait (told, 1000);
  check_stall (told, "file-missing start4.elf");
}

static void
test_file_changed (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  board_ends (&board, "kernel8.img", CB_BOOT_CHANGED, 0);
  told_wait (told, 20000);
  check_stall (told, "file-changed kernel8.img");
}

static void
test_unplugged (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  cb_story_unplug (told->story, told->ns);
  check_end (told, " unplugged config.txt");
  told_wait (told, 600000);
  assert_int_equal (told_count (told, "stalled") + told_count (told, "silent"), 0);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_no_request),
    cmocka_unit_test (test_a_request_is_no_silence),
    cmocka_unit_test (test_firewall),
    cmocka_unit_test (test_offer_refused),
    cmocka_unit_test (test_rom_gave_up),
    cmocka_unit_test (test_no_file_asked),
    cmocka_unit_test (test_no_answer),
    cmocka_unit_test (test_bootcode_again),
    cmocka_unit_test (test_bootcode_does_not_start),
    cmocka_unit_test (test_second_dhcp),
    cmocka_unit_test (test_wrong_folder),
    cmocka_unit_test (test_wrong_folder_with_dhcp),
    cmocka_unit_test (test_prefix_slash),
    cmocka_unit_test (test_not_readable),
    cmocka_unit_test (test_truncated_file),
    cmocka_unit_test (test_power_in_a_file),
    cmocka_unit_test (test_stall_in_a_file),
    cmocka_unit_test (test_block_roll_over),
    cmocka_unit_test (test_block_roll_over_with_an_error),
    cmocka_unit_test (test_config_ignored),
    cmocka_unit_test (test_firmware_mismatch),
    cmocka_unit_test (test_firmware_crashed),
    cmocka_unit_test (test_no_device_tree),
    cmocka_unit_test (test_no_device_tree_for_a_pi5),
    cmocka_unit_test (test_no_kernel),
    cmocka_unit_test (test_kernel_refused_by_the_board),
    cmocka_unit_test (test_last_of_a_group),
    cmocka_unit_test (test_silent_kernel),
    cmocka_unit_test (test_update_loop),
    cmocka_unit_test (test_no_config),
    cmocka_unit_test (test_recovery),
    cmocka_unit_test (test_file_missing),
    cmocka_unit_test (test_file_changed),
    cmocka_unit_test (test_unplugged),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
