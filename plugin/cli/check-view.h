/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot check as a person, a table or a program gets it. Makes text, prints nothing; all bytes of the folder
 * are escaped here.
 */

#pragma once

#include "boot/boot-check.h"
#include "table.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean colors;
  gboolean utf8;
} CbCheckStyle;

/* "Raspberry Pi 4B, 91cdf03d": which board. Free with g_free. */
char *cb_check_view_title (const CbBootCase *boot_case);

/* The files in the order of the board's requests, each once, without those that are absent by rights. Free with
 * g_free. */
char *cb_check_view_files (const CbBootCheck *check, const CbCheckStyle *style);

/* A line or two for each finding, errors first. "" without any. Notes too when wanted. Free with g_free. */
char *cb_check_view_findings (const CbBootCheck *check, const CbCheckStyle *style, gboolean with_notes);

/* One sentence: complete or not. Free with g_free. */
char *cb_check_view_verdict (const CbBootCase *boot_case, const CbBootCheck *check);

/* The fields for --fields, in the order of "all"; NULL-terminated, static. */
const char *const *cb_check_view_fields (void);

/* Adds a row for each file. columns: indices into the fields. */
void cb_check_view_add_rows (CbTable *table, const CbBootCase *boot_case, const CbBootCheck *check,
                             const GArray *columns, gboolean utf8);

/* The check as an object of JSON, without "v". with_files: each file; else findings above CB_SEVERITY_NOTE
 * alone. */
void cb_check_view_add_json (JsonBuilder *builder, const CbBootCase *boot_case, const CbBootCheck *check,
                             gboolean with_files);

G_END_DECLS
