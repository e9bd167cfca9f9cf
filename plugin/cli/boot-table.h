/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boots on record (D-Bus contract) as tables: the fields of `cableboot log`, and the figures of one boot beside
 * those of the boot before. Pure.
 */

#pragma once

#include "table.h"

G_BEGIN_DECLS

/* The fields for --fields, in the order of "all"; NULL-terminated, static. */
const char *const *cb_boot_table_fields (void);

/* A row for each of boots (aa{sv}). wanted as in field.h. Cells are the same in every language, times are
 * local. NULL and CB_ERROR_INVALID for an unknown field. */
CbTable *cb_boot_table (GVariant *boots, const char *wanted, gboolean utf8, GError **error);

/* The figures of boot, and of before where it isn't NULL: files, bytes, seconds of each stage. */
CbTable *cb_boot_table_figures (GVariant *boot, GVariant *before);

/* The boot of that number among boots (aa{sv}, the latest first), and the last one of the same board before it;
 * NULL where there is none. Unref with g_variant_unref. */
GVariant *cb_boot_table_find (GVariant *boots, guint32 number);
GVariant *cb_boot_table_find_before (GVariant *boots, GVariant *boot);

G_END_DECLS
