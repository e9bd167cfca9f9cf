/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/config-key.h"

static const struct {
  const char *keys;
  CbKeyKind kind;
} rows[] = {
  { "arm_64bit arm_control arm_peri_high armstub auto_initramfs camera_auto_detect cmdline device_tree "
    "device_tree_address device_tree_end device_tree_overlay device_tree_param device_tree_params "
    "disable_poe_fan display_auto_detect dtoverlay dtparam enable_gic enable_uart force_eeprom_read kernel "
    "kernel_address kernel_old os_check os_prefix overlay_prefix ramfsaddr ramfsfile sha256 upstream_kernel",
    CB_KEY_LATE },
  { "boot_ramdisk bootcode_delay bootloader_update fixup_file gpu_mem gpu_mem_1024 gpu_mem_256 gpu_mem_512 "
    "sdram_freq start_debug start_file start_x total_mem uart_2ndstage",
    CB_KEY_EARLY },
  { "initramfs", CB_KEY_INITRAMFS },
  { "include", CB_KEY_INCLUDE },
  { "kerne kernels gpu_mem_ a zzz \xff =", CB_KEY_UNKNOWN },
};

static void
test_each_key (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (GStrv) keys = g_strsplit (rows[i].keys, " ", -1);

    for (gsize k = 0; keys[k] != NULL; k++) {
      g_autofree char *capitals = g_ascii_strup (keys[k], -1);

      if (cb_key_kind (keys[k]) != rows[i].kind || cb_key_kind (capitals) != rows[i].kind)
        fail_msg ("'%s' is %d", keys[k], (int) cb_key_kind (keys[k]));
    }
  }
  assert_int_equal (cb_key_kind (""), CB_KEY_UNKNOWN);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_each_key),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
