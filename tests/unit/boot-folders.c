/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-folders.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libfdt.h>

#define TREE_BYTES 8192

static char *
path_of (const char *folder, const char *name) {
  return g_build_filename (folder, name, NULL);
}

static void
must (gboolean holds, const char *what, const char *name) {
  if (!holds)
    fail_msg ("%s '%s': %s", what, name, g_strerror (errno));
}

BootFolder *
folder_new (void) {
  g_autoptr (GError) error = NULL;
  g_autofree char *around = g_dir_make_tmp ("cableboot-test-XXXXXX", &error);
  char *folder;

  if (around == NULL)
    fail_msg ("%s", error->message);
  must (chmod (around, 0755) == 0, "chmod", around);
  folder = g_build_filename (around, "boot", NULL);
  must (g_mkdir_with_parents (folder, 0755) == 0, "mkdir", folder);
  return folder;
}

static int
remove_entry (const char *path, const struct stat *status, int type, struct FTW *walk) {
  return remove (path);
}

void
folder_free (BootFolder *folder) {
  g_autofree char *around = g_path_get_dirname (folder);

  nftw (around, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free (folder);
}

/* Without the zeros at the end: they are a hole in the file. */
static gsize
count_written (const char *bytes, gsize n_bytes) {
  while (n_bytes > 0 && bytes[n_bytes - 1] == 0)
    n_bytes--;
  return n_bytes;
}

void
folder_write (const char *folder, const char *name, const void *bytes, gsize n_bytes) {
  gsize n_written = count_written (bytes, n_bytes);
  g_autofree char *path = path_of (folder, name);
  g_autofree char *parent = g_path_get_dirname (path);
  FILE *file;

  must (g_mkdir_with_parents (parent, 0755) == 0, "mkdir", name);
  unlink (path);
  file = fopen (path, "wb");
  must (file != NULL, "write", name);
  must (fwrite (bytes, 1, n_written, file) == n_written, "write", name);
  must (fclose (file) == 0, "write", name);
  must (truncate (path, (off_t) n_bytes) == 0, "truncate", name);
  must (chmod (path, 0644) == 0, "chmod", name);
}

void
folder_write_text (const char *folder, const char *name, const char *text) {
  folder_write (folder, name, text, strlen (text));
}

void
folder_take (const char *folder, const char *name, GByteArray *bytes) {
  folder_write (folder, name, bytes->data, bytes->len);
  g_byte_array_unref (bytes);
}

void
folder_append_text (const char *folder, const char *name, const char *text) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
  folder_write (folder, name, bytes->data, bytes->len);
}

GByteArray *
folder_read (const char *folder, const char *name) {
  g_autofree char *path = path_of (folder, name);
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize n_bytes;

  if (!g_file_get_contents (path, &bytes, &n_bytes, &error))
    fail_msg ("%s", error->message);
  return g_byte_array_new_take ((guint8 *) bytes, n_bytes);
}

void
folder_remove (const char *folder, const char *name) {
  g_autofree char *path = path_of (folder, name);

  must (remove (path) == 0, "remove", name);
}

void
folder_rename (const char *folder, const char *name, const char *to) {
  g_autofree char *path = path_of (folder, name);
  g_autofree char *to_path = path_of (folder, to);
  g_autofree char *parent = g_path_get_dirname (to_path);

  must (g_mkdir_with_parents (parent, 0755) == 0, "mkdir", to);
  must (rename (path, to_path) == 0, "rename", name);
}

void
folder_make_folder (const char *folder, const char *name) {
  g_autofree char *path = path_of (folder, name);

  must (g_mkdir_with_parents (path, 0755) == 0, "mkdir", name);
}

void
folder_link (const char *folder, const char *name, const char *target) {
  g_autofree char *path = path_of (folder, name);

  unlink (path);
  must (symlink (target, path) == 0, "link", name);
}

void
folder_resize (const char *folder, const char *name, guint64 n_bytes) {
  g_autofree char *path = path_of (folder, name);

  must (truncate (path, (off_t) n_bytes) == 0, "truncate", name);
}

