/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "event-line.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/story-words.h"
#include "event-text.h"
#include "serve-view.h"
#include "table.h"

/* The longest mark of a board is its MAC; a serial is the common one. */
#define MARK_COLUMNS 8

/* Times are whole milliseconds: of a shorter one no rate can be told. */
#define MIN_MS_OF_RATE 10

typedef char *(*LineText) (GVariant *event, const CbEventStyle *style);

typedef struct {
  const char *code; /* of a kind, or of a file's outcome */
  const char *word; /* not translated yet */
  CbColor color;
  LineText text; /* may answer NULL: nothing to add */
} LineForm;

static char *
name_of (GVariant *event, const CbEventStyle *style) {
  char *name = cb_event_name (event, "file", style->utf8);

  return name ? name : g_strdup ("--");
}

static char *
bytes_over (GVariant *event, const CbEventStyle *style) {
  guint64 n_bytes = cb_dict_size (event, "bytes");
  guint64 n_total = cb_dict_size (event, "total");
  g_autofree char *over = cb_event_size (n_bytes, style->exact);
  g_autofree char *total = cb_event_size (n_total, style->exact);

  return n_total > 0 ? g_strdup_printf (_ ("%s of %s"), over, total) : g_strdup (over);
}

static char *
board_text (GVariant *event, const CbEventStyle *style) {
  return cb_event_board_in_full (event, style->utf8);
}

static char *
stage_text (GVariant *event, const CbEventStyle *style) {
  return g_strdup (cb_story_stage_to_text (cb_story_stage_from_code (cb_dict_text (event, "stage"))));
}

static char *
took_text (GVariant *event, const CbEventStyle *style) {
  guint64 n_bytes = cb_dict_size (event, "bytes");
  guint32 ms = cb_dict_number (event, "took_ms");
  g_autofree char *size = cb_event_size (n_bytes, style->exact);
  g_autofree char *seconds = cb_event_seconds (ms);
  g_autofree char *rate = cb_event_rate (n_bytes, ms);

  if (ms < MIN_MS_OF_RATE)
    return g_strdup_printf (_ ("%s in less than 0.01 s"), size);
  return g_strdup_printf (_ ("%s in %s, %s"), size, seconds, rate);
}

static char *
sent_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);
  g_autofree char *took = took_text (event, style);

  return g_strdup_printf ("%s: %s", name, took);
}

static char *
probed_text (GVariant *event, const CbEventStyle *style) {
  guint64 n_total = cb_dict_size (event, "total");
  g_autofree char *name = name_of (event, style);
  g_autofree char *size = cb_event_size (n_total, style->exact);

  return n_total > 0 ? g_strdup_printf ("%s: %s", name, size) : g_strdup (name);
}

static char *
absent_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);

  return g_strdup_printf (_ ("%s: not there, and not needed"), name);
}

static char *
missing_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);

  return g_strdup_printf (_ ("%s: the board can't boot without it"), name);
}

static char *
refused_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);

  return g_strdup_printf ("%s: %s", name, cb_serve_view_refusal (cb_dict_number (event, "code")));
}

static char *
aborted_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);
  g_autofree char *over = bytes_over (event, style);

  return g_strdup_printf (_ ("%s: by the board after %s, error %u"), name, over,
                          cb_dict_number (event, "code"));
}

static char *
changed_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);

  return g_strdup_printf (_ ("%s: written to while it was sent, so stopped"), name);
}

static char *
timed_out_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);
  g_autofree char *over = bytes_over (event, style);

  return g_strdup_printf (_ ("%s: the board fell silent after %s"), name, over);
}

static char *
kernel_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *name = name_of (event, style);
  g_autofree char *took = took_text (event, style);
  g_autofree char *kernel = cb_event_kernel (event, cb_dict_time (event, "time", 0), style->utf8);

  return g_strdup_printf ("%s: %s%s%s", name, kernel ? kernel : "", kernel ? "; " : "", took);
}

