/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cmdline.txt, and the initramfs that it must fit. */

#include "damage.h"

#define NO_INITRAMFS "arm_64bit=1\ndtoverlay=miniuart-bt\n"

/* how: what cmdline.txt says, of a folder without an initramfs. */
static void
put_alone (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, "config.txt", NO_INITRAMFS);
  folder_write_text (folder, name, how);
}

static void
put_long_line (const char *folder, const char *name, const char *how) {
  g_autofree char *word = g_strnfill (g_ascii_strtoull (how, NULL, 10), 'x');

  folder_write_text (folder, name, word);
}

static void
put_zero_byte (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "rdinit=/init\0quiet\n", 19);
}

static void
put_lz4_frame (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "\x04\x22\x4d\x18\x64\x40\xa7\0\0\0\0\5\x5d\xcc\2", 15);
}

static void
put_old_cpio (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, name, "0707070000010000010006440000000000000000010000000000\n");
}

static void
put_packed_tree (const char *folder, const char *name, const char *how) {
  folder_take (folder, name, base_tree_new ("raspberrypi,4-model-b", TRUE));
  put_gzip (folder, name, NULL);
}

/* how: what cmdline.txt says, for an initramfs packed with gzip. */
static void
pack_and_put (const char *folder, const char *name, const char *how) {
  put_gzip (folder, "initramfs8", NULL);
  folder_write_text (folder, name, how);
}

/* The same for two of them, one packed. */
static void
add_second_and_put (const char *folder, const char *name, const char *how) {
  folder_take (folder, "more.cpio.gz", folder_read (folder, "initramfs8"));
  put_gzip (folder, "more.cpio.gz", NULL);
  folder_write_text (folder, "config.txt", "arm_64bit=1\ninitramfs initramfs8,more.cpio.gz 0x2000000\n");
  folder_write_text (folder, name, how);
}

const Damage damages_of_texts[] = {
  { "cmdline.txt of two lines", add_text, "cmdline.txt", "quiet\n", "cmdline-lines" },
  { "cmdline.txt with an empty first line", set_text, "cmdline.txt", " \n", "cmdline-empty" },
  { "cmdline.txt of no bytes", empty, "cmdline.txt", NULL, "cmdline-empty" },
  { "cmdline.txt that is too long", put_long_line, "cmdline.txt", "2048", "cmdline-long", .detail = "2047" },
  { "cmdline.txt with a letter beyond ASCII", set_text, "cmdline.txt", "rdinit=/init caf\xc3\xa9\n",
    "cmdline-bytes" },
  { "cmdline.txt with a zero byte", put_zero_byte, "cmdline.txt", NULL, "cmdline-bytes" },
  { "web page as cmdline.txt", put_html, "cmdline.txt", NULL, "web-page" },

  { "rdinit= without an initramfs", put_alone, "cmdline.txt", "console=tty1 rdinit=/init\n", "rdinit-alone" },
  { "root=/dev/ram0 without an initramfs", put_alone, "cmdline.txt", "root=/dev/ram0\n", "root-ram-alone",
    .detail = "/dev/ram0" },
  { "neither root= nor an initramfs", put_alone, "cmdline.txt", "console=tty1\n", "no-root" },
  { "root on NFS without ip=", put_alone, "cmdline.txt", "root=/dev/nfs nfsroot=192.0.2.1:/pi\n", "nfs-no-ip" },

  { "rdinit= that the initramfs lacks", set_text, "cmdline.txt", "rdinit=/linuxrc\n", "rdinit-absent",
    .detail = "/linuxrc", .other = "initramfs8" },
  { "rdinit= in a folder that the initramfs lacks", set_text, "cmdline.txt", "rdinit=/sbin/init\n",
    "rdinit-absent" },
  { "rdinit= that a packed initramfs lacks", pack_and_put, "cmdline.txt", "rdinit=/linuxrc\n",
    "rdinit-absent" },
  { "rdinit= that neither of two initramfs has", add_second_and_put, "cmdline.txt", "rdinit=/linuxrc\n",
    "rdinit-absent", .other = "initramfs8, more.cpio.gz" },

  { "text as initramfs", set_text, "initramfs8", "nothing\n", "initramfs-kind", .line = 5 },
  { "cpio of the old form as initramfs", put_old_cpio, "initramfs8", NULL, "initramfs-kind", .line = 5 },
  { "packed device tree as initramfs", put_packed_tree, "initramfs8", NULL, "initramfs-kind", .line = 5 },
  { "initramfs in lz4's frame format", put_lz4_frame, "initramfs8", NULL, "initramfs-lz4", .line = 5 },
};

const gsize n_damages_of_texts = G_N_ELEMENTS (damages_of_texts);
