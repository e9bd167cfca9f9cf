/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* config.txt: each oddity, and what it asks of the rest. */

#include "damage.h"

#define TEN     "xxxxxxxxxx"
#define SIXTY   TEN TEN TEN TEN TEN TEN
#define SEVENTY SIXTY TEN

/* Shuts all lines out, with a command line that needs none of them. */
static void
shut_out (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, "cmdline.txt", "root=/dev/nfs nfsroot=192.0.2.1:/pi ip=dhcp\n");
  folder_write_text (folder, name, how);
}

/* how: one line, so many times that it is beyond the bytes, or the lines, that are read. */
static void
add_often (const char *folder, const char *name, const char *how) {
  guint n_times = strlen (how) > 1 ? 100 : 5000;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_times; i++)
    g_string_append (text, how);
  folder_append_text (folder, name, text->str);
}

static void
add_zero_byte (const char *folder, const char *name, const char *how) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  g_byte_array_append (bytes, (const guint8 *) "# \0\n", 4);
  folder_write (folder, name, bytes->data, bytes->len);
}

/* how: an included file's text. */
static void
include (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, name, how);
  folder_append_text (folder, "config.txt", "include extra.txt\n");
}

static void
name_initramfs_long (const char *folder, const char *name, const char *how) {
  folder_take (folder, SEVENTY, folder_read (folder, "initramfs8"));
  folder_append_text (folder, name, "initramfs " SEVENTY " followkernel\n");
}

#define CONFIG "config.txt"

const Damage damages_of_configs[] = {
  { "[pi5] shuts everything out of a Pi 4", shut_out, CONFIG, "[pi5]\narm_64bit=1\n", "all-shut-out" },
  { "[pi4] shuts everything out of a Pi 5", shut_out, CONFIG, "[pi4]\narm_64bit=1\n", "all-shut-out",
    .model = "5" },
  { "dtparam= that the device tree lacks", set_text, CONFIG,
    "arm_64bit=1\ndtparam=nothing=on\ninitramfs initramfs8 followkernel\n", "parameter-unknown",
    "bcm2711-rpi-4-b.dtb", 2 },
  { "second dtparam= of a line that the device tree lacks", set_text, CONFIG,
    "arm_64bit=1\ndtparam=i2c_arm=on,nothing\ninitramfs initramfs8 followkernel\n", "parameter-unknown",
    "bcm2711-rpi-4-b.dtb", 2, .detail = "nothing" },

  { "line too long", add_text, CONFIG, "any=" SEVENTY SIXTY "\n", "long-line", .line = 6 },
  { "file too long", add_often, CONFIG, "# " SIXTY "\n", "long-file", .line = 69 },
  { "letter beyond ASCII", add_text, CONFIG, "# caf\xc3\xa9\n", "no-ascii", .line = 6 },
  { "zero byte", add_zero_byte, CONFIG, NULL, "zero-byte", .line = 6 },
  { "lines as on Windows", add_text, CONFIG, "disable_splash=1\r\n", "carriage-return", .line = 6 },
  { "blanks around =", add_text, CONFIG, "disable_splash = 1\n", "blank-around-equals", .line = 6 },
  { "no =", add_text, CONFIG, "enable_uart 1\n", "no-equals", .line = 6 },
  { "comment behind a value", add_text, CONFIG, "disable_splash=1 # quiet\n", "comment-behind", .line = 6 },
  { "key with a slip", add_text, CONFIG, "kernal=x.img\n", "key-slip", .line = 6 },
  { "key in capitals", add_text, CONFIG, "Disable_Splash=1\n", "key-case", .line = 6 },
  { "filter in capitals", add_text, CONFIG, "[PI4]\n", "filter-case", .line = 6 },
  { "unknown filter", add_text, CONFIG, "[pi7]\n", "filter-unknown", .line = 6 },
  { "filter without its end", add_text, CONFIG, "[pi4\n", "filter-broken", .line = 6 },
  { "filter too long", add_text, CONFIG, "[" SEVENTY "]\n", "filter-long", .line = 6 },
  { "included file that isn't there", add_text, CONFIG, "include nothing.txt\n", "include-missing", .line = 6 },
  { "included file with a long name", add_text, CONFIG, "include " SEVENTY "\n", "include-long", .line = 6 },
  { "file that includes itself", add_text, CONFIG, "include config.txt\n", "include-deep", .line = 6 },
  { "initramfs with =", add_text, CONFIG, "initramfs=initramfs8\n", "initramfs-equals", .line = 6 },
  { "initramfs with a long name", name_initramfs_long, CONFIG, NULL, "initramfs-long", .line = 6 },
  { "initramfs without a place", add_text, CONFIG, "initramfs initramfs8\n", "initramfs-place", .line = 6 },
  { "early key in an included file", include, "extra.txt", "start_x=0\n", "early-key-included", .line = 1 },
  { "neither setting nor filter", add_text, CONFIG, "what is this\n", "junk", .line = 6 },
  /* so many lines have more than 4096 bytes */
  { "too many lines", add_often, CONFIG, "\n", "too-many", .line = 4097, .also = "long-file" },
};

const gsize n_damages_of_configs = G_N_ELEMENTS (damages_of_configs);
