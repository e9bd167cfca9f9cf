/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/kernel-image.h"

#include <zlib.h>

/* arch/arm/boot/compressed/head.S */
#define ZIMAGE_HEADER_BYTES 0x30
#define ZIMAGE_MAGIC        0x016f2818
#define ZIMAGE_START_AT     0x28
#define ZIMAGE_END_AT       0x2c

/* Documentation/arch/arm64/booting.rst */
#define ARM64_HEADER_BYTES   0x40
#define ARM64_TEXT_OFFSET_AT 0x08
#define ARM64_SIZE_AT        0x10
#define ARM64_FLAGS_AT       0x18
#define ARM64_PE_AT          0x3c
#define ARM64_FLAG_BIG       1

/* What text_offset means in kernels that leave image_size 0. */
#define ARM64_OLD_TEXT_OFFSET 0x80000

/* drivers/firmware/efi/libstub/zboot-header.S */
#define ZBOOT_HEADER_BYTES 0x40
#define ZBOOT_PAYLOAD_AT   0x08
#define ZBOOT_SIZE_AT      0x0c

/* U-Boot, include/image.h */
#define UIMAGE_HEADER_BYTES 64
#define UIMAGE_CRC_AT       4
#define UIMAGE_SIZE_AT      12

/* The PE/COFF header and its table of sections. */
#define PE_HEADER_BYTES    24
#define PE_N_SECTIONS_AT   6
#define PE_OPTIONAL_AT     20
#define PE_SECTION_BYTES   40
#define PE_SECTION_SIZE_AT 16
#define PE_SECTION_DATA_AT 20
#define PE_MAX_SECTIONS    96

static gboolean
begins_as_efi (const guint8 *header) {
  return header[0] == 'M' && header[1] == 'Z';
}

static CbImageFault
compare_size (const CbByteSource *source, guint64 n_claimed) {
  return source->n_bytes < n_claimed ? CB_IMAGE_FAULT_TRUNCATED : CB_IMAGE_FAULT_NONE;
}

CbImageFault
cb_kernel_image_read_zimage (const CbByteSource *source, CbKernelImage *ret_kernel, guint64 *ret_n_claimed) {
  guint8 header[ZIMAGE_HEADER_BYTES];
  CbImageFault fault = cb_byte_source_take (source, 0, header, sizeof header);
  guint32 start, end;

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  ret_kernel->is_efi = begins_as_efi (header);
  ret_kernel->big_endian = cb_le32 (header + CB_ZIMAGE_MAGIC_AT) != ZIMAGE_MAGIC;
  start = cb_le32 (header + ZIMAGE_START_AT);
  end = cb_le32 (header + ZIMAGE_END_AT);
  if (ret_kernel->big_endian) {
    start = GUINT32_SWAP_LE_BE (start);
    end = GUINT32_SWAP_LE_BE (end);
  }
  if (end < start || end - start < ZIMAGE_HEADER_BYTES)
    return CB_IMAGE_FAULT_DAMAGED;
  *ret_n_claimed = end - start;
  return compare_size (source, *ret_n_claimed);
}

/* Where the last section ends in the file; what lies behind is no part of the program. */
static CbImageFault
measure_sections (const CbByteSource *source, guint64 pe_at, guint64 *ret_n_claimed) {
  guint8 header[PE_HEADER_BYTES], section[PE_SECTION_BYTES];
  CbImageFault fault = cb_byte_source_take (source, pe_at, header, sizeof header);
  guint64 table_at, n_claimed = 0;
  guint n_sections;

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  n_sections = cb_le16 (header + PE_N_SECTIONS_AT);
  if (memcmp (header, "PE\0\0", 4) != 0 || n_sections > PE_MAX_SECTIONS)
    return CB_IMAGE_FAULT_DAMAGED;
  table_at = pe_at + PE_HEADER_BYTES + cb_le16 (header + PE_OPTIONAL_AT);
  for (guint i = 0; i < n_sections; i++) {
    guint64 end;

    fault = cb_byte_source_take (source, table_at + (guint64) i * PE_SECTION_BYTES, section, sizeof section);
    if (fault != CB_IMAGE_FAULT_NONE)
      return fault;
    end = (guint64) cb_le32 (section + PE_SECTION_DATA_AT) + cb_le32 (section + PE_SECTION_SIZE_AT);
    n_claimed = MAX (n_claimed, end);
  }
  *ret_n_claimed = n_claimed;
  return compare_size (source, n_claimed);
}

CbImageFault
cb_kernel_image_read_arm64 (const CbByteSource *source, CbKernelImage *ret_kernel, guint64 *ret_n_claimed) {
  static const guint page_kib[] = { 0, 4, 16, 64 };
  guint8 header[ARM64_HEADER_BYTES];
  CbImageFault fault = cb_byte_source_take (source, 0, header, sizeof header);
  guint64 flags;

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  flags = cb_le64 (header + ARM64_FLAGS_AT);
  ret_kernel->is_efi = begins_as_efi (header);
  ret_kernel->big_endian = (flags & ARM64_FLAG_BIG) != 0;
  ret_kernel->page_kib = page_kib[(flags >> 1) & 3];
  ret_kernel->text_offset = cb_le64 (header + ARM64_TEXT_OFFSET_AT);
  ret_kernel->image_size = cb_le64 (header + ARM64_SIZE_AT);
  if (ret_kernel->image_size == 0)
    ret_kernel->text_offset = ARM64_OLD_TEXT_OFFSET;
  if (!ret_kernel->is_efi)
    return CB_IMAGE_FAULT_NONE;
  return measure_sections (source, cb_le32 (header + ARM64_PE_AT), ret_n_claimed);
}

CbImageFault
cb_kernel_image_read_zboot (const CbByteSource *source, CbKernelImage *ret_kernel, guint64 *ret_n_claimed) {
  guint8 header[ZBOOT_HEADER_BYTES];
  CbImageFault fault = cb_byte_source_take (source, 0, header, sizeof header);

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  ret_kernel->is_efi = TRUE;
  ret_kernel->payload_at = cb_le32 (header + ZBOOT_PAYLOAD_AT);
  *ret_n_claimed = ret_kernel->payload_at + cb_le32 (header + ZBOOT_SIZE_AT);
  if (ret_kernel->payload_at < ZBOOT_HEADER_BYTES)
    return CB_IMAGE_FAULT_DAMAGED;
  return compare_size (source, *ret_n_claimed);
}

CbImageFault
cb_kernel_image_read_uimage (const CbByteSource *source, CbKernelImage *ret_kernel, guint64 *ret_n_claimed) {
  guint8 header[UIMAGE_HEADER_BYTES];
  CbImageFault fault = cb_byte_source_take (source, 0, header, sizeof header);
  guint32 crc;

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  crc = cb_be32 (header + UIMAGE_CRC_AT);
  memset (header + UIMAGE_CRC_AT, 0, sizeof crc);
  ret_kernel->payload_at = UIMAGE_HEADER_BYTES;
  if (crc32 (0, header, sizeof header) != crc)
    return CB_IMAGE_FAULT_DAMAGED;
  *ret_n_claimed = UIMAGE_HEADER_BYTES + (guint64) cb_be32 (header + UIMAGE_SIZE_AT);
  return compare_size (source, *ret_n_claimed);
}