void
folder_set_age (const char *folder, const char *name, gint64 seconds) {
  g_autofree char *path = path_of (folder, name);
  struct timespec times[2];

  clock_gettime (CLOCK_REALTIME, &times[0]);
  times[0].tv_sec -= seconds;
  times[1] = times[0];
  must (utimensat (AT_FDCWD, path, times, 0) == 0, "utimensat", name);
}

GByteArray *
start_elf_new (gsize n_bytes) {
  GByteArray *bytes = firmware_new ();

  append_zeros (bytes, n_bytes - bytes->len);
  put_le (bytes, 84 + 16, n_bytes - 512, 4);
  return bytes;
}

GByteArray *
fixup_new (gsize n_bytes) {
  GByteArray *bytes = bytes_new (n_bytes);

  put_be (bytes, 0, 0x0f13030f030f, 6);
  return bytes;
}

static GByteArray *
bootcode_new (void) {
  GByteArray *bytes = bytes_new (52480);

  memset (bytes->data + 512, 0x5a, bytes->len - 512);
  return bytes;
}

GByteArray *
uimage_new (void) {
  GByteArray *bytes = bytes_new (64 + 512);

  put_be (bytes, 0, 0x27051956, 4);
  put_be (bytes, 12, 512, 4);
  put_be (bytes, 4, crc32 (0, bytes->data, 64), 4);
  return bytes;
}

/* Ends a tree that was written in the buffer, which is freed. */
static GByteArray *
finish_tree (void *buffer, int r) {
  GByteArray *bytes = g_byte_array_new ();

  assert_int_equal (r, 0);
  g_byte_array_append (bytes, buffer, fdt_totalsize (buffer));
  g_free (buffer);
  return bytes;
}

static void *
begin_tree (int *r) {
  void *fdt = g_malloc0 (TREE_BYTES);

  *r = fdt_create (fdt, TREE_BYTES);
  *r |= fdt_finish_reservemap (fdt) | fdt_begin_node (fdt, "");
  return fdt;
}

static int
add_nodes (void *fdt) {
  int r = fdt_begin_node (fdt, "soc");

  r |= fdt_property_u32 (fdt, "phandle", 1);
  r |= fdt_begin_node (fdt, "serial@7e215040") | fdt_property_u32 (fdt, "phandle", 2);
  r |= fdt_property_string (fdt, "status", "disabled") | fdt_end_node (fdt);
  r |= fdt_end_node (fdt);
  r |= fdt_begin_node (fdt, "__overrides__");
  r |= fdt_property (fdt, "i2c_arm", "\0\0\0\2status", 11) | fdt_end_node (fdt);
  return r;
}

static int
add_symbols (void *fdt) {
  int r = fdt_begin_node (fdt, "__symbols__");

  r |= fdt_property_string (fdt, "soc", "/soc");
  r |= fdt_property_string (fdt, "uart1", "/soc/serial@7e215040");
  return r | fdt_end_node (fdt);
}

GByteArray *
base_tree_new (const char *compatible, gboolean with_symbols) {
  int r;
  void *fdt = begin_tree (&r);

  r |= fdt_property_string (fdt, "compatible", compatible);
  r |= fdt_property_string (fdt, "model", "A board of the tests");
  r |= add_nodes (fdt);
  r |= with_symbols ? add_symbols (fdt) : 0;
  r |= fdt_end_node (fdt) | fdt_finish (fdt);
  return finish_tree (fdt, r);
}

static int
add_content (void *fdt) {
  int r = fdt_begin_node (fdt, "__overlay__");

  return r | fdt_property_string (fdt, "status", "okay") | fdt_end_node (fdt);
}

GByteArray *
overlay_for_label (const char *label) {
  int r;
  void *fdt = begin_tree (&r);

  r |= fdt_begin_node (fdt, "fragment@0") | fdt_property_u32 (fdt, "target", 0xffffffff);
  r |= add_content (fdt) | fdt_end_node (fdt);
  r |= fdt_begin_node (fdt, "__fixups__");
  r |= fdt_property_string (fdt, label, "/fragment@0:target:0") | fdt_end_node (fdt);
  r |= fdt_end_node (fdt) | fdt_finish (fdt);
  return finish_tree (fdt, r);
}

