/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which start*.elf and fixup*.dat a board loads (pi-netboot.md 5.7). A Pi 5 has neither. */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

void cb_boot_firmware_add (CbBootDraft *draft);

G_END_DECLS
