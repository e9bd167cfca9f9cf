/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: what each name leads to, and how large it is for TFTP. */

#include "boot/boot-check-private.h"

#include <string.h>

/* The findings that a kind of thing is, where a file is asked for. */
static const struct {
  CbHeldKind held;
  CbFindingKind finding;
} found_kinds[] = {
  { CB_HELD_FOLDER, CB_FINDING_FOLDER },     { CB_HELD_SPECIAL, CB_FINDING_SPECIAL },
  { CB_HELD_DANGLING, CB_FINDING_DANGLING }, { CB_HELD_LOOP, CB_FINDING_LOOP },
  { CB_HELD_CLOSED, CB_FINDING_UNREADABLE }, { CB_HELD_REFUSED, CB_FINDING_NAME_REFUSED },
};

/* A file that may be absent does no harm as anything that can't be sent: it counts as absent. A FIFO does: it
 * hangs dnsmasq. */
static gboolean
is_needed (const CbBootCheck *self, const CbBootEntry *entry) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; entry->role == CB_ROLE_CHOICE && i < entries->len; i++) {
    const CbBootEntry *other = g_ptr_array_index (entries, i);

    if (other->group == entry->group && cb_inventory_has (self->inventory, other->name))
      return FALSE;
  }
  return entry->role == CB_ROLE_REQUIRED || entry->role == CB_ROLE_CHOICE;
}

static void
add_held (CbBootCheck *self, const CbBootEntry *entry, CbFindingKind kind) {
  CbFinding *finding = cb_check_add (self, kind, entry);

  if (kind != CB_FINDING_SPECIAL && !is_needed (self, entry))
    finding->severity = MIN (finding->severity, CB_SEVERITY_WARNING);
}

/* Behind a closed folder nobody sees what is there: worth a word of a file only that is asked for surely. */
static gboolean
may_not_exist (const CbBootEntry *entry, CbHeldKind held) {
  return held == CB_HELD_CLOSED && entry->role == CB_ROLE_OPTIONAL && entry->asked != CB_TRUTH_YES;
}

/* A name asked for in two roles is one file. */
static gboolean
seen_before (const CbBootCheck *self, guint index) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  const CbBootEntry *entry = g_ptr_array_index (entries, index);

  for (guint i = 0; i < index; i++)
    if (strcmp (((const CbBootEntry *) g_ptr_array_index (entries, i))->name, entry->name) == 0)
      return TRUE;
  return FALSE;
}

static void
check_entry (CbBootCheck *self, const CbBootEntry *entry) {
  g_auto (CbHeldFile) file = { 0 };

  self->inventory->look (entry->name, &file, self->inventory->data);
  for (gsize i = 0; i < G_N_ELEMENTS (found_kinds); i++)
    if (file.kind == found_kinds[i].held && !may_not_exist (entry, file.kind))
      add_held (self, entry, found_kinds[i].finding);
  if (file.kind != CB_HELD_FILE)
    return;
  if (!file.readable)
    add_held (self, entry, CB_FINDING_UNREADABLE);
  else if (file.outside)
    cb_check_add (self, CB_FINDING_OUTSIDE, entry)->other = g_steal_pointer (&file.outside);
}

void
cb_check_held (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++)
    if (!seen_before (self, i))
      check_entry (self, g_ptr_array_index (entries, i));
}

/* A Pi fetches in lockstep: a block, its acknowledgement, the next. What a Pi 4 reaches on a direct cable with
 * its blocks of 1024 bytes; the slowest rate that logs of the fact sheet's age let one expect. */
#define BYTES_PER_SECOND (5 * 1024 * 1024)

/* TFTP_FILE_TIMEOUT (pi-netboot.md 3) */
#define FILE_TIMEOUT_SECONDS 30

static guint64
counter_limit (const CbBoard *board) {
  return (guint64) G_MAXUINT16 * board->block_bytes;
}

static gboolean
has_time_limit (const CbBoard *board) {
  return board->way == CB_BOOT_BY_EEPROM_4 || board->way == CB_BOOT_BY_EEPROM_5;
}

/* What is too slow is beyond the block counter too, and no newer bootloader helps. */
static void
check_size (CbBootCheck *self, const CbBootEntry *entry, guint64 n_bytes) {
  const CbBoard *board = self->boot_case->board;
  guint64 seconds = n_bytes / BYTES_PER_SECOND;
  CbFinding *finding;

  if (has_time_limit (board) && seconds > FILE_TIMEOUT_SECONDS) {
    finding = cb_check_add (self, CB_FINDING_TOO_SLOW, entry);
    finding->detail = g_strdup_printf ("%" G_GUINT64_FORMAT, seconds);
    finding->other = g_strdup_printf ("%d", FILE_TIMEOUT_SECONDS);
  } else if (n_bytes > counter_limit (board)) {
    finding = cb_check_add (self, CB_FINDING_TOO_LARGE, entry);
    finding->detail = cb_boot_check_size_text (counter_limit (board));
  }
}

void
cb_check_sizes (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    g_auto (CbHeldFile) file = { 0 };

    if (entry->probed_only || entry->role == CB_ROLE_HIJACK || seen_before (self, i))
      continue;
    self->inventory->look (entry->name, &file, self->inventory->data);
    if (file.kind == CB_HELD_FILE && file.readable)
      check_size (self, entry, file.n_bytes);
  }
}
