/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "live-view.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/story-words.h"
#include "event-text.h"
#include "limit.h"
#include "progress-bar.h"
#include "table.h"

/* Files of one board that are on the wire at the same time; a board has one, or two for a moment. */
#define MAX_FILES_OF_BOOT 8

/* A shorter bar tells less than the number beside it. */
#define MIN_BAR_COLUMNS 8
#define MAX_BAR_COLUMNS 40

typedef struct {
  guint32 transfer;
  char *name; /* escaped, for UTF-8 */
  char *ascii_name;
  guint64 n_bytes;
  guint64 n_total;
  gint64 ms_begun; /* of the boot */
  gint64 ms_last;
} LiveFile;

typedef struct {
  guint32 number;
  GVariant *board; /* the event that tells most of it */
  CbStoryStage stage;
  gint64 ms_begun; /* since 1970 */
  gboolean is_stalled;
  GPtrArray *files;
} LiveBoot;

struct CbLiveView {
  GPtrArray *boots; /* the oldest first */
};

static void
free_file (gpointer data) {
  LiveFile *file = data;

  g_free (file->name);
  g_free (file->ascii_name);
  g_free (file);
}

static void
free_boot (gpointer data) {
  LiveBoot *boot = data;

  g_variant_unref (boot->board);
  g_ptr_array_unref (boot->files);
  g_free (boot);
}

CbLiveView *
cb_live_view_new (void) {
  CbLiveView *view = g_new0 (CbLiveView, 1);

  view->boots = g_ptr_array_new_with_free_func (free_boot);
  return view;
}

void
cb_live_view_free (CbLiveView *view) {
  if (!view)
    return;
  g_ptr_array_unref (view->boots);
  g_free (view);
}

static LiveBoot *
find_boot (const CbLiveView *view, guint32 number) {
  for (guint i = 0; i < view->boots->len; i++) {
    LiveBoot *boot = g_ptr_array_index (view->boots, i);

    if (boot->number == number)
      return boot;
  }
  return NULL;
}

static LiveBoot *
boot_of (CbLiveView *view, GVariant *event) {
  guint32 number = cb_dict_number (event, "boot");
  LiveBoot *boot = find_boot (view, number);

  if (boot)
    return boot;
  if (view->boots->len >= CB_MAX_WATCHED_BOARDS)
    g_ptr_array_remove_index (view->boots, 0);
  boot = g_new0 (LiveBoot, 1);
  boot->number = number;
  boot->board = g_variant_ref (event);
  boot->ms_begun = cb_dict_time (event, "time", 0) - cb_dict_number (event, "ms");
  boot->files = g_ptr_array_new_with_free_func (free_file);
  g_ptr_array_add (view->boots, boot);
  return boot;
}

static LiveFile *
find_file (const LiveBoot *boot, GVariant *event) {
  for (guint i = 0; i < boot->files->len; i++) {
    LiveFile *file = g_ptr_array_index (boot->files, i);

    if (file->transfer == cb_dict_number (event, "transfer"))
      return file;
  }
  return NULL;
}

static LiveFile *
file_of (LiveBoot *boot, GVariant *event) {
  LiveFile *file = find_file (boot, event);

  if (file)
    return file;
  if (boot->files->len >= MAX_FILES_OF_BOOT)
    g_ptr_array_remove_index (boot->files, 0);
  file = g_new0 (LiveFile, 1);
  file->transfer = cb_dict_number (event, "transfer");
  file->name = cb_event_name (event, "file", TRUE);
  file->ascii_name = cb_event_name (event, "file", FALSE);
  file->ms_begun = cb_dict_number (event, "ms");
  g_ptr_array_add (boot->files, file);
  return file;
}

static void
hear_board (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  g_variant_unref (boot->board);
  boot->board = g_variant_ref (event);
}

static void
hear_stage (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  if (boot->stage == CB_STORY_STAGE_HANDED_OVER)
    g_ptr_array_set_size (boot->files, 0);
}

static void
hear_progress (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  LiveFile *file = file_of (boot, event);

  file->n_bytes = cb_dict_size (event, "bytes");
  file->n_total = cb_dict_size (event, "total");
  file->ms_last = cb_dict_number (event, "ms");
}

static void
hear_file (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  LiveFile *file = find_file (boot, event);

  if (file)
    g_ptr_array_remove (boot->files, file);
}

static void
hear_stalled (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  boot->is_stalled = TRUE;
}

static void
hear_resumed (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  boot->is_stalled = FALSE;
}

static void
hear_end (CbLiveView *view, LiveBoot *boot, GVariant *event) {
  g_ptr_array_remove (view->boots, boot);
}

static const struct {
  const char *kind;
  void (*hear) (CbLiveView *view, LiveBoot *boot, GVariant *event);
} hearers[] = {
  { "board", hear_board },       { "stage", hear_stage },     { "asked", hear_progress },
  { "progress", hear_progress }, { "file", hear_file },       { "stalled", hear_stalled },
  { "resumed", hear_resumed },   { "linux", hear_end },       { "ended", hear_end },
};

