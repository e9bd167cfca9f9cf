/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is missing, lies elsewhere, or leads to nothing that can be sent. */

#include "damage.h"

#define S DAMAGE_SERIAL "/"

/* All that the board asks for, in its serial folder, but for the one file that lies in how. */
static void
scatter (const char *folder, const char *name, const char *how) {
  static const char *const names[] = {
    "start4.elf", "fixup4.dat", "config.txt", "cmdline.txt", "kernel8.img", "initramfs8", "bcm2711-rpi-4-b.dtb",
    "overlays",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *to = g_strconcat (S, names[i], NULL);

    folder_rename (folder, names[i], to);
  }
  folder_rename (folder, name, how);
}

/* Without arm_64bit a Pi 4 takes one of several kernels. */
static void
take_out_all_kernels (const char *folder, const char *name, const char *how) {
  folder_remove (folder, name);
  folder_write_text (folder, "config.txt", "initramfs initramfs8 followkernel\n");
}

static void
link_outside (const char *folder, const char *name, const char *how) {
  folder_rename (folder, name, how);
  folder_link (folder, name, how);
}

static void
link_through_a_circle (const char *folder, const char *name, const char *how) {
  folder_link (folder, how, name);
  folder_link (folder, name, how);
}

const Damage damages_of_names[] = {
  { "device tree under the kernel's own name", move, "bcm2710-rpi-3-b-plus.dtb", "bcm2837-rpi-3-b-plus.dtb",
    "other-name", .model = "3b+", .detail = "bcm2837-rpi-3-b-plus.dtb", .other = "bcm2837-rpi-3-b-plus.dtb" },
  { "no command line", take_out, "cmdline.txt", NULL, "cmdline-missing" },
  { "no firmware", take_out, "start4.elf", NULL, "missing-file" },
  { "no fixup", take_out, "fixup4.dat", NULL, "missing-file" },
  { "no device tree", take_out, "bcm2711-rpi-4-b.dtb", NULL, "missing-file" },
  { "no kernel of the only name", take_out, "kernel8.img", NULL, "missing-file" },
  { "no bootcode.bin", take_out, "bootcode.bin", NULL, "missing-file", .model = "3b+" },
  { "no kernel of several names", take_out_all_kernels, "kernel8.img", NULL, "no-kernel",
    .other = "kernel8.img, kernel7l.img, kernel7.img, kernel.img" },
  { "none of several device trees", take_out, "bcm2712-rpi-5-b.dtb", NULL, "none-of-several", .model = "5" },
  { "no config.txt on a Pi 5", take_out, "config.txt", NULL, "no-config", .model = "5" },
  { "kernel= names a file that isn't there", add_text, "config.txt", "kernel=mine.img\n", "missing-file",
    "mine.img", 6 },
  { "device_tree= names a file that isn't there", add_text, "config.txt", "device_tree=mine.dtb\n",
    "missing-file", "mine.dtb", 6 },
  { "dtoverlay= names a file that isn't there", add_text, "config.txt", "dtoverlay=disable-bt\n",
    "configured-missing", "overlays/disable-bt.dtbo", 6 },
  /* what rdinit= wants can't be in an initramfs that isn't there */
  { "no initramfs, though a line wants it", take_out, "initramfs8", NULL, "configured-missing", .line = 5,
    .also = "rdinit-alone" },

  { "kernel in another case", move, "kernel8.img", "Kernel8.IMG", "other-case", .other = "Kernel8.IMG" },
  { "firmware in another case", move, "start4.elf", "START4.ELF", "other-case" },
  { "device tree in another case", move, "bcm2711-rpi-4-b.dtb", "BCM2711-RPI-4-B.DTB", "other-case" },
  { "overlay in another case", move, "overlays/miniuart-bt.dtbo", "overlays/MiniUART-BT.dtbo", "other-case",
    .line = 4, .other = "overlays/MiniUART-BT.dtbo" },
  { "cmdline.txt in another case", move, "cmdline.txt", "CMDLINE.TXT", "other-case" },
  { "config.txt in another case", move, "config.txt", "Config.txt", "other-case", .model = "3b+" },
  { "config.txt in another case on a Pi 5", move, "config.txt", "Config.txt", "other-case", .model = "5" },

  { "in the root instead of the serial folder", scatter, S "fixup4.dat", "fixup4.dat", "other-place",
    .other = "fixup4.dat" },
  { "device tree in the root instead of the serial folder", scatter, S "bcm2711-rpi-4-b.dtb",
    "bcm2711-rpi-4-b.dtb", "other-place" },
  { "in the serial folder instead of the root", move, "bcm2711-rpi-4-b.dtb", S "bcm2711-rpi-4-b.dtb",
    "other-place", .other = S "bcm2711-rpi-4-b.dtb" },
  { "overlay in the root", move, "overlays/miniuart-bt.dtbo", "miniuart-bt.dtbo", "other-place", .line = 4,
    .other = "miniuart-bt.dtbo" },
  { "device tree among the overlays", move, "bcm2711-rpi-4-b.dtb", "overlays/bcm2711-rpi-4-b.dtb",
    "other-place", .other = "overlays/bcm2711-rpi-4-b.dtb" },

  { "serial folder with 16 digits", put_folder, "1000000091cdf03d", NULL, "serial-name", .other = "91cdf03d" },
  { "serial folder in upper case", put_folder, "91CDF03D", NULL, "serial-name", .other = "91cdf03d" },
  { "serial folder without its leading zero", put_folder, "1cdf03d", NULL, "serial-name", .other = "01cdf03d" },

  { "kernel= with ..", add_text, "config.txt", "kernel=../kernel8.img\n", "name-refused", "../kernel8.img", 6 },
  { "kernel= that is hidden", add_text, "config.txt", "kernel=.hidden/Image\n", "name-refused",
    ".hidden/Image", 6 },
  { "initramfs with ..", set_text, "config.txt",
    "arm_64bit=1\ninitramfs initramfs8,../more followkernel\n", "name-refused", "../more", 2 },

  { "kernel that its server may not read", lock, "kernel8.img", NULL, "unreadable", .as_nobody = TRUE },
  { "config.txt that its server may not read", lock, "config.txt", NULL, "unreadable", .model = "5",
    .as_nobody = TRUE },
  /* both the map and the overlay in that folder are asked for */
  { "folder of overlays that its server may not enter", lock, "overlays", NULL, "unreadable",
    "overlays/miniuart-bt.dtbo", 4, .also = "unreadable", .as_nobody = TRUE },
  { "link to what isn't there", put_link, "kernel8.img", "linux/arch/arm64/boot/Image", "dangling-link" },
  { "optional link to what isn't there", put_link, "cmdline.txt", "nothing", "dangling-link" },
  { "link to itself", put_link, "kernel8.img", "kernel8.img", "link-loop" },
  { "links in a circle", link_through_a_circle, "start4.elf", "other.elf", "link-loop" },
  { "link out of the folder", link_outside, "kernel8.img", "../Image", "link-leaves" },
  { "FIFO", put_fifo, "kernel8.img", NULL, "no-regular-file" },
  { "FIFO with an optional name", put_fifo, "cmdline.txt", NULL, "no-regular-file" },
  { "folder in a file's place", put_folder, "kernel8.img", NULL, "folder-for-file" },
  { "folder in an optional file's place", put_folder, "cmdline.txt", NULL, "folder-for-file" },
};

const gsize n_damages_of_names = G_N_ELEMENTS (damages_of_names);
