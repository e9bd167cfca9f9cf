/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* overlay_map.dtb: which overlay a board loads for the name that config.txt says (pi-netboot.md 5.8). Its bytes
 * come from the boot folder, so they may be anything. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_OVERLAY_AS_IS,
  CB_OVERLAY_RENAMED,
  CB_OVERLAY_REFUSED,  /* deprecated, or not for this platform */
} CbOverlayVerdict;

typedef struct CbOverlayMap CbOverlayMap;

/* For one platform ("bcm2711"). NULL: that is no device tree, or a damaged one. */
CbOverlayMap *cb_overlay_map_new (GBytes *bytes, const char *platform);
void cb_overlay_map_free (CbOverlayMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbOverlayMap, cb_overlay_map_free)

/* One step, never chained. ret_name: owned by map, set with CB_OVERLAY_RENAMED only. */
CbOverlayVerdict cb_overlay_map_find (const CbOverlayMap *map, const char *name, const char **ret_name);

G_END_DECLS
