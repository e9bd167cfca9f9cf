/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/overlay.h"

#include <libfdt.h>

#include "boot/overlay-references.h"
#include "host/quote.h"
#include "limit.h"

/* Beyond both trees: new names, and paths of labels that become longer. */
#define FIRST_ROOM_BYTES 4096

static const char *const codes[CB_OVERLAY_N_] = {
  [CB_OVERLAY_APPLIED] = "applied",
  [CB_OVERLAY_NOT_ONE] = "not-an-overlay",
  [CB_OVERLAY_NO_SYMBOLS] = "no-symbols",
  [CB_OVERLAY_SYMBOL_MISSING] = "symbol-missing",
  [CB_OVERLAY_TARGET_MISSING] = "target-missing",
  [CB_OVERLAY_DAMAGED] = "damaged",
  [CB_OVERLAY_TOO_LARGE] = "too-large",
  [CB_OVERLAY_NOT_KNOWN] = "not-known",
};

const char *
cb_overlay_outcome_to_code (CbOverlayOutcome outcome) {
  g_return_val_if_fail ((unsigned) outcome < CB_OVERLAY_N_, codes[CB_OVERLAY_NOT_KNOWN]);
  return codes[outcome];
}

/* Is the label exported? Without __exports__ none is. */
static gboolean
is_exported (const void *overlay, const char *label) {
  int exports = fdt_subnode_offset (overlay, 0, "__exports__");

  return exports >= 0 && fdt_getprop (overlay, exports, label, NULL) != NULL;
}

/* libfdt would add all labels of the overlay to the base, the firmware adds those that are exported. */
static int
drop_private_symbols (void *overlay) {
  int symbols = fdt_subnode_offset (overlay, 0, "__symbols__");
  int property = symbols >= 0 ? fdt_first_property_offset (overlay, symbols) : -FDT_ERR_NOTFOUND;

  while (property >= 0) {
    const char *label;
    int result;

    fdt_getprop_by_offset (overlay, property, &label, NULL);
    if (label == NULL)
      return -FDT_ERR_BADSTRUCTURE;
    if (is_exported (overlay, label)) {
      property = fdt_next_property_offset (overlay, property);
      continue;
    }
    result = fdt_delprop (overlay, symbols, label);
    if (result < 0)
      return result;
    property = fdt_first_property_offset (overlay, symbols);
  }
  return 0;
}

/* Does the fragment lie on a node of the overlay itself, or on one that an alias of it names? */
static gboolean
is_local_target (const void *overlay, const char *fragment) {
  int mirror = fdt_subnode_offset (overlay, 0, "__local_fixups__");

  if (mirror >= 0)
    mirror = fdt_subnode_offset (overlay, mirror, fragment);
  return mirror >= 0 && fdt_getprop (overlay, mirror, "target", NULL) != NULL;
}

/* Why libfdt would not have it; both as they were before. */
static CbOverlayOutcome
explain (const CbDeviceTree *base, const void *overlay, int error, char **ret_detail) {
  int node;

  fdt_for_each_subnode (node, overlay, 0) {
    const char *path = fdt_getprop (overlay, node, "target-path", NULL);

    if (fdt_subnode_offset (overlay, node, "__overlay__") < 0)
      continue;
    if (is_local_target (overlay, fdt_get_name (overlay, node, NULL)))
      return CB_OVERLAY_NOT_KNOWN;
    if (path != NULL && fdt_path_offset (cb_device_tree_blob (base), path) < 0) {
      *ret_detail = cb_quote (path, -1);
      return CB_OVERLAY_TARGET_MISSING;
    }
  }
  *ret_detail = cb_quote (fdt_strerror (error), -1);
  return CB_OVERLAY_DAMAGED;
}

/* One try with so much room for both. 0 and base replaced, or a negative error of libfdt. */
static int
apply_in (CbDeviceTree *base, const void *overlay, gsize n_room) {
  g_autofree void *whole = g_malloc0 (n_room);
  g_autofree void *part = g_malloc0 (n_room);
  int result = fdt_open_into (cb_device_tree_blob (base), whole, (int) n_room);

  if (result == 0)
    result = fdt_open_into (overlay, part, (int) n_room);
  if (result == 0)
    result = cb_overlay_references_prepare (whole, part);
  if (result == 0)
    result = drop_private_symbols (part);
  if (result == 0)
    result = fdt_overlay_apply (whole, part);
  if (result == 0)
    result = fdt_pack (whole);
  if (result == 0 && fdt_totalsize (whole) > CB_MAX_OVERLAY_BASE_BYTES)
    result = -FDT_ERR_NOSPACE;
  if (result == 0)
    cb_device_tree_replace (base, whole);
  return result;
}

static CbOverlayOutcome
apply_checked (CbDeviceTree *base, const void *overlay, char **ret_detail) {
  gsize n_room = fdt_totalsize (cb_device_tree_blob (base)) + 2 * fdt_totalsize (overlay) + FIRST_ROOM_BYTES;
  int result = -FDT_ERR_NOSPACE;

  for (; result == -FDT_ERR_NOSPACE && n_room <= CB_MAX_OVERLAY_BASE_BYTES * 4; n_room *= 2)
    result = apply_in (base, overlay, n_room);
  if (result == -FDT_ERR_NOSPACE)
    return CB_OVERLAY_TOO_LARGE;
  return result == 0 ? CB_OVERLAY_APPLIED : explain (base, overlay, result, ret_detail);
}

CbOverlayOutcome
cb_overlay_apply (CbDeviceTree *base, const CbDeviceTree *overlay, char **ret_detail) {
  const void *blob = cb_device_tree_blob (overlay);
  g_autofree char *detail = NULL;
  CbOverlayOutcome outcome;

  if (!cb_device_tree_is_overlay (overlay))
    outcome = CB_OVERLAY_NOT_ONE;
  else if (fdt_totalsize (blob) > CB_MAX_OVERLAY_BYTES
           || fdt_totalsize (cb_device_tree_blob (base)) > CB_MAX_OVERLAY_BASE_BYTES)
    outcome = CB_OVERLAY_TOO_LARGE;
  else
    outcome = cb_overlay_references_check (cb_device_tree_blob (base), blob, &detail);
  if (outcome == CB_OVERLAY_APPLIED)
    outcome = apply_checked (base, blob, &detail);
  if (ret_detail != NULL)
    *ret_detail = g_steal_pointer (&detail);
  return outcome;
}
