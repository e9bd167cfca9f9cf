/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files that are being sent, each open once however many clients read it, and whether one is still what it was.
 *
 * What a file is: inode, size and the times of its last changes. So a file that was written anew is another
 * one, and each transfer ends with the bytes that it began with, or not at all.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "limit.h"

typedef struct {
  int fd;
  unsigned n_users;    /* 0: the place is free */
  struct stat status;  /* when it was opened */
  uint64_t ns_checked; /* when it was last found to be unchanged */
} CbOpenFile;

/* {0} is empty. */
typedef struct {
  CbOpenFile files[CB_MAX_TRANSFERS];
  unsigned n_places; /* the first so many have been in use */
} CbOpenFiles;

/* The entry for this file, with one user more; fd is taken over, and closed if another one serves. Never NULL
 * for up to CB_MAX_TRANSFERS users at a time. */
CbOpenFile *cb_open_files_take (CbOpenFiles *files, int fd, const struct stat *status, uint64_t ns_now);

/* One user less; the last one closes it. NULL is fine. */
void cb_open_files_release (CbOpenFile *file);

/* Are its bytes still those that it had when it was opened? Whoever asks after reading knows about what was
 * read. Replaced by rename or removed, it is; written in place or cut, it isn't, even if its time is set back
 * afterwards. Where the kernel's times are coarse, a change within some milliseconds after the file was opened
 * and written before isn't seen. */
bool cb_open_file_is_unchanged (CbOpenFile *file, uint64_t ns_now);
