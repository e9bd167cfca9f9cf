/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who a board of a story is, how many there are at a time, what they may ask for, and the cable. */

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

/* Without an address by DHCP, and after a boot that came to its end. */
static void
test_static_address (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board.is_nameless = TRUE;
  for (guint i = 0; i < 2; i++) {
    pi4_loads_firmware (&board);
    pi4_loads_settings (&board);
    board_loads (&board, "kernel8.img");
    told_wait (told, 5000);
  }
  assert_int_equal (told->n_boots, 2);
  assert_true (told_has (told, "1 ended\n"));
  assert_true (told_has (told, "2 kernel kernel8.img\n"));
  assert_int_equal (told->last[CB_STORY_BOARD].mac[0], 0);
  assert_int_equal (told->last[CB_STORY_BOARD].serial, PI4_SERIAL);
  assert_int_equal (told->last[CB_STORY_BOARD].address, BOARD_ADDRESS + 1);
  assert_int_equal (told->last[CB_STORY_BOARD].board, number_of ("4b")); /* by its device tree */
}

/* The built-in server tells addresses alone: they are known from DHCP. */
static void
test_events_without_a_mac (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board.is_nameless = TRUE;
  pi4_loads_all (&board);
  assert_int_equal (told->n_boots, 1);
  assert_int_equal (told->last[CB_STORY_BOARD].mac[5], 1);
  assert_true (told_has (told, "1 kernel kernel8.img\n"));
}

/* Whose first word wasn't heard, and who is known better from the next one on. */
static void
test_board_by_its_address (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, 1 };

  board.is_nameless = TRUE;
  pi4_loads_firmware (&board);
  assert_int_equal (told->last[CB_STORY_BOARD].mac[0], 0);
  cb_story_arp (told->story, mac, BOARD_ADDRESS + 1, told->ns);
  assert_int_equal (told->last[CB_STORY_BOARD].mac[5], 1);
  pi4_loads_settings (&board);
  board_loads (&board, "kernel8.img");
  told_wait (told, 2000);
  board_dhcp (&board, DISCOVER);
  assert_true (told_has (told, "1 ended\n2 board\n2 stage address\n"));
}

static void
test_address_of_a_board_without_a_mac (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board.is_nameless = TRUE;
  pi4_loads_firmware (&board);
  board_dhcp (&board, DISCOVER);
  assert_false (told_has (told, "ended"));
  board_dhcp (&board, CB_DHCP_TYPE_OFFER);
  assert_true (told_has (told, "1 ended firmware-crashed fixup4.dat\n"));
  board_loads (&board, "config.txt");
  assert_int_equal (told->n_boots, 2);
}

/* They don't tell a request before they refuse it. */
static void
test_refusal_without_a_request (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  g_string_truncate (told->lines, 0);
  board_transfer (&board, CB_BOOT_MISSING, 7, "91cdf03d/start4.elf", 0, CB_BOOT_TOTAL_UNKNOWN, 0);
  assert_string_equal (told->lines->str, "1 stage firmware\n1 asked 91cdf03d/start4.elf\n"
                                         "1 file absent 91cdf03d/start4.elf\n");
  g_string_truncate (told->lines, 0);
  board_transfer (&board, CB_BOOT_PROGRESS, 8, "config.txt", 1, 2, 0);
  board_transfer (&board, CB_BOOT_SENT, 9, "config.txt", 2, 2, 0);
  board_transfer (&board, CB_BOOT_REFUSED, 10, "", 0, 0, CB_BOOT_REFUSED_REQUEST);
  assert_string_equal (told->lines->str, "");
}

static void
test_no_plan (void **state) {
  g_autoptr (Told) told = told_new ("");
  Board board = pi4_of (told);

  told->has_plan = FALSE;
  pi4_loads_all (&board);
  told_wait (told, 2000);
  assert_int_equal (told_count (told, "0 no-plan\n"), 1);
  assert_true (told_has (told, "1 file absent 91cdf03d/start4.elf\n"));
  assert_true (told_has (told, "1 file absent recovery.elf\n"));
  assert_true (told_has (told, "1 kernel kernel8.img\n"));
  assert_true (told_has (told, "1 stage handed-over\n"));
  assert_false (told_has (told, "missing"));
  assert_int_equal (told->last[CB_STORY_FILE].file_kind, CB_STORY_UNKNOWN);
  board_dhcp (&board, DISCOVER);
  board_misses (&board, "91cdf03d/start4.elf");
  board_misses (&board, "start4.elf");
  assert_true (told_has (told, "2 file missing start4.elf\n"));
}

/* A name of one's own: what it is can't be told, but that the firmware is through. */
static void
test_no_plan_and_an_unknown_kernel (void **state) {
  g_autoptr (Told) told = told_new ("");
  Board board = pi4_of (told);

  told->has_plan = FALSE;
  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_loads (&board, "bcm2711-rpi-4-b.dtb");
  board_loads (&board, "linux-next");
  told_wait (told, 2000);
  assert_true (told_has (told, "1 stage handed-over\n"));
  assert_false (told_has (told, "1 kernel"));
}

