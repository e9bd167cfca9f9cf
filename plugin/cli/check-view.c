/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "check-view.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "escape.h"
#include "json.h"

static const char *const fields[] = {
  "MODEL", "SERIAL", "MARK", "FILE", "BYTES", "KIND", "ROLE", "STAGE", "ASKED", "REASON", "LINE", "AGE", NULL,
};

static char *
escape (const char *text, gboolean utf8) {
  return text ? cb_escape_bytes (text, strlen (text), utf8) : NULL;
}

char *
cb_check_view_title (const CbBootCase *boot_case) {
  if (!boot_case->serial)
    return g_strdup (boot_case->board->name);
  return g_strdup_printf (_ ("%s, serial %s"), boot_case->board->name, boot_case->serial);
}

/* "config.txt:7", or NULL where no line asks for it. */
static char *
line_cell (const CbBootEntry *entry, gboolean utf8) {
  g_autofree char *file = escape (entry->config_file, utf8);

  return file ? g_strdup_printf ("%s:%u", file, entry->config_line) : NULL;
}

static const char *
mark_sign (CbCheckMark mark, gboolean utf8) {
  static const char *const signs[][2] = {
    [CB_MARK_GOOD] = { "+", "✓" },
    [CB_MARK_ABSENT] = { "-", "–" },
    [CB_MARK_DOUBT] = { "?", "!" },
    [CB_MARK_BAD] = { "X", "✗" },
  };

  return signs[mark][utf8 ? 1 : 0];
}

static CbColor
mark_color (CbCheckMark mark) {
  static const CbColor colors[] = {
    [CB_MARK_GOOD] = CB_COLOR_GREEN, [CB_MARK_ABSENT] = CB_COLOR_NONE,
    [CB_MARK_DOUBT] = CB_COLOR_YELLOW, [CB_MARK_BAD] = CB_COLOR_RED,
  };

  return colors[mark];
}

/* "the kernel 6.18.0 (config.txt:7)", "an overlay, perhaps (config.txt:9)". release: of the kernel that is
 * taken, or NULL. */
static char *
why_cell (const CbCheckRow *row, const char *release, gboolean utf8) {
  g_autofree char *line = line_cell (row->entry, utf8);
  GString *why = g_string_new (cb_boot_check_kind_name (row->entry->kind));

  if (release)
    g_string_append_printf (why, " %s", release);
  if (row->entry->asked == CB_TRUTH_MAYBE)
    g_string_append (why, _ (", perhaps"));
  if (row->entry->probed_only)
    g_string_append (why, _ (", looked at only"));
  if (line)
    g_string_append_printf (why, " (%s)", line);
  return g_string_free (why, FALSE);
}

static char *
size_cell (const CbCheckRow *row) {
  return row->is_there ? cb_boot_check_size_text (row->n_bytes) : g_strdup (_ ("not there"));
}

static gboolean
is_named_later (const GPtrArray *rows, guint index) {
  const CbCheckRow *row = g_ptr_array_index (rows, index);

  for (guint i = index + 1; i < rows->len; i++)
    if (strcmp (((const CbCheckRow *) g_ptr_array_index (rows, i))->entry->name, row->entry->name) == 0)
      return TRUE;
  return FALSE;
}

/* What is absent by rights, and what is looked at before it is fetched, are shown by --fields and --json alone:
 * of forty requests a person needs ten. */
static gboolean
is_shown (const GPtrArray *rows, guint index) {
  const CbCheckRow *row = g_ptr_array_index (rows, index);
  gboolean is_weaker = row->entry->probed_only || row->entry->asked == CB_TRUTH_MAYBE;

  return row->mark != CB_MARK_ABSENT && !(is_weaker && is_named_later (rows, index));
}

char *
cb_check_view_files (const CbBootCheck *check, const CbCheckStyle *style) {
  const char *const headers[] = { " ", _ ("FILE"), _ ("SIZE"), _ ("WHAT IT IS"), NULL };
  const CbTableStyle table_style = { .colors = style->colors, .escape = FALSE };
  g_autoptr (CbTable) table = cb_table_new (headers);
  const GPtrArray *rows = cb_boot_check_rows (check);
  const CbBootEntry *kernel = cb_boot_plan_taken (cb_boot_check_plan (check), CB_FILE_KERNEL);
  g_autofree char *release = cb_boot_check_kernel_release (check);

  for (guint i = 0; i < rows->len; i++) {
    const CbCheckRow *row = g_ptr_array_index (rows, i);
    g_autofree char *name = escape (row->entry->name, style->utf8);
    g_autofree char *size = size_cell (row);
    g_autofree char *why = why_cell (row, row->entry == kernel ? release : NULL, style->utf8);
    const char *cells[] = { mark_sign (row->mark, style->utf8), name, size, why };

    if (is_shown (rows, i))
      cb_table_add (table, cells, mark_color (row->mark));
  }
  return cb_table_format (table, &table_style);
}

