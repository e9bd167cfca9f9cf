/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* plan-time ROUNDS: for tests/bench/plan. */

#include "memory-folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "limit.h"

#define OVERLAYS 300

static const char ordinary[] =
    "# As Raspberry Pi OS has it, with some lines of a person's own.\n"
    "dtparam=audio=on\ndtparam=i2c_arm=on\ndtparam=spi=on\n"
    "camera_auto_detect=1\ndisplay_auto_detect=1\nauto_initramfs=1\n"
    "dtoverlay=vc4-kms-v3d\nmax_framebuffers=2\ndisable_fw_kms_setup=1\n"
    "arm_64bit=1\ndisable_overscan=1\narm_boost=1\n"
    "[cm4]\notg_mode=1\n[cm5]\ndtoverlay=dwc2,dr_mode=host\n[all]\n"
    "enable_uart=1\ndtoverlay=disable-bt\ndtoverlay=overlay7\ndtoverlay=overlay42,speed=9600\n"
    "initramfs initramfs8 followkernel\n";

static const char *const files[] = {
  "bootcode.bin", "start.elf", "start4.elf", "start_x.elf", "start4x.elf", "fixup.dat", "fixup4.dat",
  "fixup_x.dat", "fixup4x.dat", "kernel.img", "kernel7.img", "kernel7l.img", "kernel8.img", "kernel_2712.img",
  "initramfs", "initramfs7", "initramfs7l", "initramfs8", "initramfs_2712", "cmdline.txt",
  "bcm2710-rpi-3-b.dtb", "bcm2710-rpi-3-b-plus.dtb", "bcm2711-rpi-4-b.dtb", "bcm2711-rpi-400.dtb",
  "bcm2711-rpi-cm4.dtb", "bcm2712-rpi-5-b.dtb", "bcm2712-rpi-500.dtb", "overlays/bcm2712d0.dtbo",
  "overlays/disable-bt.dtbo", "overlays/vc4-kms-v3d.dtbo", "overlays/vc4-kms-v3d-pi4.dtbo",
  "overlays/vc4-kms-v3d-pi5.dtbo", "overlays/README",
};

static MemoryFolder
make_folder (const char *config) {
  MemoryFolder folder = memory_folder_new ("");
  g_autoptr (GString) map = g_string_new ("vc4-kms-v3d bcm2711 vc4-kms-v3d-pi4\n"
                                          "vc4-kms-v3d bcm2712 vc4-kms-v3d-pi5\n");
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    memory_folder_add (&folder, files[i], "", 0);
  for (guint i = 0; i < OVERLAYS; i++) {
    g_autofree char *name = g_strdup_printf ("overlays/overlay%u.dtbo", i);

    memory_folder_add (&folder, name, "", 0);
    g_string_append_printf (map, "overlay%u bcm2711\noverlay%u bcm2712\noverlay%u bcm2835\n", i, i, i);
  }
  bytes = overlay_map_from_text (map->str);
  memory_folder_add (&folder, "overlays/overlay_map.dtb", g_bytes_get_data (bytes, NULL),
                     g_bytes_get_size (bytes));
  memory_folder_add (&folder, "config.txt", config, strlen (config));
  return folder;
}

/* As many lines as are read, each of which may apply. */
static char *
make_long_config (void) {
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < CB_MAX_CONFIG_BYTES - 50; i++)
    g_string_append_printf (text, i % 8 == 0 ? "[gpio%u=1]\n" : "dtoverlay=overlay%u\n", i);
  return g_string_free (text, FALSE);
}

static int
compare (const void *a, const void *b) {
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static void
measure (const CbBoard *board, MemoryFolder *folder, const char *what, guint n_rounds) {
  CbFolderView view = memory_folder_view (folder);
  const CbBootCase boot_case = { .board = board, .serial = "91cdf03d" };
  g_autofree gint64 *times = g_new (gint64, n_rounds);
  guint n_entries = 0;

  for (guint i = 0; i < n_rounds; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (CbBootPlan) plan = cb_boot_plan_new (&boot_case, &view);

    times[i] = g_get_monotonic_time () - start;
    n_entries = cb_boot_plan_entries (plan)->len;
  }
  qsort (times, n_rounds, sizeof times[0], compare);
  printf ("%-10s %-10s %4u entries  median %6.3f ms  slowest %6.3f ms\n", board->model, what, n_entries,
          (double) times[n_rounds / 2] / 1000, (double) times[n_rounds - 1] / 1000);
}

int
main (int argc, char **argv) {
  guint n_rounds = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  g_autofree char *longest = make_long_config ();
  g_auto (MemoryFolder) folder = make_folder (ordinary), hostile = make_folder (longest);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards && n_rounds > 0; i++)
    if (boards[i].way != CB_BOOT_BY_NOTHING)
      measure (&boards[i], &folder, "ordinary", n_rounds);
  for (gsize i = 0; i < n_boards && n_rounds > 0; i++)
    if (boards[i].way != CB_BOOT_BY_NOTHING)
      measure (&boards[i], &hostile, "longest", n_rounds / 20 + 1);
  return 0;
}
