/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-files.h"

#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel-look.h"

#define RELEASE "6.18.0-rc3-00042-g1a2b3c4"
#define BUILD   "#7 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024"
#define BANNER  "Linux version " RELEASE " (me@here) (gcc) " BUILD "\n"
#define N_IMAGE (3 * 1024 * 1024 + 17)

static char folder[] = "/tmp/test-kernel-look-XXXXXX";
static int folder_fd = -1;

typedef struct {
  guint n;
  guint n_enough;   /* after so many it has enough; 0: never */
  guint n_to_write; /* at that one the file is written into */
} Breaths;

static gboolean
breathe (gpointer data) {
  Breaths *breaths = data;

  breaths->n++;
  if (breaths->n == breaths->n_to_write) {
    int fd = openat (folder_fd, "Image", O_WRONLY | O_CLOEXEC);

    assert_int_equal (pwrite (fd, "x", 1, 1000), 1);
    close (fd);
  }
  return breaths->n_enough == 0 || breaths->n < breaths->n_enough;
}

static void
put_image (void) {
  g_autoptr (GByteArray) image = arm64_new (N_IMAGE, 2);
  g_autofree char *path = g_build_filename (folder, "Image", NULL);

  put_text (image, N_IMAGE / 2, BANNER);
  assert_true (g_file_set_contents (path, (const char *) image->data, image->len, NULL));
}

/* As if it had been written a while ago. */
static void
let_settle (void) {
  const struct timespec times[] = { { 1000000, 0 }, { 1000000, 0 } };

  assert_int_equal (utimensat (folder_fd, "Image", times, 0), 0);
  g_usleep (3100000);
}

static CbKernelLook *
look_new (Breaths *breaths) {
  return cb_kernel_look_new (&(CbKernelLookHost){ folder_fd, breathe, breaths });
}

static void
test_whole (void **state) {
  Breaths breaths = { 0 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  g_autofree char *path = g_build_filename (folder, "Image", NULL), *bytes = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[CB_STORY_HASH_BYTES];
  CbStoryKernel kernel;
  gsize n_bytes, n_hash = sizeof hash;

  put_image ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  assert_string_equal (kernel.release, RELEASE);
  assert_string_equal (kernel.build, BUILD);
  assert_true (g_file_get_contents (path, &bytes, &n_bytes, NULL));
  g_checksum_update (checksum, (const guint8 *) bytes, (gssize) n_bytes);
  g_checksum_get_digest (checksum, hash, &n_hash);
  assert_true (kernel.has_hash);
  assert_memory_equal (kernel.hash, hash, sizeof hash);
  assert_true (breaths.n >= N_IMAGE / (256 * 1024));
}

/* A new one is read again, one that has been there for a while is known. */
static void
test_known (void **state) {
  Breaths breaths = { 0 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  CbStoryKernel kernel, again;

  put_image ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  breaths.n = 0;
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  assert_int_not_equal (breaths.n, 0);
  let_settle ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  breaths.n = 0;
  assert_true (cb_kernel_look_at (look, "Image", &again));
  assert_int_equal (breaths.n, 0);
  assert_memory_equal (&kernel, &again, sizeof kernel);
}

static void
test_changed (void **state) {
  static const guint8 zeros[CB_STORY_HASH_BYTES];
  Breaths breaths = { .n_to_write = N_IMAGE / (256 * 1024) + 3 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  CbStoryKernel kernel;

  put_image ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  assert_true (breaths.n >= breaths.n_to_write);
  assert_false (kernel.has_hash);
  assert_memory_equal (kernel.hash, zeros, sizeof zeros);
}

static void
test_enough (void **state) {
  Breaths breaths = { .n_enough = 2 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  CbStoryKernel kernel;

  put_image ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  assert_false (kernel.has_hash);
  assert_true (breaths.n <= 4);
}

static void
test_none (void **state) {
  Breaths breaths = { 0 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  CbStoryKernel kernel;

  assert_false (cb_kernel_look_at (look, "absent", &kernel));
  assert_false (cb_kernel_look_at (look, "../Image", &kernel));
  assert_string_equal (kernel.release, "");
}

/* How long a kernel of the usual size takes; said, not judged. */
static void
test_time (void **state) {
  Breaths breaths = { 0 };
  g_autoptr (CbKernelLook) look = look_new (&breaths);
  g_autoptr (GByteArray) image = arm64_new (25 * 1000 * 1000, 2);
  g_autofree char *path = g_build_filename (folder, "Image", NULL);
  CbStoryKernel kernel;
  gint64 us;

  put_text (image, image->len / 2, BANNER);
  assert_true (g_file_set_contents (path, (const char *) image->data, image->len, NULL));
  us = g_get_monotonic_time ();
  assert_true (cb_kernel_look_at (look, "Image", &kernel));
  us = g_get_monotonic_time () - us;
  print_message ("25 MB: %d ms, %u pieces\n", (int) (us / 1000), breaths.n);
  assert_true (kernel.has_hash);
}

static int
set_up (void **state) {
  if (mkdtemp (folder) == NULL)
    return -1;
  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return folder_fd >= 0 ? 0 : -1;
}

static int
tear_down (void **state) {
  (void) unlinkat (folder_fd, "Image", 0);
  return rmdir (folder);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole),  cmocka_unit_test (test_known), cmocka_unit_test (test_changed),
    cmocka_unit_test (test_enough), cmocka_unit_test (test_none),  cmocka_unit_test (test_time),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}