/* "config.txt, line 7: ", or "" */
static char *
finding_place (const CbFinding *finding, gboolean utf8) {
  const char *file = finding->config_file ? finding->config_file : finding->file;
  g_autofree char *name = escape (file, utf8);

  return finding->line > 0 && name ? g_strdup_printf (_ ("%s, line %u: "), name, finding->line) : g_strdup ("");
}

static void
add_finding (GString *lines, const CbFinding *finding, const CbCheckStyle *style) {
  static const char *const words[] = { N_ ("Note:"), N_ ("Warning:"), N_ ("Error:") };
  static const CbColor colors[] = { CB_COLOR_NONE, CB_COLOR_YELLOW, CB_COLOR_RED };
  g_autofree char *text = cb_finding_to_text (finding);
  g_autofree char *remedy = cb_finding_to_remedy (finding);
  g_autofree char *place = finding_place (finding, style->utf8);
  g_autofree char *shown = escape (text, style->utf8);
  g_autofree char *shown_remedy = escape (remedy, style->utf8);
  g_autofree char *word =
      cb_table_paint (_ (words[finding->severity]), style->colors ? colors[finding->severity] : CB_COLOR_NONE);

  g_string_append_printf (lines, "%s %s%s.\n", word, place, shown);
  if (shown_remedy)
    g_string_append_printf (lines, "  %s %s.\n", _ ("What to do:"), shown_remedy);
}

char *
cb_check_view_findings (const CbBootCheck *check, const CbCheckStyle *style, gboolean with_notes) {
  const GPtrArray *findings = cb_boot_check_findings (check);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (findings, i);

    if (with_notes || finding->severity != CB_SEVERITY_NOTE)
      add_finding (lines, finding, style);
  }
  return g_string_free (lines, FALSE);
}

static guint
count (const CbBootCheck *check, CbSeverity severity) {
  const GPtrArray *findings = cb_boot_check_findings (check);
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += ((const CbFinding *) g_ptr_array_index (findings, i))->severity == severity;
  return n;
}

char *
cb_check_view_verdict (const CbBootCase *boot_case, const CbBootCheck *check) {
  g_autofree char *title = cb_check_view_title (boot_case);
  guint n_errors = count (check, CB_SEVERITY_ERROR);
  guint n_warnings = count (check, CB_SEVERITY_WARNING);

  if (n_errors > 0)
    return g_strdup_printf (ngettext ("%s: not complete, %u error", "%s: not complete, %u errors", n_errors),
                            title, n_errors);
  if (n_warnings > 0)
    return g_strdup_printf (ngettext ("%s: complete, with %u warning", "%s: complete, with %u warnings",
                                      n_warnings),
                            title, n_warnings);
  return g_strdup_printf (_ ("%s: complete"), title);
}

const char *const *
cb_check_view_fields (void) {
  return fields;
}

static const char *
asked_code (CbTruth asked) {
  return asked == CB_TRUTH_YES ? "yes" : "maybe";
}

/* The cells of all fields. NULL: no value. Free each. */
static void
fill_cells (const CbBootCase *boot_case, const CbCheckRow *row, gboolean utf8, char **cells) {
  const CbBootEntry *entry = row->entry;
  guint i = 0;

  cells[i++] = g_strdup (boot_case->board->model);
  cells[i++] = g_strdup (boot_case->serial);
  cells[i++] = g_strdup (cb_check_mark_to_code (row->mark));
  cells[i++] = escape (entry->name, utf8);
  cells[i++] = row->n_bytes > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, row->n_bytes) : NULL;
  cells[i++] = g_strdup (cb_file_kind_to_code (entry->kind));
  cells[i++] = g_strdup (cb_boot_role_to_code (entry->role));
  cells[i++] = g_strdup (cb_boot_stage_to_code (entry->stage));
  cells[i++] = g_strdup (asked_code (entry->asked));
  cells[i++] = g_strdup (entry->reason);
  cells[i++] = line_cell (entry, utf8);
  cells[i++] = g_strdup (entry->age);
}

