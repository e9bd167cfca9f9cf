/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "disk-inventory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "limit.h"
#include "wire/tftp-name.h"

struct CbDiskInventory {
  int folder_fd;
  int file_fd;       /* the file that open() gave last; -1: none */
  char *real_path;   /* of the folder */
  CbInventory view;
};

/* The path behind a descriptor, free of links. NULL where /proc doesn't tell. */
static char *
path_of (int fd) {
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

  return g_file_read_link (link, NULL);
}

static gboolean
is_beneath (const CbDiskInventory *self, const char *path) {
  gsize n_folder = strlen (self->real_path);

  return strcmp (self->real_path, "/") == 0
         || (g_str_has_prefix (path, self->real_path) && (path[n_folder] == '/' || path[n_folder] == '\0'));
}

static CbHeldKind
kind_of_failure (const CbDiskInventory *self, const char *path, int error_number) {
  struct stat status;

  switch (error_number) {
  case ELOOP: return CB_HELD_LOOP;
  case EACCES:
  case EPERM: return CB_HELD_CLOSED;
  default: break;
  }
  if (fstatat (self->folder_fd, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK (status.st_mode))
    return CB_HELD_DANGLING;
  return CB_HELD_ABSENT;
}

/* A file's own descriptor, by way of /proc, so that what was looked at is what is read. Never waits. */
static int
open_to_read (int path_fd) {
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", path_fd);

  return open (link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static gboolean
can_read (int path_fd) {
  int fd = open_to_read (path_fd);

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

static void
describe (const CbDiskInventory *self, int path_fd, CbHeldFile *ret) {
  g_autofree char *path = path_of (path_fd);
  struct stat status;

  if (fstat (path_fd, &status) < 0)
    return;
  ret->kind = S_ISREG (status.st_mode)   ? CB_HELD_FILE
              : S_ISDIR (status.st_mode) ? CB_HELD_FOLDER
                                         : CB_HELD_SPECIAL;
  ret->n_bytes = (guint64) status.st_size;
  ret->s_changed = status.st_mtim.tv_sec;
  ret->readable = ret->kind == CB_HELD_FILE && can_read (path_fd);
  if (path && !is_beneath (self, path))
    ret->outside = g_steal_pointer (&path);
}

static void
look (const char *name, CbHeldFile *ret, gpointer data) {
  const CbDiskInventory *self = data;
  CbTftpName safe;
  int fd;

  *ret = (CbHeldFile){ .kind = CB_HELD_REFUSED };
  if (cb_tftp_name_parse (name, strlen (name), &safe) != 0)
    return;
  fd = openat (self->folder_fd, safe.path, O_PATH | O_CLOEXEC);
  if (fd < 0) {
    ret->kind = kind_of_failure (self, safe.path, errno);
    return;
  }
  describe (self, fd, ret);
  close (fd);
}

/* A path that begins in the folder where name really lies; NULL where name isn't there. Free with g_free. */
static char *
path_near (const CbDiskInventory *self, const char *name, const char *path) {
  g_autofree char *real = NULL, *folder = NULL;
  CbTftpName safe;
  int fd;

  if (cb_tftp_name_parse (name, strlen (name), &safe) != 0)
    return NULL;
  fd = openat (self->folder_fd, safe.path, O_PATH | O_CLOEXEC);
  real = fd < 0 ? NULL : path_of (fd);
  if (fd >= 0)
    close (fd);
  folder = real ? g_path_get_dirname (real) : NULL;
  return folder ? g_build_filename (folder, path, NULL) : NULL;
}

static void
look_beside (const char *name, const char *other, CbHeldFile *ret, gpointer data) {
  const CbDiskInventory *self = data;
  g_autofree char *beside = path_near (self, name, other);
  int fd = beside ? open (beside, O_PATH | O_CLOEXEC) : -1;

  *ret = (CbHeldFile){ .kind = CB_HELD_ABSENT };
  if (fd < 0)
    return;
  describe (self, fd, ret);
  close (fd);
}

static GBytes *
read_near (const char *name, const char *path, gsize max_bytes, gpointer data) {
  const CbDiskInventory *self = data;
  g_autofree char *near = path_near (self, name, path);
  g_autofree guint8 *bytes = g_malloc (max_bytes);
  gssize n_read = -1;
  struct stat status;
  int path_fd = near ? open (near, O_PATH | O_CLOEXEC) : -1;
  int fd =
      path_fd >= 0 && fstat (path_fd, &status) == 0 && S_ISREG (status.st_mode) ? open_to_read (path_fd) : -1;

  if (fd >= 0) {
    n_read = pread (fd, bytes, max_bytes, 0);
    close (fd);
  }
  if (path_fd >= 0)
    close (path_fd);
  return n_read < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&bytes), (gsize) n_read);
}

static int
compare_names (gconstpointer a, gconstpointer b) {
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Takes dir. */
static char **
list_dir (DIR *dir) {
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const struct dirent *entry;

  while (names->len < CB_MAX_WALK_ENTRIES && (entry = readdir (dir)) != NULL)
    if (entry->d_name[0] != '.')
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (dir);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

static char **
list (const char *folder, gpointer data) {
  const CbDiskInventory *self = data;
  CbTftpName safe = { .path = "." };
  DIR *dir;
  int fd;

  if (*folder && cb_tftp_name_parse (folder, strlen (folder), &safe) != 0)
    return NULL;
  fd = openat (self->folder_fd, safe.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  dir = fd < 0 ? NULL : fdopendir (fd);
  if (!dir && fd >= 0)
    close (fd);
  return dir ? list_dir (dir) : NULL;
}

static gssize
read_file (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  const CbDiskInventory *self = data;

  return pread (self->file_fd, buffer, n_bytes, (off_t) offset);
}

static void
close_file (CbDiskInventory *self) {
  if (self->file_fd >= 0)
    close (self->file_fd);
  self->file_fd = -1;
}

/* The descriptor of a regular file, or -1. */
static int
open_regular (const CbDiskInventory *self, const char *path, struct stat *ret_status) {
  int path_fd = openat (self->folder_fd, path, O_PATH | O_CLOEXEC);
  int fd = -1;

  if (path_fd < 0)
    return -1;
  if (fstat (path_fd, ret_status) == 0 && S_ISREG (ret_status->st_mode))
    fd = open_to_read (path_fd);
  close (path_fd);
  return fd;
}

static gboolean
open_file (const char *name, CbByteSource *ret, gpointer data) {
  CbDiskInventory *self = data;
  struct stat status;
  CbTftpName safe;

  close_file (self);
  if (cb_tftp_name_parse (name, strlen (name), &safe) != 0)
    return FALSE;
  self->file_fd = open_regular (self, safe.path, &status);
  if (self->file_fd < 0)
    return FALSE;
  *ret = (CbByteSource){ .read = read_file, .data = self, .n_bytes = (guint64) status.st_size };
  return TRUE;
}

static gboolean
fail_to_open (const char *path, int error_number, GError **error) {
  CbError code = error_number == ENOENT    ? CB_ERROR_NOT_FOUND
                 : error_number == ENOTDIR ? CB_ERROR_INVALID
                                           : CB_ERROR_UNREACHABLE;

  g_set_error (error, CB_ERROR, code, _ ("the boot folder '%s' can't be opened: %s"), path,
               g_strerror (error_number));
  return FALSE;
}

CbDiskInventory *
cb_disk_inventory_open (const char *path, GError **error) {
  g_autoptr (CbDiskInventory) self = g_new0 (CbDiskInventory, 1);

  self->file_fd = -1;
  self->folder_fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder_fd < 0) {
    fail_to_open (path, errno, error);
    return NULL;
  }
  self->real_path = path_of (self->folder_fd);
  if (!self->real_path)
    self->real_path = g_strdup (path);
  self->view = (CbInventory){
    .look = look,
    .look_beside = look_beside,
    .read_near = read_near,
    .list = list,
    .open = open_file,
    .data = self,
  };
  return g_steal_pointer (&self);
}

void
cb_disk_inventory_free (CbDiskInventory *self) {
  close_file (self);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  g_free (self->real_path);
  g_free (self);
}

const CbInventory *
cb_disk_inventory_view (const CbDiskInventory *self) {
  return &self->view;
}
