/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which changes of a file are seen: by its bytes in place, and not by its name. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "open-files.h"

static char folder[] = "/tmp/test-open-files-XXXXXX";
static char kernel[64], other[64];

static void
write_file (const char *path, const char *text) {
  FILE *file = fopen (path, "w");

  assert_non_null (file);
  fputs (text, file);
  assert_int_equal (fclose (file), 0);
}

/* The kernel's times may be some milliseconds coarse. */
static void
let_time_pass (void) {
  const struct timespec pause = { 0, 20000000 };

  nanosleep (&pause, NULL);
}

static CbOpenFile *
take (CbOpenFiles *files) {
  struct stat status;
  int fd = open (kernel, O_RDONLY);

  assert_true (fd >= 0);
  assert_int_equal (fstat (fd, &status), 0);
  return cb_open_files_take (files, fd, &status, 1);
}

static int
set_up_file (void **state) {
  write_file (kernel, "one kernel");
  write_file (other, "another one");
  let_time_pass ();
  *state = calloc (1, sizeof (CbOpenFiles));
  return *state == NULL;
}

static int
tear_down_file (void **state) {
  free (*state);
  unlink (kernel);
  unlink (other);
  return 0;
}

static void
test_one_descriptor_for_all (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *first = take (files), *second = take (files);

  assert_ptr_equal (first, second);
  cb_open_files_release (first);
  assert_true (cb_open_file_is_unchanged (second, 2));
  cb_open_files_release (second);
  assert_int_equal (second->n_users, 0);
}

static void
test_written_anew_is_another (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *first = take (files), *second;

  let_time_pass ();
  write_file (kernel, "two kernel"); /* as long */
  second = take (files);
  assert_ptr_not_equal (first, second);
  assert_false (cb_open_file_is_unchanged (first, 2));
  assert_true (cb_open_file_is_unchanged (second, 2));
  cb_open_files_release (first);
  cb_open_files_release (second);
}

static void
test_a_time_set_back_hides_nothing (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *file = take (files);
  const struct timespec times[2] = { file->status.st_atim, file->status.st_mtim };

  let_time_pass ();
  write_file (kernel, "two kernel");
  assert_int_equal (utimensat (AT_FDCWD, kernel, times, 0), 0);
  assert_false (cb_open_file_is_unchanged (file, 2));
  cb_open_files_release (file);
}

static void
test_cut_is_changed (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *file = take (files);

  let_time_pass ();
  assert_int_equal (truncate (kernel, 3), 0);
  assert_false (cb_open_file_is_unchanged (file, 2));
  cb_open_files_release (file);
}

static void
test_replaced_and_removed_are_not (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *file = take (files), *second;

  let_time_pass ();
  assert_int_equal (rename (other, kernel), 0);
  assert_true (cb_open_file_is_unchanged (file, 2));
  second = take (files);
  assert_ptr_not_equal (file, second);
  assert_int_equal (unlink (kernel), 0);
  assert_true (cb_open_file_is_unchanged (second, 2));
  cb_open_files_release (file);
  cb_open_files_release (second);
}

static void
test_full (void **state) {
  CbOpenFiles *files = *state;
  CbOpenFile *file = take (files);

  for (unsigned i = 1; i < CB_MAX_TRANSFERS; i++)
    assert_ptr_equal (take (files), file);
  for (unsigned i = 0; i < CB_MAX_TRANSFERS; i++)
    cb_open_files_release (file);
  assert_int_equal (files->n_places, 1);
}

int
main (void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (test_one_descriptor_for_all, set_up_file, tear_down_file),
    cmocka_unit_test_setup_teardown (test_written_anew_is_another, set_up_file, tear_down_file),
    cmocka_unit_test_setup_teardown (test_a_time_set_back_hides_nothing, set_up_file, tear_down_file),
    cmocka_unit_test_setup_teardown (test_cut_is_changed, set_up_file, tear_down_file),
    cmocka_unit_test_setup_teardown (test_replaced_and_removed_are_not, set_up_file, tear_down_file),
    cmocka_unit_test_setup_teardown (test_full, set_up_file, tear_down_file),
  };
  int failed;

  if (mkdtemp (folder) == NULL)
    return 1;
  snprintf (kernel, sizeof kernel, "%s/kernel", folder);
  snprintf (other, sizeof other, "%s/other", folder);
  failed = cmocka_run_group_tests (tests, NULL, NULL);
  rmdir (folder);
  return failed;
}
