/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The room without doors that a long-running worker locks itself into, once it has dropped its user
 * (drop.h) and holds every descriptor that it will ever need.
 *
 * Guaranteed afterwards, for good and against the worker itself:
 *  - no privilege comes back by exec, and the process can't be traced or read by others of its user;
 *  - Landlock: below the folders that were named, files may be read; nothing else of any file system,
 *    TCP port, abstract socket or foreign process can be reached, as far as the kernel's ABI goes
 *    (landlock(7)). Folders and not files, because a file that is written anew is another one
 *    (proven-traps.md 10);
 *  - seccomp: a call that the worker's row in the table doesn't name is refused with EPERM, so that a new
 *    libc finds its way round (proven-traps.md 11). Programs, traces and new sockets are never an accident:
 *    they end the process. No memory becomes executable.
 *  - a descriptor can't be copied, and only 0 to 2 can be written to. So the watcher's packet socket is
 *    one to listen with: it can't be sent on, bound or set (proven-traps.md 8). The server's one
 *    (CB_SANDBOX_PACKET_FD) can be sent on, but without an address, so only where it was bound to.
 *
 * Leaves out: the user and the descriptors, which are there before, and how much memory or time is used.
 */

#pragma once

#include <stddef.h>

typedef enum {
  CB_SANDBOX_WATCH, /* hears a packet socket and writes to a pipe; reads files below the folders, where Landlock
                       bounds it to them: without it, or without folders, it opens nothing */
  CB_SANDBOX_SERVE, /* answers on UDP sockets and reads files below the folders */
  CB_SANDBOX_N_
} CbSandboxWorker;

/* Where CB_SANDBOX_SERVE has its packet socket, if it has one. */
#define CB_SANDBOX_PACKET_FD 6

enum {
  CB_SANDBOX_NO_LANDLOCK = 1, /* the kernel has none, or not enabled; all the rest holds */
};

/* Locks the process, which has one thread. folder_fds (borrowed, n_folders of them, may be NULL when there are
 * none) are folders below which files may be read.
 * 0, CB_SANDBOX_NO_LANDLOCK, or a negative errno: then exit, the process may be locked half-way. */
int cb_sandbox_enter (CbSandboxWorker worker, const int *folder_fds, size_t n_folders);
