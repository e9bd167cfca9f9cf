/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/inventory.h"

#include <string.h>

void
cb_held_file_clear (CbHeldFile *file) {
  g_clear_pointer (&file->outside, g_free);
}

static gboolean
view_exists (const char *name, gpointer data) {
  return cb_inventory_has (data, name);
}

static GBytes *
view_read (const char *name, gsize max_bytes, gpointer data) {
  return cb_inventory_read (data, name, max_bytes);
}

CbFolderView
cb_inventory_view (const CbInventory *self) {
  return (CbFolderView){ .exists = view_exists, .read = view_read, .data = (gpointer) self };
}

gboolean
cb_inventory_has (const CbInventory *self, const char *name) {
  g_auto (CbHeldFile) file = { 0 };

  self->look (name, &file, self->data);
  return file.kind == CB_HELD_FILE && file.readable;
}

gboolean
cb_inventory_open (const CbInventory *self, const char *name, CbByteSource *ret) {
  return cb_inventory_has (self, name) && self->open (name, ret, self->data);
}

CbDeviceTree *
cb_inventory_read_tree (const CbInventory *self, const char *name) {
  CbImageFault fault;
  CbByteSource source;

  return cb_inventory_open (self, name, &source) ? cb_device_tree_read (&source, &fault, NULL) : NULL;
}

GBytes *
cb_inventory_read (const CbInventory *self, const char *name, gsize n_bytes) {
  g_autofree guint8 *bytes = NULL;
  CbByteSource source;
  gssize n_read;

  if (!cb_inventory_open (self, name, &source))
    return NULL;
  n_bytes = MIN (n_bytes, source.n_bytes);
  bytes = g_malloc (n_bytes + 1);
  n_read = cb_byte_source_read (&source, 0, bytes, n_bytes);
  return n_read < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&bytes), (gsize) n_read);
}

char *
cb_inventory_find_twin (const CbInventory *self, const char *name) {
  const char *slash = strrchr (name, '/');
  const char *last = slash ? slash + 1 : name;
  g_autofree char *folder = g_strndup (name, slash ? (gsize) (slash - name) : 0);
  g_auto (GStrv) names = self->list (folder, self->data);

  for (char **other = names; other && *other; other++)
    if (g_ascii_strcasecmp (*other, last) == 0 && strcmp (*other, last) != 0)
      return g_strdup_printf ("%s%s%s", folder, slash ? "/" : "", *other);
  return NULL;
}
