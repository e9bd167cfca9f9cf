/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: is each file what its name promises, and all there? */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/image.h"

#define BIT(kind) (G_GUINT64_CONSTANT (1) << (kind))

/* Kinds that begin with no mark of their own: what isn't recognised may be one of them. */
#define UNMARKED BIT (CB_IMAGE_UNKNOWN)

/* What a file may be. Kernels and initramfs have rules of their own; texts and what we know nothing of aren't
 * here. A fixup or a bootcode.bin of an age that the fact sheet doesn't know may begin otherwise. */
static const struct {
  guint64 fitting;     /* bits of CbImageKind */
  CbFileKind kind;
  CbImageKind wanted;  /* for the words */
} wanted_kinds[] = {
  { BIT (CB_IMAGE_BOOTCODE) | UNMARKED, CB_FILE_BOOTCODE, CB_IMAGE_BOOTCODE },
  { BIT (CB_IMAGE_FIRMWARE), CB_FILE_FIRMWARE, CB_IMAGE_FIRMWARE },
  { BIT (CB_IMAGE_FIXUP) | UNMARKED, CB_FILE_FIXUP, CB_IMAGE_FIXUP },
  { BIT (CB_IMAGE_DEVICE_TREE), CB_FILE_DEVICE_TREE, CB_IMAGE_DEVICE_TREE },
  { BIT (CB_IMAGE_DEVICE_TREE), CB_FILE_OVERLAY_MAP, CB_IMAGE_DEVICE_TREE },
  { BIT (CB_IMAGE_OVERLAY), CB_FILE_OVERLAY, CB_IMAGE_OVERLAY },
  { BIT (CB_IMAGE_DISK), CB_FILE_BOOT_IMAGE, CB_IMAGE_DISK },
};

const char *
cb_check_image_name (CbImageKind kind) {
  static const char *const names[CB_IMAGE_N_] = {
    [CB_IMAGE_UNKNOWN] = N_ ("nothing that is known"),
    [CB_IMAGE_EMPTY] = N_ ("empty"),
    [CB_IMAGE_ZEROS] = N_ ("nothing but zeros at its beginning"),
    [CB_IMAGE_ZIMAGE] = N_ ("a 32-bit kernel (zImage)"),
    [CB_IMAGE_ARM64] = N_ ("a 64-bit kernel (Image)"),
    [CB_IMAGE_EFI_ZBOOT] = N_ ("a packed kernel for EFI (vmlinuz.efi)"),
    [CB_IMAGE_UIMAGE] = N_ ("a kernel wrapped for U-Boot (uImage)"),
    [CB_IMAGE_FIT] = N_ ("images wrapped for U-Boot (FIT)"),
    [CB_IMAGE_VMLINUX] = N_ ("a kernel as the linker leaves it (vmlinux)"),
    [CB_IMAGE_GZIP] = N_ ("packed with gzip"),
    [CB_IMAGE_XZ] = N_ ("packed with xz"),
    [CB_IMAGE_ZSTD] = N_ ("packed with zstd"),
    [CB_IMAGE_LZ4_LEGACY] = N_ ("packed with lz4 -l"),
    [CB_IMAGE_LZ4_FRAME] = N_ ("packed with lz4"),
    [CB_IMAGE_LZMA] = N_ ("packed with lzma"),
    [CB_IMAGE_BZIP2] = N_ ("packed with bzip2"),
    [CB_IMAGE_LZO] = N_ ("packed with lzop"),
    [CB_IMAGE_CPIO] = N_ ("a cpio archive (newc)"),
    [CB_IMAGE_CPIO_OTHER] = N_ ("a cpio archive of an old format"),
    [CB_IMAGE_DEVICE_TREE] = N_ ("a device tree"),
    [CB_IMAGE_OVERLAY] = N_ ("an overlay"),
    [CB_IMAGE_FIRMWARE] = N_ ("firmware (start*.elf)"),
    [CB_IMAGE_ELF] = N_ ("a program for another machine"),
    [CB_IMAGE_FIXUP] = N_ ("the firmware's other half (fixup*.dat)"),
    [CB_IMAGE_BOOTCODE] = N_ ("the second-stage loader (bootcode.bin)"),
    [CB_IMAGE_EEPROM] = N_ ("an image of the bootloader"),
    [CB_IMAGE_DISK] = N_ ("an image of a disk"),
    [CB_IMAGE_HTML] = N_ ("a web page"),
    [CB_IMAGE_LFS_POINTER] = N_ ("a pointer of Git LFS"),
  };

  return _ (names[kind]);
}