void
cb_check_view_add_rows (CbTable *table, const CbBootCase *boot_case, const CbBootCheck *check,
                        const GArray *columns, gboolean utf8) {
  const GPtrArray *rows = cb_boot_check_rows (check);
  g_autofree const char **chosen = g_new0 (const char *, columns->len + 1);

  for (guint i = 0; i < rows->len; i++) {
    const CbCheckRow *row = g_ptr_array_index (rows, i);
    char *cells[G_N_ELEMENTS (fields)] = { NULL };

    fill_cells (boot_case, row, utf8, cells);
    for (guint column = 0; column < columns->len; column++)
      chosen[column] = cells[g_array_index (columns, guint, column)];
    cb_table_add (table, chosen, mark_color (row->mark));
    for (guint field = 0; field < G_N_ELEMENTS (fields); field++)
      g_free (cells[field]);
  }
}

/* Bytes of the folder; NULL leaves the key out. */
static void
add_text (JsonBuilder *builder, const char *key, const char *text) {
  g_autofree char *shown = escape (text, TRUE);

  cb_json_add_text (builder, key, shown);
}

static void
add_file (JsonBuilder *builder, const CbCheckRow *row) {
  const CbBootEntry *entry = row->entry;

  json_builder_begin_object (builder);
  add_text (builder, "name", entry->name);
  add_text (builder, "mark", cb_check_mark_to_code (row->mark));
  if (row->n_bytes > 0)
    cb_json_add_number (builder, "bytes", (gint64) row->n_bytes);
  add_text (builder, "kind", cb_file_kind_to_code (entry->kind));
  add_text (builder, "role", cb_boot_role_to_code (entry->role));
  add_text (builder, "stage", cb_boot_stage_to_code (entry->stage));
  add_text (builder, "asked", asked_code (entry->asked));
  cb_json_add_flag (builder, "probed_only", entry->probed_only);
  add_text (builder, "reason", entry->reason);
  add_text (builder, "config_file", entry->config_file);
  if (entry->config_file)
    cb_json_add_number (builder, "config_line", entry->config_line);
  add_text (builder, "age", entry->age);
  json_builder_end_object (builder);
}

static void
add_finding_json (JsonBuilder *builder, const CbFinding *finding) {
  g_autofree char *text = cb_finding_to_text (finding);
  g_autofree char *remedy = cb_finding_to_remedy (finding);

  json_builder_begin_object (builder);
  add_text (builder, "code", cb_finding_to_code (finding));
  add_text (builder, "severity", cb_severity_to_code (finding->severity));
  add_text (builder, "file", finding->file);
  add_text (builder, "config_file", finding->config_file);
  if (finding->line > 0)
    cb_json_add_number (builder, "line", finding->line);
  add_text (builder, "message", text);
  add_text (builder, "remedy", remedy);
  json_builder_end_object (builder);
}

static void
add_files_json (JsonBuilder *builder, const CbBootCheck *check) {
  const GPtrArray *rows = cb_boot_check_rows (check);

  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    add_file (builder, g_ptr_array_index (rows, i));
  json_builder_end_array (builder);
}

static void
add_findings_json (JsonBuilder *builder, const CbBootCheck *check, gboolean with_notes) {
  const GPtrArray *findings = cb_boot_check_findings (check);

  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (findings, i);

    if (with_notes || finding->severity != CB_SEVERITY_NOTE)
      add_finding_json (builder, finding);
  }
  json_builder_end_array (builder);
}

void
cb_check_view_add_json (JsonBuilder *builder, const CbBootCase *boot_case, const CbBootCheck *check,
                        gboolean with_files) {
  g_autofree char *release = cb_boot_check_kernel_release (check);

  json_builder_begin_object (builder);
  add_text (builder, "model", boot_case->board->model);
  add_text (builder, "board", boot_case->board->name);
  add_text (builder, "serial", boot_case->serial);
  add_text (builder, "prefix", cb_boot_plan_prefix (cb_boot_check_plan (check)));
  add_text (builder, "prefix_decided_by", cb_boot_plan_prefix_decided_by (cb_boot_check_plan (check)));
  add_text (builder, "kernel_release", release);
  cb_json_add_flag (builder, "complete", cb_boot_check_is_complete (check));
  if (with_files)
    add_files_json (builder, check);
  add_findings_json (builder, check, with_files);
  json_builder_end_object (builder);
}