static char *
stalled_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *seconds = cb_event_seconds (cb_dict_number (event, "took_ms"));
  guint64 n_bytes = cb_dict_size (event, "bytes");
  gboolean is_whole = n_bytes == cb_dict_size (event, "total");
  g_autofree char *over = n_bytes > 0 && !is_whole ? bytes_over (event, style) : NULL;
  g_autofree char *cause = cb_event_cause (event, style->utf8);
  g_autofree char *name = cause ? NULL : cb_event_name (event, "file", style->utf8);
  g_autoptr (GString) text = g_string_new (NULL);

  if (cb_dict_number (event, "took_ms") > 0)
    g_string_append_printf (text, _ ("nothing for %s"), seconds);
  if (over)
    g_string_append_printf (text, _ (", after %s"), over);
  if (cause || name)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", cause ? cause : name);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static char *
resumed_text (GVariant *event, const CbEventStyle *style) {
  return g_strdup (_ ("it goes on"));
}

static char *
linux_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *seconds = cb_event_seconds (cb_dict_number (event, "ms"));
  g_autofree char *address = cb_event_text (event, "address", style->utf8);

  return g_strdup_printf (_ ("the board's own system speaks, after %s%s%s"), seconds, address ? ", " : "",
                          address ? address : "");
}

static char *
ended_text (GVariant *event, const CbEventStyle *style) {
  char *cause = cb_event_cause (event, style->utf8);

  if (!cause && g_strcmp0 (cb_dict_text (event, "stage"), "handed-over") == 0)
    return g_strdup (_ ("the kernel was fetched; of its system nothing was heard"));
  return cause ? cause : stage_text (event, style);
}

static char *
no_plan_text (GVariant *event, const CbEventStyle *style) {
  return g_strdup (_ ("the watcher may not read the boot folder, and knows files by their names alone"));
}

static char *
interface_text (GVariant *event, const CbEventStyle *style) {
  return cb_event_text (event, "interface", style->utf8);
}

static char *
stranger_text (GVariant *event, const CbEventStyle *style) {
  g_autofree char *mac = cb_event_text (event, "mac", style->utf8);
  g_autofree char *vendor = cb_event_text (event, "vendor_class", style->utf8);

  return g_strdup_printf (_ ("%s%s%s%s asked for an address and was not answered"), mac ? mac : "--",
                          vendor ? " (" : "", vendor ? vendor : "", vendor ? ")" : "");
}

static char *
watcher_text (GVariant *event, const CbEventStyle *style) {
  if (g_strcmp0 (cb_dict_text (event, "outcome"), "given-up") == 0)
    return g_strdup (_ ("it ended too often: nothing more is seen here until the next plug; boots go on"));
  return g_strdup (_ ("it ended and was started again, so something may be missing here; boots go on"));
}

/* Outcomes of files and kinds have no word in common. */
static const LineForm forms[] = {
  { "sent", N_ ("sent"), CB_COLOR_NONE, sent_text },
  { "probed", N_ ("probed"), CB_COLOR_NONE, probed_text },
  { "absent", N_ ("absent"), CB_COLOR_NONE, absent_text },
  { "missing", N_ ("missing"), CB_COLOR_RED, missing_text },
  { "refused", N_ ("refused"), CB_COLOR_RED, refused_text },
  { "aborted", N_ ("aborted"), CB_COLOR_YELLOW, aborted_text },
  { "changed", N_ ("changed"), CB_COLOR_YELLOW, changed_text },
  { "timed-out", N_ ("timed out"), CB_COLOR_YELLOW, timed_out_text },
  { "board", N_ ("board"), CB_COLOR_BOLD, board_text },
  { "stage", N_ ("stage"), CB_COLOR_BOLD, stage_text },
  { "kernel", N_ ("kernel"), CB_COLOR_GREEN, kernel_text },
  { "stalled", N_ ("stalled"), CB_COLOR_RED, stalled_text },
  { "resumed", N_ ("resumed"), CB_COLOR_GREEN, resumed_text },
  { "linux", N_ ("Linux"), CB_COLOR_GREEN, linux_text },
  { "ended", N_ ("over"), CB_COLOR_NONE, ended_text },
  { "silent", N_ ("silent"), CB_COLOR_YELLOW, stalled_text },
  { "no-plan", N_ ("no plan"), CB_COLOR_YELLOW, no_plan_text },
  { "plugged", N_ ("plugged"), CB_COLOR_NONE, interface_text },
  { "unplugged", N_ ("unplugged"), CB_COLOR_NONE, interface_text },
  { "stranger", N_ ("stranger"), CB_COLOR_YELLOW, stranger_text },
  { "watcher", N_ ("watcher"), CB_COLOR_YELLOW, watcher_text },
};