/* The folder may be another one by then. */
static void
test_plan_of_each_boot (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  assert_int_equal (told->n_plans, 1);
  told_wait (told, 5000);
  pi4_loads_all (&board);
  assert_int_equal (told->n_plans, 2);
}

/* The kernel's driver takes the link down for a moment. */
static void
test_unplug_behind_the_hand_over (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 100);
  cb_story_unplug (told->story, told->ns);
  assert_true (told_has (told, "1 stage handed-over\n"));
  g_string_truncate (told->lines, 0);
  told_wait (told, 5000);
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  told_lines (told, "1 stage linux\n1 linux\n");
}

static void
test_unplug_and_again (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  cb_story_unplug (told->story, told->ns);
  cb_story_unplug (told->story, told->ns);
  g_string_truncate (told->lines, 0);
  told_wait (told, 8000);
  pi4_loads_all (&board);
  told_wait (told, 2000);
  assert_true (told_has (told, "2 stage handed-over\n"));
  assert_int_equal (told_count (told, "ended"), 0);
}

/* What is missing stays the cause when the board is switched off. */
static void
test_unplug_after_a_failure (void **state) {
  g_autoptr (Told) told = told_new ("config.txt");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  board_loads (&board, "config.txt");
  board_misses (&board, "start4.elf");
  cb_story_unplug (told->story, told->ns);
  assert_true (told_has (told, "1 ended file-missing start4.elf\n"));
}

static void
test_sixteen_boards (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board boards[16];

  told->has_facts = TRUE;
  for (guint i = 0; i < 16; i++) {
    boards[i] = board_of (told, (guint8) (i + 1), PI4_SERIAL + i, PI4_REVISION);
    boards[i].is_nameless = i % 2 == 0;
    board_address (&boards[i], TRUE);
  }
  for (guint i = 0; i < 16; i++)
    board_loads (&boards[i], "config.txt");
  for (guint i = 0; i < 16; i++)
    board_loads (&boards[i], "start4.elf");
  for (guint i = 0; i < 16; i++)
    if (i != 3)
      board_loads (&boards[i], "kernel8.img");
  cb_story_kernel (told->story, "kernel8.img", &facts, told->ns);
  told_wait (told, 1000);
  assert_int_equal (told_count (told, " kernel kernel8.img"), 15);
  assert_int_equal (told_count (told, " stage handed-over\n"), 15);
  told_wait (told, 10000);
  assert_int_equal (told_count (told, "4 stalled firmware-mismatch start4.elf\n"), 1);
  assert_int_equal (told_count (told, " stalled"), 1);
}

/* The board that was silent for the longest time gives its place. */
static void
test_more_boards_than_are_kept (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);

  for (guint i = 0; i < CB_MAX_WATCHED_BOARDS + 1; i++) {
    Board board = board_of (told, (guint8) i, PI4_SERIAL + i, PI4_REVISION);

    board_dhcp (&board, DISCOVER);
    told_wait (told, 1);
  }
  assert_int_equal (told->n_boots, CB_MAX_WATCHED_BOARDS + 1);
  assert_true (told_has (told, "1 ended\n"));
  assert_int_equal (told_count (told, "ended"), 1);
}

