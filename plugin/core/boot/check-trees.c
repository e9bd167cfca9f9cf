/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: the device tree, and each overlay really applied to it (pi-netboot.md 5.4, 5.8). */

#include "boot/boot-check-private.h"

#include <libfdt.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/boot-overlays.h"
#include "boot/device-tree.h"
#include "boot/overlay-map.h"
#include "boot/overlay.h"
#include "limit.h"

static void
check_board (CbBootCheck *self, const CbBootEntry *entry, const CbDeviceTree *tree) {
  const CbBoard *board = self->boot_case->board;
  g_auto (GStrv) compatible = cb_device_tree_compatible (tree);

  if (!board->compatible[0] || cb_device_tree_fits (tree, board->compatible))
    return;
  cb_check_add (self, CB_FINDING_OTHER_BOARD, entry)->detail =
      compatible[0] ? g_strjoinv (", ", compatible) : g_strdup (_ ("it names none"));
}

static void
add_overlay_finding (CbBootCheck *self, const CbBootEntry *overlay, const CbBootEntry *tree,
                     CbOverlayOutcome outcome, const char *detail) {
  CbFinding *finding;

  switch (outcome) {
  case CB_OVERLAY_SYMBOL_MISSING:
    finding = cb_check_add (self, CB_FINDING_OVERLAY_SYMBOL, overlay);
    finding->detail = g_strdup (detail);
    break;
  case CB_OVERLAY_TARGET_MISSING:
  case CB_OVERLAY_DAMAGED:
  case CB_OVERLAY_TOO_LARGE:
    finding = cb_check_add (self, CB_FINDING_OVERLAY_FAILS, overlay);
    finding->detail = g_strdup_printf ("%s%s%s", cb_overlay_outcome_to_code (outcome), detail ? ", " : "",
                                       detail ? detail : "");
    break;
  default: return;
  }
  finding->other = g_strdup (tree->name);
}

/* What it costs at the worst to put that overlay on that tree; of both together, so much is done for one board.
 */
static guint64
cost_of (const CbDeviceTree *tree, const CbDeviceTree *overlay) {
  return (guint64) fdt_totalsize (cb_device_tree_blob (tree)) * fdt_totalsize (cb_device_tree_blob (overlay));
}

/* In the order of config.txt, each on what those before it made, as the firmware does. Without symbols no
 * overlay with labels can be applied: said once, of the tree. Beyond CB_MAX_OVERLAY_COST nothing is said. */
static void
apply_overlays (CbBootCheck *self, const CbBootEntry *tree_entry, CbDeviceTree *tree) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  gboolean said = FALSE;
  guint64 cost = 0;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (CbDeviceTree) overlay = NULL;
    g_autofree char *detail = NULL;
    CbOverlayOutcome outcome;

    if (entry->kind != CB_FILE_OVERLAY || entry->role != CB_ROLE_CONFIGURED || entry->asked != CB_TRUTH_YES)
      continue;
    overlay = cb_inventory_read_tree (self->inventory, entry->name);
    cost += overlay ? cost_of (tree, overlay) : 0;
    if (!overlay || cost > CB_MAX_OVERLAY_COST)
      continue;
    outcome = cb_overlay_apply (tree, overlay, &detail);
    if (outcome == CB_OVERLAY_NO_SYMBOLS && !said)
      cb_check_add (self, CB_FINDING_NO_SYMBOLS, tree_entry);
    said |= outcome == CB_OVERLAY_NO_SYMBOLS;
    add_overlay_finding (self, entry, tree_entry, outcome, detail);
  }
}

/* The map of this board, or NULL where none can be read. */
static CbOverlayMap *
read_map (const CbBootCheck *self) {
  const CbBootEntry *entry = cb_check_loaded (self, CB_FILE_OVERLAY_MAP);
  g_autoptr (GBytes) bytes =
      entry ? cb_inventory_read (self->inventory, entry->name, CB_MAX_OVERLAY_MAP_BYTES) : NULL;

  return bytes ? cb_overlay_map_new (bytes, self->boot_case->board->platform) : NULL;
}

static void
check_refused_name (CbBootCheck *self, const CbOverlayMap *map, const char *name, const CbConfigLine *line) {
  const char *renamed;
  CbFinding *finding;

  if (cb_overlay_map_find (map, name, &renamed) != CB_OVERLAY_REFUSED)
    return;
  finding = cb_check_add_at (self, CB_FINDING_OVERLAY_REFUSED, name, line->line);
  finding->config_file = g_strdup (line->file);
}

/* What overlay_map.dtb refuses for this board is asked for by some firmware of a Pi 5 alone, so the plan may
 * have no entry for it. */
static void
check_refused (CbBootCheck *self) {
  const CbConfigTxt *config = cb_boot_plan_config (self->plan);
  const GPtrArray *lines = config ? cb_config_txt_lines (config) : NULL;
  g_autoptr (CbOverlayMap) map = read_map (self);

  for (guint i = 0; map && lines && i < lines->len; i++) {
    const CbConfigLine *line = g_ptr_array_index (lines, i);
    g_autofree char *name = cb_overlay_name_from_line (line);

    if (name)
      check_refused_name (self, map, name, line);
  }
}

static void
add_unknown_parameter (CbBootCheck *self, const CbBootEntry *entry, const CbConfigLine *line,
                       const char *name) {
  CbFinding *finding = cb_check_add (self, CB_FINDING_PARAMETER_UNKNOWN, entry);

  finding->detail = g_strdup (name);
  g_free (finding->config_file);
  finding->config_file = g_strdup (line->file);
  finding->line = line->line;
}

/* The value is "name=value,...", where a value may be left out. */
static void
check_parameters_of (CbBootCheck *self, const CbBootEntry *entry, const CbDeviceTree *tree,
                     const CbConfigLine *line) {
  g_auto (GStrv) parameters = g_strsplit (line->value, ",", -1);

  for (char **name = parameters; *name; name++) {
    (*name)[strcspn (*name, "=")] = '\0';
    if (**name && self->findings->len < CB_MAX_CHECK_FINDINGS && !cb_device_tree_has_parameter (tree, *name))
      add_unknown_parameter (self, entry, line, *name);
  }
}

/* dtparam lines before the first dtoverlay are the base tree's. Those behind one belong to it; overlays have
 * parameters with rules of their own, which aren't judged here. */
static void
check_parameters (CbBootCheck *self, const CbBootEntry *entry, const CbDeviceTree *tree) {
  const CbConfigTxt *config = cb_boot_plan_config (self->plan);
  const GPtrArray *lines = config ? cb_config_txt_lines (config) : NULL;

  for (guint i = 0; lines && i < lines->len; i++) {
    const CbConfigLine *line = g_ptr_array_index (lines, i);
    g_autofree char *overlay = cb_overlay_name_from_line (line);

    if (overlay)
      return;
    if (g_ascii_strcasecmp (line->key, "dtparam") == 0 && line->truth == CB_TRUTH_YES)
      check_parameters_of (self, entry, tree, line);
  }
}

void
cb_check_trees (CbBootCheck *self) {
  const CbBootEntry *entry = cb_check_loaded (self, CB_FILE_DEVICE_TREE);
  g_autoptr (CbDeviceTree) tree = entry ? cb_inventory_read_tree (self->inventory, entry->name) : NULL;

  check_refused (self);
  if (!tree || cb_device_tree_is_overlay (tree) || cb_device_tree_is_fit (tree))
    return;
  check_board (self, entry, tree);
  check_parameters (self, entry, tree);
  apply_overlays (self, entry, tree);
}
