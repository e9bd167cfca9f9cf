/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which overlays a board loads, under which names, and the map that names them (pi-netboot.md 5.8). */

#pragma once

#include "boot/boot-draft.h"
#include "boot/boot-tree.h"

G_BEGIN_DECLS

/* trees: without a base device tree there are no overlays. */
void cb_boot_overlays_add (CbBootDraft *draft, const CbTrees *trees);

/* The overlay that a line of config.txt names ("NAME,p=v", "NAME:p=v"), "" for one that only closes the one
 * before; NULL: this line is no dtoverlay. Caller frees. */
char *cb_overlay_name_from_line (const CbConfigLine *line);

G_END_DECLS
