/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files that aren't what their names promise, or aren't all there. */

#include "damage.h"

#define CONFIG_32 "arm_64bit=0\ninitramfs initramfs8 followkernel\n"

#define FLAG_BIG_ENDIAN 1
#define PAGES_16_KIB    (2 << 1)

static void
put_kernel_big_endian (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, arm64_new (20000, FLAG_BIG_ENDIAN));
}

static void
put_kernel_16k (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, arm64_new (20000, PAGES_16_KIB));
}

static void
put_kernel_16k_gzip (const char *folder, const char *name, const char *how) {
  put_kernel_16k (folder, name, NULL);
  put_gzip (folder, name, NULL);
}

static void
put_zimage (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, zimage_new (20000));
}

/* As the recipe of a 32-bit kernel had it before firmware preferred 64-bit mode. */
static void
put_named_zimage (const char *folder, const char *name, const char *how) {
  put_zimage (folder, name, NULL);
  folder_write_text (folder, "config.txt", "kernel=zImage\ninitramfs initramfs8 followkernel\n");
}

/* how: the new name of the kernel, for a config.txt that asks for 32-bit mode. */
static void
rename_for_32 (const char *folder, const char *name, const char *how) {
  folder_rename (folder, name, how);
  folder_write_text (folder, "config.txt", CONFIG_32);
}

static void
put_gzip_for_32 (const char *folder, const char *name, const char *how) {
  put_gzip (folder, name, NULL);
  rename_for_32 (folder, name, how);
}

static void
put_half_zimage_for_32 (const char *folder, const char *name, const char *how) {
  put_zimage (folder, name, NULL);
  halve (folder, name, NULL);
  rename_for_32 (folder, name, how);
}

static void
put_half_gzip (const char *folder, const char *name, const char *how) {
  put_gzip (folder, name, NULL);
  halve (folder, name, NULL);
}

static void
put_uimage (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, uimage_new ());
}

static void
put_half_uimage (const char *folder, const char *name, const char *how) {
  put_uimage (folder, name, NULL);
  halve (folder, name, NULL);
}

/* ELF for a 64-bit ARM, without any program. */
static void
put_vmlinux (const char *folder, const char *name, const char *how) {
  GByteArray *bytes = bytes_new (512);

  put_text (bytes, 0, "\177ELF\2\1\1");
  put_le (bytes, 16, 2, 2);
  put_le (bytes, 18, 183, 2);
  folder_take (folder, name, bytes);
}

/* A frame of which only the beginning is there. */
static void
put_half_zstd (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "\x28\xb5\x2f\xfd\x04\x58\x41\1\0h", 10);
}

/* A block of 256 bytes that are not there. */
static void
put_half_lz4 (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "\x02\x21\x4c\x18\0\1\0\0abc", 11);
}

static void
put_xz (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "\xfd" "7zXZ\0\0\4\xe6\xd6\xb4\x46\2\0\x21\1\x16\0\0\0\x74\x2f\xe5\xa3", 24);
}

static void
put_gzip_of_tree (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, base_tree_new (how, TRUE));
  put_gzip (folder, name, NULL);
}

/* how: what it says it is for. */
static void
put_tree (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, base_tree_new (how, TRUE));
}

static void
put_tree_without_symbols (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, base_tree_new ("raspberrypi,4-model-b", FALSE));
}

/* how: the label, or the path that begins with '/'. */
static void
put_overlay (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, how[0] == '/' ? overlay_for_path (how) : overlay_for_label (how));
}

/* The structure block is said to begin behind the file's end. */
static void
break_tree (const char *folder, const char *name, const char *how) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  put_be (bytes, 8, 0x00ffffff, 4);
  folder_write (folder, name, bytes->data, bytes->len);
}

static void
break_elf (const char *folder, const char *name, const char *how) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  bytes->data[4] = 7;
  folder_write (folder, name, bytes->data, bytes->len);
}

/* how: its bytes. */
static void
put_firmware (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, start_elf_new (g_ascii_strtoull (how, NULL, 10)));
}

/* A build folder in which how was made an hour after the other one; name leads to the older. */
static void
link_older (const char *folder, const char *name, const char *how) {
  gboolean image_is_newer = g_str_equal (how, "Image");

  folder_rename (folder, name, "linux/Image");
  folder_take (folder, "linux/Image.gz", folder_read (folder, "linux/Image"));
  put_gzip (folder, "linux/Image.gz", NULL);
  folder_set_age (folder, image_is_newer ? "linux/Image.gz" : "linux/Image", 3600);
  folder_link (folder, name, image_is_newer ? "linux/Image.gz" : "linux/Image");
}