void
cb_live_view_event (CbLiveView *view, GVariant *event) {
  const char *kind = cb_dict_text (event, "kind");
  const char *stage = cb_dict_text (event, "stage");
  LiveBoot *boot = cb_dict_number (event, "boot") != 0 ? boot_of (view, event) : NULL;

  if (!boot)
    return;
  if (stage)
    boot->stage = cb_story_stage_from_code (stage);
  for (guint i = 0; i < G_N_ELEMENTS (hearers); i++)
    if (g_strcmp0 (kind, hearers[i].kind) == 0) {
      hearers[i].hear (view, boot, event);
      return;
    }
}

guint
cb_live_view_n_boots (const CbLiveView *view) {
  return view->boots->len;
}

static char *
finish_line (const char *text, CbColor color, const CbLiveStyle *style) {
  g_autofree char *cut = cb_table_cut (text, style->columns, style->utf8);

  return cb_table_paint (cut, style->colors ? color : CB_COLOR_NONE);
}

/* "Raspberry Pi 4B  91cdf03d  10.42.0.17  loading the firmware  2.1 s" */
static char *
boot_line (const LiveBoot *boot, gint64 ms_now, const CbLiveStyle *style) {
  g_autofree char *board = cb_event_board (boot->board, style->utf8);
  g_autofree char *mark = cb_event_board_mark (boot->board, style->utf8);
  g_autofree char *address = cb_event_text (boot->board, "address", style->utf8);
  const char *stage = boot->is_stalled ? _ ("stalled") : cb_story_stage_to_text (boot->stage);
  g_autoptr (GString) line = g_string_new (board);

  if (mark && strcmp (mark, board) != 0)
    g_string_append_printf (line, "  %s", mark);
  if (address)
    g_string_append_printf (line, "  %s", address);
  g_string_append_printf (line, "  %s", stage);
  g_string_append_printf (line, _ ("  %.1f s"), (double) MAX (ms_now - boot->ms_begun, 0) / 1000);
  return finish_line (line->str, boot->is_stalled ? CB_COLOR_RED : CB_COLOR_BOLD, style);
}

static char *
numbers (const LiveFile *file) {
  g_autofree char *over = cb_event_size (file->n_bytes, FALSE);
  g_autofree char *total = cb_event_size (file->n_total, FALSE);
  g_autofree char *rate = cb_event_rate (file->n_bytes, (guint64) MAX (file->ms_last - file->ms_begun, 0));

  if (file->n_bytes == 0)
    return file->n_total > 0 ? g_strdup (total) : g_strdup ("");
  if (file->n_total == 0)
    return g_strdup_printf ("%s  %s", over, rate);
  return g_strdup_printf (_ ("%3u %%  %s of %s  %s"), cb_progress_percent (file->n_bytes, file->n_total), over,
                          total, rate);
}

/* "  kernel8.img  [####....]  48 %  12.1 MB of 25.0 MB  13.0 MB/s"; the bar gets what is left over. */
static char *
file_line (const LiveFile *file, const CbLiveStyle *style) {
  const char *whole = style->utf8 ? file->name : file->ascii_name;
  g_autofree char *name = cb_table_cut (whole ? whole : "--", MAX (style->columns / 3, 8), style->utf8);
  g_autofree char *figures = numbers (file);
  gsize used = cb_table_width (name) + cb_table_width (figures) + 6;
  gsize room = style->columns > used ? MIN (style->columns - used, MAX_BAR_COLUMNS) : 0;
  g_autofree char *bar = file->n_total > 0 && room >= MIN_BAR_COLUMNS
                             ? cb_progress_bar (file->n_bytes, file->n_total, (guint) room, style->utf8)
                             : g_strdup ("");
  g_autofree char *line = g_strdup_printf ("  %s  %s%s%s", name, bar, *bar ? "  " : "", figures);

  return finish_line (line, CB_COLOR_NONE, style);
}

static void
add_boot (GPtrArray *lines, const LiveBoot *boot, gint64 ms_now, const CbLiveStyle *style) {
  g_ptr_array_add (lines, boot_line (boot, ms_now, style));
  for (guint i = 0; i < boot->files->len; i++)
    g_ptr_array_add (lines, file_line (g_ptr_array_index (boot->files, i), style));
}

/* The last line that has room tells of those that have none. */
static void
fit (GPtrArray *lines, const CbLiveStyle *style) {
  g_autofree char *more = NULL;
  guint n_lines = lines->len;

  if (n_lines <= style->rows)
    return;
  g_ptr_array_set_size (lines, (int) style->rows);
  if (style->rows == 0)
    return;
  more = g_strdup_printf (_ ("and %u lines more"), n_lines - style->rows + 1);
  g_free (lines->pdata[style->rows - 1]);
  lines->pdata[style->rows - 1] = finish_line (more, CB_COLOR_NONE, style);
}

char **
cb_live_view_lines (const CbLiveView *view, gint64 ms_now, const CbLiveStyle *style) {
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < view->boots->len; i++)
    add_boot (lines, g_ptr_array_index (view->boots, i), ms_now, style);
  if (view->boots->len == 0)
    g_ptr_array_add (lines, finish_line (_ ("Waiting for a board on the cable. Ctrl-C ends."), CB_COLOR_NONE,
                                         style));
  fit (lines, style);
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_steal (lines, NULL);
}
