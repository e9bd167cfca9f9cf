/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit-code.h"
#include "limit.h"

/* path is where the walk stands, for findings only: files are opened by folder descriptor and name. */
typedef struct {
  char path[4096];
  unsigned n_entries;
} Walk;

static int walk_folder (Walk *walk, int fd, unsigned depth);

static int
finding (const Walk *walk, const char *name, int code) {
  printf ("%s/%s", walk->path, name);
  return code;
}

/* Opens without waiting for a writer, as a FIFO would want. */
static int
walk_file (Walk *walk, int folder_fd, const char *name) {
  int fd = openat (folder_fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    return errno == EACCES || errno == EPERM ? finding (walk, name, CB_LINK_EXIT_DENIED)
                                             : CB_LINK_EXIT_OK;
  close (fd);
  return CB_LINK_EXIT_OK;
}

static int
walk_below (Walk *walk, int folder_fd, const char *name, unsigned depth) {
  size_t n_path = strlen (walk->path);
  int fd, code;

  if (depth >= CB_MAX_WALK_DEPTH || n_path + strlen (name) + 2 > sizeof walk->path)
    return CB_LINK_EXIT_OK;
  fd = openat (folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno == EACCES ? finding (walk, name, CB_LINK_EXIT_DENIED) : CB_LINK_EXIT_OK;
  walk->path[n_path] = '/';
  strcpy (walk->path + n_path + 1, name);
  code = walk_folder (walk, fd, depth + 1);
  walk->path[n_path] = '\0';
  return code;
}

static int
walk_entry (Walk *walk, int folder_fd, const char *name, unsigned depth) {
  struct stat status;

  if (fstatat (folder_fd, name, &status, 0) < 0)
    return errno == EACCES ? finding (walk, name, CB_LINK_EXIT_DENIED) : CB_LINK_EXIT_OK;
  if (S_ISDIR (status.st_mode))
    return walk_below (walk, folder_fd, name, depth);
  if (!S_ISREG (status.st_mode))
    return finding (walk, name, CB_LINK_EXIT_SPECIAL);
  return walk_file (walk, folder_fd, name);
}

/* Takes fd. */
static int
walk_folder (Walk *walk, int fd, unsigned depth) {
  DIR *dir = fdopendir (fd);
  const struct dirent *entry;
  int code = CB_LINK_EXIT_OK;

  if (dir == NULL) {
    close (fd);
    return CB_LINK_EXIT_FAILED;
  }
  while (code == CB_LINK_EXIT_OK && (entry = readdir (dir)) != NULL) {
    if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
      continue;
    if (++walk->n_entries > CB_MAX_WALK_ENTRIES)
      break;
    code = walk_entry (walk, dirfd (dir), entry->d_name, depth);
  }
  closedir (dir);
  return code;
}

/* "/home/me/boot" of a closed home: names the first folder of the path that can't be entered. */
static int
refused_at (const char *folder) {
  char part[4096];

  for (size_t n = 1; n <= strlen (folder) && n < sizeof part; n++) {
    if (folder[n] != '/' && folder[n] != '\0')
      continue;
    memcpy (part, folder, n);
    part[n] = '\0';
    if (access (part, X_OK) < 0 && errno == EACCES) {
      fputs (part, stdout);
      return CB_LINK_EXIT_DENIED;
    }
  }
  fputs (folder, stdout);
  return CB_LINK_EXIT_DENIED;
}

int
cb_reach_walk (const char *folder) {
  Walk walk = { .n_entries = 0 };
  int fd;

  if (strlen (folder) >= sizeof walk.path)
    return CB_LINK_EXIT_FAILED;
  strcpy (walk.path, folder);
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    return walk_folder (&walk, fd, 0);
  switch (errno) {
  case EACCES: return refused_at (folder);
  case ENOENT: return CB_LINK_EXIT_MISSING;
  case ENOTDIR: return CB_LINK_EXIT_NO_FOLDER;
  default: return CB_LINK_EXIT_FAILED;
  }
}
