/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-folders.h"

#include <sys/stat.h>

#include "disk-inventory.h"

typedef struct {
  char *folder;
  CbDiskInventory *disk;
  const CbInventory *view;
} Fixture;

static void
fixture_init (Fixture *fixture) {
  fixture->folder = folder_new ();
  folder_write_text (fixture->folder, "config.txt", "arm_64bit=1\n");
  folder_write_text (fixture->folder, "overlays/a.dtbo", "a");
  folder_write_text (fixture->folder, ".hidden", "x");
  fixture->disk = cb_disk_inventory_open (fixture->folder, NULL);
  assert_non_null (fixture->disk);
  fixture->view = cb_disk_inventory_view (fixture->disk);
}

static void
fixture_clear (Fixture *fixture) {
  g_clear_pointer (&fixture->disk, cb_disk_inventory_free);
  g_clear_pointer (&fixture->folder, folder_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static CbHeldKind
kind_of (const Fixture *fixture, const char *name) {
  g_auto (CbHeldFile) file = { 0 };

  fixture->view->look (name, &file, fixture->view->data);
  return file.kind;
}

static void
test_kinds (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *fifo = NULL;
  const char *folder;

  fixture_init (&fixture);
  folder = fixture.folder;
  fifo = g_build_filename (folder, "fifo", NULL);
  assert_int_equal (mkfifo (fifo, 0644), 0);
  folder_link (folder, "dangling", "nothing");
  folder_link (folder, "loop", "loop");
  folder_link (folder, "link", "config.txt");
  folder_link (folder, "91cdf03d", ".");
  assert_int_equal (kind_of (&fixture, "config.txt"), CB_HELD_FILE);
  assert_int_equal (kind_of (&fixture, "/config.txt"), CB_HELD_FILE);
  assert_int_equal (kind_of (&fixture, "91cdf03d//overlays/a.dtbo"), CB_HELD_FILE);
  assert_int_equal (kind_of (&fixture, "link"), CB_HELD_FILE);
  assert_int_equal (kind_of (&fixture, "overlays"), CB_HELD_FOLDER);
  assert_int_equal (kind_of (&fixture, "91cdf03d"), CB_HELD_FOLDER);
  assert_int_equal (kind_of (&fixture, "fifo"), CB_HELD_SPECIAL);
  assert_int_equal (kind_of (&fixture, "dangling"), CB_HELD_DANGLING);
  assert_int_equal (kind_of (&fixture, "loop"), CB_HELD_LOOP);
  assert_int_equal (kind_of (&fixture, "CONFIG.TXT"), CB_HELD_ABSENT);
  assert_int_equal (kind_of (&fixture, "nothing/config.txt"), CB_HELD_ABSENT);
  assert_int_equal (kind_of (&fixture, "config.txt/inside"), CB_HELD_ABSENT);
}

static void
test_refused_names (void **state) {
  static const char *const names[] = { "", "/", "..", "../boot/config.txt", "overlays/../config.txt", ".hidden",
                                       "overlays/.hidden", ".", "overlays/" };
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *long_name = g_strnfill (600, 'x');

  fixture_init (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (CbHeldFile) beside = { 0 };
    CbByteSource source;

    assert_int_equal (kind_of (&fixture, names[i]), CB_HELD_REFUSED);
    assert_false (fixture.view->open (names[i], &source, fixture.view->data));
    assert_null (cb_inventory_read (fixture.view, names[i], 10));
    fixture.view->look_beside (names[i], "config.txt", &beside, fixture.view->data);
    assert_int_equal (beside.kind, CB_HELD_ABSENT);
  }
  assert_int_equal (kind_of (&fixture, long_name), CB_HELD_REFUSED);
}

static void
test_what_a_file_has (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_auto (CbHeldFile) file = { 0 }, again = { 0 }, outside = { 0 };
  g_autofree char *real = NULL;

  fixture_init (&fixture);
  folder_set_age (fixture.folder, "config.txt", 100);
  fixture.view->look ("config.txt", &file, fixture.view->data);
  assert_true (file.readable);
  assert_int_equal (file.n_bytes, 12);
  assert_null (file.outside);
  assert_in_range (g_get_real_time () / G_USEC_PER_SEC - file.s_changed, 99, 130);
  folder_link (fixture.folder, "91cdf03d", "../boot");
  fixture.view->look ("91cdf03d/config.txt", &again, fixture.view->data);
  assert_int_equal (again.n_bytes, 12);
  assert_null (again.outside);
  folder_rename (fixture.folder, "config.txt", "../config.txt");
  folder_link (fixture.folder, "config.txt", "../config.txt");
  fixture.view->look ("config.txt", &outside, fixture.view->data);
  real = g_path_get_dirname (fixture.folder);
  assert_non_null (outside.outside);
  assert_true (g_str_has_prefix (outside.outside, real));
  assert_true (g_str_has_suffix (outside.outside, "/config.txt"));
}

static void
assert_list (const Fixture *fixture, const char *name, const char *expected) {
  g_auto (GStrv) names = fixture->view->list (name, fixture->view->data);
  g_autofree char *joined = names != NULL ? g_strjoinv (" ", names) : NULL;

  assert_string_equal (joined != NULL ? joined : "none", expected);
}

static void
test_list (void **state) {
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture);
  folder_write_text (fixture.folder, "Zebra", "");
  folder_link (fixture.folder, "91cdf03d", ".");
  assert_list (&fixture, "", "91cdf03d Zebra config.txt overlays");
  assert_list (&fixture, "91cdf03d", "91cdf03d Zebra config.txt overlays");
  assert_list (&fixture, "overlays", "a.dtbo");
  assert_list (&fixture, "config.txt", "none");
  assert_list (&fixture, "nothing", "none");
  assert_list (&fixture, "..", "none");
  assert_list (&fixture, "overlays/..", "none");
}

static void
test_twins (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *in_root = NULL, *in_folder = NULL;

  fixture_init (&fixture);
  in_root = cb_inventory_find_twin (fixture.view, "CONFIG.txt");
  assert_string_equal (in_root, "config.txt");
  in_folder = cb_inventory_find_twin (fixture.view, "overlays/A.DTBO");
  assert_string_equal (in_folder, "overlays/a.dtbo");
  assert_null (cb_inventory_find_twin (fixture.view, "config.txt"));
  assert_null (cb_inventory_find_twin (fixture.view, "OVERLAYS/a.dtbo"));
  assert_null (cb_inventory_find_twin (fixture.view, "../BOOT"));
}

static CbHeldKind
kind_beside (const Fixture *fixture, const char *name, const char *other) {
  g_auto (CbHeldFile) file = { 0 };

  fixture->view->look_beside (name, other, &file, fixture->view->data);
  return file.kind;
}

/* Beside what a link leads to, in the boot folder or out of it. */
static void
test_look_beside (void **state) {
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture);
  folder_write_text (fixture.folder, "../linux/Image", "x");
  folder_write_text (fixture.folder, "../linux/Image.gz", "x");
  folder_link (fixture.folder, "step", "../linux/Image");
  folder_link (fixture.folder, "kernel8.img", "step");
  assert_int_equal (kind_beside (&fixture, "kernel8.img", "Image.gz"), CB_HELD_FILE);
  assert_int_equal (kind_beside (&fixture, "kernel8.img", "zImage"), CB_HELD_ABSENT);
  assert_int_equal (kind_beside (&fixture, "kernel8.img", "config.txt"), CB_HELD_ABSENT);
  assert_int_equal (kind_beside (&fixture, "config.txt", "overlays"), CB_HELD_FOLDER);
  assert_int_equal (kind_beside (&fixture, "nothing", "config.txt"), CB_HELD_ABSENT);
}

