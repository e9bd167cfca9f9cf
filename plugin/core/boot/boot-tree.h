/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which base device tree a board loads (pi-netboot.md 5.3, 5.4, 7). All for the draft's os_prefix. */

#pragma once

#include "boot/boot-candidate.h"

G_BEGIN_DECLS

typedef struct {
  GArray *trees;       /* of CbBootCandidate, in the order in which they are asked for */
  CbTruth is_loaded;   /* NO: device_tree= says so. MAYBE: it is not in the folder, or a pin decides */
  CbTruth is_mainline; /* MAYBE: nobody can tell by a name alone */
} CbTrees;

/* Pure: adds nothing. Clear with cb_trees_clear(). */
CbTrees cb_trees_list (const CbBootDraft *draft);
void cb_trees_clear (CbTrees *trees);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbTrees, cb_trees_clear)

G_END_DECLS
