/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-view.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "wire/tftp-name.h"

static gboolean
is_file (int folder_fd, const CbTftpName *name) {
  int fd = openat (folder_fd, name->path, O_PATH | O_CLOEXEC);
  struct stat status;
  gboolean is_regular;

  if (fd < 0)
    return FALSE;
  is_regular = fstat (fd, &status) == 0 && S_ISREG (status.st_mode);
  close (fd);
  return is_regular;
}

static gboolean
exists (const char *name, gpointer data) {
  const int *folder_fd = data;
  CbTftpName safe;

  return *folder_fd >= 0 && cb_tftp_name_parse (name, strlen (name), &safe) == 0 && is_file (*folder_fd, &safe);
}

/* Looked at twice: another file may have taken its place. */
int
cb_boot_view_open (int folder_fd, const char *name, struct stat *ret_status) {
  CbTftpName safe;
  int fd;

  if (folder_fd < 0 || cb_tftp_name_parse (name, strlen (name), &safe) != 0 || !is_file (folder_fd, &safe))
    return -1;
  fd = openat (folder_fd, safe.path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || (fstat (fd, ret_status) == 0 && S_ISREG (ret_status->st_mode)))
    return fd;
  close (fd);
  return -1;
}

static gsize
read_whole (int fd, guint8 *bytes, gsize n_bytes) {
  gsize n_got = 0;
  gssize n;

  while (n_got < n_bytes && (n = pread (fd, bytes + n_got, n_bytes - n_got, (off_t) n_got)) > 0)
    n_got += (gsize) n;
  return n_got;
}

static GBytes *
read_file (const char *name, gsize max_bytes, gpointer data) {
  const int *folder_fd = data;
  struct stat status;
  int fd = cb_boot_view_open (*folder_fd, name, &status);
  gsize n_bytes;
  guint8 *bytes;

  if (fd < 0)
    return NULL;
  n_bytes = MIN (max_bytes, (gsize) status.st_size);
  bytes = g_malloc (MAX (n_bytes, 1));
  n_bytes = read_whole (fd, bytes, n_bytes);
  close (fd);
  return g_bytes_new_take (bytes, n_bytes);
}

CbFolderView
cb_boot_view_new (const int *folder_fd) {
  return (CbFolderView){ .exists = exists, .read = read_file, .data = (gpointer) folder_fd };
}
