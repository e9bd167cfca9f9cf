/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-guess.h"

#include <string.h>

#define N_SERIAL_DIGITS 8

/* Who asks for what (pi-netboot.md 9.0). A stronger one stands against a weaker one that came before. */
enum { IF_NOTHING_ELSE, ALWAYS };

static const struct {
  const char *name; /* last part */
  const char *model;
  guint strength;
  gboolean first_only;
} openings[] = {
  { "bootcode.bin", "3b", ALWAYS, FALSE },
  { "start4.elf", "4b", ALWAYS, FALSE },
  { "kernel_2712.img", "5", IF_NOTHING_ELSE, FALSE },
  { "armstub8-2712.bin", "5", IF_NOTHING_ELSE, FALSE },
  { "start.elf", "3b", IF_NOTHING_ELSE, FALSE },
  { "config.txt", "5", IF_NOTHING_ELSE, TRUE },
};

/* In order: the first that fits is taken. */
static const struct {
  const char *begin; /* of its last part */
  const char *end;   /* NULL: begin is all of it */
  CbFileKind kind;
  CbBootRole role;
} files[] = {
  { "bootcode.bin", NULL, CB_FILE_BOOTCODE, CB_ROLE_REQUIRED },
  { "config.txt", NULL, CB_FILE_CONFIG, CB_ROLE_OPTIONAL },
  { "start", ".elf", CB_FILE_FIRMWARE, CB_ROLE_REQUIRED },
  { "fixup", ".dat", CB_FILE_FIXUP, CB_ROLE_OPTIONAL },
  { "recover", "", CB_FILE_RECOVERY, CB_ROLE_HIJACK },
  { "", ".sig", CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL },
  { "bootsig.bin", NULL, CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL },
  { "pieeprom.upd", NULL, CB_FILE_UPDATE, CB_ROLE_HIJACK },
  { "vl805.bin", NULL, CB_FILE_UPDATE, CB_ROLE_HIJACK },
  { "boot.img", NULL, CB_FILE_BOOT_IMAGE, CB_ROLE_OPTIONAL },
  { "cmdline.txt", NULL, CB_FILE_CMDLINE, CB_ROLE_OPTIONAL },
  { "armstub", ".bin", CB_FILE_STUB, CB_ROLE_OPTIONAL },
  { "overlay_map.dtb", NULL, CB_FILE_OVERLAY_MAP, CB_ROLE_OPTIONAL },
  { "hat_map.dtb", NULL, CB_FILE_OVERLAY_MAP, CB_ROLE_OPTIONAL },
  { "", ".dtbo", CB_FILE_OVERLAY, CB_ROLE_OPTIONAL },
  { "", ".dtb", CB_FILE_DEVICE_TREE, CB_ROLE_CHOICE },
  { "initr", "", CB_FILE_INITRAMFS, CB_ROLE_OPTIONAL },
  { "kernel", "", CB_FILE_KERNEL, CB_ROLE_CHOICE },
  { "Image", "", CB_FILE_KERNEL, CB_ROLE_CHOICE },
  { "zImage", "", CB_FILE_KERNEL, CB_ROLE_CHOICE },
  { "vmlinu", "", CB_FILE_KERNEL, CB_ROLE_CHOICE },
  { "u-boot", ".bin", CB_FILE_KERNEL, CB_ROLE_CHOICE },
};

static const char *
last_part (const char *name) {
  const char *slash = strrchr (name, '/');

  return slash != NULL ? slash + 1 : name;
}

gboolean
cb_story_guess_serial (const char *name, guint32 *ret_serial) {
  guint32 serial = 0;

  for (gsize i = 0; i < N_SERIAL_DIGITS; i++) {
    if (!g_ascii_isxdigit (name[i]) || g_ascii_isupper (name[i]))
      return FALSE;
    serial = serial << 4 | (guint32) g_ascii_xdigit_value (name[i]);
  }
  if (name[N_SERIAL_DIGITS] != '/')
    return FALSE;
  *ret_serial = serial;
  return TRUE;
}

static const CbBoard *
find_model (const char *model) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++)
    if (g_str_equal (boards[i].model, model))
      return &boards[i];
  return NULL;
}

static gboolean
has_tree (const CbBoard *board, const char *name) {
  for (gsize i = 0; i < CB_BOARD_NAMES && board->dtb[i] != NULL; i++)
    if (g_str_equal (board->dtb[i], name))
      return TRUE;
  return FALSE;
}

/* The only board that can boot from the network and asks for that device tree by itself. */
static const CbBoard *
find_by_tree (const char *name) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards), *found = NULL;

  for (gsize i = 0; i < n_boards; i++) {
    if (boards[i].way == CB_BOOT_BY_NOTHING || !has_tree (&boards[i], name))
      continue;
    if (found != NULL)
      return NULL;
    found = &boards[i];
  }
  return found;
}

const CbBoard *
cb_story_guess_board (const char *name, const CbBoard *so_far, gboolean is_first, gboolean *ret_sure) {
  const char *part = last_part (name);
  const CbBoard *by_tree = find_by_tree (part);

  *ret_sure = by_tree != NULL;
  if (by_tree != NULL)
    return by_tree;
  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++) {
    const CbBoard *board;

    if (!g_str_equal (openings[i].name, part) || (openings[i].first_only && !is_first)
        || (openings[i].strength == IF_NOTHING_ELSE && so_far != NULL))
      continue;
    board = find_model (openings[i].model);
    return so_far != NULL && board->way == so_far->way ? so_far : board;
  }
  return so_far;
}

/* Names are bytes, so none of GLib's patterns, which are for text. */
static gboolean
fits (const char *part, const char *begin, const char *end) {
  if (end == NULL)
    return g_str_equal (part, begin);
  return strlen (part) >= strlen (begin) + strlen (end) && g_str_has_prefix (part, begin)
         && g_str_has_suffix (part, end);
}

CbStoryGuess
cb_story_guess_file (const char *name) {
  CbStoryGuess guess = { CB_FILE_OTHER, CB_ROLE_OPTIONAL };
  const char *part = last_part (name);
  guint32 serial;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    if (!fits (part, files[i].begin, files[i].end))
      continue;
    guess = (CbStoryGuess){ files[i].kind, files[i].role };
    break;
  }
  /* The folder itself is only tried. */
  if (guess.role == CB_ROLE_REQUIRED && cb_story_guess_serial (name, &serial))
    guess.role = CB_ROLE_OPTIONAL;
  return guess;
}

gboolean
cb_story_guess_is_glued (const char *name) {
  static const char *const ends[] = { "start4.elf", "start.elf", "config.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]) && strlen (name) > strlen (ends[i]) && strchr (name, '/') == NULL)
      return TRUE;
  return FALSE;
}