GByteArray *
overlay_for_path (const char *path) {
  int r;
  void *fdt = begin_tree (&r);

  r |= fdt_begin_node (fdt, "fragment@0") | fdt_property_string (fdt, "target-path", path);
  r |= add_content (fdt) | fdt_end_node (fdt);
  r |= fdt_end_node (fdt) | fdt_finish (fdt);
  return finish_tree (fdt, r);
}

GByteArray *
overlay_map_for (const char *overlay, const char *platform) {
  int r;
  void *fdt = begin_tree (&r);

  r |= fdt_begin_node (fdt, overlay) | fdt_property (fdt, platform, NULL, 0) | fdt_end_node (fdt);
  r |= fdt_end_node (fdt) | fdt_finish (fdt);
  return finish_tree (fdt, r);
}

#define NFS_ROOT "root=/dev/nfs nfsroot=192.0.2.1:/pi,vers=3,tcp rw ip=dhcp rootwait\n"

#define PAGES_4_KIB  (1 << 1)
#define PAGES_16_KIB (2 << 1)

static void
fill_4b (const char *folder) {
  folder_take (folder, "start4.elf", start_elf_new (2200000));
  folder_take (folder, "fixup4.dat", fixup_new (5400));
  folder_take (folder, "bcm2711-rpi-4-b.dtb", base_tree_new ("raspberrypi,4-model-b", TRUE));
  folder_take (folder, "overlays/miniuart-bt.dtbo", overlay_for_label ("uart1"));
  folder_take (folder, "overlays/overlay_map.dtb", overlay_map_for ("vc4-kms-v3d-pi5", "bcm2712"));
  folder_take (folder, "kernel8.img", arm64_new (20000, PAGES_4_KIB));
  folder_take (folder, "initramfs8", cpio_new ());
  folder_write_text (folder, "config.txt", FOLDER_CONFIG);
  folder_write_text (folder, "cmdline.txt", "console=serial0,115200 console=tty1 rdinit=/init\n");
}

static void
fill_3b_plus (const char *folder) {
  folder_take (folder, "bootcode.bin", bootcode_new ());
  folder_take (folder, "start.elf", start_elf_new (2900000));
  folder_take (folder, "fixup.dat", fixup_new (7300));
  folder_take (folder, "bcm2710-rpi-3-b-plus.dtb", base_tree_new ("raspberrypi,3-model-b-plus", TRUE));
  folder_take (folder, "kernel8.img", arm64_new (20000, PAGES_4_KIB));
  folder_write_text (folder, "config.txt", "arm_64bit=1\nenable_uart=1\n");
  folder_write_text (folder, "cmdline.txt", NFS_ROOT);
}

static void
fill_5 (const char *folder) {
  folder_take (folder, "bcm2712-rpi-5-b.dtb", base_tree_new ("raspberrypi,5-model-b", TRUE));
  folder_take (folder, "overlays/bcm2712d0.dtbo", overlay_for_label ("soc"));
  folder_take (folder, "overlays/pi3-only.dtbo", overlay_for_label ("uart1"));
  folder_take (folder, "overlays/overlay_map.dtb", overlay_map_for ("pi3-only", "bcm2835"));
  folder_take (folder, "kernel_2712.img", arm64_new (20000, PAGES_16_KIB));
  folder_write_text (folder, "config.txt", "arm_64bit=1\nenable_uart=1\n");
  folder_write_text (folder, "cmdline.txt", NFS_ROOT);
}

void
folder_fill (const char *folder, const char *model) {
  static const struct {
    const char *model;
    void (*fill) (const char *folder);
  } ways[] = { { "4b", fill_4b }, { "3b+", fill_3b_plus }, { "5", fill_5 } };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (ways[i].model, model)) {
      ways[i].fill (folder);
      return;
    }
  fail_msg ("no folder for '%s'", model);
}

BootFolder *
folder_new_for (const char *model) {
  BootFolder *folder = folder_new ();

  folder_fill (folder, model);
  return folder;
}
