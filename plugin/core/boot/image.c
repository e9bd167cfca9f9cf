/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/image.h"

#include "boot/device-tree.h"
#include "boot/inflate.h"
#include "boot/packed-stream.h"

/* rpi-eeprom-config: the flash of a Pi 4, and of a Pi 5. */
static const guint64 eeprom_sizes[] = { 512 * 1024, 2 * 1024 * 1024 };

#define GZIP_ISIZE_BYTES 4

static CbImageKind
recognise_at (const CbByteSource *source, guint64 offset, CbImageFault *fault) {
  guint8 head[CB_IMAGE_HEAD_BYTES];
  CbByteSource part = cb_byte_source_part (source, offset);
  gssize n = cb_byte_source_read (&part, 0, head, sizeof head);

  if (n < 0) {
    *fault = CB_IMAGE_FAULT_UNREADABLE;
    return CB_IMAGE_UNKNOWN;
  }
  return cb_image_kind_recognise (head, (gsize) n, part.n_bytes);
}

static void
read_cpio (const CbByteSource *source, CbImage *image) {
  CbImageFault ignored;

  image->fault = cb_cpio_archive_read (source, "/init", &image->archive);
  image->n_claimed = image->archive.end;
  if (image->archive.follows_at > 0)
    image->follows = recognise_at (source, image->archive.follows_at, &ignored);
}

/* The length of what is packed, modulo 4 GiB (RFC 1952 2.3.1). */
static CbImageFault
read_isize (const CbByteSource *source, guint64 *ret_isize) {
  guint8 bytes[GZIP_ISIZE_BYTES];
  CbImageFault fault;

  if (source->n_bytes < sizeof bytes)
    return CB_IMAGE_FAULT_TRUNCATED;
  fault = cb_byte_source_take (source, source->n_bytes - sizeof bytes, bytes, sizeof bytes);
  *ret_isize = cb_le32 (bytes);
  return fault;
}

/* A kernel in a gzip member takes less than image_size and has at least what its EFI header says. Another fault
 * stays as it is. */
static void
read_packed_kernel (const CbByteSource *unpacked, CbImage *image) {
  CbKernelImage *kernel = &image->kernel;
  CbByteSource source = *unpacked;
  guint64 n_claimed = 0;
  CbImageFault fault;

  source.n_bytes = MIN (image->n_inner, source.n_bytes);
  fault = cb_kernel_image_read_arm64 (&source, kernel, &n_claimed);
  if (fault == CB_IMAGE_FAULT_NONE && kernel->image_size != 0 && image->n_inner > kernel->image_size)
    fault = CB_IMAGE_FAULT_TRUNCATED;
  if (image->fault == CB_IMAGE_FAULT_NONE)
    image->fault = fault;
}

static void
finish_gzip (CbInflate *inflate, CbImage *image) {
  CbImageFault fault = cb_inflate_finish (inflate);

  if (fault != CB_IMAGE_FAULT_NONE) {
    image->fault = fault;
    return;
  }
  image->n_claimed = cb_inflate_n_packed (inflate);
  image->n_inner = cb_inflate_n_unpacked (inflate);
}

/* What is packed in it, as far as depth goes. A fault of the member outdoes one of what is in it. */
static void
read_gzip (const CbByteSource *source, CbImageDepth depth, CbImage *image) {
  g_autoptr (CbInflate) inflate = cb_inflate_new (source);
  CbByteSource unpacked = cb_inflate_source (inflate);
  CbImageFault ignored = CB_IMAGE_FAULT_NONE;

  image->inner = recognise_at (&unpacked, 0, &ignored);
  image->fault = cb_inflate_fault (inflate);
  if (image->fault == CB_IMAGE_FAULT_NONE)
    image->fault = read_isize (source, &image->n_inner);
  if (image->fault != CB_IMAGE_FAULT_NONE)
    return;
  if (depth == CB_IMAGE_WHOLE && image->inner == CB_IMAGE_CPIO)
    image->fault = cb_cpio_archive_read (&unpacked, "/init", &image->archive);
  if (depth == CB_IMAGE_WHOLE)
    finish_gzip (inflate, image);
  if (image->inner == CB_IMAGE_ARM64)
    read_packed_kernel (&unpacked, image);
}

