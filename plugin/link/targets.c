/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "targets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exit-code.h"
#include "limit.h"

/* At most one path for each entry of the walk. */
typedef struct {
  char *items[CB_MAX_WALK_ENTRIES + 1];
  size_t n;
} Paths;

/* path is where the walk stands: folders are opened by descriptor and name, links are resolved by path. */
typedef struct {
  char path[PATH_MAX];
  unsigned n_entries;
  Paths folders; /* those to walk: the boot folder, and what links name outside */
  Paths targets; /* in the order of the walk; with repetitions */
} Walk;

static void walk_folder (Walk *walk, int fd, unsigned depth);

static bool
lies_in (const char *path, const char *folder) {
  size_t n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0' || n == 1);
}

static bool
lies_in_one (const char *path, char *const *folders, size_t n_folders) {
  for (size_t i = 0; i < n_folders; i++)
    if (lies_in (path, folders[i]))
      return true;
  return false;
}

static bool
fits_a_line (const char *path) {
  for (const unsigned char *c = (const unsigned char *) path; *c != '\0'; c++)
    if (*c < ' ' || *c == 0x7f)
      return false;
  return strlen (path) <= CB_MAX_FOLDER_BYTES;
}

/* Without memory the path is left out, and so not served. */
static void
add (Paths *paths, const char *path) {
  char *copy = paths->n < sizeof paths->items / sizeof *paths->items ? strdup (path) : NULL;

  if (copy != NULL)
    paths->items[paths->n++] = copy;
}

/* Cuts a path to the directory that holds it. */
static void
cut_to_parent (char *path) {
  char *slash = strrchr (path, '/');

  slash[slash == path] = '\0';
}

static void
note_target (Walk *walk, char *path) {
  struct stat status;

  if (stat (path, &status) < 0 || !(S_ISREG (status.st_mode) || S_ISDIR (status.st_mode)))
    return;
  if (S_ISREG (status.st_mode))
    cut_to_parent (path);
  if (lies_in (path, walk->folders.items[0]) || !fits_a_line (path))
    return;
  add (&walk->targets, path);
  if (S_ISDIR (status.st_mode) && walk->folders.n <= CB_MAX_LINK_TARGETS
      && !lies_in_one (path, walk->folders.items, walk->folders.n))
    add (&walk->folders, path);
}

/* Appends "/NAME", and returns how long the path was, for leave(); 0 when it would be too long. */
static size_t
enter (Walk *walk, const char *name) {
  size_t n = strlen (walk->path);

  if (n + strlen (name) + 2 > sizeof walk->path)
    return 0;
  walk->path[n] = '/';
  strcpy (walk->path + n + 1, name);
  return n;
}

static void
leave (Walk *walk, size_t n) {
  walk->path[n] = '\0';
}

static void
walk_link (Walk *walk, const char *name) {
  size_t n = enter (walk, name);
  char *real;

  if (n == 0)
    return;
  real = realpath (walk->path, NULL);
  if (real != NULL)
    note_target (walk, real);
  free (real);
  leave (walk, n);
}

static void
walk_below (Walk *walk, int folder_fd, const char *name, unsigned depth) {
  int fd;
  size_t n;

  if (depth >= CB_MAX_WALK_DEPTH)
    return;
  fd = openat (folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return;
  n = enter (walk, name);
  if (n == 0) {
    close (fd);
    return;
  }
  walk_folder (walk, fd, depth + 1);
  leave (walk, n);
}

static void
walk_entry (Walk *walk, int folder_fd, const char *name, unsigned depth) {
  struct stat status;

  if (fstatat (folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
    return;
  if (S_ISDIR (status.st_mode))
    walk_below (walk, folder_fd, name, depth);
  else if (S_ISLNK (status.st_mode))
    walk_link (walk, name);
}

/* Takes fd. */
static void
walk_folder (Walk *walk, int fd, unsigned depth) {
  DIR *dir = fdopendir (fd);
  const struct dirent *entry;

  if (dir == NULL) {
    close (fd);
    return;
  }
  while (walk->n_entries < CB_MAX_WALK_ENTRIES && (entry = readdir (dir)) != NULL) {
    if (entry->d_name[0] == '.')
      continue;
    walk->n_entries++;
    walk_entry (walk, dirfd (dir), entry->d_name, depth);
  }
  closedir (dir);
}

static int
compare (const void *a, const void *b) {
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Sorts, and drops what lies in another: that one comes before it. Keeps one more than there may be. */
static void
keep_outermost (Paths *paths) {
  size_t n_kept = 0;

  qsort (paths->items, paths->n, sizeof *paths->items, compare);
  for (size_t i = 0; i < paths->n; i++)
    if (n_kept > CB_MAX_LINK_TARGETS || lies_in_one (paths->items[i], paths->items, n_kept))
      free (paths->items[i]);
    else
      paths->items[n_kept++] = paths->items[i];
  paths->n = n_kept;
}

static int
judge_error (int error) {
  switch (error) {
  case EACCES: return CB_LINK_EXIT_DENIED;
  case ENOENT: return CB_LINK_EXIT_MISSING;
  case ENOTDIR: return CB_LINK_EXIT_NO_FOLDER;
  default: return CB_LINK_EXIT_FAILED;
  }
}

/* Takes fd, the first folder's; those that are found on the way come after it. */
static void
walk_all (Walk *walk, int fd) {
  for (size_t i = 0; i < walk->folders.n; i++) {
    strcpy (walk->path, walk->folders.items[i]);
    if (i > 0)
      fd = open (walk->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
      walk_folder (walk, fd, 0);
  }
}

int
cb_targets_find (const char *folder, CbTargets *ret_targets) {
  static Walk walk;
  char *real = realpath (folder, NULL);
  int fd = real != NULL ? open (real, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  int error = errno;

  if (fd < 0) {
    free (real);
    return judge_error (error);
  }
  walk.folders.items[walk.folders.n++] = real;
  walk_all (&walk, fd);
  keep_outermost (&walk.targets);
  if (walk.targets.n > CB_MAX_LINK_TARGETS)
    return CB_LINK_EXIT_TOO_MANY;
  memcpy (ret_targets->paths, walk.targets.items, walk.targets.n * sizeof *walk.targets.items);
  ret_targets->n_paths = walk.targets.n;
  return CB_LINK_EXIT_OK;
}

int
cb_targets_print (const char *folder) {
  CbTargets targets;
  int code = cb_targets_find (folder, &targets);

  for (size_t i = 0; code == CB_LINK_EXIT_OK && i < targets.n_paths; i++)
    puts (targets.paths[i]);
  return code;
}

int
cb_targets_open (const char *path) {
  struct open_how how = { .flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS };

  return (int) syscall (SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}
