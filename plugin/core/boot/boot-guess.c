/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-guess.h"

#include <string.h>

#include "boot/boot-plan.h"
#include "limit.h"

#define HAS_TREE     3
#define HAS_FIRMWARE 1
#define HAS_KERNEL   1

static void
guess_free (gpointer data) {
  CbBootGuess *guess = data;

  g_free (guess->serial);
  g_free (guess);
}

static gboolean
tree_fits (const CbInventory *inventory, const char *name, const CbBoard *board) {
  g_autoptr (CbDeviceTree) tree = cb_inventory_read_tree (inventory, name);

  return tree && cb_device_tree_fits (tree, board->compatible);
}

static gboolean
has_taken (const CbInventory *inventory, const CbBootPlan *plan, CbFileKind kind) {
  const CbBootEntry *taken = cb_boot_plan_taken (plan, kind);

  return taken && cb_inventory_has (inventory, taken->name);
}

/* One of the names that the kernel's own trees of this board have, in the folder that it takes. */
static gboolean
has_own_tree (const CbInventory *inventory, const char *prefix, const CbBoard *board) {
  for (gsize i = 0; board->dtb_mainline[i]; i++) {
    g_autofree char *name = g_strconcat (prefix, board->dtb_mainline[i], NULL);

    if (tree_fits (inventory, name, board))
      return TRUE;
  }
  return FALSE;
}

static int
score_plan (const CbInventory *inventory, const CbBootPlan *plan, const CbBoard *board) {
  const CbBootEntry *tree = cb_boot_plan_taken (plan, CB_FILE_DEVICE_TREE);
  gboolean has_tree = (tree && tree_fits (inventory, tree->name, board))
                      || has_own_tree (inventory, cb_boot_plan_prefix (plan), board);
  gboolean has_firmware = has_taken (inventory, plan, CB_FILE_FIRMWARE);

  if (!has_tree && !has_firmware)
    return 0;
  return (has_tree ? HAS_TREE : 0) + (has_firmware || board->way == CB_BOOT_BY_EEPROM_5 ? HAS_FIRMWARE : 0)
         + (has_taken (inventory, plan, CB_FILE_KERNEL) ? HAS_KERNEL : 0);
}

/* How much speaks for that board; 0 when nothing does. A Pi 5 needs no firmware in the folder. */
static int
score (const CbInventory *inventory, const CbBoard *board, const char *serial) {
  const CbBootCase boot_case = { .board = board, .serial = serial };
  const CbFolderView view = cb_inventory_view (inventory);
  g_autoptr (CbBootPlan) plan = NULL;

  if (board->way == CB_BOOT_BY_NOTHING)
    return 0;
  plan = cb_boot_plan_new (&boot_case, &view);
  return serial && !*cb_boot_plan_prefix (plan) ? 0 : score_plan (inventory, plan, board);
}

static void
add_guess (GPtrArray *guesses, const CbBoard *board, const char *serial) {
  CbBootGuess *guess;

  if (guesses->len >= CB_MAX_BOOT_GUESSES)
    return;
  guess = g_new0 (CbBootGuess, 1);
  guess->board = board;
  guess->serial = g_strdup (serial);
  g_ptr_array_add (guesses, guess);
}

static gboolean
has_way (const GPtrArray *guesses, guint from, CbBootWay way) {
  for (guint i = from; i < guesses->len; i++)
    if (((const CbBootGuess *) g_ptr_array_index (guesses, i))->board->way == way)
      return TRUE;
  return FALSE;
}

/* The boards that one place is made for. Without a device tree, one board stands for those that boot alike. */
static void
guess_place (const CbInventory *inventory, const char *serial, GPtrArray *guesses) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);
  g_autofree int *scores = g_new0 (int, n_boards);
  guint before = guesses->len;
  int best = 1;

  for (gsize i = 0; i < n_boards; i++) {
    scores[i] = score (inventory, &boards[i], serial);
    best = MAX (best, scores[i]);
  }
  for (gsize i = 0; i < n_boards; i++)
    if (scores[i] == best && (best > HAS_FIRMWARE + HAS_KERNEL || !has_way (guesses, before, boards[i].way)))
      add_guess (guesses, &boards[i], serial);
}

static gboolean
is_serial_folder (const CbInventory *inventory, const char *name) {
  g_auto (CbHeldFile) file = { 0 };

  if (strlen (name) != 8 || strspn (name, "0123456789abcdef") != 8)
    return FALSE;
  inventory->look (name, &file, inventory->data);
  return file.kind == CB_HELD_FOLDER;
}

/* The first CB_MAX_SERIAL_FOLDERS of them. Free with g_strfreev. */
static char **
serial_folders (const CbInventory *inventory) {
  g_auto (GStrv) names = inventory->list ("", inventory->data);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_folders = 0;

  for (char **name = names; name && *name && n_folders < CB_MAX_SERIAL_FOLDERS; name++) {
    if (!is_serial_folder (inventory, *name))
      continue;
    g_strv_builder_add (builder, *name);
    n_folders++;
  }
  return g_strv_builder_end (builder);
}

/* The folder itself when nothing is in a serial folder that is a board's. */
static void
guess_boards (const CbInventory *inventory, GPtrArray *guesses) {
  g_auto (GStrv) names = serial_folders (inventory);

  for (char **name = names; *name && guesses->len < CB_MAX_BOOT_GUESSES; name++)
    guess_place (inventory, *name, guesses);
  if (guesses->len == 0)
    guess_place (inventory, NULL, guesses);
}

/* The serial folders in which that board would find its files, else the folder itself. */
static void
guess_serials (const CbInventory *inventory, const CbBoard *board, GPtrArray *guesses) {
  g_auto (GStrv) names = serial_folders (inventory);

  for (char **name = names; *name && guesses->len < CB_MAX_BOOT_GUESSES; name++)
    if (score (inventory, board, *name) >= HAS_TREE)
      add_guess (guesses, board, *name);
  if (guesses->len == 0)
    add_guess (guesses, board, NULL);
}

/* No files in that serial folder: the board takes those of the folder itself. */
static void
guess_root (const CbInventory *inventory, const char *serial, GPtrArray *guesses) {
  guess_place (inventory, NULL, guesses);
  for (guint i = 0; i < guesses->len; i++)
    ((CbBootGuess *) g_ptr_array_index (guesses, i))->serial = g_strdup (serial);
}

GPtrArray *
cb_boot_guess (const CbInventory *inventory, const CbBoard *board, const char *serial) {
  GPtrArray *guesses = g_ptr_array_new_with_free_func (guess_free);

  if (board && serial)
    add_guess (guesses, board, serial);
  else if (board)
    guess_serials (inventory, board, guesses);
  else if (serial)
    guess_place (inventory, serial, guesses);
  else
    guess_boards (inventory, guesses);
  if (serial && guesses->len == 0)
    guess_root (inventory, serial, guesses);
  return guesses;
}
