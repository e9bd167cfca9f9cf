/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Applies an overlay to a device tree as the Pi's firmware would, and names what is in its way
 * (pi-netboot.md 5.8).
 *
 * libfdt does the work, after everything that it takes on trust has been checked here. What the firmware
 * does beyond libfdt is done here as well: labels of an overlay stay private unless its __exports__ names
 * them, a node without a phandle gets one, and a path may stand in place of a label. An overlay whose
 * parameters aren't set is applied as it is: dormant fragments stay out, but their labels must be there too.
 */

#pragma once

#include "boot/device-tree.h"

G_BEGIN_DECLS

typedef enum {
  CB_OVERLAY_APPLIED,
  CB_OVERLAY_NOT_ONE,         /* it has no fragment: a device tree, or something else */
  CB_OVERLAY_NO_SYMBOLS,      /* it needs labels, and the base has no __symbols__: built without dtc -@ */
  CB_OVERLAY_SYMBOL_MISSING,  /* a label isn't among them, or leads nowhere. Detail: the label */
  CB_OVERLAY_TARGET_MISSING,  /* a target-path, or a path as a label, leads nowhere. Detail: the path */
  CB_OVERLAY_DAMAGED,         /* what it says of itself makes no sense. Detail: a label or what libfdt says */
  CB_OVERLAY_TOO_LARGE,       /* beyond CB_MAX_OVERLAY_BYTES, or with the base CB_MAX_OVERLAY_BASE_BYTES */
  CB_OVERLAY_NOT_KNOWN,       /* the firmware can do it, but nothing here can: nothing is said */
  CB_OVERLAY_N_
} CbOverlayOutcome;

/* @base: what was applied before is in it. Changed by APPLIED only.
 * @ret_detail: as said above, any text made printable; NULL where nothing is said. Caller frees. May be
 * NULL. */
CbOverlayOutcome cb_overlay_apply (CbDeviceTree *base, const CbDeviceTree *overlay, char **ret_detail);

/* Stable words: applied not-an-overlay no-symbols symbol-missing target-missing damaged too-large not-known.
 * Static, never NULL. */
const char *cb_overlay_outcome_to_code (CbOverlayOutcome outcome);

G_END_DECLS
