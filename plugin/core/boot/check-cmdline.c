/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: the kernel's command line (pi-netboot.md 5.9). */

#include "boot/boot-check-private.h"

#include <string.h>

/* The whole file: a line beyond COMMAND_LINE_SIZE is cut anyway. */
#define MAX_BYTES 16384

/* COMMAND_LINE_SIZE of the kernel: arm 1024, arm64 2048. */
static gsize
max_line (const CbBootCheck *self) {
  return cb_boot_plan_is_64bit (self->plan) == CB_TRUTH_YES ? 2048 : 1024;
}

/* The last value of a word, as the kernel takes it; NULL where there is none. Free with g_free. */
static char *
value_of (char *const *words, const char *key) {
  g_autofree char *value = NULL;

  for (; *words; words++)
    if (g_str_has_prefix (*words, key)) {
      g_free (value);
      value = g_strdup (*words + strlen (key));
    }
  return g_steal_pointer (&value);
}

static gboolean
has_bad_byte (const char *line) {
  for (; *line; line++)
    if (!g_ascii_isprint (*line) && *line != '\t')
      return TRUE;
  return FALSE;
}

static gboolean
has_more_lines (const char *rest) {
  for (; *rest; rest++)
    if (!g_ascii_isspace (*rest))
      return TRUE;
  return FALSE;
}

/* The kernel passes over an rdinit= that isn't there, and mounts root=. A folder on the way to it may be a link
 * in the archive, which isn't followed here. */
static void
check_rdinit (CbBootCheck *self, const CbBootEntry *entry, const char *rdinit, const char *root) {
  g_autofree char *names = NULL;
  CbFinding *finding;

  if (!*rdinit || cb_check_initramfs_holds (self, rdinit, &names) != CB_TRUTH_NO)
    return;
  finding = cb_check_add (self, CB_FINDING_RDINIT_ABSENT, entry);
  finding->detail = g_strdup (rdinit);
  finding->other = g_steal_pointer (&names);
  if (root || strchr (rdinit + 1, '/'))
    finding->severity = MIN (finding->severity, CB_SEVERITY_WARNING);
}

/* What mounts the root, against what there is to mount it from. */
static void
check_root (CbBootCheck *self, const CbBootEntry *entry, char *const *words) {
  g_autofree char *root = value_of (words, "root=");
  g_autofree char *rdinit = value_of (words, "rdinit=");
  g_autofree char *ip = value_of (words, "ip=");
  g_autofree char *nbd_root = value_of (words, "nbdroot=");
  gboolean has_initramfs = cb_check_has_initramfs (self);

  if (root && strcmp (root, "/dev/nfs") == 0 && !ip && !has_initramfs)
    cb_check_add (self, CB_FINDING_NFS_NO_IP, entry);
  if (has_initramfs && rdinit)
    check_rdinit (self, entry, rdinit, root);
  if (has_initramfs)
    return;
  if (rdinit)
    cb_check_add (self, CB_FINDING_RDINIT_ALONE, entry)->detail = g_steal_pointer (&rdinit);
  else if (root && g_str_has_prefix (root, "/dev/ram"))
    cb_check_add (self, CB_FINDING_ROOT_RAM_ALONE, entry)->detail = g_steal_pointer (&root);
  else if (!root && !nbd_root)
    cb_check_add (self, CB_FINDING_NO_ROOT, entry);
}

static void
check_line (CbBootCheck *self, const CbBootEntry *entry, char *line, gboolean has_zero) {
  g_auto (GStrv) words = NULL;

  g_strdelimit (g_strchomp (line), "\t", ' ');
  words = g_strsplit (line, " ", -1);
  if (!*g_strchug (line)) {
    cb_check_add (self, CB_FINDING_CMDLINE_EMPTY, entry);
    return;
  }
  if (strlen (line) >= max_line (self))
    cb_check_add (self, CB_FINDING_CMDLINE_LONG, entry)->detail =
        g_strdup_printf ("%" G_GSIZE_FORMAT, max_line (self) - 1);
  if (has_zero || has_bad_byte (line))
    cb_check_add (self, CB_FINDING_CMDLINE_BYTES, entry);
  check_root (self, entry, words);
}

/* U-Boot and EFI firmware bring words of their own. */
static gboolean
is_linux (CbBootCheck *self) {
  const CbBootEntry *kernel = cb_check_loaded (self, CB_FILE_KERNEL);
  CbImage image;

  return kernel && cb_check_image (self, kernel, CB_IMAGE_HEAD, &image)
         && (image.kind == CB_IMAGE_ARM64 || image.kind == CB_IMAGE_ZIMAGE || image.kind == CB_IMAGE_GZIP);
}

static void
check_missing (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    g_auto (CbHeldFile) file = { 0 };

    if (entry->kind != CB_FILE_CMDLINE || entry->role != CB_ROLE_OPTIONAL || entry->asked != CB_TRUTH_YES)
      continue;
    self->inventory->look (entry->name, &file, self->inventory->data);
    if (file.kind == CB_HELD_ABSENT && cb_check_worst (self, entry->name) < 0)
      cb_check_add (self, CB_FINDING_CMDLINE_MISSING, entry);
  }
}

void
cb_check_cmdline (CbBootCheck *self) {
  const CbBootEntry *entry = cb_check_loaded (self, CB_FILE_CMDLINE);
  g_autoptr (GBytes) bytes = entry ? cb_inventory_read (self->inventory, entry->name, MAX_BYTES) : NULL;
  g_autofree char *text = NULL;
  gboolean has_zero;
  char *rest;
  gsize n_bytes;

  if (!entry && is_linux (self))
    check_missing (self);
  if (!bytes || cb_check_worst (self, entry->name) == CB_SEVERITY_ERROR)
    return;
  n_bytes = g_bytes_get_size (bytes);
  text = g_strndup (n_bytes > 0 ? g_bytes_get_data (bytes, NULL) : "", n_bytes);
  has_zero = strlen (text) < n_bytes;
  rest = strchr (text, '\n');
  if (rest && has_more_lines (rest + 1))
    cb_check_add (self, CB_FINDING_CMDLINE_LINES, entry);
  if (rest)
    *rest = '\0';
  check_line (self, entry, text, has_zero);
}