static void
read_device_tree (const CbByteSource *source, CbImage *image) {
  g_autoptr (CbDeviceTree) tree = cb_device_tree_read (source, &image->fault, &image->n_claimed);

  if (tree != NULL ? cb_device_tree_is_fit (tree) : image->n_claimed > CB_MAX_DEVICE_TREE_BYTES)
    image->kind = CB_IMAGE_FIT;
  else if (tree != NULL && cb_device_tree_is_overlay (tree))
    image->kind = CB_IMAGE_OVERLAY;
}

static void
read_elf (const CbByteSource *source, CbImageDepth depth, CbImage *image) {
  image->fault = cb_firmware_image_read (source, &image->firmware, &image->n_claimed);
  if (image->kind == CB_IMAGE_FIRMWARE && depth == CB_IMAGE_WHOLE && image->fault == CB_IMAGE_FAULT_NONE)
    image->fault = cb_firmware_image_read_words (source, &image->firmware);
}

static void
read_eeprom (const CbByteSource *source, CbImage *image) {
  image->fault = CB_IMAGE_FAULT_DAMAGED;
  for (gsize i = G_N_ELEMENTS (eeprom_sizes); i-- > 0;)
    if (source->n_bytes <= eeprom_sizes[i])
      image->n_claimed = eeprom_sizes[i];
  if (image->n_claimed != 0)
    image->fault = source->n_bytes == image->n_claimed ? CB_IMAGE_FAULT_NONE : CB_IMAGE_FAULT_TRUNCATED;
}

static void
read_wrapped (const CbByteSource *source, CbImage *image) {
  if (image->fault == CB_IMAGE_FAULT_NONE)
    image->inner = recognise_at (source, image->kernel.payload_at, &image->fault);
}

static void
read_packed (const CbByteSource *source, CbImage *image) {
  if (image->kind == CB_IMAGE_XZ)
    image->fault = cb_packed_stream_check_xz (source);
  else if (image->kind == CB_IMAGE_ZSTD)
    image->fault = cb_packed_stream_check_zstd (source, &image->n_claimed);
  else if (image->kind == CB_IMAGE_LZ4_LEGACY)
    image->fault = cb_packed_stream_check_lz4_legacy (source, &image->n_claimed);
}

static void
read_kind (const CbByteSource *source, CbImageDepth depth, CbImage *image) {
  switch (image->kind) {
  case CB_IMAGE_ZIMAGE:
    image->fault = cb_kernel_image_read_zimage (source, &image->kernel, &image->n_claimed);
    break;
  case CB_IMAGE_ARM64:
    image->fault = cb_kernel_image_read_arm64 (source, &image->kernel, &image->n_claimed);
    break;
  case CB_IMAGE_EFI_ZBOOT:
    image->fault = cb_kernel_image_read_zboot (source, &image->kernel, &image->n_claimed);
    read_wrapped (source, image);
    break;
  case CB_IMAGE_UIMAGE:
    image->fault = cb_kernel_image_read_uimage (source, &image->kernel, &image->n_claimed);
    read_wrapped (source, image);
    break;
  case CB_IMAGE_GZIP:
    read_gzip (source, depth, image);
    break;
  case CB_IMAGE_CPIO:
    if (depth == CB_IMAGE_WHOLE)
      read_cpio (source, image);
    break;
  case CB_IMAGE_DEVICE_TREE:
    read_device_tree (source, image);
    break;
  case CB_IMAGE_FIRMWARE:
  case CB_IMAGE_VMLINUX:
  case CB_IMAGE_ELF:
    read_elf (source, depth, image);
    break;
  case CB_IMAGE_EEPROM:
    read_eeprom (source, image);
    break;
  default:
    if (depth == CB_IMAGE_WHOLE)
      read_packed (source, image);
    break;
  }
}

void
cb_image_read (const CbByteSource *source, CbImageDepth depth, CbImage *ret_image) {
  *ret_image = (CbImage){ .n_bytes = source->n_bytes };
  ret_image->kind = recognise_at (source, 0, &ret_image->fault);
  if (ret_image->kind == CB_IMAGE_EMPTY && source->n_bytes > 0)
    ret_image->fault = CB_IMAGE_FAULT_TRUNCATED;
  if (ret_image->fault == CB_IMAGE_FAULT_NONE)
    read_kind (source, depth, ret_image);
}
