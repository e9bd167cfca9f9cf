/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boots as stories: where one begins and ends, the kernel, and what comes behind it. */

#include "told-story.h"

#define DISCOVER CB_DHCP_TYPE_DISCOVER

static const CbStoryKernel facts = {
  "6.18.0-rc3", "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024", TRUE, { 1, 2 }
};

static gsize
number_of (const char *model) {
  gsize n_boards;

  return (gsize) (cb_board_from_text (model, NULL) - cb_boards (&n_boards)) + 1;
}

static void
test_a_whole_boot (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  assert_true (told_has (told, "1 file sent kernel8.img\n1 kernel kernel8.img\n"));
  assert_int_equal (told->last[CB_STORY_BOARD].serial, PI4_SERIAL);
  assert_int_equal (told->last[CB_STORY_BOARD].revision, PI4_REVISION);
  assert_int_equal (told->last[CB_STORY_BOARD].board, number_of ("4b"));
  assert_int_equal (told->last[CB_STORY_BOARD].address, BOARD_ADDRESS + 1);
  assert_int_equal (told->last[CB_STORY_BOARD].mac[5], 1);
  assert_int_equal (told->last[CB_STORY_KERNEL].ms_taken, 200);
  assert_int_equal (told->last[CB_STORY_KERNEL].n_bytes, FILE_BYTES);
  assert_int_equal (told->last[CB_STORY_FILE].role, CB_ROLE_CHOICE + 1);
  assert_int_equal (told->last[CB_STORY_FILE].file_kind, CB_FILE_KERNEL + 1);
  g_string_truncate (told->lines, 0);
  told_wait (told, 999);
  told_lines (told, "");
  told_wait (told, 1);
  told_lines (told, "1 stage handed-over\n");
  told_wait (told, 5000);
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  told_lines (told, "1 stage linux\n1 linux\n");
  told_wait (told, 3600000);
  board_dhcp_as (&board, CB_DHCP_TYPE_REQUEST, CB_DHCP_SPEAKER_SYSTEM);
  told_lines (told, "");
  board_dhcp (&board, DISCOVER);
  told_lines (told, "1 ended\n2 stage address\n");
}

static void
test_linux_by_arp (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, 1 }, other[] = { 0xdc, 0xa6, 0x32, 0, 0, 2 };

  board_address (&board, TRUE);
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  board_loads (&board, "kernel8.img");
  g_string_truncate (told->lines, 0);
  told_wait (told, 600);
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  told_lines (told, "");
  told_wait (told, 150);
  cb_story_arp (told->story, other, BOARD_ADDRESS + 1, told->ns);
  told_lines (told, "");
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  told_lines (told, "1 stage handed-over\n1 stage linux\n1 linux\n");
}

static void
test_linux_after_a_stall (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 70000);
  g_string_truncate (told->lines, 0);
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  told_lines (told, "1 resumed\n1 stage linux\n1 linux\n");
}

/* Whoever switches a board off that has its kernel does so on purpose. */
static void
test_power_cycle_after_the_hand_over (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 90000);
  assert_true (told_has (told, "stalled silent-kernel"));
  g_string_truncate (told->lines, 0);
  board_dhcp (&board, DISCOVER);
  told_lines (told, "1 ended\n2 stage address\n");
}

/* At once: its kernel is told all the same. */
static void
test_power_cycle_right_behind_the_kernel (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  told->has_facts = TRUE;
  pi4_loads_all (&board);
  told_wait (told, 300);
  g_string_truncate (told->lines, 0);
  board_dhcp (&board, DISCOVER);
  told_lines (told, "1 kernel kernel8.img\n1 stage handed-over\n1 ended\n2 stage address\n");
}

static void
test_facts_early (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint32 id;

  told->has_facts = TRUE;
  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  pi4_loads_settings (&board);
  assert_int_equal (told->n_looks, 0);
  id = board_asks (&board, "kernel8.img");
  assert_int_equal (told->n_looks, 0);
  board_transfer (&board, CB_BOOT_PROGRESS, id, "kernel8.img", 1000, 2000, 0);
  board_transfer (&board, CB_BOOT_PROGRESS, id, "kernel8.img", 1500, 2000, 0);
  assert_int_equal (told->n_looks, 1);
  cb_story_kernel (told->story, "kernel8.img", &facts, told->ns);
  assert_false (told_has (told, "1 kernel"));
  board_transfer (&board, CB_BOOT_SENT, id, "kernel8.img", 2000, 2000, 0);
  assert_true (told_has (told, "1 kernel kernel8.img 6.18.0-rc3\n"));
  assert_memory_equal (told->last[CB_STORY_KERNEL].hash, facts.hash, sizeof facts.hash);
  assert_int_equal (told->last[CB_STORY_KERNEL].build.n_bytes, strlen (facts.build));
  assert_int_equal (told->n_looks, 1);
}