static void
test_read (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GBytes) all = NULL, some = NULL;

  fixture_init (&fixture);
  all = cb_inventory_read (fixture.view, "config.txt", 1000);
  assert_int_equal (g_bytes_get_size (all), 12);
  assert_memory_equal (g_bytes_get_data (all, NULL), "arm_64bit=1\n", 12);
  some = cb_inventory_read (fixture.view, "config.txt", 3);
  assert_int_equal (g_bytes_get_size (some), 3);
  assert_null (cb_inventory_read (fixture.view, "overlays", 10));
  assert_null (cb_inventory_read (fixture.view, "nothing", 10));
}

static void
test_file_shrinks (void **state) {
  g_auto (Fixture) fixture = { NULL };
  CbByteSource source;
  char buffer[12];

  fixture_init (&fixture);
  assert_true (fixture.view->open ("config.txt", &source, fixture.view->data));
  assert_int_equal (source.n_bytes, 12);
  folder_resize (fixture.folder, "config.txt", 5);
  assert_int_equal (cb_byte_source_read (&source, 0, buffer, sizeof buffer), 5);
  assert_memory_equal (buffer, "arm_6", 5);
  assert_int_equal (cb_byte_source_take (&source, 0, buffer, sizeof buffer), CB_IMAGE_FAULT_TRUNCATED);
  assert_int_equal (cb_byte_source_read (&source, 8, buffer, 4), 0);
}

