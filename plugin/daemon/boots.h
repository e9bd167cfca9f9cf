/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boots of all cables: those that run, those on record, and what happened lately. Also which cables there
 * are, for the bus. Lives on the worker thread.
 */

#pragma once

#include "cable-boots.h"

G_BEGIN_DECLS

typedef struct CbBoots CbBoots;

/* context: the worker's. */
CbBoots *cb_boots_new (CbHerald *herald, GMainContext *context);

/* What runs is written once more. NULL is fine. */
void cb_boots_free (CbBoots *boots);

/* The boots of that cable; made, and the cable shown on the bus, where it wasn't known. */
CbCableBoots *cb_boots_of_cable (CbBoots *boots, const CbSettings *settings);

/* Likewise; NULL where it isn't known. */
CbCableBoots *cb_boots_find_cable (CbBoots *boots, const char *uuid);

/* These cables (of CbSettings) there are; others are gone, and their boots over. uuids (may be NULL) are of
 * cables that can't be read at the moment: they stay, if they were known. */
void cb_boots_set_cables (CbBoots *boots, GPtrArray *cables, const char *const *uuids);

/* aa{sv} for the bus, floating: what happened lately on the cables of who asks (uid), for root on all. */
GVariant *cb_boots_past (CbBoots *boots, guint32 caller);

/* Likewise: the boots on record, the latest first; limit of them, or all with 0. */
GVariant *cb_boots_list (CbBoots *boots, guint32 caller, guint32 limit);

/* Likewise: the boot of that number alone, with its events. NULL and CB_ERROR_NOT_FOUND or CB_ERROR_FAILED. */
GVariant *cb_boots_list_one (CbBoots *boots, guint32 caller, guint32 number, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBoots, cb_boots_free)

G_END_DECLS