static void
test_facts_late (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  told->has_facts = TRUE;
  pi4_loads_all (&board);
  told_wait (told, 500);
  cb_story_kernel (told->story, "initramfs8", &facts, told->ns);
  assert_false (told_has (told, "1 kernel"));
  cb_story_kernel (told->story, "kernel8.img", &facts, told->ns);
  cb_story_kernel (told->story, "kernel8.img", &facts, told->ns);
  assert_int_equal (told_count (told, "1 kernel kernel8.img 6.18.0-rc3\n"), 1);
}

static void
test_facts_never (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  told->has_facts = TRUE;
  pi4_loads_all (&board);
  told_wait (told, 999);
  assert_false (told_has (told, "1 kernel"));
  told_wait (told, 1);
  assert_true (told_has (told, "1 kernel kernel8.img\n"));
  assert_true (told_has (told, "1 stage handed-over\n"));
  cb_story_kernel (told->story, "kernel8.img", &facts, told->ns);
  assert_int_equal (told_count (told, "1 kernel"), 1);
}

static void
test_facts_that_cant_be_read (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  told->has_facts = TRUE;
  pi4_loads_all (&board);
  cb_story_kernel (told->story, "kernel8.img", NULL, told->ns);
  assert_true (told_has (told, "1 kernel kernel8.img\n"));
}

/* Some firmware loads the rest behind its kernel. */
static void
test_files_behind_the_kernel (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  guint32 id;

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_loads (&board, "kernel8.img");
  id = board_asks (&board, "bcm2711-rpi-4-b.dtb");
  board_transfer (&board, CB_BOOT_PROGRESS, id, "bcm2711-rpi-4-b.dtb", 1000, 60000, 0);
  told_wait (told, 5000);
  assert_false (told_has (told, "handed-over"));
  board_transfer (&board, CB_BOOT_SENT, id, "bcm2711-rpi-4-b.dtb", 60000, 60000, 0);
  told_wait (told, 1000);
  assert_true (told_has (told, "1 stage handed-over\n"));
  assert_false (told_has (told, "stalled"));
}

/* Its kernel can't be seen. */
static void
test_boot_image (void **state) {
  g_autoptr (Told) told = told_new ("config.txt boot.img");
  Board board = pi4_of (told);

  told_config (told, "boot_ramdisk=1\n");
  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_loads (&board, "boot.img");
  board_misses (&board, "boot.sig");
  told_wait (told, 2000);
  assert_true (told_has (told, "1 stage handed-over\n"));
  assert_false (told_has (told, "1 kernel"));
}

static void
test_second_loader (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, 1 };

  pi4_loads_all (&board);
  told_wait (told, 3000);
  g_string_truncate (told->lines, 0);
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_OTHER_LOADER);
  told_lines (told, "1 stage loader\n");
  board_dhcp_as (&board, CB_DHCP_TYPE_REQUEST, CB_DHCP_SPEAKER_OTHER_LOADER);
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  board_misses (&board, "pxelinux.cfg/default");
  board_loads (&board, "boot.scr.uimg");
  assert_int_equal (told->last[CB_STORY_FILE].role, CB_STORY_UNKNOWN);
  board_loads (&board, "Image");
  told_wait (told, 2000);
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  told_lines (told, "1 file absent pxelinux.cfg/default\n1 file sent boot.scr.uimg\n1 file sent Image\n");
  told_wait (told, 120000);
  told_lines (told, "");
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  told_lines (told, "1 stage linux\n1 linux\n");
  board_dhcp (&board, DISCOVER);
  told_lines (told, "1 ended\n2 stage address\n");
}

/* One that has its address from the firmware, and so shows only by what it asks for. */
static void
test_second_loader_without_dhcp (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 3000);
  g_string_truncate (told->lines, 0);
  board_misses (&board, "efi/boot/bootaa64.efi");
  told_lines (told, "1 stage loader\n1 file absent efi/boot/bootaa64.efi\n");
}

