/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "table.h"

/* where values begin in multiline output, as in nmcli */
#define MULTILINE_COLUMN 40

struct CbTable {
  char **headers;
  guint n_columns;
  GPtrArray *rows;   /* of char *[n_columns], each cell may be NULL */
  GArray *row_color; /* of CbColor */
};

static const char *const sequences[] = {
  [CB_COLOR_NONE] = "",        [CB_COLOR_GREEN] = "\033[32m", [CB_COLOR_YELLOW] = "\033[33m",
  [CB_COLOR_RED] = "\033[31m", [CB_COLOR_BOLD] = "\033[1m",
};

CbTable *
cb_table_new (const char *const *headers) {
  CbTable *table = g_new0 (CbTable, 1);

  table->headers = g_strdupv ((char **)headers);
  table->n_columns = g_strv_length (table->headers);
  table->rows = g_ptr_array_new ();
  table->row_color = g_array_new (FALSE, FALSE, sizeof (CbColor));
  return table;
}

void
cb_table_free (CbTable *table) {
  if (!table)
    return;
  for (guint i = 0; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];

    for (guint column = 0; column < table->n_columns; column++)
      g_free (row[column]);
    g_free (row);
  }
  g_ptr_array_unref (table->rows);
  g_array_unref (table->row_color);
  g_strfreev (table->headers);
  g_free (table);
}

void
cb_table_add (CbTable *table, const char *const *cells, CbColor color) {
  char **row = g_new0 (char *, table->n_columns + 1);

  for (guint column = 0; column < table->n_columns; column++)
    row[column] = g_strdup (cells[column]);
  g_ptr_array_add (table->rows, row);
  g_array_append_val (table->row_color, color);
}

static gsize
character_width (gunichar character) {
  if (g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

gsize
cb_table_width (const char *text) {
  gsize width = 0;

  for (const char *c = text; *c; c = g_utf8_next_char (c))
    width += character_width (g_utf8_get_char (c));
  return width;
}

char *
cb_table_cut (const char *text, gsize columns, gboolean utf8) {
  const char *ellipsis = utf8 ? "\u2026" : "...";
  gsize room = columns > cb_table_width (ellipsis) ? columns - cb_table_width (ellipsis) : 0;
  gsize width = 0;
  const char *end = text;

  if (cb_table_width (text) <= columns)
    return g_strdup (text);
  while (*end) {
    width += character_width (g_utf8_get_char (end));
    if (width > room)
      break;
    end = g_utf8_next_char (end);
  }
  return g_strdup_printf ("%.*s%s", (int) (end - text), text, room > 0 ? ellipsis : "");
}

char *
cb_table_paint (const char *text, CbColor color) {
  if (color == CB_COLOR_NONE)
    return g_strdup (text);
  return g_strconcat (sequences[color], text, "\033[0m", NULL);
}

static void
append_rule (GString *text, char character, gsize width) {
  for (gsize i = 0; i < width; i++)
    g_string_append_c (text, character);
  g_string_append_c (text, '\n');
}

static void
append_padding (GString *text, gsize from, gsize to) {
  for (gsize i = from; i < to; i++)
    g_string_append_c (text, ' ');
}

static const char *
shown (const char *cell) {
  return cell && *cell ? cell : "--";
}

static gsize *
column_widths (const CbTable *table) {
  gsize *widths = g_new0 (gsize, table->n_columns + 1);

  for (guint column = 0; column < table->n_columns; column++) {
    widths[column] = cb_table_width (table->headers[column]);
    for (guint i = 0; i < table->rows->len; i++) {
      char **row = table->rows->pdata[i];

      widths[column] = MAX (widths[column], cb_table_width (shown (row[column])));
    }
  }
  return widths;
}

static char *
format_line (char *const *cells, const gsize *widths, guint n_columns) {
  GString *line = g_string_new (NULL);

  for (guint column = 0; column < n_columns; column++) {
    const char *cell = shown (cells[column]);

    g_string_append (line, cell);
    if (column + 1 < n_columns)
      append_padding (line, cb_table_width (cell), widths[column] + 2);
  }
  return g_string_free (line, FALSE);
}

static void
append_title (GString *text, const CbTableStyle *style) {
  gsize width;

  if (!style->pretty || !style->title)
    return;
  width = cb_table_width (style->title) + 4;
  append_rule (text, '=', width);
  g_string_append_printf (text, "  %s\n", style->title);
  append_rule (text, '=', width);
}

static void
append_tabular (GString *text, const CbTable *table, const CbTableStyle *style) {
  g_autofree gsize *widths = column_widths (table);
  g_autofree char *header = format_line (table->headers, widths, table->n_columns);
  gsize width = 0;

  for (guint column = 0; column < table->n_columns; column++)
    width += widths[column] + (column > 0 ? 2 : 0);
  append_title (text, style);
  g_string_append_printf (text, "%s\n", header);
  if (style->pretty)
    append_rule (text, '-', width);
  for (guint i = 0; i < table->rows->len; i++) {
    g_autofree char *line = format_line (table->rows->pdata[i], widths, table->n_columns);
    CbColor color = style->colors ? g_array_index (table->row_color, CbColor, i) : CB_COLOR_NONE;
    g_autofree char *painted = cb_table_paint (line, color);

    g_string_append_printf (text, "%s\n", painted);
  }
}

static void
append_escaped (GString *text, const char *cell) {
  for (const char *c = cell; *c; c++) {
    if (*c == ':' || *c == '\\')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *c);
  }
}

static void
append_terse (GString *text, const CbTable *table, const CbTableStyle *style) {
  for (guint i = 0; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];

    for (guint column = 0; column < table->n_columns; column++) {
      if (column > 0)
        g_string_append_c (text, ':');
      if (row[column] && style->escape)
        append_escaped (text, row[column]);
      else if (row[column])
        g_string_append (text, row[column]);
    }
    g_string_append_c (text, '\n');
  }
}

static void
append_field (GString *text, const char *header, const char *cell, const CbTableStyle *style,
              CbColor color) {
  g_autofree char *painted = NULL;

  if (style->terse) {
    g_string_append_printf (text, "%s:%s\n", header, cell ? cell : "");
    return;
  }
  painted = cb_table_paint (shown (cell), style->colors ? color : CB_COLOR_NONE);
  g_string_append_printf (text, "%s:", header);
  append_padding (text, cb_table_width (header) + 1, MULTILINE_COLUMN);
  g_string_append_printf (text, "%s\n", painted);
}

static void
append_multiline (GString *text, const CbTable *table, const CbTableStyle *style) {
  append_title (text, style);
  for (guint i = 0; i < table->rows->len; i++) {
    char **row = table->rows->pdata[i];

    if (i > 0 && !style->terse && !style->pretty)
      g_string_append_c (text, '\n');
    for (guint column = 0; column < table->n_columns; column++)
      append_field (text, table->headers[column], row[column], style,
                    g_array_index (table->row_color, CbColor, i));
    if (style->pretty)
      append_rule (text, '-', 2 * MULTILINE_COLUMN - 2);
  }
}

char *
cb_table_format (const CbTable *table, const CbTableStyle *style) {
  GString *text = g_string_new (NULL);

  if (table->rows->len == 0)
    return g_string_free (text, FALSE);
  if (style->multiline)
    append_multiline (text, table, style);
  else if (style->terse)
    append_terse (text, table, style);
  else
    append_tabular (text, table, style);
  return g_string_free (text, FALSE);
}
