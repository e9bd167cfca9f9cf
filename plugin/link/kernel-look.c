/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-look.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "boot-view.h"
#include "boot/kernel-release.h"

#define PIECE_BYTES  (256 * 1024)
#define N_KNOWN      8
#define SETTLED_S    2

typedef struct {
  struct stat status;
  CbStoryKernel kernel;
} Known;

struct CbKernelLook {
  CbKernelLookHost host;
  Known known[N_KNOWN];
  guint n_known; /* that were ever noted */
  int fd;        /* of the file that is looked at */
  guint8 piece[PIECE_BYTES];
};

CbKernelLook *
cb_kernel_look_new (const CbKernelLookHost *host) {
  CbKernelLook *self = g_new0 (CbKernelLook, 1);

  self->host = *host;
  return self;
}

void
cb_kernel_look_free (CbKernelLook *self) {
  g_free (self);
}

static gboolean
is_same_time (const struct timespec *a, const struct timespec *b) {
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static gboolean
is_same (const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
         && is_same_time (&a->st_mtim, &b->st_mtim) && is_same_time (&a->st_ctim, &b->st_ctim);
}

static const CbStoryKernel *
find (const CbKernelLook *self, const struct stat *status) {
  for (guint i = 0; i < MIN (self->n_known, N_KNOWN); i++)
    if (is_same (&self->known[i].status, status))
      return &self->known[i].kernel;
  return NULL;
}

/* A change of the next moment might leave the times as they are. */
static gboolean
is_settled (const struct stat *status) {
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return now.tv_sec - status->st_mtim.tv_sec > SETTLED_S && now.tv_sec - status->st_ctim.tv_sec > SETTLED_S;
}

static void
note (CbKernelLook *self, const struct stat *status, const CbStoryKernel *kernel) {
  if (is_settled (status))
    self->known[self->n_known++ % N_KNOWN] = (Known){ *status, *kernel };
}

static gssize
read_piece (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  CbKernelLook *self = data;

  if (!self->host.breathe (self->host.data))
    return -1;
  return pread (self->fd, buffer, n_bytes, (off_t) offset);
}

static gboolean
hash (CbKernelLook *self, const CbByteSource *source, guint8 ret_hash[CB_STORY_HASH_BYTES]) {
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n_hash = CB_STORY_HASH_BYTES;
  guint64 offset = 0;
  gssize n;

  while ((n = cb_byte_source_read (source, offset, self->piece, sizeof self->piece)) > 0) {
    g_checksum_update (checksum, self->piece, n);
    offset += (guint64) n;
  }
  g_checksum_get_digest (checksum, ret_hash, &n_hash);
  return offset == source->n_bytes;
}

static void
look_into (CbKernelLook *self, const struct stat *status, CbStoryKernel *ret_kernel) {
  const CbByteSource source = { .read = read_piece, .data = self, .n_bytes = (guint64) status->st_size };
  CbKernelRelease release;
  struct stat after;

  if (cb_kernel_release_read (&source, &release)) {
    memcpy (ret_kernel->release, release.release, sizeof release.release);
    memcpy (ret_kernel->build, release.build, sizeof release.build);
  }
  ret_kernel->has_hash = source.n_bytes <= CB_MAX_UNPACKED_BYTES && hash (self, &source, ret_kernel->hash)
                         && fstat (self->fd, &after) == 0 && is_same (status, &after);
  if (!ret_kernel->has_hash)
    memset (ret_kernel->hash, 0, sizeof ret_kernel->hash);
}

gboolean
cb_kernel_look_at (CbKernelLook *self, const char *name, CbStoryKernel *ret_kernel) {
  const CbStoryKernel *known;
  struct stat status;

  *ret_kernel = (CbStoryKernel){ 0 };
  self->fd = cb_boot_view_open (self->host.folder_fd, name, &status);
  if (self->fd < 0)
    return FALSE;
  known = find (self, &status);
  if (known != NULL)
    *ret_kernel = *known;
  else
    look_into (self, &status, ret_kernel);
  close (self->fd);
  if (known == NULL && ret_kernel->has_hash)
    note (self, &status, ret_kernel);
  return TRUE;
}
