/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot folders on disk, with every byte made here: a complete one for a Pi 4, a Pi 3B+ and a Pi 5. Names are
 * relative to the folder. What fails, fails the test. */

#pragma once

#include "boot-files.h"

/* What the Pi 4's config.txt says. A line that a test adds is FOLDER_CONFIG_LINES + 1. */
#define FOLDER_CONFIG                                                                                      \
  "arm_64bit=1\n"                                                                                          \
  "enable_uart=1\n"                                                                                        \
  "dtparam=i2c_arm=on\n"                                                                                   \
  "dtoverlay=miniuart-bt\n"                                                                                \
  "initramfs initramfs8 followkernel\n"
#define FOLDER_CONFIG_LINES 5

/* Its path. */
typedef char BootFolder;

/* An empty one that everybody may enter, alone in a temporary folder ("..") of its own. folder_free() removes
 * both. */
BootFolder *folder_new (void);
void folder_free (BootFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BootFolder, folder_free)

/* Adds a complete set of files for that model: "4b", "3b+" or "5". Its texts take the place of those that are
 * there. */
void folder_fill (const char *folder, const char *model);

/* A new folder with them. */
BootFolder *folder_new_for (const char *model);

/* Writes a file, its folders with it. */
void folder_write (const char *folder, const char *name, const void *bytes, gsize n_bytes);
void folder_write_text (const char *folder, const char *name, const char *text);

/* Takes bytes. */
void folder_take (const char *folder, const char *name, GByteArray *bytes);
void folder_append_text (const char *folder, const char *name, const char *text);

/* Its bytes; free with g_byte_array_unref(). */
GByteArray *folder_read (const char *folder, const char *name);
void folder_remove (const char *folder, const char *name);
void folder_rename (const char *folder, const char *name, const char *to);
void folder_make_folder (const char *folder, const char *name);
void folder_link (const char *folder, const char *name, const char *target);

/* Makes it shorter, or longer with a hole. */
void folder_resize (const char *folder, const char *name, guint64 n_bytes);

/* Says that its content was changed so many seconds ago. */
void folder_set_age (const char *folder, const char *name, gint64 seconds);

/* start*.elf of that size: ELF for VideoCore, whose headers claim it all. */
GByteArray *start_elf_new (gsize n_bytes);

/* fixup*.dat of that size. */
GByteArray *fixup_new (gsize n_bytes);

/* A kernel in U-Boot's wrapper. */
GByteArray *uimage_new (void);

/* A device tree for compatible, with the labels "soc" and "uart1", or none, and dtparam i2c_arm. */
GByteArray *base_tree_new (const char *compatible, gboolean with_symbols);

/* An overlay of one fragment: for that label, else for that path. */
GByteArray *overlay_for_label (const char *label);
GByteArray *overlay_for_path (const char *path);

/* overlay_map.dtb with one overlay that is for one platform alone. */
GByteArray *overlay_map_for (const char *overlay, const char *platform);
