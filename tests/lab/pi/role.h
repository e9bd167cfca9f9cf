/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * role: what stands for a file in a sequence when config.txt or the board names it: "@kernel".
 */
#pragma once

typedef enum {
  SIM_ROLE_NONE,        /* the step names its file */
  SIM_ROLE_CONFIG,      /* config.txt, without what it includes: as bootcode.bin and the EEPROM read it */
  SIM_ROLE_SETTINGS,    /* config.txt and, one after the other, what it includes */
  SIM_ROLE_FIRMWARE,    /* start*.elf */
  SIM_ROLE_FIXUP,
  SIM_ROLE_DTB,
  SIM_ROLE_OVERLAY_MAP,
  SIM_ROLE_OVERLAYS,    /* each of them */
  SIM_ROLE_INITRAMFS,   /* each of them */
  SIM_ROLE_CMDLINE,
  SIM_ROLE_STUB,
  SIM_ROLE_RECOVERY,    /* recovery*.img, if no kernel is named */
  SIM_ROLE_KERNEL,      /* the candidates, until one is there; that one from then on */
  SIM_N_ROLES,
} SimRole;

/* The role of that name, with its "@"; SIM_ROLE_NONE when there is none. */
SimRole sim_role_find (const char *name);
