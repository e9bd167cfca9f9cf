/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-table.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/story-words.h"
#include "event-text.h"
#include "field.h"

#define COMMON "NUMBER,TIME,BOARD,SERIAL,RELEASE,RESULT,STAGES"

typedef enum {
  KIND_TEXT,
  KIND_NUMBER,
  KIND_SIZE,
  KIND_BYTES,
  KIND_YES_NO,
  KIND_SECONDS,
  KIND_DATE,
  KIND_STAGES,
} FieldKind;

static const struct {
  const char *key;
  FieldKind kind;
} fields[] = {
  { "number", KIND_NUMBER },     { "time", KIND_DATE },         { "board", KIND_TEXT },
  { "serial", KIND_TEXT },       { "release", KIND_TEXT },      { "result", KIND_TEXT },
  { "stages", KIND_STAGES },     { "cause", KIND_TEXT },        { "file", KIND_BYTES },
  { "stage", KIND_TEXT },        { "model", KIND_TEXT },        { "mac", KIND_TEXT },
  { "address", KIND_TEXT },      { "interface", KIND_TEXT },    { "user", KIND_TEXT },
  { "kernel", KIND_BYTES },      { "build", KIND_TEXT },        { "hash", KIND_TEXT },
  { "same_kernel", KIND_YES_NO }, { "files", KIND_NUMBER },     { "bytes", KIND_SIZE },
  { "took_ms", KIND_SECONDS },   { "kernel_ms", KIND_SECONDS }, { "linux_ms", KIND_SECONDS },
};

/* In the order of fields. */
static const char *const names[G_N_ELEMENTS (fields) + 1] = {
  "NUMBER", "TIME",  "BOARD",   "SERIAL",    "RELEASE", "RESULT", "STAGES", "CAUSE",       "FILE",
  "STAGE",  "MODEL", "MAC",     "ADDRESS",   "INTERFACE", "USER", "KERNEL", "BUILD",       "HASH",
  "SAME-KERNEL", "FILES", "BYTES", "SECONDS", "KERNEL-SECONDS", "LINUX-SECONDS", NULL,
};

const char *const *
cb_boot_table_fields (void) {
  return names;
}

/* "1.40", the same in every language. */
static char *
seconds_cell (guint32 ms) {
  return g_strdup_printf ("%u.%02u", ms / 1000, ms % 1000 / 10);
}

/* FALSE where the record doesn't have that stage. */
static gboolean
stage_ms (GVariant *boot, CbStoryStage stage, guint32 *ret_ms) {
  g_autoptr (GVariant) stages = g_variant_lookup_value (boot, "stages", G_VARIANT_TYPE ("a{su}"));

  return stages && g_variant_lookup (stages, cb_story_stage_to_code (stage), "u", ret_ms);
}

/* "address 0.12, firmware 1.40": in the order of a boot. */
static char *
stages_cell (GVariant *boot) {
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 ms;

  for (CbStoryStage stage = CB_STORY_STAGE_NONE; stage < CB_STORY_STAGE_N_; stage++)
    if (stage_ms (boot, stage, &ms)) {
      g_autofree char *seconds = seconds_cell (ms);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", cb_story_stage_to_code (stage),
                              seconds);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static gboolean
has_key (GVariant *boot, const char *key) {
  g_autoptr (GVariant) value = g_variant_lookup_value (boot, key, NULL);

  return value != NULL;
}

static char *
cell (GVariant *boot, guint field, gboolean utf8) {
  const char *key = fields[field].key;

  if (!has_key (boot, key))
    return NULL;
  switch (fields[field].kind) {
  case KIND_TEXT:
    return cb_event_text (boot, key, utf8);
  case KIND_NUMBER:
    return g_strdup_printf ("%u", cb_dict_number (boot, key));
  case KIND_SIZE:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, cb_dict_size (boot, key));
  case KIND_BYTES:
    return cb_event_name (boot, key, utf8);
  case KIND_YES_NO:
    return g_strdup (cb_dict_flag (boot, key) ? "yes" : "no");
  case KIND_SECONDS:
    return seconds_cell (cb_dict_number (boot, key));
  case KIND_DATE:
    return cb_event_date (boot);
  case KIND_STAGES:
    return stages_cell (boot);
  }
  return NULL;
}

static CbColor
color_of (GVariant *boot) {
  const char *result = cb_dict_text (boot, "result");

  if (g_strcmp0 (result, "failed") == 0)
    return CB_COLOR_RED;
  if (g_strcmp0 (result, "running") == 0)
    return CB_COLOR_YELLOW;
  return g_strcmp0 (result, "linux") == 0 ? CB_COLOR_GREEN : CB_COLOR_NONE;
}

