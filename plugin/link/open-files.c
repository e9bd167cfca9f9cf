/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "open-files.h"

#include <stddef.h>
#include <unistd.h>

static bool
same_time (const struct timespec *a, const struct timespec *b) {
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool
same_content (const struct stat *a, const struct stat *b) {
  return a->st_size == b->st_size && same_time (&a->st_mtim, &b->st_mtim);
}

static bool
is_same (const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && same_content (a, b)
         && same_time (&a->st_ctim, &b->st_ctim);
}

CbOpenFile *
cb_open_files_take (CbOpenFiles *files, int fd, const struct stat *status, uint64_t ns_now) {
  CbOpenFile *place = NULL;

  for (unsigned i = 0; i < files->n_places; i++) {
    CbOpenFile *file = &files->files[i];

    if (file->n_users == 0) {
      place = place == NULL ? file : place;
    } else if (is_same (&file->status, status)) {
      close (fd);
      file->n_users++;
      return file;
    }
  }
  if (place == NULL) {
    if (files->n_places == CB_MAX_TRANSFERS)
      return NULL;
    place = &files->files[files->n_places++];
  }
  *place = (CbOpenFile){ .fd = fd, .n_users = 1, .status = *status, .ns_checked = ns_now };
  return place;
}

void
cb_open_files_release (CbOpenFile *file) {
  if (file != NULL && --file->n_users == 0)
    close (file->fd);
}

/* A name more or less, as by a rename onto it, changes the inode's ctime as well; its bytes have mtime then. */
bool
cb_open_file_is_unchanged (CbOpenFile *file, uint64_t ns_now) {
  struct stat now;

  if (fstat (file->fd, &now) < 0 || !same_content (&file->status, &now))
    return false;
  if (!same_time (&file->status.st_ctim, &now.st_ctim) && now.st_nlink == file->status.st_nlink)
    return false;
  file->ns_checked = ns_now;
  return true;
}
