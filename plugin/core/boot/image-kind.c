/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/image-kind.h"

#include <string.h>

#include "boot/firmware-image.h"
#include "boot/kernel-image.h"

/* bootcode.bin is run by a ROM that has 128 KiB for it; its code begins behind one empty block. */
#define BOOTCODE_ZEROS     512
#define BOOTCODE_MAX_BYTES (128 * 1024)

#define ELF_DATA_AT    5
#define ELF_MACHINE_AT 18

static const char *const codes[CB_IMAGE_N_] = {
  [CB_IMAGE_UNKNOWN] = "unknown",
  [CB_IMAGE_EMPTY] = "empty",
  [CB_IMAGE_ZEROS] = "zeros",
  [CB_IMAGE_ZIMAGE] = "zimage",
  [CB_IMAGE_ARM64] = "arm64-image",
  [CB_IMAGE_EFI_ZBOOT] = "efi-zboot",
  [CB_IMAGE_UIMAGE] = "uimage",
  [CB_IMAGE_FIT] = "fit",
  [CB_IMAGE_VMLINUX] = "vmlinux",
  [CB_IMAGE_GZIP] = "gzip",
  [CB_IMAGE_XZ] = "xz",
  [CB_IMAGE_ZSTD] = "zstd",
  [CB_IMAGE_LZ4_LEGACY] = "lz4-legacy",
  [CB_IMAGE_LZ4_FRAME] = "lz4-frame",
  [CB_IMAGE_LZMA] = "lzma",
  [CB_IMAGE_BZIP2] = "bzip2",
  [CB_IMAGE_LZO] = "lzo",
  [CB_IMAGE_CPIO] = "cpio",
  [CB_IMAGE_CPIO_OTHER] = "cpio-other",
  [CB_IMAGE_DEVICE_TREE] = "device-tree",
  [CB_IMAGE_OVERLAY] = "overlay",
  [CB_IMAGE_FIRMWARE] = "firmware",
  [CB_IMAGE_ELF] = "elf",
  [CB_IMAGE_FIXUP] = "fixup",
  [CB_IMAGE_BOOTCODE] = "bootcode",
  [CB_IMAGE_EEPROM] = "eeprom",
  [CB_IMAGE_DISK] = "disk",
  [CB_IMAGE_HTML] = "html",
  [CB_IMAGE_LFS_POINTER] = "lfs-pointer",
};

/* The first row that fits counts: what stands at the beginning comes before what stands behind other bytes, and
 * short ones that occur by chance come last. */
static const struct {
  CbImageKind kind;
  guint at;
  guint n_magic;
  const char *magic;
} magics[] = {
  { CB_IMAGE_GZIP, 0, 3, "\x1f\x8b\x08" },
  { CB_IMAGE_XZ, 0, 6, "\xfd" "7zXZ\0" },
  { CB_IMAGE_ZSTD, 0, 4, "\x28\xb5\x2f\xfd" },
  { CB_IMAGE_LZ4_LEGACY, 0, 4, "\x02\x21\x4c\x18" },
  { CB_IMAGE_LZ4_FRAME, 0, 4, "\x04\x22\x4d\x18" },
  { CB_IMAGE_BZIP2, 0, 3, "BZh" },
  { CB_IMAGE_LZO, 0, 4, "\x89LZO" },
  { CB_IMAGE_CPIO, 0, 6, "070701" },
  { CB_IMAGE_CPIO, 0, 6, "070702" },
  { CB_IMAGE_CPIO_OTHER, 0, 6, "070707" },
  { CB_IMAGE_DEVICE_TREE, 0, 4, "\xd0\x0d\xfe\xed" },
  { CB_IMAGE_UIMAGE, 0, 4, "\x27\x05\x19\x56" },
  { CB_IMAGE_ELF, 0, 4, "\177ELF" },
  { CB_IMAGE_FIXUP, 0, 6, "\x0f\x13\x03\x0f\x03\x0f" },
  { CB_IMAGE_EEPROM, 0, 4, "\x55\xaa\xf0\x0f" },
  { CB_IMAGE_LFS_POINTER, 0, 23, "version https://git-lfs" },
  { CB_IMAGE_EFI_ZBOOT, 4, 4, "zimg" },
  { CB_IMAGE_ARM64, CB_ARM64_MAGIC_AT, 4, "ARM\x64" },
  { CB_IMAGE_ZIMAGE, CB_ZIMAGE_MAGIC_AT, 4, "\x18\x28\x6f\x01" },
  { CB_IMAGE_ZIMAGE, CB_ZIMAGE_MAGIC_AT, 4, "\x01\x6f\x28\x18" },
  { CB_IMAGE_DISK, 0x1fe, 2, "\x55\xaa" },
  { CB_IMAGE_CPIO_OTHER, 0, 2, "\xc7\x71" },
  { CB_IMAGE_CPIO_OTHER, 0, 2, "\x71\xc7" },
  { CB_IMAGE_LZMA, 0, 3, "\x5d\0\0" },
};

