/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot folder as the watcher sees it, by the names of TFTP: what a plan is made of, and files to look into.
 *
 * Only where Landlock bounds what can be opened (sandbox.h), because links are followed wherever they lead.
 * Regular files alone are opened, and nothing waits: a FIFO isn't touched (proven-traps.md 13).
 */

#pragma once

#include <sys/stat.h>

#include "boot/boot-plan.h"

/* Borrows the descriptor; none in it (-1) is an empty folder. A file that is there exists, whether the watcher
 * may read it or not: the server may be somebody else. */
CbFolderView cb_boot_view_new (const int *folder_fd);

/* A descriptor, to be closed, and *ret_status; or -1. */
int cb_boot_view_open (int folder_fd, const char *name, struct stat *ret_status);
