/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The stub that runs on the ARM cores before the kernel (pi-netboot.md 5.5). os_prefix doesn't count for it. */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

/* Does config.txt name one that is there? It may be the whole program. */
gboolean cb_boot_stub_is_own (const CbBootDraft *draft);

/* The one that config.txt names, or those that are looked for by default in the mode of the kernel. */
void cb_boot_stub_add (CbBootDraft *draft, CbTruth is_64bit);

G_END_DECLS
