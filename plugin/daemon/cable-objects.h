/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The D-Bus objects of enabled cables, one each, with the interface Cable. Their signals go out elsewhere, to
 * followers alone (followers.h). Lives on the main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct CbCableObjects CbCableObjects;

CbCableObjects *cb_cable_objects_new (GDBusConnection *bus);

/* Takes them from the bus. NULL is fine. */
void cb_cable_objects_free (CbCableObjects *objects);

/* The cable is there, under that name of its interface. */
void cb_cable_objects_set (CbCableObjects *objects, const char *uuid, const char *interface);

/* It isn't any more. */
void cb_cable_objects_remove (CbCableObjects *objects, const char *uuid);

/* The path of a cable's object. Caller frees. */
char *cb_cable_object_path (const char *uuid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbCableObjects, cb_cable_objects_free)

G_END_DECLS
