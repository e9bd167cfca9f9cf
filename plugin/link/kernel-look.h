/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a kernel's file holds: its release, when it was built, and its hash. A look takes a fifth of a second
 * and comes while the kernel is on its way to a board, so it is made piece by piece, and in between the caller
 * does what can't wait.
 *
 * The last few kernels are remembered by inode, size and times: who asks for the same file again and again
 * doesn't cost a CPU. What was written in the last seconds isn't, since the kernel's times are coarse.
 */

#pragma once

#include "boot/story.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  int folder_fd;                         /* borrowed; -1: there is none */
  gboolean (*breathe) (gpointer data);   /* between two pieces; FALSE: enough of it */
  gpointer data;
} CbKernelLookHost;

typedef struct CbKernelLook CbKernelLook;

CbKernelLook *cb_kernel_look_new (const CbKernelLookHost *host);
void cb_kernel_look_free (CbKernelLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbKernelLook, cb_kernel_look_free)

/* FALSE when there is no such file that can be read. No hash of a file that was changed meanwhile, or is larger
 * than CB_MAX_UNPACKED_BYTES. */
gboolean cb_kernel_look_at (CbKernelLook *self, const char *name, CbStoryKernel *ret_kernel);

G_END_DECLS
