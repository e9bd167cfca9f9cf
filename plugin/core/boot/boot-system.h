/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the last stage loads: kernel, initramfs, device tree, overlays, command line, stub; once for each
 * os_prefix that may be in use (pi-netboot.md 5.3). */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

/* Sets the draft's is_64bit. */
void cb_boot_system_add (CbBootDraft *draft);

G_END_DECLS
