/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot plans for tests: of a board, the files of a folder and a config.txt. */

#pragma once

#include "memory-folder.h"
#include "unit.h"

#define S "91cdf03d/"

#define TREE_3 "bcm2710-rpi-3-b.dtb"
#define TREE_4 "bcm2711-rpi-4-b.dtb"
#define TREE_5 "bcm2712-rpi-5-b.dtb"

/* Whether it applies depends on a pin. */
#define MAYBE "[gpio4=1]\n"

static inline const CbBoard *
board_of (const char *model) {
  const CbBoard *board = cb_board_from_text (model, NULL);

  assert_non_null (board);
  return board;
}

/* config: NULL for none. It goes where the prefix is. */
static inline CbBootPlan *
plan_of (const char *model, const char *files, const char *config, const char *map) {
  g_auto (MemoryFolder) folder = memory_folder_new (files);
  CbFolderView view = memory_folder_view (&folder);
  const CbBootCase boot_case = { .board = board_of (model), .serial = "91cdf03d" };

  if (config != NULL)
    memory_folder_add (&folder, "config.txt", config, strlen (config));
  if (map != NULL) {
    g_autoptr (GBytes) bytes = overlay_map_from_text (map);

    memory_folder_add (&folder, "overlays/overlay_map.dtb", g_bytes_get_data (bytes, NULL),
                       g_bytes_get_size (bytes));
  }
  return cb_boot_plan_new (&boot_case, &view);
}
