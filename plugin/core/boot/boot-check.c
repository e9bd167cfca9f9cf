/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

CbFinding *
cb_check_add (CbBootCheck *self, CbFindingKind kind, const CbBootEntry *entry) {
  CbFinding *finding = cb_finding_new (kind, entry->name);

  finding->config_file = g_strdup (entry->config_file);
  finding->line = entry->config_line;
  if (entry->asked != CB_TRUTH_YES || entry->age)
    finding->severity = MIN (finding->severity, CB_SEVERITY_WARNING);
  g_ptr_array_add (self->findings, finding);
  return finding;
}

CbFinding *
cb_check_add_at (CbBootCheck *self, CbFindingKind kind, const char *file, guint line) {
  CbFinding *finding = cb_finding_new (kind, file);

  finding->line = line;
  g_ptr_array_add (self->findings, finding);
  return finding;
}

int
cb_check_worst (const CbBootCheck *self, const char *file) {
  int worst = -1;

  for (guint i = 0; i < self->findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (self->findings, i);

    if (g_strcmp0 (finding->file, file) == 0)
      worst = MAX (worst, (int) finding->severity);
  }
  return worst;
}

const CbBootEntry *
cb_check_loaded (const CbBootCheck *self, CbFileKind kind) {
  const CbBootEntry *entry = cb_boot_plan_taken (self->plan, kind);

  return entry && cb_inventory_has (self->inventory, entry->name) ? entry : NULL;
}

static CbCheckMark
mark_of (const CbBootCheck *self, const CbBootEntry *entry, gboolean is_there) {
  switch (cb_check_worst (self, entry->name)) {
  case CB_SEVERITY_ERROR: return CB_MARK_BAD;
  case CB_SEVERITY_WARNING: return CB_MARK_DOUBT;
  default: return is_there ? CB_MARK_GOOD : CB_MARK_ABSENT;
  }
}

static void
fill_rows (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++) {
    CbCheckRow *row = g_new0 (CbCheckRow, 1);
    g_auto (CbHeldFile) file = { 0 };

    row->entry = g_ptr_array_index (entries, i);
    self->inventory->look (row->entry->name, &file, self->inventory->data);
    row->is_there = file.kind == CB_HELD_FILE;
    row->n_bytes = row->is_there ? file.n_bytes : 0;
    row->mark = mark_of (self, row->entry, row->is_there);
    g_ptr_array_add (self->rows, row);
  }
}

/* Errors first; else in the order in which they were found. */
static int
compare_findings (gconstpointer a, gconstpointer b) {
  const CbFinding *const *one = a, *const *other = b;

  return (int) (*other)->severity - (int) (*one)->severity;
}

CbBootCheck *
cb_boot_check_new (const CbBootCase *boot_case, const CbInventory *inventory) {
  static void (*const rules[]) (CbBootCheck * self) = {
    cb_check_config,    cb_check_names,    cb_check_held,       cb_check_contents,
    cb_check_sizes,     cb_check_firmware, cb_check_trees,      cb_check_kernel,
    cb_check_initramfs, cb_check_cmdline,  cb_check_essentials,
  };
  const CbFolderView view = cb_inventory_view (inventory);
  CbBootCheck *self = g_new0 (CbBootCheck, 1);

  self->boot_case = boot_case;
  self->inventory = inventory;
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) cb_finding_free);
  self->plan = cb_boot_plan_new (boot_case, &view);
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    rules[i](self);
  g_ptr_array_sort (self->findings, compare_findings);
  fill_rows (self);
  return self;
}

void
cb_boot_check_free (CbBootCheck *self) {
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->findings);
  cb_boot_plan_free (self->plan);
  g_free (self);
}

const CbBootPlan *
cb_boot_check_plan (const CbBootCheck *self) {
  return self->plan;
}

const GPtrArray *
cb_boot_check_rows (const CbBootCheck *self) {
  return self->rows;
}

const GPtrArray *
cb_boot_check_findings (const CbBootCheck *self) {
  return self->findings;
}

gboolean
cb_boot_check_is_complete (const CbBootCheck *self) {
  for (guint i = 0; i < self->findings->len; i++)
    if (((const CbFinding *) g_ptr_array_index (self->findings, i))->severity == CB_SEVERITY_ERROR)
      return FALSE;
  return TRUE;
}

const char *
cb_boot_check_kind_name (CbFileKind kind) {
  static const char *const names[CB_FILE_N_] = {
    [CB_FILE_BOOTCODE] = N_ ("the second-stage loader"),
    [CB_FILE_SIGNATURE] = N_ ("a signature"),
    [CB_FILE_CONFIG] = N_ ("the settings"),
    [CB_FILE_FIRMWARE] = N_ ("the firmware"),
    [CB_FILE_FIXUP] = N_ ("the firmware's other half"),
    [CB_FILE_RECOVERY] = N_ ("a recovery system"),
    [CB_FILE_UPDATE] = N_ ("an update of the bootloader"),
    [CB_FILE_DEVICE_TREE] = N_ ("the device tree"),
    [CB_FILE_OVERLAY_MAP] = N_ ("the list of overlays"),
    [CB_FILE_OVERLAY] = N_ ("an overlay"),
    [CB_FILE_CMDLINE] = N_ ("the kernel's command line"),
    [CB_FILE_INITRAMFS] = N_ ("the initramfs"),
    [CB_FILE_STUB] = N_ ("code that runs before the kernel"),
    [CB_FILE_KERNEL] = N_ ("the kernel"),
    [CB_FILE_BOOT_IMAGE] = N_ ("a whole boot folder as one file"),
    [CB_FILE_OTHER] = N_ ("a file of the firmware"),
  };

  return _ (names[kind]);
}

char *
cb_boot_check_size_text (guint64 n_bytes) {
  g_autofree char *size = g_format_size (n_bytes);
  g_auto (GStrv) parts = g_strsplit (size, "\u00a0", -1);

  return g_strjoinv (" ", parts);
}

const char *
cb_check_mark_to_code (CbCheckMark mark) {
  static const char *const codes[] = { "good", "absent", "doubt", "bad" };

  return codes[mark];
}