/* What is open stays what it was, though the name is another file's by now; a name that is gone can't be
 * opened. */
static void
test_file_is_replaced (void **state) {
  g_auto (Fixture) fixture = { NULL };
  CbByteSource source;
  char buffer[12];

  fixture_init (&fixture);
  assert_true (fixture.view->open ("config.txt", &source, fixture.view->data));
  folder_write_text (fixture.folder, "other", "0123456789ab");
  folder_rename (fixture.folder, "other", "config.txt");
  assert_int_equal (cb_byte_source_read (&source, 0, buffer, sizeof buffer), 12);
  assert_memory_equal (buffer, "arm_64bit=1\n", 12);
  folder_remove (fixture.folder, "config.txt");
  assert_false (fixture.view->open ("config.txt", &source, fixture.view->data));
}

static void
test_open_folder (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *absent = NULL, *file = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  absent = g_build_filename (fixture.folder, "nothing", NULL);
  assert_null (cb_disk_inventory_open (absent, &error));
  assert_error (&error, CB_ERROR_NOT_FOUND, "nothing");
  file = g_build_filename (fixture.folder, "config.txt", NULL);
  assert_null (cb_disk_inventory_open (file, &error));
  assert_error (&error, CB_ERROR_INVALID, "config.txt");
}

static char *
text_near (const Fixture *fixture, const char *name, const char *path) {
  g_autoptr (GBytes) bytes = fixture->view->read_near (name, path, 5, fixture->view->data);

  return bytes ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

/* Beside where a link leads, no more than was asked for, and files alone. */
static void
test_read_near (void **state) {
  g_auto (Fixture) fixture = { NULL };
  g_autofree char *text = NULL;

  fixture_init (&fixture);
  folder_make_folder (fixture.folder, "build");
  folder_write_text (fixture.folder, "build/Image", "x");
  folder_write_text (fixture.folder, "release", "6.18.0\n");
  folder_link (fixture.folder, "linked.img", "build/Image");
  text = text_near (&fixture, "linked.img", "../release");
  assert_string_equal (text, "6.18.");
  assert_null (text_near (&fixture, "linked.img", "../absent"));
  assert_null (text_near (&fixture, "linked.img", "../build"));
  assert_null (text_near (&fixture, "absent.img", "../release"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_kinds),
    cmocka_unit_test (test_refused_names),
    cmocka_unit_test (test_what_a_file_has),
    cmocka_unit_test (test_list),
    cmocka_unit_test (test_twins),
    cmocka_unit_test (test_look_beside),
    cmocka_unit_test (test_read_near),
    cmocka_unit_test (test_read),
    cmocka_unit_test (test_file_shrinks),
    cmocka_unit_test (test_file_is_replaced),
    cmocka_unit_test (test_open_folder),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
