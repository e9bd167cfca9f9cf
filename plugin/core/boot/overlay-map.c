/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/overlay-map.h"

#include <libfdt.h>
#include <string.h>

#include "boot/device-tree.h"
#include "limit.h"

/* Looked through once: a map of 64 KB has room for thousands of overlays, and a config.txt for as many. */
struct CbOverlayMap {
  GHashTable *new_names; /* of each overlay in the map: itself, another name, or "": refused */
};

/* It must fit into a TFTP request, and be one at all. */
static gboolean
is_name (const char *text, int n_text) {
  return n_text > 1 && n_text <= CB_MAX_TFTP_NAME_PART_BYTES && text[n_text - 1] == '\0'
         && strlen (text) == (gsize) n_text - 1;
}

static const char *
judge (const void *tree, int node, const char *name, const char *platform) {
  int n_new = 0;
  const char *new_name = fdt_getprop (tree, node, platform, &n_new);

  if (new_name != NULL && n_new == 0)
    return name;
  if (new_name == NULL)
    new_name = fdt_getprop (tree, node, "renamed", &n_new);
  return new_name != NULL && is_name (new_name, n_new) ? new_name : "";
}

static GHashTable *
read_overlays (const void *tree, const char *platform) {
  GHashTable *new_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  int node;

  fdt_for_each_subnode (node, tree, 0) {
    const char *name = fdt_get_name (tree, node, NULL);

    if (name != NULL && !g_hash_table_contains (new_names, name))
      g_hash_table_insert (new_names, g_strdup (name), g_strdup (judge (tree, node, name, platform)));
  }
  return new_names;
}

CbOverlayMap *
cb_overlay_map_new (GBytes *bytes, const char *platform) {
  const CbByteSource source =
      cb_byte_source_of_memory (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (CbDeviceTree) tree = NULL;
  CbImageFault fault;
  CbOverlayMap *map;

  tree = cb_device_tree_read (&source, &fault, NULL);
  if (tree == NULL)
    return NULL;
  map = g_new (CbOverlayMap, 1);
  map->new_names = read_overlays (cb_device_tree_blob (tree), platform);
  return map;
}

void
cb_overlay_map_free (CbOverlayMap *map) {
  if (map == NULL)
    return;
  g_hash_table_unref (map->new_names);
  g_free (map);
}

CbOverlayVerdict
cb_overlay_map_find (const CbOverlayMap *map, const char *name, const char **ret_name) {
  const char *new_name = g_hash_table_lookup (map->new_names, name);

  if (new_name == NULL || g_str_equal (new_name, name))
    return CB_OVERLAY_AS_IS;
  if (new_name[0] == '\0')
    return CB_OVERLAY_REFUSED;
  *ret_name = new_name;
  return CB_OVERLAY_RENAMED;
}