const char *
cb_image_kind_to_code (CbImageKind kind) {
  g_return_val_if_fail ((unsigned) kind < CB_IMAGE_N_, codes[CB_IMAGE_UNKNOWN]);
  return codes[kind];
}

static CbImageKind
find_magic (const guint8 *head, gsize n_head) {
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++) {
    if (n_head < magics[i].at + magics[i].n_magic
        || memcmp (head + magics[i].at, magics[i].magic, magics[i].n_magic) != 0)
      continue;
    if (magics[i].kind != CB_IMAGE_EFI_ZBOOT || memcmp (head, "MZ", 2) == 0)
      return magics[i].kind;
  }
  return CB_IMAGE_UNKNOWN;
}

static CbImageKind
tell_elf (const guint8 *head, gsize n_head) {
  gboolean is_big;
  guint machine;

  if (n_head < ELF_MACHINE_AT + 2)
    return CB_IMAGE_ELF;
  is_big = head[ELF_DATA_AT] == 2;
  machine = is_big ? head[ELF_MACHINE_AT] << 8 | head[ELF_MACHINE_AT + 1] : cb_le16 (head + ELF_MACHINE_AT);
  if (machine == CB_ELF_VIDEOCORE)
    return CB_IMAGE_FIRMWARE;
  return machine == CB_ELF_ARM || machine == CB_ELF_AARCH64 ? CB_IMAGE_VMLINUX : CB_IMAGE_ELF;
}

static gsize
count_zeros (const guint8 *head, gsize n_head) {
  gsize n = 0;

  while (n < n_head && head[n] == 0)
    n++;
  return n;
}

static CbImageKind
tell_zeros (const guint8 *head, gsize n_head, guint64 n_bytes) {
  gsize n_zeros = count_zeros (head, n_head);

  if (n_zeros == n_head)
    return CB_IMAGE_ZEROS;
  if (n_zeros == BOOTCODE_ZEROS && n_bytes <= BOOTCODE_MAX_BYTES)
    return CB_IMAGE_BOOTCODE;
  return CB_IMAGE_UNKNOWN;
}

/* A byte order mark and blanks may stand before it. */
static gboolean
is_html (const guint8 *head, gsize n_head) {
  static const char *const begins[] = { "<!doctype html", "<html" };
  gsize at = n_head >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (at < n_head && g_ascii_isspace (head[at]))
    at++;
  for (gsize i = 0; i < G_N_ELEMENTS (begins); i++) {
    gsize n = strlen (begins[i]);

    if (n_head - at >= n && g_ascii_strncasecmp ((const char *) head + at, begins[i], n) == 0)
      return TRUE;
  }
  return FALSE;
}

CbImageKind
cb_image_kind_recognise (const guint8 *head, gsize n_head, guint64 n_bytes) {
  CbImageKind kind;

  if (n_head == 0)
    return CB_IMAGE_EMPTY;
  kind = find_magic (head, n_head);
  if (kind == CB_IMAGE_ELF)
    return tell_elf (head, n_head);
  if (kind != CB_IMAGE_UNKNOWN)
    return kind;
  if (is_html (head, n_head))
    return CB_IMAGE_HTML;
  return tell_zeros (head, n_head, n_bytes);
}
