/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boots of the same board among those on record (dictionaries of boot-record.h, the oldest first): by its
 * serial, or by its MAC where that isn't known of both. Those of another user are strangers. Pure.
 */

#pragma once

#include "wire/story-event.h"

#include <glib.h>

G_BEGIN_DECLS

/* Is none of them of that board, but for those from number on? FALSE for a board that isn't known. */
gboolean cb_boot_kin_is_first (const GPtrArray *boots, guint32 uid, guint32 number, const CbStoryEvent *board);

/* Is the hash of the kernel that of the latest boot before number of that board which had a kernel? -1: not
 * known. */
int cb_boot_kin_has_same_kernel (const GPtrArray *boots, guint32 uid, guint32 number,
                                 const CbStoryEvent *kernel);

G_END_DECLS