static const LineForm *
form_of (GVariant *event) {
  const char *kind = cb_dict_text (event, "kind");
  const char *code = g_strcmp0 (kind, "file") == 0 ? cb_dict_text (event, "outcome") : kind;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_strcmp0 (code, forms[i].code) == 0)
      return &forms[i];
  return NULL;
}

static gsize
word_columns (void) {
  gsize columns = 0;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    columns = MAX (columns, cb_table_width (_ (forms[i].word)));
  return columns;
}

static CbColor
color_of (const LineForm *form, GVariant *event) {
  if (strcmp (form->code, "ended") == 0 && cb_dict_text (event, "cause"))
    return CB_COLOR_RED;
  return form->color;
}

static void
append_blanks (GString *line, gsize n) {
  for (gsize i = 0; i < n; i++)
    g_string_append_c (line, ' ');
}

/* text in words, the first at the column `indent`, where the further lines begin too. */
static void
append_wrapped (GString *line, const char *text, gsize indent, gsize columns) {
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gsize column = indent;

  for (guint i = 0; words[i]; i++) {
    gsize width = cb_table_width (words[i]);

    if (i > 0 && column + 1 + width > columns) {
      g_string_append_c (line, '\n');
      append_blanks (line, indent);
      column = indent;
    } else if (i > 0) {
      g_string_append_c (line, ' ');
      column++;
    }
    g_string_append (line, words[i]);
    column += width;
  }
}

static char *
word_and_text (const char *word, const char *text, const CbEventStyle *style) {
  GString *line = g_string_new (word);
  gsize indent = word_columns () + 1;

  if (!text || !*text)
    return g_string_free (line, FALSE);
  append_blanks (line, indent - cb_table_width (word));
  if (style->columns > 0)
    append_wrapped (line, text, indent, style->columns);
  else
    g_string_append (line, text);
  return g_string_free (line, FALSE);
}

char *
cb_event_line (GVariant *event, const CbEventStyle *style) {
  const LineForm *form = form_of (event);
  g_autofree char *text = form ? form->text (event, style) : NULL;
  g_autofree char *line = form ? word_and_text (_ (form->word), text, style) : NULL;

  /* the events of a boot on record tell of the board no more than the boot does */
  if (form && form->text == board_text && !*text)
    return NULL;
  return line ? cb_table_paint (line, style->colors ? color_of (form, event) : CB_COLOR_NONE) : NULL;
}

/* "14:02:07.123  91cdf03d  " and line. */
static char *
behind_time_and_board (GVariant *event, const char *line, const CbEventStyle *style) {
  g_autofree char *clock = cb_event_clock (event);
  g_autofree char *mark = cb_event_board_mark (event, style->utf8);

  return g_strdup_printf ("%s  %-*s  %s", clock ? clock : "--:--:--.---", MARK_COLUMNS, mark ? mark : "-",
                          line);
}

char *
cb_event_log_line (GVariant *event, const CbEventStyle *style) {
  g_autofree char *line = cb_event_line (event, style);

  return line ? behind_time_and_board (event, line, style) : NULL;
}

char *
cb_event_log_figures (GVariant *event, const char *word, const char *text, const CbEventStyle *style) {
  g_autofree char *line = word_and_text (word, text, style);

  return behind_time_and_board (event, line, style);
}
