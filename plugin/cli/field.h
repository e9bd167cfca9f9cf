/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The fields of a cable for --fields, and the table made from them. Names and cells are the same in
 * every language, for scripts; codes stand where a sentence would be in other output. Pure.
 */

#pragma once

#include "table.h"

G_BEGIN_DECLS

/* The table with the wanted fields of cables (aa{sv}). wanted is as typed after --fields: names in
 * any case, separated by commas, or "all" or "common"; NULL is "common". utf8 as in escape.h. NULL
 * and CB_ERROR_INVALID for an unknown field, with the known ones. */
CbTable *cb_field_table (GVariant *cables, const char *wanted, gboolean utf8, GError **error);

/* The columns that somebody wants: indices (guint) into names, which end with NULL. common: those that "common"
 * and a wanted of NULL mean, as typed. NULL and CB_ERROR_INVALID for an unknown one, with the known ones. */
GArray *cb_field_columns (const char *const *names, const char *common, const char *wanted, GError **error);

/* All field names, NULL-terminated, for completion. Free the array with g_free, not the names. */
const char **cb_field_names (void);

G_END_DECLS
