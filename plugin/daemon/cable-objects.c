/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable-objects.h"

#include "cableboot-bus.h"
#include "names.h"

struct CbCableObjects {
  GDBusConnection *bus;
  GHashTable *skeletons; /* uuid -> CbCablebootCable */
};

static void
take_down (gpointer skeleton) {
  g_dbus_interface_skeleton_unexport (skeleton);
  g_object_unref (skeleton);
}

CbCableObjects *
cb_cable_objects_new (GDBusConnection *bus) {
  CbCableObjects *objects = g_new0 (CbCableObjects, 1);

  objects->bus = g_object_ref (bus);
  objects->skeletons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, take_down);
  return objects;
}

void
cb_cable_objects_free (CbCableObjects *objects) {
  if (objects == NULL)
    return;
  g_hash_table_unref (objects->skeletons);
  g_object_unref (objects->bus);
  g_free (objects);
}

char *
cb_cable_object_path (const char *uuid) {
  char *path = g_strconcat (CB_BUS_CABLES, uuid, NULL);

  return g_strdelimit (path, "-", '_');
}

static CbCablebootCable *
export (CbCableObjects *objects, const char *uuid) {
  CbCablebootCable *skeleton = cb_cableboot_cable_skeleton_new ();
  g_autofree char *path = cb_cable_object_path (uuid);
  g_autoptr (GError) error = NULL;

  cb_cableboot_cable_set_uuid (skeleton, uuid);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (skeleton), objects->bus, path, &error)) {
    g_warning ("%s", error->message);
    g_object_unref (skeleton);
    return NULL;
  }
  g_hash_table_insert (objects->skeletons, g_strdup (uuid), skeleton);
  return skeleton;
}

void
cb_cable_objects_set (CbCableObjects *objects, const char *uuid, const char *interface) {
  CbCablebootCable *skeleton = g_hash_table_lookup (objects->skeletons, uuid);

  if (skeleton == NULL)
    skeleton = export (objects, uuid);
  if (skeleton != NULL)
    cb_cableboot_cable_set_interface (skeleton, interface);
}

void
cb_cable_objects_remove (CbCableObjects *objects, const char *uuid) {
  g_hash_table_remove (objects->skeletons, uuid);
}
