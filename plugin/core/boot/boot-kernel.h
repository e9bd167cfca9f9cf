/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which kernels a board looks for, and in which mode it starts them (pi-netboot.md 5.3, 5.5). All for the
 * draft's os_prefix. */

#pragma once

#include "boot/boot-candidate.h"

G_BEGIN_DECLS

typedef struct {
  GArray *kernels;    /* of CbBootCandidate, in the order in which they are asked for */
  CbTruth is_64bit;
  CbTruth has_default; /* no line names it: default names are looked for */
} CbKernels;

/* Pure: adds nothing. Clear with cb_kernels_clear(). */
CbKernels cb_kernels_list (const CbBootDraft *draft);
void cb_kernels_clear (CbKernels *kernels);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbKernels, cb_kernels_clear)

/* The kernels, and what is looked for before them. */
void cb_kernels_add (CbBootDraft *draft, const CbKernels *kernels);

/* The initramfs that auto_initramfs=1 pairs with a kernel of a known name ("kernel8.img": "initramfs8"); NULL:
 * the name is not known. Caller frees. */
char *cb_kernel_name_to_initramfs (const char *kernel);

G_END_DECLS
