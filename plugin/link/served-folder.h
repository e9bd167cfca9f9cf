/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot folder, and what is given out of it: regular files that lie beneath it, or to which a link leads
 * that stays beneath it or ends in a folder that was allowed.
 *
 * Links out of the folder are followed only where Landlock bounds them (sandbox.h): it judges by where a file
 * lies, whatever path leads there. Nothing is created, waited for or written.
 */

#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "wire/tftp-name.h"

typedef struct {
  int fd;
  bool follows_out; /* links that lead out of it are Landlock's matter */
} CbServedFolder;

#define CB_SERVED_FOLDER_NULL { .fd = -1 }

/* The folder at path, with all links on the way to it. 0, or a negative errno. */
int cb_served_folder_open (const char *path, CbServedFolder *ret_folder);
void cb_served_folder_close (CbServedFolder *folder);

/* There is no such file: the one outcome that is no CbBootRefusal. */
#define CB_SERVED_FOLDER_MISSING (-1)

/* Opens the file for reading. 0, *ret_fd, which is the caller's, and *ret_status; CB_SERVED_FOLDER_MISSING; or
 * a CbBootRefusal. */
int cb_served_folder_open_file (const CbServedFolder *folder, const CbTftpName *name, int *ret_fd,
                                struct stat *ret_status);
