/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which folder a board uses for everything after its first requests (pi-netboot.md 4.4). */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

/* Sets the draft's prefix and adds the probes that decide it. The file that decided it, which is there; NULL:
 * none was, or none was asked for. Caller frees. */
char *cb_boot_prefix_choose (CbBootDraft *draft);

G_END_DECLS
