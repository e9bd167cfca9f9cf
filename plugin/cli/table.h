/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A table of text in nmcli's forms: for people or terse, a line per row or a line per field. Pure:
 * makes text, prints nothing. Cells are expected to be fit for the terminal already (escape.h).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_COLOR_NONE,
  CB_COLOR_GREEN,
  CB_COLOR_YELLOW,
  CB_COLOR_RED,
  CB_COLOR_BOLD,
} CbColor;

typedef struct {
  gboolean terse;
  gboolean pretty;
  gboolean multiline;
  gboolean escape; /* ':' and '\' in terse tabular cells */
  gboolean colors;
  const char *title; /* above a pretty table; NULL for none */
} CbTableStyle;

typedef struct CbTable CbTable;

/* headers is NULL-terminated and copied. */
CbTable *cb_table_new (const char *const *headers);
void cb_table_free (CbTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbTable, cb_table_free)

/* Adds a row with as many cells as there are headers. Each is copied; NULL is "no value". The color
 * is for the whole row. */
void cb_table_add (CbTable *table, const char *const *cells, CbColor color);

/* The table as text that ends with a line end; "" without rows. Free with g_free. */
char *cb_table_format (const CbTable *table, const CbTableStyle *style);

/* How many columns of a terminal the UTF-8 text takes. */
gsize cb_table_width (const char *text);

/* text cut to so many columns, with an ellipsis in the place of what is lost. Free with g_free. */
char *cb_table_cut (const char *text, gsize columns, gboolean utf8);

/* text between the escape sequences of color; a copy for CB_COLOR_NONE. Free with g_free. */
char *cb_table_paint (const char *text, CbColor color);

G_END_DECLS
