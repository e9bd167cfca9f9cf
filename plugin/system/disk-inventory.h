/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot folder on disk as an inventory. Looks with the rights of the process, which must have no other rights
 * than those of the user whose folder it is: the folder's contents are that user's, and hostile.
 */

#pragma once

#include "boot/inventory.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbDiskInventory CbDiskInventory;

/* CB_ERROR_NOT_FOUND (no such folder), CB_ERROR_INVALID (no folder), CB_ERROR_UNREACHABLE (may not be opened).
 */
CbDiskInventory *cb_disk_inventory_open (const char *path, GError **error);
void cb_disk_inventory_free (CbDiskInventory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbDiskInventory, cb_disk_inventory_free)

/* Borrowed; lives as long as self. */
const CbInventory *cb_disk_inventory_view (const CbDiskInventory *self);

G_END_DECLS
