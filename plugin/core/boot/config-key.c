/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/config-key.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *key;
  CbKeyKind kind;
} Row;

/* By name: it's searched for every line. */
static const Row keys[] = {
  { "arm_64bit", CB_KEY_LATE },
  { "arm_control", CB_KEY_LATE },
  { "arm_peri_high", CB_KEY_LATE },
  { "armstub", CB_KEY_LATE },
  { "auto_initramfs", CB_KEY_LATE },
  { "boot_ramdisk", CB_KEY_EARLY },
  { "bootcode_delay", CB_KEY_EARLY },
  { "bootloader_update", CB_KEY_EARLY },
  { "camera_auto_detect", CB_KEY_LATE },
  { "cmdline", CB_KEY_LATE },
  { "device_tree", CB_KEY_LATE },
  { "device_tree_address", CB_KEY_LATE },
  { "device_tree_end", CB_KEY_LATE },
  { "device_tree_overlay", CB_KEY_LATE },
  { "device_tree_param", CB_KEY_LATE },
  { "device_tree_params", CB_KEY_LATE },
  { "disable_poe_fan", CB_KEY_LATE },
  { "display_auto_detect", CB_KEY_LATE },
  { "dtoverlay", CB_KEY_LATE },
  { "dtparam", CB_KEY_LATE },
  { "enable_gic", CB_KEY_LATE },
  { "enable_uart", CB_KEY_LATE },
  { "fixup_file", CB_KEY_EARLY },
  { "force_eeprom_read", CB_KEY_LATE },
  { "gpu_mem", CB_KEY_EARLY },
  { "gpu_mem_1024", CB_KEY_EARLY },
  { "gpu_mem_256", CB_KEY_EARLY },
  { "gpu_mem_512", CB_KEY_EARLY },
  { "include", CB_KEY_INCLUDE },
  { "initramfs", CB_KEY_INITRAMFS },
  { "kernel", CB_KEY_LATE },
  { "kernel_address", CB_KEY_LATE },
  { "kernel_old", CB_KEY_LATE },
  { "os_check", CB_KEY_LATE },
  { "os_prefix", CB_KEY_LATE },
  { "overlay_prefix", CB_KEY_LATE },
  { "ramfsaddr", CB_KEY_LATE },
  { "ramfsfile", CB_KEY_LATE },
  { "sdram_freq", CB_KEY_EARLY },
  { "sha256", CB_KEY_LATE },
  { "start_debug", CB_KEY_EARLY },
  { "start_file", CB_KEY_EARLY },
  { "start_x", CB_KEY_EARLY },
  { "total_mem", CB_KEY_EARLY },
  { "uart_2ndstage", CB_KEY_EARLY },
  { "upstream_kernel", CB_KEY_LATE },
};

static int
compare (const void *key, const void *row) {
  return g_ascii_strcasecmp (key, ((const Row *) row)->key);
}

CbKeyKind
cb_key_kind (const char *key) {
  const Row *row = bsearch (key, keys, G_N_ELEMENTS (keys), sizeof keys[0], compare);

  return row != NULL ? row->kind : CB_KEY_UNKNOWN;
}

/* Is typed one slip away from key? */
static gboolean
is_slip (const char *typed, const char *key) {
  gsize n_typed = strlen (typed), n_key = strlen (key);
  gsize i = 0;

  while (typed[i] != '\0' && g_ascii_tolower (typed[i]) == key[i])
    i++;
  if (n_typed == n_key + 1)
    return g_ascii_strcasecmp (typed + i + 1, key + i) == 0;
  if (n_typed + 1 == n_key)
    return g_ascii_strcasecmp (typed + i, key + i + 1) == 0;
  if (n_typed != n_key || i == n_key)
    return FALSE;
  if (g_ascii_strcasecmp (typed + i + 1, key + i + 1) == 0)
    return TRUE;
  return g_ascii_tolower (typed[i]) == key[i + 1] && g_ascii_tolower (typed[i + 1]) == key[i]
         && g_ascii_strcasecmp (typed + i + 2, key + i + 2) == 0;
}

const char *
cb_key_nearest (const char *key) {
  for (gsize i = 0; cb_key_kind (key) == CB_KEY_UNKNOWN && i < G_N_ELEMENTS (keys); i++)
    if (is_slip (key, keys[i].key))
      return keys[i].key;
  return NULL;
}
