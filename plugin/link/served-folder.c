/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "served-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wire/boot-event.h"

/* O_NONBLOCK: a FIFO is opened at once, and then refused (proven-traps.md 13). */
#define FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

int
cb_served_folder_open (const char *path, CbServedFolder *ret_folder) {
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return -errno;
  *ret_folder = (CbServedFolder){ .fd = fd };
  return 0;
}

void
cb_served_folder_close (CbServedFolder *folder) {
  if (folder->fd >= 0)
    close (folder->fd);
  folder->fd = -1;
}

/* A descriptor, or a negative errno. */
static int
open_below (int folder_fd, const char *path, uint64_t resolve) {
  const struct open_how how = { .flags = FLAGS, .resolve = resolve | RESOLVE_NO_MAGICLINKS };
  long fd;

  /* openat2(2): EAGAIN when somebody renames folders meanwhile. */
  for (int i = 0; i < 3; i++) {
    fd = syscall (SYS_openat2, folder_fd, path, &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN)
      break;
  }
  return fd < 0 ? -errno : (int) fd;
}

static int
judge_error (int error) {
  switch (error) {
  case -ENOENT:
  case -ENOTDIR: return CB_SERVED_FOLDER_MISSING;
  case -EACCES:
  case -EPERM: return CB_BOOT_REFUSED_DENIED;
  case -EXDEV: return CB_BOOT_REFUSED_LINK;
  case -ELOOP: return CB_BOOT_REFUSED_LOOP;
  case -ENXIO:
  case -ENODEV: return CB_BOOT_REFUSED_SPECIAL;
  case -ENAMETOOLONG: return CB_BOOT_REFUSED_NAME;
  default: return CB_BOOT_REFUSED_FAILED;
  }
}

/* A descriptor in *ret_fd, or what keeps it from us. A link that Landlock stops is told from a file without
 * permission: only links lead out. */
static int
open_path (const CbServedFolder *folder, const char *path, int *ret_fd) {
  int fd = open_below (folder->fd, path, RESOLVE_BENEATH);

  if (fd == -EXDEV && folder->follows_out) {
    fd = open_below (folder->fd, path, 0);
    if (fd == -EACCES)
      return CB_BOOT_REFUSED_LINK;
  }
  if (fd < 0)
    return judge_error (fd);
  *ret_fd = fd;
  return 0;
}

int
cb_served_folder_open_file (const CbServedFolder *folder, const CbTftpName *name, int *ret_fd,
                            struct stat *ret_status) {
  struct stat status;
  int fd = -1, outcome = open_path (folder, name->path, &fd);

  if (outcome != 0)
    return outcome;
  if (fstat (fd, &status) < 0)
    outcome = CB_BOOT_REFUSED_FAILED;
  else if (!S_ISREG (status.st_mode))
    outcome = CB_BOOT_REFUSED_SPECIAL;
  if (outcome != 0) {
    close (fd);
    return outcome;
  }
  *ret_fd = fd;
  *ret_status = status;
  return 0;
}
