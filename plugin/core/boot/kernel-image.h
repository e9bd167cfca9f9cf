/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Headers of kernels: what the first bytes of a zImage, an arm64 Image and of what wraps a kernel say
 * (pi-netboot.md 6.1). Whether a board can start one is not decided here.
 *
 * Each reader is given a source that begins with its format's magic number, fills *ret_kernel and
 * *ret_n_claimed (how long the file must be by its own headers; 0 where they don't say) as far as the header
 * goes, and returns what is wrong: TRUNCATED for a source shorter than that, DAMAGED for headers that make
 * no sense.
 */

#pragma once

#include "boot/byte-source.h"

G_BEGIN_DECLS

typedef struct {
  gboolean big_endian;
  gboolean is_efi;        /* it can be started by an EFI firmware as well ("MZ") */
  guint64 text_offset;    /* arm64: where it wants to lie, counted from a 2 MiB boundary */
  guint64 image_size;     /* arm64: memory that it takes, more than the file has; 0 from kernels before 3.17 */
  guint page_kib;         /* arm64: 4, 16 or 64; 0 where it doesn't say */
  guint64 payload_at;     /* EFI zboot and uImage: where the packed kernel begins */
} CbKernelImage;

/* What a 32-bit zImage for ARM has at CB_ZIMAGE_MAGIC_AT, in either byte order. */
#define CB_ZIMAGE_MAGIC_AT 0x24

/* What a 64-bit Image has at CB_ARM64_MAGIC_AT. */
#define CB_ARM64_MAGIC_AT 0x38

CbImageFault cb_kernel_image_read_zimage (const CbByteSource *source, CbKernelImage *ret_kernel,
                                          guint64 *ret_n_claimed);

/* The size is known by the EFI header only; without one *ret_n_claimed is 0. */
CbImageFault cb_kernel_image_read_arm64 (const CbByteSource *source, CbKernelImage *ret_kernel,
                                         guint64 *ret_n_claimed);

CbImageFault cb_kernel_image_read_zboot (const CbByteSource *source, CbKernelImage *ret_kernel,
                                         guint64 *ret_n_claimed);

CbImageFault cb_kernel_image_read_uimage (const CbByteSource *source, CbKernelImage *ret_kernel,
                                          guint64 *ret_n_claimed);

G_END_DECLS
