/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The files that each stage asks for whatever config.txt says (pi-netboot.md 4.6, 9.0), as one table. Nearly
 * all are normally absent.
 */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

/* The places in a boot where such names stand. */
typedef enum {
  CB_SLOT_FIRST,            /* before the prefix is known: from the root */
  CB_SLOT_BEFORE_CONFIG,
  CB_SLOT_UPDATE,           /* only where the self update is on */
  CB_SLOT_BEFORE_FIRMWARE,
  CB_SLOT_SETTINGS,         /* the firmware, before it chooses a kernel */
  CB_SLOT_KERNELS_64,       /* before the kernels of that mode; only without a kernel= */
  CB_SLOT_KERNELS_32,
} CbBootSlot;

/* Those of one slot, for the draft's board. */
void cb_boot_names_add (CbBootDraft *draft, CbBootSlot slot);

/* The same, no surer than ceiling. */
void cb_boot_names_add_maybe (CbBootDraft *draft, CbBootSlot slot, CbTruth ceiling);

G_END_DECLS
