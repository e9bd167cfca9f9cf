/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a file of the boot folder is, told by its bytes (pi-netboot.md 6.1), and whether it is all there.
 *
 * Names and places mean nothing here, and nothing is judged: that a start4.elf is a page of HTML, or a
 * kernel is packed in a way that the board can't unpack, is for boot-check to say. Any bytes do: what can't
 * be right is a fault in the findings, never a crash, and the work is bounded by limit.h.
 */

#pragma once

#include "boot/byte-source.h"
#include "boot/cpio-archive.h"
#include "boot/firmware-image.h"
#include "boot/image-kind.h"
#include "boot/kernel-image.h"

G_BEGIN_DECLS

typedef enum {
  CB_IMAGE_HEAD,   /* a few reads at the beginning: kind, headers, sizes against the file's */
  CB_IMAGE_WHOLE,  /* all of it, where that tells more: packed files to their end, names in archives, words */
} CbImageDepth;

typedef struct {
  CbImageKind kind;
  CbImageFault fault;
  guint64 n_bytes;         /* of the source */
  guint64 n_claimed;       /* what its headers say; 0 where they don't. GZIP: of the packed member (WHOLE) */
  CbImageKind inner;       /* GZIP, EFI_ZBOOT, UIMAGE: of what is packed; UNKNOWN where it can't be seen */
  guint64 n_inner;         /* GZIP: bytes unpacked, HEAD: as its last four bytes say (ISIZE), WHOLE: counted */
  CbImageKind follows;     /* CPIO: of what stands behind the archives, at archive.follows_at; else UNKNOWN */
  CbKernelImage kernel;    /* ZIMAGE, ARM64, EFI_ZBOOT, UIMAGE, GZIP around ARM64; else 0 */
  CbCpioArchive archive;   /* CPIO, GZIP around CPIO, WHOLE; wanted is "/init"; else 0 */
  CbFirmwareImage firmware; /* FIRMWARE (words: WHOLE), VMLINUX, ELF; else 0 */
} CbImage;

/* The faults: TRUNCATED means that bytes are missing for sure; with HEAD a gzip'd kernel is also TRUNCATED
 * whose ISIZE doesn't fit the kernel's own header: it was cut, or has something behind it. WHOLE tells these
 * apart, with no fault and n_claimed less than n_bytes for the second. LZ4_FRAME, LZMA, BZIP2, LZO, FIXUP,
 * BOOTCODE and DISK can't be seen to be short.
 *
 * *ret_image is always filled. */
void cb_image_read (const CbByteSource *source, CbImageDepth depth, CbImage *ret_image);

G_END_DECLS
