/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: config.txt itself, and what would take the boot over. */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Names in config.txt are relative to the folder that the prefix chose. */
static char *
config_name (const CbBootCheck *self, const char *file) {
  return g_strconcat (cb_boot_plan_prefix (self->plan), file, NULL);
}

/* Oddities that are no more than a matter of taste on today's firmware. */
static gboolean
is_note (CbOddityKind kind) {
  return kind == CB_ODDITY_CARRIAGE_RETURN;
}

static void
add_oddity (CbBootCheck *self, const CbConfigOddity *oddity) {
  g_autofree char *name = config_name (self, oddity->file);
  CbFinding *finding = cb_check_add_at (self, CB_FINDING_ODDITY, name, oddity->line);

  finding->oddity = cb_oddity_to_code (oddity->kind);
  finding->detail = cb_oddity_to_text (oddity);
  if (is_note (oddity->kind))
    finding->severity = CB_SEVERITY_NOTE;
}

/* What no source settles for the board as a whole. Doubts about single files are in the plan, which asks for
 * them perhaps. */
static const struct {
  CbBoardDoubt doubt;
  const char *text;
} doubts[] = {
  { CB_DOUBT_NO_LOG,
    N_ ("nobody has written down yet how this board boots from the network; what it asks for is known "
        "from its sisters alone") },
  { CB_DOUBT_CARRIER,
    N_ ("it can boot from the network only where the board that carries it has the network jack") },
};

static void
check_doubts (CbBootCheck *self) {
  for (gsize i = 0; i < G_N_ELEMENTS (doubts); i++) {
    CbFinding *finding;

    if (!(self->boot_case->board->doubts & doubts[i].doubt))
      continue;
    finding = cb_check_add_at (self, CB_FINDING_DOUBT, NULL, 0);
    finding->oddity = cb_board_doubt_to_code (doubts[i].doubt);
    finding->detail = g_strdup (_ (doubts[i].text));
  }
}

static void
check_hijack (CbBootCheck *self, const CbBootEntry *entry) {
  if (entry->role != CB_ROLE_HIJACK || !cb_inventory_has (self->inventory, entry->name))
    return;
  cb_check_add (self, entry->kind == CB_FILE_UPDATE ? CB_FINDING_UPDATE_PENDING : CB_FINDING_HIJACK, entry);
}

void
cb_check_config (CbBootCheck *self) {
  const CbConfigTxt *config = cb_boot_plan_config (self->plan);
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  const GPtrArray *oddities = config ? cb_config_txt_oddities (config) : NULL;

  check_doubts (self);
  for (guint i = 0; oddities && i < oddities->len; i++)
    add_oddity (self, g_ptr_array_index (oddities, i));
  if (config && cb_config_txt_all_shut_out (config)) {
    g_autofree char *name = config_name (self, "config.txt");

    cb_check_add_at (self, CB_FINDING_ALL_SHUT_OUT, name, 0);
  }
  for (guint i = 0; i < entries->len; i++)
    check_hijack (self, g_ptr_array_index (entries, i));
}
