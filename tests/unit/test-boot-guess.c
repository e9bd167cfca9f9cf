/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-folders.h"

#include "boot/boot-guess.h"
#include "disk-inventory.h"
#include "limit.h"

/* "4b 3b+/91cdf03d": each board, with the serial folder that it is for. Caller frees. */
static char *
describe (const GPtrArray *guesses) {
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < guesses->len; i++) {
    const CbBootGuess *guess = g_ptr_array_index (guesses, i);

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", guess->board->model);
    if (guess->serial != NULL)
      g_string_append_printf (text, "/%s", guess->serial);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_guess (const char *folder, const char *model, const char *serial, const char *expected) {
  g_autoptr (CbDiskInventory) disk = cb_disk_inventory_open (folder, NULL);
  const CbBoard *board = model != NULL ? cb_board_from_text (model, NULL) : NULL;
  g_autoptr (GPtrArray) guesses = NULL;
  g_autofree char *got = NULL;

  assert_non_null (disk);
  guesses = cb_boot_guess (cb_disk_inventory_view (disk), board, serial);
  got = describe (guesses);
  assert_string_equal (got, expected);
}

static void
test_one_board (void **state) {
  static const char *const models[] = { "4b", "3b+", "5" };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_autoptr (BootFolder) folder = folder_new_for (models[i]);

    assert_guess (folder, NULL, NULL, models[i]);
  }
}

static void
test_three_boards_in_one_folder (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("5");

  folder_fill (folder, "3b+");
  folder_fill (folder, "4b");
  assert_guess (folder, NULL, NULL, "3b+ 4b 5");
}

/* One name of a device tree for several boards. */
static void
test_tree_decides (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");

  folder_take (folder, "bcm2711-rpi-4-b.dtb", base_tree_new ("raspberrypi,400", TRUE));
  folder_take (folder, "bcm2711-rpi-400.dtb", base_tree_new ("raspberrypi,400", TRUE));
  assert_guess (folder, NULL, NULL, "400");
}

/* Without the firmware the device tree is enough; without a device tree one board stands for all of its
 * kind. */
static void
test_half_is_there (void **state) {
  g_autoptr (BootFolder) tree = folder_new_for ("4b");
  g_autoptr (BootFolder) firmware = folder_new ();
  g_autoptr (BootFolder) both = folder_new ();

  folder_remove (tree, "start4.elf");
  assert_guess (tree, NULL, NULL, "4b");
  folder_take (firmware, "start4.elf", start_elf_new (2200000));
  assert_guess (firmware, NULL, NULL, "4b");
  folder_take (both, "start.elf", start_elf_new (2900000));
  assert_guess (both, NULL, NULL, "3b");
  folder_take (both, "start4.elf", start_elf_new (2200000));
  assert_guess (both, NULL, NULL, "3b 4b");
}

static void
test_nothing (void **state) {
  g_autoptr (BootFolder) folder = folder_new ();

  assert_guess (folder, NULL, NULL, "");
  assert_guess (folder, NULL, "91cdf03d", "");
  folder_make_folder (folder, "91cdf03d");
  folder_write_text (folder, "notes.txt", "nothing\n");
  assert_guess (folder, NULL, NULL, "");
  assert_guess (folder, "4b", NULL, "4b");
}

/* Moves what a folder holds into one of its own, with the other folders. */
static void
fill_serial_folder (const char *folder, const char *serial, const char *model) {
  g_autofree char *inner = g_build_filename (folder, serial, NULL);

  folder_make_folder (folder, serial);
  folder_fill (inner, model);
}

static void
test_serial_folders (void **state) {
  g_autoptr (BootFolder) folder = folder_new ();

  fill_serial_folder (folder, "91cdf03d", "4b");
  fill_serial_folder (folder, "0000abcd", "3b+");
  fill_serial_folder (folder, "ffff0000", "5");
  folder_make_folder (folder, "deadbeef");
  folder_make_folder (folder, "DEADBEEF");
  assert_guess (folder, NULL, NULL, "3b+/0000abcd 4b/91cdf03d 5/ffff0000");
  assert_guess (folder, "4b", NULL, "4b/91cdf03d");
  assert_guess (folder, "400", NULL, "400");
  assert_guess (folder, NULL, "ffff0000", "5/ffff0000");
  assert_guess (folder, "3b", "0000abcd", "3b/0000abcd");
}

/* What lies beside serial folders isn't looked at: its boards would be those with other serials. */
static void
test_serial_folder_beside_files (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");

  fill_serial_folder (folder, "ffff0000", "5");
  assert_guess (folder, NULL, NULL, "5/ffff0000");
  assert_guess (folder, "4b", NULL, "4b");
  assert_guess (folder, NULL, "91cdf03d", "4b/91cdf03d");
}

static void
test_serial_folder_is_a_link (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");

  folder_link (folder, "91cdf03d", ".");
  assert_guess (folder, NULL, NULL, "4b/91cdf03d");
  assert_guess (folder, "4b", NULL, "4b/91cdf03d");
  assert_guess (folder, NULL, "91cdf03d", "4b/91cdf03d");
  folder_link (folder, "0000abcd", "0000abcd");
  assert_guess (folder, NULL, NULL, "4b/91cdf03d");
}

/* No more than the limit, however many folders. */
static void
test_many_serial_folders (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");
  g_autoptr (CbDiskInventory) disk = cb_disk_inventory_open (folder, NULL);
  g_autoptr (GPtrArray) guesses = NULL;

  for (guint i = 0; i < 40; i++) {
    g_autofree char *serial = g_strdup_printf ("%08x", i);

    folder_link (folder, serial, ".");
  }
  guesses = cb_boot_guess (cb_disk_inventory_view (disk), NULL, NULL);
  assert_int_equal (guesses->len, CB_MAX_BOOT_GUESSES);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_one_board),
    cmocka_unit_test (test_three_boards_in_one_folder),
    cmocka_unit_test (test_tree_decides),
    cmocka_unit_test (test_half_is_there),
    cmocka_unit_test (test_nothing),
    cmocka_unit_test (test_serial_folders),
    cmocka_unit_test (test_serial_folder_beside_files),
    cmocka_unit_test (test_serial_folder_is_a_link),
    cmocka_unit_test (test_many_serial_folders),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
