/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot-view.h"

static char folder[] = "/tmp/test-boot-view-XXXXXX";
static int folder_fd = -1;

static void
put (const char *name, const char *text) {
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static int
set_up (void **state) {
  if (mkdtemp (folder) == NULL)
    return -1;
  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  put ("config.txt", "arm_64bit=1\n");
  put ("empty", "");
  put (".hidden", "x");
  return mkdirat (folder_fd, "91cdf03d", 0755) < 0 || mkfifoat (folder_fd, "pipe", 0600) < 0
                 || symlinkat ("config.txt", folder_fd, "link") < 0
                 || symlinkat ("absent", folder_fd, "nowhere") < 0
                 || symlinkat ("../config.txt", folder_fd, "91cdf03d/config.txt") < 0
             ? -1
             : 0;
}

static int
tear_down (void **state) {
  static const char *const names[] = { "config.txt", "empty", ".hidden", "pipe", "link", "nowhere",
                                       "91cdf03d/config.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    (void) unlinkat (folder_fd, names[i], 0);
  (void) unlinkat (folder_fd, "91cdf03d", AT_REMOVEDIR);
  return rmdir (folder);
}

static void
test_names (void **state) {
  static const struct {
    const char *name;
    gboolean exists;
  } names[] = {
    { "config.txt", TRUE },   { "/config.txt", TRUE }, { "empty", TRUE },    { "91cdf03d//config.txt", TRUE },
    { "link", TRUE },         { "Config.txt", FALSE }, { "absent", FALSE },  { "nowhere", FALSE },
    { "91cdf03d", FALSE },    { "pipe", FALSE },       { ".hidden", FALSE }, { "", FALSE },
    { "/", FALSE },           { "91cdf03d/../config.txt", FALSE },
  };
  CbFolderView view = cb_boot_view_new (&folder_fd);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    struct stat status;
    int fd = cb_boot_view_open (folder_fd, names[i].name, &status);

    if (view.exists (names[i].name, view.data) != names[i].exists || (fd >= 0) != names[i].exists)
      fail_msg ("%s", names[i].name);
    if (fd >= 0)
      close (fd);
  }
}

static void
test_contents (void **state) {
  CbFolderView view = cb_boot_view_new (&folder_fd);
  g_autoptr (GBytes) whole = view.read ("config.txt", 1000, view.data);
  g_autoptr (GBytes) part = view.read ("config.txt", 5, view.data);
  g_autoptr (GBytes) none = view.read ("empty", 1000, view.data);

  assert_int_equal (g_bytes_get_size (whole), 12);
  assert_memory_equal (g_bytes_get_data (whole, NULL), "arm_64bit=1\n", 12);
  assert_int_equal (g_bytes_get_size (part), 5);
  assert_int_equal (g_bytes_get_size (none), 0);
  assert_null (view.read ("pipe", 1000, view.data));
  assert_null (view.read ("91cdf03d", 1000, view.data));
}

static void
test_no_folder (void **state) {
  const int none = -1;
  CbFolderView view = cb_boot_view_new (&none);

  assert_false (view.exists ("config.txt", view.data));
  assert_null (view.read ("config.txt", 1000, view.data));
}

/* A writer waits for a reader, and goes on waiting. */
static void
test_pipe_is_left_alone (void **state) {
  CbFolderView view = cb_boot_view_new (&folder_fd);
  struct stat status;
  pid_t writer = fork ();

  if (writer == 0)
    _exit (openat (folder_fd, "pipe", O_WRONLY) >= 0);
  g_usleep (100000);
  assert_false (view.exists ("pipe", view.data));
  assert_int_equal (cb_boot_view_open (folder_fd, "pipe", &status), -1);
  g_usleep (50000);
  assert_int_equal (waitpid (writer, NULL, WNOHANG), 0);
  kill (writer, SIGKILL);
  assert_int_equal (waitpid (writer, NULL, 0), writer);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_names),
    cmocka_unit_test (test_contents),
    cmocka_unit_test (test_no_folder),
    cmocka_unit_test (test_pipe_is_left_alone),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
