/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "changing-files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define NEW "new"

static const struct {
  const char *path;
  size_t n_bytes[CHANGING_FILES_VERSIONS];
} files[] = {
  { "config.txt", { 3, 700, 0, 512 } },
  { "kernel8.img", { 20000, 20000, CHANGING_FILES_MAX_BYTES, 10 } },
  { "overlays/a.dtbo", { 2048, 2049, 2048, 1468 } },
};

#define N_FILES (sizeof files / sizeof *files)

static char root[] = "/dev/shm/fuzz-server-XXXXXX";
static char root_otherwise[] = "/tmp/fuzz-server-XXXXXX";
static const char *root_path;
static CbServedFolder folder = CB_SERVED_FOLDER_NULL;
static uint8_t contents[N_FILES][CHANGING_FILES_VERSIONS][CHANGING_FILES_MAX_BYTES];
static bool is_changed[N_FILES];
static time_t last_second; /* of changes: the kernel's clock is too coarse to tell them apart */

/* No byte but by chance the same in two files or versions. */
static void
make_contents (void) {
  uint32_t number = 1;

  for (size_t file = 0; file < N_FILES; file++)
    for (size_t version = 0; version < CHANGING_FILES_VERSIONS; version++)
      for (size_t at = 0; at < CHANGING_FILES_MAX_BYTES; at++) {
        number = number * UINT32_C (1664525) + UINT32_C (1013904223);
        contents[file][version][at] = (uint8_t) (number >> 24);
      }
}

static void
write_file (const char *path, size_t file, unsigned version, int flags) {
  const struct timespec times[] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = ++last_second } };
  size_t n_bytes = files[file].n_bytes[version];
  int fd = openat (folder.fd, path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

  fuzz_assert (fd >= 0 && write (fd, contents[file][version], n_bytes) == (ssize_t) n_bytes);
  fuzz_assert (ftruncate (fd, (off_t) n_bytes) == 0 && futimens (fd, times) == 0);
  close (fd);
}

static void
replace (size_t file, unsigned version) {
  write_file (NEW, file, version, O_TRUNC);
  fuzz_assert (renameat (folder.fd, NEW, folder.fd, files[file].path) == 0);
}

static void
remove_folder (void) {
  static const char *const more[] = { "fifo", "out", "loop", NEW };

  for (size_t i = 0; i < N_FILES; i++)
    (void) unlinkat (folder.fd, files[i].path, 0);
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    (void) unlinkat (folder.fd, more[i], 0);
  (void) unlinkat (folder.fd, "overlays", AT_REMOVEDIR);
  (void) rmdir (root_path);
}

const CbServedFolder *
changing_files_folder (void) {
  if (folder.fd >= 0)
    return &folder;
  root_path = mkdtemp (root);
  root_path = root_path != NULL ? root_path : mkdtemp (root_otherwise);
  fuzz_assert (root_path != NULL && cb_served_folder_open (root_path, &folder) == 0);
  atexit (remove_folder);
  make_contents ();
  fuzz_assert (mkdirat (folder.fd, "overlays", 0700) == 0 && mkfifoat (folder.fd, "fifo", 0600) == 0);
  fuzz_assert (symlinkat ("/etc/passwd", folder.fd, "out") == 0 && symlinkat ("loop", folder.fd, "loop") == 0);
  for (size_t i = 0; i < N_FILES; i++)
    replace (i, 0);
  return &folder;
}

void
changing_files_reset (void) {
  for (size_t i = 0; i < N_FILES; i++) {
    if (is_changed[i])
      replace (i, 0);
    is_changed[i] = false;
  }
}

void
changing_files_change (unsigned file, unsigned version, bool in_place) {
  file %= N_FILES;
  version %= CHANGING_FILES_VERSIONS;
  is_changed[file] = true;
  if (in_place)
    write_file (files[file].path, file, version, 0);
  else
    replace (file, version);
}

static size_t
find (const char *path) {
  size_t i = 0;

  while (i < N_FILES && strcmp (files[i].path, path) != 0)
    i++;
  return i;
}

unsigned
changing_files_versions (const char *path, size_t at, const uint8_t *bytes, size_t n_bytes, bool is_last) {
  size_t file = find (path);
  unsigned versions = 0;

  for (unsigned i = 0; file < N_FILES && i < CHANGING_FILES_VERSIONS; i++) {
    size_t n_file = files[file].n_bytes[i];

    if (at + n_bytes <= n_file && (!is_last || at + n_bytes == n_file)
        && memcmp (contents[file][i] + at, bytes, n_bytes) == 0)
      versions |= 1u << i;
  }
  return versions;
}
