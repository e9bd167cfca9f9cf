/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which initramfs files a board loads: named by lines of config.txt, and those that auto_initramfs=1 pairs with
 * the kernel (pi-netboot.md 5.6). */

#pragma once

#include "boot/boot-draft.h"
#include "boot/boot-kernel.h"

G_BEGIN_DECLS

void cb_boot_initramfs_add (CbBootDraft *draft, const CbKernels *kernels);

G_END_DECLS