gboolean
cb_check_image (CbBootCheck *self, const CbBootEntry *entry, CbImageDepth depth, CbImage *ret_image) {
  CbByteSource source;

  if (!cb_inventory_open (self->inventory, entry->name, &source))
    return FALSE;
  cb_image_read (&source, depth, ret_image);
  return TRUE;
}

/* What no file should be, whatever it is for. TRUE when it was said. */
static gboolean
add_never (CbBootCheck *self, const CbBootEntry *entry, CbImageKind kind) {
  switch (kind) {
  case CB_IMAGE_HTML: cb_check_add (self, CB_FINDING_WEB_PAGE, entry); return TRUE;
  case CB_IMAGE_LFS_POINTER: cb_check_add (self, CB_FINDING_LFS_POINTER, entry); return TRUE;
  case CB_IMAGE_EMPTY: cb_check_add (self, CB_FINDING_EMPTY, entry); return TRUE;
  default: return FALSE;
  }
}

void
cb_check_add_fault (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image) {
  CbFinding *finding;

  if (image->fault == CB_IMAGE_FAULT_DAMAGED)
    cb_check_add (self, CB_FINDING_DAMAGED, entry);
  if (image->fault != CB_IMAGE_FAULT_TRUNCATED)
    return;
  finding = cb_check_add (self, CB_FINDING_TRUNCATED, entry);
  finding->detail = g_strdup (cb_check_image_name (image->kind));
}

void
cb_check_add_wrong_kind (CbBootCheck *self, const CbBootEntry *entry, CbImageKind is, const char *wanted) {
  CbFinding *finding = cb_check_add (self, CB_FINDING_WRONG_KIND, entry);

  finding->detail = g_strdup (cb_check_image_name (is));
  finding->other = g_strdup (wanted);
}

/* That it is an overlay is seen in a whole one alone. */
static gboolean
is_broken_overlay (const CbBootEntry *entry, const CbImage *image) {
  return entry->kind == CB_FILE_OVERLAY && image->kind == CB_IMAGE_DEVICE_TREE
         && image->fault != CB_IMAGE_FAULT_NONE;
}

static void
check_wanted (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image) {
  for (gsize i = 0; i < G_N_ELEMENTS (wanted_kinds); i++) {
    if (wanted_kinds[i].kind != entry->kind)
      continue;
    if (!(wanted_kinds[i].fitting & BIT (image->kind)) && !is_broken_overlay (entry, image))
      cb_check_add_wrong_kind (self, entry, image->kind, cb_check_image_name (wanted_kinds[i].wanted));
    else
      cb_check_add_fault (self, entry, image);
  }
}

/* Texts may be empty; a signature's text isn't looked at; a stub is raw code. */
static gboolean
may_be_empty (CbFileKind kind) {
  return kind == CB_FILE_CONFIG || kind == CB_FILE_CMDLINE || kind == CB_FILE_SIGNATURE
         || kind == CB_FILE_OTHER;
}

/* The prefix probe of a Pi 4 wants no more than the name. */
static gboolean
is_looked_at (const CbBootEntry *entry) {
  return !entry->probed_only && entry->role != CB_ROLE_HIJACK;
}

void
cb_check_contents (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    CbImage image;

    if (!is_looked_at (entry) || !g_hash_table_add (seen, entry->name)
        || !cb_check_image (self, entry, CB_IMAGE_HEAD, &image))
      continue;
    if (image.kind == CB_IMAGE_EMPTY && may_be_empty (entry->kind))
      continue;
    if (!add_never (self, entry, image.kind))
      check_wanted (self, entry, &image);
  }
}
