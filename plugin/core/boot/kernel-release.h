/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which kernel is in an image: the banner that it will print, "Linux version RELEASE (who) (compiler) BUILD".
 *
 * Looked for in an arm64 Image, in a gzip'd one, and in a zImage whose kernel is packed with gzip; in those
 * packed otherwise it can't be seen. They are read from the beginning until it is found, in constant memory.
 */

#pragma once

#include "boot/byte-source.h"
#include "limit.h"

G_BEGIN_DECLS

typedef struct {
  char release[CB_MAX_KERNEL_WORD_BYTES + 1];  /* "6.6.20+rpt-rpi-v8": printable, no blanks */
  char build[CB_MAX_KERNEL_WORD_BYTES + 1];    /* "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024": printable */
} CbKernelRelease;

/* FALSE when there is none to be had, *ret_release is then empty; whatever the reason. */
gboolean cb_kernel_release_read (const CbByteSource *source, CbKernelRelease *ret_release);

G_END_DECLS