/* It is at once where its DHCP comes sooner than the silence that tells the hand-over. */
static void
test_quick_second_loader (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  told->has_facts = TRUE;
  pi4_loads_all (&board);
  g_string_truncate (told->lines, 0);
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_OTHER_LOADER);
  told_lines (told, "1 kernel kernel8.img\n1 stage handed-over\n1 stage loader\n");
}

static void
test_pi3_asks_twice_for_an_address (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin config.txt start.elf fixup.dat bcm2710-rpi-3-b.dtb");
  Board board = board_of (told, 3, 0, 0);

  board.is_first_rom = TRUE;
  board_address (&board, FALSE);
  board_loads (&board, "bootcode.bin");
  board_misses (&board, "bootsig.bin");
  board.is_first_rom = FALSE;
  board.serial = 0x5a3c91f0;
  told_wait (told, 100);
  board_address (&board, FALSE);
  board_misses (&board, "5a3c91f0/start.elf");
  board_loads (&board, "config.txt");
  assert_int_equal (told->last[CB_STORY_BOARD].serial, 0x5a3c91f0);
  assert_int_equal (told->last[CB_STORY_BOARD].board, CB_STORY_UNKNOWN);
  board_loads (&board, "start.elf");
  board_loads (&board, "fixup.dat");
  board_loads (&board, "bcm2710-rpi-3-b.dtb");
  assert_int_equal (told->last[CB_STORY_BOARD].board, number_of ("3b"));
  told_lines (told, "1 stage address\n1 stage bootcode\n1 file sent bootcode.bin\n1 file absent bootsig.bin\n"
                    "1 stage firmware\n1 file absent 5a3c91f0/start.elf\n1 file sent config.txt\n"
                    "1 file sent start.elf\n1 file sent fixup.dat\n1 stage system\n"
                    "1 file sent bcm2710-rpi-3-b.dtb\n");
  assert_true (told->n_plans <= CB_MAX_STORY_PLANS);
}

/* A 3B+ says the same in both rounds: only what it asks for tells that it was switched off. */
static void
test_pi3_plus_is_switched_off (void **state) {
  g_autoptr (Told) told = told_new ("bootcode.bin");
  Board board = board_of (told, 3, 0x5a3c91f0, 0);

  for (guint i = 0; i < 3; i++) {
    board_address (&board, FALSE);
    board_loads (&board, "bootcode.bin");
    told_wait (told, 3000);
  }
  assert_int_equal (told->n_boots, 3);
  assert_true (told_has (told, "2 ended bootcode-again bootcode.bin\n"));
}

/* The ROM's silence in front of its second try is no new boot. */
static void
test_repeated_discovers (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_dhcp (&board, DISCOVER);
  told_wait (told, 4000);
  board_dhcp (&board, DISCOVER);
  told_wait (told, 100);
  board_dhcp (&board, CB_DHCP_TYPE_OFFER);
  board_dhcp (&board, CB_DHCP_TYPE_REQUEST);
  board_dhcp (&board, CB_DHCP_TYPE_ACK);
  board_loads (&board, "config.txt");
  assert_int_equal (told->n_boots, 1);
  assert_false (told_has (told, "stalled"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_whole_boot),
    cmocka_unit_test (test_linux_by_arp),
    cmocka_unit_test (test_linux_after_a_stall),
    cmocka_unit_test (test_power_cycle_after_the_hand_over),
    cmocka_unit_test (test_power_cycle_right_behind_the_kernel),
    cmocka_unit_test (test_facts_early),
    cmocka_unit_test (test_facts_late),
    cmocka_unit_test (test_facts_never),
    cmocka_unit_test (test_facts_that_cant_be_read),
    cmocka_unit_test (test_files_behind_the_kernel),
    cmocka_unit_test (test_boot_image),
    cmocka_unit_test (test_second_loader),
    cmocka_unit_test (test_second_loader_without_dhcp),
    cmocka_unit_test (test_quick_second_loader),
    cmocka_unit_test (test_pi3_asks_twice_for_an_address),
    cmocka_unit_test (test_pi3_plus_is_switched_off),
    cmocka_unit_test (test_repeated_discovers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
