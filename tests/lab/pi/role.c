/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "role.h"

#include <string.h>

static const char *const NAMES[SIM_N_ROLES] = {
  [SIM_ROLE_NONE] = "",
  [SIM_ROLE_CONFIG] = "@config",
  [SIM_ROLE_SETTINGS] = "@settings",
  [SIM_ROLE_FIRMWARE] = "@firmware",
  [SIM_ROLE_FIXUP] = "@fixup",
  [SIM_ROLE_DTB] = "@dtb",
  [SIM_ROLE_OVERLAY_MAP] = "@overlay-map",
  [SIM_ROLE_OVERLAYS] = "@overlays",
  [SIM_ROLE_INITRAMFS] = "@initramfs",
  [SIM_ROLE_CMDLINE] = "@cmdline",
  [SIM_ROLE_STUB] = "@stub",
  [SIM_ROLE_RECOVERY] = "@recovery",
  [SIM_ROLE_KERNEL] = "@kernel",
};


SimRole
sim_role_find (const char *name) {
  SimRole role = SIM_N_ROLES - 1;

  while (role != SIM_ROLE_NONE && strcmp (name, NAMES[role]) != 0) {
    role--;
  }
  return role;
}
