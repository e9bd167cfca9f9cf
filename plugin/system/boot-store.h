/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boots on record, in CB_BOOTS_DIR: one file per boot, named by its number, root's, 0600, replaced whole.
 * What stands in a file is boot/boot-record.h. The number of the next one is always higher than any that is
 * there.
 *
 * Bounded: no more than CB_MAX_BOOT_RECORDS files of CB_MAX_BOOT_RECORD_BYTES; the oldest goes. A file that is
 * damaged is passed over, with a warning, until it is the oldest.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbBootStore CbBootStore;

/* Looks at the files that are there. Never NULL; a folder that is missing is empty. */
CbBootStore *cb_boot_store_open (void);

/* NULL is fine. */
void cb_boot_store_free (CbBootStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBootStore, cb_boot_store_free)

/* A number that no boot has had. */
guint32 cb_boot_store_next (CbBootStore *store);

/* All boots on record, the oldest first: dictionaries of cb_boot_record_parse, without their events. Owned by
 * store, changed by _save. */
const GPtrArray *cb_boot_store_boots (const CbBootStore *store);

/* Writes text, of boot (its number is one of _next), which is kept without its events. lasting: even if the
 * power goes now. FALSE with CB_ERROR_FAILED, naming the file; boot is kept all the same. */
gboolean cb_boot_store_save (CbBootStore *store, GVariant *boot, const char *text, gboolean lasting,
                             GError **error);

/* The boot of that number with its events, reference to the caller. If it was running when it was written, it
 * is over. NULL with CB_ERROR_NOT_FOUND or CB_ERROR_FAILED. */
GVariant *cb_boot_store_load (CbBootStore *store, guint32 number, GError **error);

G_END_DECLS