/* Forged ones that only ask for an address push out none whose boot is further on, however silent it is. */
static void
test_boards_without_files_go_first (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  pi4_loads_all (&board);
  told_wait (told, 2000);
  for (guint i = 2; i < 3 * CB_MAX_WATCHED_BOARDS; i++) {
    Board forged = board_of (told, (guint8) i, PI4_SERIAL + i, PI4_REVISION);

    board_dhcp (&forged, DISCOVER);
    told_wait (told, 1);
  }
  assert_false (told_has (told, "\n1 ended"));
  assert_true (told_has (told, "\n2 ended"));
  board_dhcp_as (&board, DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  assert_true (told_has (told, "\n1 linux\n"));
}

static void
test_more_transfers_than_are_followed (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  for (guint i = 0; i < 10 * CB_MAX_STORY_TRANSFERS; i++)
    board_asks (&board, "config.txt");
  board_transfer (&board, CB_BOOT_SENT, 1, "config.txt", 5, 5, 0);
  assert_false (told_has (told, "file"));
  board_transfer (&board, CB_BOOT_SENT, told->n_transfers, "config.txt", 5, 5, 0);
  assert_true (told_has (told, "1 file sent config.txt\n"));
}

static void
test_hostile_names (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  g_autofree char *longest = g_strnfill (CB_MAX_EVENT_NAME_BYTES, '/');
  g_autofree char *too_long = g_strnfill (2 * CB_MAX_EVENT_NAME_BYTES, 'x');
  static const char zero[] = "kernel8.img\0.evil", high[] = "\xff\xfe/\xc3(kernel8.img";
  static const char start[] = "start\xf0.elf";
  const CbBootBytes names[] = {
    { (const uint8_t *) longest, CB_MAX_EVENT_NAME_BYTES },
    { (const uint8_t *) too_long, 2 * CB_MAX_EVENT_NAME_BYTES },
    { (const uint8_t *) zero, sizeof zero - 1 }, { (const uint8_t *) high, sizeof high - 1 },
    { (const uint8_t *) start, sizeof start - 1 }, { (const uint8_t *) "\033[2J", 4 },
    { (const uint8_t *) "/", 1 },
    { (const uint8_t *) "00000000/", 9 }, { (const uint8_t *) "../../etc/passwd", 16 },
  };

  board_address (&board, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    guint32 id = ++told->n_transfers;

    board_transfer_bytes (&board, CB_BOOT_ASKED, id, names[i], 0, 1000000, 0);
    board_transfer_bytes (&board, CB_BOOT_PROGRESS, id, names[i], 1000, 1000000, 0);
    board_transfer_bytes (&board, i % 2 == 0 ? CB_BOOT_SENT : CB_BOOT_MISSING, id, names[i], 1000000, 1000000,
                          0);
  }
  told_wait (told, 100000);
  assert_false (told_has (told, "1 kernel"));
  assert_int_equal (told_count (told, "1 file"), G_N_ELEMENTS (names));
}

/* The name "S//x" is "S/x". */
static void
test_double_slashes (void **state) {
  g_autoptr (Told) told = told_new ("91cdf03d/config.txt 91cdf03d/kernel8.img");
  Board board = board_of (told, 1, PI4_SERIAL, 0x00d04170);

  board_address (&board, TRUE);
  board_loads (&board, "91cdf03d/config.txt");
  board_loads (&board, "91cdf03d//config.txt");
  assert_int_equal (told->last[CB_STORY_FILE].file_kind, CB_FILE_CONFIG + 1);
  assert_int_equal (told->last[CB_STORY_FILE].name.n_bytes, strlen ("91cdf03d//config.txt"));
  assert_int_equal (told->n_boots, 1);
}

static void
test_stranger (void **state) {
  g_autoptr (Told) told = told_new (PI4_FILES);
  Board board = pi4_of (told);
  CbDhcpSight stranger = board_sight (&board, DISCOVER);

  stranger.is_board = false;
  cb_story_dhcp (told->story, &stranger, told->ns);
  board_dhcp (&board, CB_DHCP_TYPE_OFFER);
  assert_string_equal (told->lines->str, "");
  board.is_nameless = TRUE;
  board_loads (&board, "kernel8.img");
  assert_int_equal (told->n_boots, 1);
}

/* The power goes, behind a switch, while the second kernel of the list is on its way: nothing is known to be
 * missing. */
static void
test_cut_off_behind_an_absent_kernel (void **state) {
  g_autoptr (Told) told = told_new ("config.txt start4.elf fixup4.dat bcm2711-rpi-4-b.dtb kernel7l.img");
  Board board = pi4_of (told);

  board_address (&board, TRUE);
  pi4_loads_firmware (&board);
  board_loads (&board, "bcm2711-rpi-4-b.dtb");
  board_asks (&board, "kernel8.img");
  board_transfer (&board, CB_BOOT_MISSING, told->n_transfers, "kernel8.img", 0, CB_BOOT_TOTAL_UNKNOWN, 0);
  board_asks (&board, "kernel7l.img");
  board_transfer (&board, CB_BOOT_PROGRESS, told->n_transfers, "kernel7l.img", 1000000, 8000000, 0);
  told_wait (told, 9999);
  board_transfer (&board, CB_BOOT_TIMED_OUT, told->n_transfers, "kernel7l.img", 1000000, 8000000, 0);
  told_wait (told, 30000);
  assert_true (told_has (told, "1 stalled power-or-cable"));
  assert_false (told_has (told, "no-kernel"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_static_address),
    cmocka_unit_test (test_events_without_a_mac),
    cmocka_unit_test (test_board_by_its_address),
    cmocka_unit_test (test_address_of_a_board_without_a_mac),
    cmocka_unit_test (test_refusal_without_a_request),
    cmocka_unit_test (test_no_plan),
    cmocka_unit_test (test_no_plan_and_an_unknown_kernel),
    cmocka_unit_test (test_plan_of_each_boot),
    cmocka_unit_test (test_unplug_behind_the_hand_over),
    cmocka_unit_test (test_unplug_and_again),
    cmocka_unit_test (test_unplug_after_a_failure),
    cmocka_unit_test (test_sixteen_boards),
    cmocka_unit_test (test_more_boards_than_are_kept),
    cmocka_unit_test (test_boards_without_files_go_first),
    cmocka_unit_test (test_more_transfers_than_are_followed),
    cmocka_unit_test (test_hostile_names),
    cmocka_unit_test (test_double_slashes),
    cmocka_unit_test (test_stranger),
    cmocka_unit_test (test_cut_off_behind_an_absent_kernel),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
