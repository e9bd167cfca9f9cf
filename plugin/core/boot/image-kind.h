/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kinds of files in a boot folder, and how each begins (pi-netboot.md 6.1). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As much of a file as is needed to tell its kind. */
#define CB_IMAGE_HEAD_BYTES 1024

typedef enum {
  CB_IMAGE_UNKNOWN,      /* none of those below; a raw 32-bit kernel, an armstub and text are here as well */
  CB_IMAGE_EMPTY,        /* no bytes at all */
  CB_IMAGE_ZEROS,        /* begins with CB_IMAGE_HEAD_BYTES of zeros, or is shorter and has nothing else */
  CB_IMAGE_ZIMAGE,       /* kernel, 32-bit ARM */
  CB_IMAGE_ARM64,        /* kernel, 64-bit ARM */
  CB_IMAGE_EFI_ZBOOT,    /* a packed kernel with an EFI program that unpacks it */
  CB_IMAGE_UIMAGE,       /* U-Boot's old wrapper */
  CB_IMAGE_FIT,          /* U-Boot's new one: a device tree with /images */
  CB_IMAGE_VMLINUX,      /* ELF for ARM, 32 or 64 bits: a kernel as the linker leaves it */
  CB_IMAGE_GZIP,         /* inner says what is packed */
  CB_IMAGE_XZ,
  CB_IMAGE_ZSTD,
  CB_IMAGE_LZ4_LEGACY,   /* lz4 -l, the form that a kernel takes */
  CB_IMAGE_LZ4_FRAME,    /* plain lz4, which it refuses */
  CB_IMAGE_LZMA,
  CB_IMAGE_BZIP2,
  CB_IMAGE_LZO,
  CB_IMAGE_CPIO,         /* newc, the form that a kernel takes as an initramfs */
  CB_IMAGE_CPIO_OTHER,   /* cpio's older forms, which it refuses */
  CB_IMAGE_DEVICE_TREE,
  CB_IMAGE_OVERLAY,      /* a device tree with fragments, a .dtbo */
  CB_IMAGE_FIRMWARE,     /* start*.elf: ELF for VideoCore */
  CB_IMAGE_ELF,          /* ELF for another machine */
  CB_IMAGE_FIXUP,        /* fixup*.dat */
  CB_IMAGE_BOOTCODE,     /* bootcode.bin */
  CB_IMAGE_EEPROM,       /* pieeprom.bin, pieeprom.upd */
  CB_IMAGE_DISK,         /* begins with a boot sector: boot.img */
  CB_IMAGE_HTML,         /* a page, as a failed download leaves it */
  CB_IMAGE_LFS_POINTER,  /* what stands in a checkout for a file that Git LFS holds */
  CB_IMAGE_N_
} CbImageKind;

/* Stable words, for example arm64-image, lz4-legacy, device-tree. Static, never NULL. */
const char *cb_image_kind_to_code (CbImageKind kind);

/* @head: the first CB_IMAGE_HEAD_BYTES of a file, or all that it has.
 * @n_bytes: the file's size.
 *
 * Overlays and FITs begin as every device tree does: DEVICE_TREE. */
CbImageKind cb_image_kind_recognise (const guint8 *head, gsize n_head, guint64 n_bytes);

G_END_DECLS
