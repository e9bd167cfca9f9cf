/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: will a kernel unpack this initramfs (pi-netboot.md 5.6, 6.1)? */

#include "boot/boot-check-private.h"

/* What the kernel's decompressors and its cpio reader take. */
static gboolean
is_unpacked_by_kernels (CbImageKind kind) {
  switch (kind) {
  case CB_IMAGE_CPIO:
  case CB_IMAGE_GZIP:
  case CB_IMAGE_XZ:
  case CB_IMAGE_ZSTD:
  case CB_IMAGE_LZ4_LEGACY:
  case CB_IMAGE_LZMA:
  case CB_IMAGE_BZIP2:
  case CB_IMAGE_LZO: return TRUE;
  default: return FALSE;
  }
}

/* What was said of it already as a file of any kind. */
static gboolean
is_judged (CbImageKind kind) {
  return kind == CB_IMAGE_EMPTY || kind == CB_IMAGE_HTML || kind == CB_IMAGE_LFS_POINTER;
}

static void
check_image (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image) {
  if (is_judged (image->kind))
    return;
  if (image->kind == CB_IMAGE_LZ4_FRAME)
    cb_check_add (self, CB_FINDING_INITRAMFS_LZ4, entry);
  else if (!is_unpacked_by_kernels (image->kind))
    cb_check_add (self, CB_FINDING_INITRAMFS_KIND, entry)->detail =
        g_strdup (cb_check_image_name (image->kind));
  else if (image->kind == CB_IMAGE_GZIP && image->inner != CB_IMAGE_CPIO && image->inner != CB_IMAGE_UNKNOWN)
    cb_check_add (self, CB_FINDING_INITRAMFS_KIND, entry)->detail =
        g_strdup (cb_check_image_name (image->inner));
  else
    cb_check_add_fault (self, entry, image);
}

void
cb_check_initramfs (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    CbImage image;

    if (entry->kind == CB_FILE_INITRAMFS && !entry->probed_only
        && cb_check_image (self, entry, CB_IMAGE_WHOLE, &image))
      check_image (self, entry, &image);
  }
}