/* Two files, of which the first only leads to the second. */
static void
put_update (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, how, "0123\n");
  folder_resize (folder, how, 100);
  folder_write_text (folder, name, "\x55\xaa\xf0\x0f");
  folder_resize (folder, name, 512 * 1024);
}

#define TREE    "bcm2711-rpi-4-b.dtb"
#define OVERLAY "overlays/miniuart-bt.dtbo"
#define MAP     "overlays/overlay_map.dtb"

const Damage damages_of_files[] = {
  { "empty kernel", empty, "kernel8.img", NULL, "empty-file" },
  { "empty firmware", empty, "start4.elf", NULL, "empty-file" },
  { "empty device tree", empty, TREE, NULL, "empty-file" },
  { "empty overlay", empty, OVERLAY, NULL, "empty-file", .line = 4 },
  { "empty initramfs", empty, "initramfs8", NULL, "empty-file", .line = 5 },

  { "kernel cut", halve, "kernel8.img", NULL, "truncated" },
  { "kernel cut within its header", resize, "kernel8.img", "62", "truncated" },
  { "packed kernel cut", put_half_gzip, "kernel8.img", NULL, "truncated" },
  { "32-bit kernel cut", put_half_zimage_for_32, "kernel8.img", "kernel7l.img", "truncated", "kernel7l.img" },
  { "firmware cut", halve, "start4.elf", NULL, "truncated" },
  { "device tree cut", halve, TREE, NULL, "truncated" },
  { "overlay cut", halve, OVERLAY, NULL, "truncated", .line = 4 },
  { "overlay map cut", halve, MAP, NULL, "truncated" },
  { "initramfs cut", halve, "initramfs8", NULL, "truncated", .line = 5 },
  { "packed initramfs cut", put_half_gzip, "initramfs8", NULL, "truncated", .line = 5 },
  { "initramfs cut within xz", put_xz, "initramfs8", NULL, "truncated", .line = 5 },
  { "initramfs cut within zstd", put_half_zstd, "initramfs8", NULL, "truncated", .line = 5 },
  { "initramfs cut within lz4 -l", put_half_lz4, "initramfs8", NULL, "truncated", .line = 5 },
  { "kernel for U-Boot cut", put_half_uimage, "kernel8.img", NULL, "truncated" },

  { "device tree with a broken header", break_tree, TREE, NULL, "damaged" },
  { "overlay with a broken header", break_tree, OVERLAY, NULL, "damaged", .line = 4 },
  { "firmware with a broken header", break_elf, "start4.elf", NULL, "damaged" },

  { "web page as firmware", put_html, "start4.elf", NULL, "web-page" },
  { "web page as kernel", put_html, "kernel8.img", NULL, "web-page" },
  { "web page as overlay", put_html, OVERLAY, NULL, "web-page", .line = 4 },
  { "web page as initramfs", put_html, "initramfs8", NULL, "web-page", .line = 5 },
  { "git-lfs pointer as kernel", put_lfs_pointer, "kernel8.img", NULL, "lfs-pointer" },
  { "git-lfs pointer as fixup", put_lfs_pointer, "fixup4.dat", NULL, "lfs-pointer" },

  { "kernel as firmware", put_zimage, "start4.elf", NULL, "wrong-kind" },
  { "firmware as fixup", put_firmware, "fixup4.dat", "5400", "wrong-kind" },
  { "device tree as kernel", put_tree, "kernel8.img", "raspberrypi,4-model-b", "wrong-kind" },
  { "packed device tree as kernel", put_gzip_of_tree, "kernel8.img", "raspberrypi,4-model-b", "wrong-kind" },
  { "overlay as device tree", put_overlay, TREE, "uart1", "wrong-kind" },
  { "device tree as overlay", put_tree, OVERLAY, "raspberrypi,4-model-b", "wrong-kind", .line = 4 },
  { "firmware as bootcode.bin", put_firmware, "bootcode.bin", "52480", "wrong-kind", .model = "3b+" },

  { "beyond the block counter of a Pi 4", resize, "kernel8.img", "100000000", "too-large" },
  { "beyond the block counter of a Pi 3", resize, "kernel8.img", "40000000", "too-large", .model = "3b+",
    .detail = "33.6 MB" },
  { "too slow for a Pi 4", resize, "kernel8.img", "200000000", "too-slow", .detail = "38", .other = "30" },
  { "too slow for a Pi 5", resize, "kernel_2712.img", "200000000", "too-slow", .model = "5" },

  { "zImage without arm_64bit=0", put_zimage, "kernel8.img", NULL, "kernel-32" },
  { "zImage on a Pi 5", put_zimage, "kernel_2712.img", NULL, "kernel-32", .model = "5" },
  { "zImage that a line names, without arm_64bit", put_named_zimage, "zImage", NULL, "kernel-32", .line = 1 },
  { "64-bit Image with arm_64bit=0", rename_for_32, "kernel8.img", "kernel7l.img", "kernel-64",
    "kernel7l.img" },
  { "packed kernel in 32-bit mode", put_gzip_for_32, "kernel8.img", "kernel7l.img", "kernel-packed-32",
    "kernel7l.img" },
  { "kernel packed with xz", put_xz, "kernel8.img", NULL, "kernel-packed" },
  { "kernel as the linker leaves it", put_vmlinux, "kernel8.img", NULL, "kernel-packed" },
  { "kernel wrapped for U-Boot", put_uimage, "kernel8.img", NULL, "kernel-packed" },
  { "text as kernel", set_text, "kernel8.img", "vmlinuz-6.12\n", "kernel-unknown" },
  { "kernel for pages of 16 KiB on a Pi 4", put_kernel_16k, "kernel8.img", NULL, "page-size", .detail = "16" },
  { "kernel for pages of 16 KiB on a Pi 3", put_kernel_16k, "kernel8.img", NULL, "page-size", .model = "3b+" },
  { "packed kernel for pages of 16 KiB on a Pi 4", put_kernel_16k_gzip, "kernel8.img", NULL, "page-size" },
  { "big-endian kernel", put_kernel_big_endian, "kernel8.img", NULL, "big-endian" },
  { "link to an Image that is older than Image.gz", link_older, "kernel8.img", "Image.gz", "stale-kernel",
    .other = "Image.gz" },
  { "link to an Image.gz that is older than Image", link_older, "kernel8.img", "Image", "stale-kernel",
    .other = "Image" },

  { "device tree of a Pi 3", put_tree, TREE, "raspberrypi,3-model-b", "other-board",
    .detail = "raspberrypi,3-model-b" },
  { "device tree without symbols", put_tree_without_symbols, TREE, NULL, "no-symbols" },
  { "overlay whose symbol is missing", put_overlay, OVERLAY, "pcie1", "overlay-symbol", .line = 4,
    .detail = "pcie1", .other = TREE },
  { "overlay whose path is missing", put_overlay, OVERLAY, "/soc/nothing", "overlay-fails", .line = 4,
    .detail = "target-missing, /soc/nothing" },
  { "overlay that the map refuses", add_text, "config.txt", "dtoverlay=pi3-only\n", "overlay-refused",
    "pi3-only", 3, "5" },
  { "overlay that the map refuses, older board", add_text, "config.txt", "dtoverlay=vc4-kms-v3d-pi5:x=1\n",
    "overlay-refused", "vc4-kms-v3d-pi5", FOLDER_CONFIG_LINES + 1 },

  { "firmware and fixup of different days", age, "fixup4.dat", "200000", "firmware-sets",
    .other = "start4.elf" },
  { "firmware that is too small", put_firmware, "start4.elf", "1000000", "firmware-size", .detail = "1000000" },
  { "fixup that is too small", resize, "fixup4.dat", "100", "firmware-size" },

  { "recovery.elf", put_firmware, "recovery.elf", "700000", "hijack" },
  { "recover4.elf", put_firmware, "recover4.elf", "700000", "hijack" },
  { "recovery.elf on a Pi 3", put_firmware, "recovery.elf", "700000", "hijack", .model = "3b+" },
  { "recovery8.img", put_kernel_big_endian, "recovery8.img", NULL, "hijack" },
  { "pieeprom.upd with its signature", put_update, "pieeprom.upd", "pieeprom.sig", "update-pending" },
  { "pieeprom.upd on a Pi 5", put_update, "pieeprom.upd", "pieeprom.sig", "update-pending", .model = "5" },
};

const gsize n_damages_of_files = G_N_ELEMENTS (damages_of_files);