static void
add_row (CbTable *table, GVariant *boot, const GArray *columns, gboolean utf8) {
  g_autofree const char **cells = g_new0 (const char *, columns->len + 1);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < columns->len; i++) {
    char *text = cell (boot, g_array_index (columns, guint, i), utf8);

    g_ptr_array_add (owned, text);
    cells[i] = text;
  }
  cb_table_add (table, cells, color_of (boot));
}

CbTable *
cb_boot_table (GVariant *boots, const char *wanted, gboolean utf8, GError **error) {
  g_autoptr (GArray) columns = cb_field_columns (names, COMMON, wanted, error);
  g_autofree const char **headers = NULL;
  CbTable *table;

  if (!columns)
    return NULL;
  headers = g_new0 (const char *, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    headers[i] = names[g_array_index (columns, guint, i)];
  table = cb_table_new (headers);
  for (gsize i = 0; i < g_variant_n_children (boots); i++) {
    g_autoptr (GVariant) boot = g_variant_get_child_value (boots, i);

    add_row (table, boot, columns, utf8);
  }
  return table;
}

/* value and value_before are freed. */
static void
add_figure (CbTable *table, const char *name, char *value, char *value_before) {
  cb_table_add (table, (const char *const[]) { name, value, value_before }, CB_COLOR_NONE);
  g_free (value);
  g_free (value_before);
}

static char *
stage_figure (GVariant *boot, CbStoryStage stage) {
  guint32 ms;

  return boot && stage_ms (boot, stage, &ms) ? cb_event_seconds (ms) : NULL;
}

static void
add_stage_figure (CbTable *table, CbStoryStage stage, GVariant *boot, GVariant *before) {
  char *value = stage_figure (boot, stage);
  char *value_before = stage_figure (before, stage);

  if (value || value_before)
    add_figure (table, cb_story_stage_to_text (stage), value, value_before);
}

static char *
files_figure (GVariant *boot) {
  return boot ? g_strdup_printf ("%u", cb_dict_number (boot, "files")) : NULL;
}

static char *
bytes_figure (GVariant *boot) {
  return boot ? cb_event_size (cb_dict_size (boot, "bytes"), FALSE) : NULL;
}

static char *
kernel_figure (GVariant *boot) {
  return boot && has_key (boot, "kernel_ms") ? cb_event_seconds (cb_dict_number (boot, "kernel_ms")) : NULL;
}

static char *
number_header (GVariant *boot) {
  return g_strdup_printf (_ ("BOOT %u"), cb_dict_number (boot, "number"));
}

CbTable *
cb_boot_table_figures (GVariant *boot, GVariant *before) {
  g_autofree char *number = number_header (boot);
  g_autofree char *number_before = before ? number_header (before) : NULL;
  CbTable *table = cb_table_new ((const char *const[]) { _ ("FIGURE"), number, number_before, NULL });

  add_figure (table, _ ("files"), files_figure (boot), files_figure (before));
  add_figure (table, _ ("bytes"), bytes_figure (boot), bytes_figure (before));
  for (CbStoryStage stage = CB_STORY_STAGE_ADDRESS; stage < CB_STORY_STAGE_HANDED_OVER; stage++)
    add_stage_figure (table, stage, boot, before);
  add_figure (table, _ ("until the kernel was sent"), kernel_figure (boot), kernel_figure (before));
  return table;
}

GVariant *
cb_boot_table_find (GVariant *boots, guint32 number) {
  for (gsize i = 0; i < g_variant_n_children (boots); i++) {
    g_autoptr (GVariant) boot = g_variant_get_child_value (boots, i);

    if (cb_dict_number (boot, "number") == number)
      return g_steal_pointer (&boot);
  }
  return NULL;
}

static gboolean
is_same_board (GVariant *a, GVariant *b) {
  const char *key = cb_dict_text (a, "serial") ? "serial" : "mac";
  const char *mark = cb_dict_text (a, key);

  return mark && g_strcmp0 (mark, cb_dict_text (b, key)) == 0;
}

GVariant *
cb_boot_table_find_before (GVariant *boots, GVariant *boot) {
  for (gsize i = 0; i < g_variant_n_children (boots); i++) {
    g_autoptr (GVariant) other = g_variant_get_child_value (boots, i);

    if (cb_dict_number (other, "number") < cb_dict_number (boot, "number") && is_same_board (boot, other))
      return g_steal_pointer (&other);
  }
  return NULL;
}
