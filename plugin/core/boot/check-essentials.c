/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: what no board boots without. Which of several names a firmware asks for may depend on its age or
 * on a line that it may read otherwise; a fault of one of them is a warning then. Where every one of them is at
 * fault, the board does not boot, whichever it is.
 */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static gboolean
is_essential (const CbBootEntry *entry, CbFileKind kind) {
  return entry->kind == kind && !entry->probed_only
         && (entry->role == CB_ROLE_REQUIRED || entry->role == CB_ROLE_CHOICE);
}

/* Findings that mean that no file, or none of use, arrives. What is wrong with a good file for this board and
 * mode is judged where it is found. */
static gboolean
means_no_file (const CbFinding *finding) {
  return finding->kind <= CB_FINDING_WRONG_KIND && cb_finding_worst (finding->kind) == CB_SEVERITY_ERROR;
}

static gboolean
is_sound (const CbBootCheck *self, const CbBootEntry *entry) {
  if (!cb_inventory_has (self->inventory, entry->name))
    return FALSE;
  for (guint i = 0; i < self->findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (self->findings, i);

    if (means_no_file (finding) && g_strcmp0 (finding->file, entry->name) == 0)
      return FALSE;
  }
  return TRUE;
}

/* TRUE when there was a finding to raise. */
static gboolean
raise_findings (CbBootCheck *self, const CbBootEntry *entry) {
  gboolean raised = FALSE;

  for (guint i = 0; i < self->findings->len; i++) {
    CbFinding *finding = g_ptr_array_index (self->findings, i);

    if (!means_no_file (finding) || g_strcmp0 (finding->file, entry->name) != 0)
      continue;
    finding->severity = CB_SEVERITY_ERROR;
    raised = TRUE;
  }
  return raised;
}

static void
check_kind (CbBootCheck *self, CbFileKind kind) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  const CbBootEntry *first = NULL;
  gboolean raised = FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);

    if (!is_essential (entry, kind))
      continue;
    if (is_sound (self, entry))
      return;
    first = first ? first : entry;
  }
  for (guint i = 0; i < entries->len; i++)
    if (is_essential (g_ptr_array_index (entries, i), kind))
      raised |= raise_findings (self, g_ptr_array_index (entries, i));
  if (first && !raised) {
    CbFinding *finding = cb_check_add (self, CB_FINDING_MISSING, first);

    finding->severity = CB_SEVERITY_ERROR;
    finding->detail = g_strdup (cb_boot_check_kind_name (kind));
    finding->other = g_strdup (_ ("it is asked for under that name"));
  }
}

void
cb_check_essentials (CbBootCheck *self) {
  static const CbFileKind kinds[] = { CB_FILE_FIRMWARE, CB_FILE_KERNEL, CB_FILE_DEVICE_TREE };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    check_kind (self, kinds[i]);
}
