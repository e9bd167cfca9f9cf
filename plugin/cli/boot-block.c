/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-block.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/story-words.h"
#include "event-text.h"
#include "table.h"

static char *
time_fact (GVariant *boot, const CbEventStyle *style) {
  g_autofree char *date = cb_event_date (boot);
  g_autofree char *seconds = cb_event_seconds (cb_dict_number (boot, "took_ms"));

  return date ? g_strdup_printf ("%s, %s", date, seconds) : NULL;
}

static char *
board_fact (GVariant *boot, const CbEventStyle *style) {
  return cb_event_board_in_full (boot, style->utf8);
}

static char *
kernel_fact (GVariant *boot, const CbEventStyle *style) {
  g_autofree char *name = cb_event_name (boot, "kernel", style->utf8);
  g_autofree char *kernel = cb_event_kernel (boot, cb_dict_time (boot, "time", 0), style->utf8);

  if (!name && !kernel)
    return NULL;
  return g_strdup_printf ("%s%s%s", name ? name : "", name && kernel ? ": " : "", kernel ? kernel : "");
}

static const struct {
  const char *code;
  const char *text;
} results[] = {
  { "running", N_ ("under way") },
  { "handed-over", N_ ("the kernel was fetched; of its system nothing was heard") },
  { "linux", N_ ("the board's own system spoke") },
  { "failed", N_ ("failed") },
};

static const char *
result_text (const char *code) {
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    if (g_strcmp0 (code, results[i].code) == 0)
      return _ (results[i].text);
  return NULL;
}

static char *
result_fact (GVariant *boot, const CbEventStyle *style) {
  const char *text = result_text (cb_dict_text (boot, "result"));
  g_autofree char *cause = cb_event_cause (boot, style->utf8);

  if (!text)
    return cb_event_text (boot, "result", style->utf8);
  return cause ? g_strdup_printf ("%s: %s", text, cause) : g_strdup (text);
}

static char *
sent_fact (GVariant *boot, const CbEventStyle *style) {
  guint32 n_files = cb_dict_number (boot, "files");
  g_autofree char *size = cb_event_size (cb_dict_size (boot, "bytes"), style->exact);

  return g_strdup_printf (ngettext ("%u file, %s", "%u files, %s", n_files), n_files, size);
}

static char *
stages_fact (GVariant *boot, const CbEventStyle *style) {
  g_autoptr (GVariant) stages = g_variant_lookup_value (boot, "stages", G_VARIANT_TYPE ("a{su}"));
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 ms;

  for (CbStoryStage stage = CB_STORY_STAGE_ADDRESS; stages && stage < CB_STORY_STAGE_N_; stage++)
    if (g_variant_lookup (stages, cb_story_stage_to_code (stage), "u", &ms)) {
      g_autofree char *seconds = cb_event_seconds (ms);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", cb_story_stage_to_text (stage),
                              seconds);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static const struct {
  const char *label;
  char *(*text) (GVariant *boot, const CbEventStyle *style);
} facts[] = {
  { N_ ("Begin"), time_fact },    { N_ ("Board"), board_fact }, { N_ ("Result"), result_fact },
  { N_ ("Kernel"), kernel_fact }, { N_ ("Sent"), sent_fact },   { N_ ("Stages"), stages_fact },
};

static gsize
label_columns (void) {
  gsize columns = 0;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    columns = MAX (columns, cb_table_width (_ (facts[i].label)));
  return columns;
}

static void
append_fact (GString *block, const char *label, const char *text) {
  g_string_append_printf (block, "  %s:", label);
  for (gsize n = cb_table_width (label); n < label_columns () + 1; n++)
    g_string_append_c (block, ' ');
  g_string_append_printf (block, "%s\n", text);
}

static void
append_events (GString *block, GVariant *boot, const CbEventStyle *style) {
  g_autoptr (GVariant) events = g_variant_lookup_value (boot, "events", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; events && i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);
    g_autofree char *line = cb_event_line (event, style);

    if (line)
      g_string_append_printf (block, "  %8.3f  %s\n", (double) cb_dict_number (event, "ms") / 1000, line);
  }
}

char *
cb_boot_block (GVariant *boot, const CbEventStyle *style) {
  GString *block = g_string_new (NULL);
  g_autofree char *title = g_strdup_printf (_ ("Boot %u"), cb_dict_number (boot, "number"));
  g_autofree char *painted = cb_table_paint (title, style->colors ? CB_COLOR_BOLD : CB_COLOR_NONE);

  g_string_append_printf (block, "%s\n", painted);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autofree char *text = facts[i].text (boot, style);

    if (text)
      append_fact (block, _ (facts[i].label), text);
  }
  append_events (block, boot, style);
  return g_string_free (block, FALSE);
}

char *
cb_boot_block_figures (GVariant *boot, const CbEventStyle *style) {
  g_autofree char *sent = sent_fact (boot, style);
  g_autofree char *stages = stages_fact (boot, style);

  return g_strdup_printf (_ ("boot %u: %s%s%s"), cb_dict_number (boot, "number"), sent, stages ? "; " : "",
                          stages ? stages : "");
}
