/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot folder in memory, for tests of what reads one; and overlay_map.dtb from text. */

#pragma once

#include <glib.h>
#include <libfdt.h>
#include <string.h>

#include "boot/boot-plan.h"

typedef struct {
  GHashTable *files; /* name -> GBytes */
} MemoryFolder;

static inline gboolean
memory_folder_exists (const char *name, gpointer data) {
  const MemoryFolder *folder = data;

  return g_hash_table_contains (folder->files, name);
}

static inline GBytes *
memory_folder_read (const char *name, gsize max_bytes, gpointer data) {
  const MemoryFolder *folder = data;
  GBytes *bytes = g_hash_table_lookup (folder->files, name);

  if (bytes == NULL || g_bytes_get_size (bytes) <= max_bytes)
    return bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return g_bytes_new_from_bytes (bytes, 0, max_bytes);
}

static inline void
memory_folder_add (MemoryFolder *folder, const char *name, const void *bytes, gsize n_bytes) {
  g_hash_table_insert (folder->files, g_strdup (name), g_bytes_new (bytes, n_bytes));
}

/* names: separated by blanks; each is an empty file. */
static inline MemoryFolder
memory_folder_new (const char *names) {
  MemoryFolder folder = {
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref)
  };
  g_auto (GStrv) each = g_strsplit_set (names, " \n", -1);

  for (char **name = each; *name != NULL; name++)
    if ((*name)[0] != '\0')
      memory_folder_add (&folder, *name, "", 0);
  return folder;
}

static inline void
memory_folder_clear (MemoryFolder *folder) {
  g_clear_pointer (&folder->files, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MemoryFolder, memory_folder_clear)

static inline CbFolderView
memory_folder_view (MemoryFolder *folder) {
  return (CbFolderView){ memory_folder_exists, memory_folder_read, folder };
}

/* text: lines "OVERLAY PROPERTY [VALUE]", those of one overlay in a row. */
static inline GBytes *
overlay_map_from_text (const char *text) {
  static char tree[32768];
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *open = NULL;
  int r = fdt_create (tree, sizeof tree);

  r |= fdt_finish_reservemap (tree) | fdt_begin_node (tree, "");
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", 3);

    if (g_strv_length (words) < 2 || words[0][0] == '#')
      continue;
    if (g_strcmp0 (open, words[0]) != 0) {
      r |= open != NULL ? fdt_end_node (tree) : 0;
      r |= fdt_begin_node (tree, words[0]);
      g_free (open);
      open = g_strdup (words[0]);
    }
    r |= words[2] != NULL ? fdt_property_string (tree, words[1], words[2])
                          : fdt_property (tree, words[1], NULL, 0);
  }
  r |= open != NULL ? fdt_end_node (tree) : 0;
  r |= fdt_end_node (tree) | fdt_finish (tree);
  g_assert (r == 0);
  return g_bytes_new (tree, fdt_totalsize (tree));
}
