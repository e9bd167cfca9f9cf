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

static void
test_slips (void **state) {
  static const struct {
    const char *typed, *key;
  } slips[] = {
    { "kernal", "kernel" },     { "kerenl", "kernel" },    { "kernels", "kernel" },  { "kerne", "kernel" },
    { "ernel", "kernel" },      { "Kernal", "kernel" },    { "arm_64bits", "arm_64bit" },
    { "enable_uartt", "enable_uart" }, { "dtparams", "dtparam" },
    { "kernel", NULL },         { "KERNEL", NULL },        { "colonel", NULL },      { "", NULL },
    { "k", NULL },              { "arm_freq", NULL },      { "over_voltage", NULL }, { "hdmi_mode:1", NULL },
    { "disable_splash", NULL }, { "gpu_freq", NULL },      { "core_freq", NULL },    { "\xff", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (slips); i++)
    if (g_strcmp0 (cb_key_nearest (slips[i].typed), slips[i].key) != 0)
      fail_msg ("'%s' is taken for '%s'", slips[i].typed, cb_key_nearest (slips[i].typed));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_each_key),
    cmocka_unit_test (test_slips),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
