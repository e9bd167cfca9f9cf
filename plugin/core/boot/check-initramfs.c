/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: will a kernel unpack this initramfs (pi-netboot.md 5.6, 6.1)? */

#include "boot/boot-check-private.h"

#include "boot/inflate.h"

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

static gboolean
is_unpacked (const CbBootCheck *self, const CbBootEntry *entry) {
  return entry->kind == CB_FILE_INITRAMFS && !entry->probed_only
         && cb_inventory_has (self->inventory, entry->name);
}

void
cb_check_initramfs (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0, n_read = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    CbImageDepth depth = n_read < CB_MAX_UNPACKED_FILES ? CB_IMAGE_WHOLE : CB_IMAGE_HEAD;
    CbImage image;

    if (!is_unpacked (self, entry) || !cb_check_image (self, entry, depth, &image))
      continue;
    check_image (self, entry, &image);
    n_read++;
  }
}

gboolean
cb_check_has_initramfs (const CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++)
    if (is_unpacked (self, g_ptr_array_index (entries, i)))
      return TRUE;
  return FALSE;
}

/* NO only of an archive that was read to its end, and has nothing behind it. */
static CbTruth
archive_holds (const CbByteSource *source, const char *path) {
  CbCpioArchive archive;
  CbImageFault fault = cb_cpio_archive_read (source, path, &archive);

  if (archive.has_wanted)
    return CB_TRUTH_YES;
  return fault == CB_IMAGE_FAULT_NONE && archive.follows_at == 0 ? CB_TRUTH_NO : CB_TRUTH_MAYBE;
}

static CbTruth
packed_archive_holds (const CbByteSource *source, const char *path) {
  g_autoptr (CbInflate) inflate = cb_inflate_new (source);
  CbByteSource unpacked = cb_inflate_source (inflate);
  CbTruth holds = archive_holds (&unpacked, path);

  if (holds != CB_TRUTH_NO)
    return holds;
  if (cb_inflate_finish (inflate) != CB_IMAGE_FAULT_NONE || cb_inflate_n_packed (inflate) != source->n_bytes)
    return CB_TRUTH_MAYBE;
  return CB_TRUTH_NO;
}

static CbTruth
file_holds (CbBootCheck *self, const CbBootEntry *entry, const char *path) {
  CbByteSource source;
  CbImage image;

  if (!cb_check_image (self, entry, CB_IMAGE_HEAD, &image)
      || !cb_inventory_open (self->inventory, entry->name, &source))
    return CB_TRUTH_MAYBE;
  if (image.kind == CB_IMAGE_CPIO)
    return archive_holds (&source, path);
  if (image.kind == CB_IMAGE_GZIP && image.inner == CB_IMAGE_CPIO)
    return packed_archive_holds (&source, path);
  return CB_TRUTH_MAYBE;
}

CbTruth
cb_check_initramfs_holds (CbBootCheck *self, const char *path, char **ret_names) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  CbTruth holds = CB_TRUTH_NO;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);

    if (!is_unpacked (self, entry))
      continue;
    g_ptr_array_add (names, entry->name);
    if (holds != CB_TRUTH_YES)
      holds = MAX (holds, file_holds (self, entry, path));
  }
  g_ptr_array_add (names, NULL);
  *ret_names = g_strjoinv (", ", (char **) names->pdata);
  return holds;
}
