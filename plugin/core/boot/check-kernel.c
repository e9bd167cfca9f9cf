/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: can this board start this kernel (pi-netboot.md 5.5, 6.1)? */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* The pages that a board's cores can do: the Cortex-A53 and A72 of 2837 and 2711 have no 16 KiB pages. */
static gboolean
has_page_size (const CbBoard *board, guint page_kib) {
  return page_kib == 0 || page_kib == 4 || page_kib == 64 || board->way == CB_BOOT_BY_EEPROM_5;
}

static void
check_arm64 (CbBootCheck *self, const CbBootEntry *entry, const CbKernelImage *kernel) {
  if (cb_boot_plan_is_64bit (self->plan) == CB_TRUTH_NO)
    cb_check_add (self, CB_FINDING_KERNEL_64, entry);
  else if (kernel->big_endian)
    cb_check_add (self, CB_FINDING_BIG_ENDIAN, entry);
  else if (!has_page_size (self->boot_case->board, kernel->page_kib))
    cb_check_add (self, CB_FINDING_PAGE_SIZE, entry)->detail = g_strdup_printf ("%u", kernel->page_kib);
}

/* MAYBE is a firmware whose age decides; today's starts in 64-bit mode. */
static void
check_zimage (CbBootCheck *self, const CbBootEntry *entry) {
  CbFinding *finding;

  if (cb_boot_plan_is_64bit (self->plan) == CB_TRUTH_NO)
    return;
  finding = cb_check_add (self, CB_FINDING_KERNEL_32, entry);
  if (cb_boot_plan_is_64bit (self->plan) == CB_TRUTH_MAYBE)
    finding->severity = MIN (finding->severity, CB_SEVERITY_WARNING);
}

static void
check_gzip (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image) {
  if (cb_boot_plan_is_64bit (self->plan) == CB_TRUTH_NO)
    cb_check_add (self, CB_FINDING_KERNEL_PACKED_32, entry);
  else if (image->inner == CB_IMAGE_ARM64)
    check_arm64 (self, entry, &image->kernel);
  else if (image->inner == CB_IMAGE_UNKNOWN)
    cb_check_add (self, CB_FINDING_KERNEL_UNKNOWN, entry);
  else
    cb_check_add_wrong_kind (self, entry, image->inner, cb_check_image_name (CB_IMAGE_ARM64));
}

static void
check_kind (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image) {
  switch (image->kind) {
  case CB_IMAGE_ARM64: check_arm64 (self, entry, &image->kernel); break;
  case CB_IMAGE_ZIMAGE: check_zimage (self, entry); break;
  case CB_IMAGE_GZIP: check_gzip (self, entry, image); break;
  case CB_IMAGE_UNKNOWN: cb_check_add (self, CB_FINDING_KERNEL_UNKNOWN, entry); break;
  case CB_IMAGE_HTML:
  case CB_IMAGE_LFS_POINTER:
  case CB_IMAGE_EMPTY: break;
  case CB_IMAGE_XZ:
  case CB_IMAGE_ZSTD:
  case CB_IMAGE_LZ4_LEGACY:
  case CB_IMAGE_LZ4_FRAME:
  case CB_IMAGE_LZMA:
  case CB_IMAGE_BZIP2:
  case CB_IMAGE_LZO:
  case CB_IMAGE_EFI_ZBOOT:
  case CB_IMAGE_UIMAGE:
  case CB_IMAGE_FIT:
  case CB_IMAGE_VMLINUX:
    cb_check_add (self, CB_FINDING_KERNEL_PACKED, entry)->detail = g_strdup (cb_check_image_name (image->kind));
    break;
  default: cb_check_add_wrong_kind (self, entry, image->kind, _ ("a kernel")); break;
  }
}

/* What a kernel's build leaves in one folder, and for how long it may go on to make it from another one of
 * them: Image.gz is packed behind Image, so it's always a little newer. Else the older isn't what the last make
 * made. */
static const struct {
  const char *name;
  gint64 s_after;
} built_names[] = { { "Image", 0 }, { "Image.gz", 60 }, { "zImage", 60 } };

/* Is it a file of its own, and not a link to what a build made? The link's name isn't in the folder that it
 * leads to, or is one that a build makes. */
static gboolean
is_a_copy (const CbBootCheck *self, const CbBootEntry *entry) {
  const char *slash = strrchr (entry->name, '/');
  const char *last = slash ? slash + 1 : entry->name;
  g_auto (CbHeldFile) itself = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (built_names); i++)
    if (strcmp (built_names[i].name, last) == 0)
      return FALSE;
  self->inventory->look_beside (entry->name, last, &itself, self->inventory->data);
  return itself.kind != CB_HELD_ABSENT;
}

static void
check_stale (CbBootCheck *self, const CbBootEntry *entry) {
  g_auto (CbHeldFile) taken = { 0 };

  if (is_a_copy (self, entry))
    return;
  self->inventory->look (entry->name, &taken, self->inventory->data);
  for (gsize i = 0; i < G_N_ELEMENTS (built_names); i++) {
    g_auto (CbHeldFile) other = { 0 };

    self->inventory->look_beside (entry->name, built_names[i].name, &other, self->inventory->data);
    if (other.kind != CB_HELD_FILE || other.s_changed - taken.s_changed <= built_names[i].s_after)
      continue;
    cb_check_add (self, CB_FINDING_STALE_KERNEL, entry)->other = g_strdup (built_names[i].name);
    return;
  }
}

void
cb_check_kernel (CbBootCheck *self) {
  const CbBootEntry *entry = cb_check_loaded (self, CB_FILE_KERNEL);
  CbImage image;

  if (!entry || !cb_check_image (self, entry, CB_IMAGE_HEAD, &image))
    return;
  if (image.fault == CB_IMAGE_FAULT_TRUNCATED || image.fault == CB_IMAGE_FAULT_DAMAGED)
    cb_check_add_fault (self, entry, &image);
  else
    check_kind (self, entry, &image);
  check_stale (self, entry);
}
