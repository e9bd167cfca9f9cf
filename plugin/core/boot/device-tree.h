/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A device tree or an overlay, copied into memory of ours and checked from end to end (pi-netboot.md 6.1, 5.8).
 *
 * A CbDeviceTree can be trusted: its header, structure and names lie within it, and it keeps to the limits of
 * limit.h. What its properties hold is as hostile as before; every function here takes it so.
 */

#pragma once

#include "boot/byte-source.h"

G_BEGIN_DECLS

typedef struct CbDeviceTree CbDeviceTree;

/* @ret_fault: NONE, TRUNCATED (shorter than its totalsize), DAMAGED, TOO_LARGE or UNREADABLE. Never NULL.
 * @ret_n_claimed: its totalsize, 0 without a header; may be NULL.
 *
 * NULL for any fault. What stands behind its totalsize is left alone. Free with cb_device_tree_free(). */
CbDeviceTree *cb_device_tree_read (const CbByteSource *source, CbImageFault *ret_fault, guint64 *ret_n_claimed);

/* NULL is fine. */
void cb_device_tree_free (CbDeviceTree *self);

/* The blob, for libfdt. Borrowed. */
const void *cb_device_tree_blob (const CbDeviceTree *self);

/* Has it a fragment that holds an __overlay__, or a __dormant__ one? */
gboolean cb_device_tree_is_overlay (const CbDeviceTree *self);

/* Is it U-Boot's wrapper of several images? */
gboolean cb_device_tree_is_fit (const CbDeviceTree *self);

/* The root's compatible, the most special one first; texts that aren't printable ASCII are left out. Never
 * NULL, ends with NULL; free with g_strfreev(). */
char **cb_device_tree_compatible (const CbDeviceTree *self);

/* Is one of the root's compatible texts among these? boards ends with NULL. */
gboolean cb_device_tree_fits (const CbDeviceTree *self, const char *const *boards);

/* Is name in the vendor's table of dtparam names? Mainline trees have none. Of the base tree for a dtparam of
 * its own, of an overlay for one that follows it. */
gboolean cb_device_tree_has_parameter (const CbDeviceTree *self, const char *name);

/* Takes the place of what self holds. blob: as long as its totalsize says, made by libfdt from checked
 * trees. */
void cb_device_tree_replace (CbDeviceTree *self, const void *blob);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbDeviceTree, cb_device_tree_free)

G_END_DECLS
