/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Everything that the person sees: sentences and blocks on standard output, "Error:", "Warning:"
 * and "Hint:" on standard error. What comes from outside is escaped here, and nowhere before.
 */

#pragma once

#include "request.h"
#include "table.h"

G_BEGIN_DECLS

/* Prints text and a line end on standard output. Escapes nothing. */
void cb_output_line (const char *text);

/* Prints a JSON text and a line end on standard output, in UTF-8 whatever the locale is. */
void cb_output_json (const char *json);

/* Prints the fields of cables (aa{sv}) that the options ask for. FALSE with CB_ERROR_INVALID for an
 * unknown field. */
gboolean cb_output_fields (const CbOptions *options, GVariant *cables, GError **error);

/* Prints a table in the form that the options ask for. title is above a pretty one. */
void cb_output_table (const CbOptions *options, const CbTable *table, const char *title);

/* Whether the fields that the options ask for exist, to be asked before anything is changed. Error:
 * CB_ERROR_INVALID. */
gboolean cb_output_check_fields (const CbOptions *options, GError **error);

/* Whether standard output gets colors and UTF-8. */
gboolean cb_output_colors (const CbOptions *options);
gboolean cb_output_utf8 (void);

/* "Warning: ..." for each of notes, a(ss); nothing under --json, where they are in the object. */
void cb_output_warnings (const CbOptions *options, GVariant *notes);

/* "Error: ..." or its JSON. choices (aa{sv}) are the interfaces that the person may choose from;
 * NULL for none. */
void cb_output_error (const CbOptions *options, const GError *error, GVariant *choices);

/* "Hint: ..."; nothing under --json. */
void cb_output_hint (const CbOptions *options, const char *text);

G_END_DECLS
