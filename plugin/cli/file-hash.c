/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "file-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "escape.h"

#define PIECE_BYTES (256 * 1024)

/* Always NULL. */
static char *
fail (const char *path, int number, GError **error) {
  g_autofree char *shown = cb_escape_bytes (path, strlen (path), TRUE);

  if (number == ENOENT || number == ENOTDIR)
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no file '%s'"), shown);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("the file '%s' can't be read: %s"), shown,
                 g_strerror (number));
  return NULL;
}

/* 0, or an error number. */
static int
add_all (GChecksum *checksum, int fd) {
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  ssize_t n;

  while ((n = read (fd, piece, PIECE_BYTES)) != 0) {
    if (n > 0)
      g_checksum_update (checksum, piece, n);
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

static char *
hash_open_file (const char *path, int fd, GError **error) {
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *shown = cb_escape_bytes (path, strlen (path), TRUE);
  struct stat status;
  int number;

  if (fstat (fd, &status) < 0)
    return fail (path, errno, error);
  if (!S_ISREG (status.st_mode)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no regular file"), shown);
    return NULL;
  }
  number = add_all (checksum, fd);
  return number == 0 ? g_strdup (g_checksum_get_string (checksum)) : fail (path, number, error);
}

char *
cb_file_hash (const char *path, GError **error) {
  /* a FIFO must not make us wait */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  char *hash;

  if (fd < 0)
    return fail (path, errno, error);
  hash = hash_open_file (path, fd, error);
  close (fd);
  return hash;
}
