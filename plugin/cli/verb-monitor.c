/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot monitor: each boot as it happens; on a terminal with lines that move, else a line per event. */

#include "verb.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "board-filter.h"
#include "boot-block.h"
#include "boot-table.h"
#include "boot/board.h"
#include "event-line.h"
#include "event-list.h"
#include "event-text.h"
#include "follow.h"
#include "json.h"
#include "live-view.h"
#include "outcome.h"
#include "output.h"
#include "screen.h"
#include "story-json.h"

/* Boots among which that of the same board before is looked for. */
#define MAX_BOOTS_LOOKED_AT 100

/* Room behind a moving line for the "^C" that the terminal writes there. */
#define FREE_COLUMNS 3

#define US_PER_MS 1000

typedef struct {
  const CbRequest *request;
  CbBus *bus;
  CbEventStyle style;
  gboolean is_live; /* with moving lines */
  CbScreen screen;
  char *drawn; /* the moving lines that stand there */
  CbLiveView *view;
  CbBoardFilter *filter;
  CbFollow *follow;
  gboolean is_before;
  guint32 last_told; /* boot whose summary was told */
} Monitor;

static gboolean
can_move (void) {
  const char *terminal = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && terminal && strcmp (terminal, "dumb") != 0;
}

/* staying: a text with its line ends, or NULL. */
static void
draw (Monitor *self, const char *staying) {
  guint rows;
  CbLiveStyle style = { .utf8 = self->style.utf8, .colors = self->style.colors };
  g_auto (GStrv) lines = NULL;
  char *text;

  cb_screen_size (&style.columns, &rows);
  style.columns -= MIN (style.columns, FREE_COLUMNS);
  style.rows = rows - 1;
  lines = cb_live_view_lines (self->view, g_get_real_time () / US_PER_MS, &style);
  text = g_strjoinv ("\n", lines);
  if (staying || g_strcmp0 (text, self->drawn) != 0)
    cb_screen_draw (&self->screen, staying, (const char *const *) lines);
  g_free (self->drawn);
  self->drawn = text;
}

static void
undraw (Monitor *self) {
  const char *const none[] = { NULL };

  if (self->is_live)
    cb_screen_draw (&self->screen, NULL, none);
  g_clear_pointer (&self->drawn, g_free);
}

/* A line that stays. Nobody who reads any more is a reason to end. */
static void
print_line (Monitor *self, const char *line) {
  g_autofree char *staying = g_strconcat (line, "\n", NULL);

  if (self->request->options.json)
    cb_output_json (line);
  else if (self->is_live)
    draw (self, staying);
  else
    cb_output_line (line);
  fflush (stdout);
  if (ferror (stdout))
    cb_follow_stop (self->follow);
}

/* Marked with its board where there are several. */
static char *
live_line (const Monitor *self, GVariant *event) {
  CbEventStyle style = self->style;
  g_autofree char *mark = cb_event_board_mark (event, style.utf8);
  g_autofree char *line = NULL;
  guint rows;

  cb_screen_size (&style.columns, &rows);
  line = cb_event_line (event, &style);
  if (!line || !mark || cb_live_view_n_boots (self->view) < 2)
    return g_steal_pointer (&line);
  return g_strdup_printf ("%s  %s", mark, line);
}

static char *
event_text (const Monitor *self, GVariant *event) {
  if (self->request->options.json)
    return cb_story_json_event (event);
  return self->is_live ? live_line (self, event) : cb_event_log_line (event, &self->style);
}

/* Both boots beside each other, or where the terminal is too narrow the one alone. */
static char *
figures_table (GVariant *boot, GVariant *before) {
  g_autoptr (CbTable) both = cb_boot_table_figures (boot, before);
  g_autoptr (CbTable) one = cb_boot_table_figures (boot, NULL);
  char *text = cb_table_format (both, &(CbTableStyle) { 0 });
  guint columns, rows;

  cb_screen_size (&columns, &rows);
  if (strcspn (text, "\n") <= columns)
    return text;
  g_free (text);
  return cb_table_format (one, &(CbTableStyle) { 0 });
}

static void
print_figures_table (Monitor *self, GVariant *boot, GVariant *before) {
  g_autofree char *text = figures_table (boot, before);
  g_autofree char *board = cb_event_board_in_full (boot, self->style.utf8);
  g_autofree char *title = cb_table_paint (board, self->style.colors ? CB_COLOR_BOLD : CB_COLOR_NONE);
  g_autofree char *block = g_strdup_printf ("\n%s\n%s", title, text);

  print_line (self, block);
}

static void
print_figures_lines (Monitor *self, GVariant *event, GVariant *boot, GVariant *before) {
  g_autofree char *figures = cb_boot_block_figures (boot, &self->style);
  g_autofree char *figures_before = before ? cb_boot_block_figures (before, &self->style) : NULL;
  g_autofree char *line = cb_event_log_figures (event, _ ("figures"), figures, &self->style);
  g_autofree char *line_before =
      before ? cb_event_log_figures (event, _ ("before"), figures_before, &self->style) : NULL;

  print_line (self, line);
  if (before)
    print_line (self, line_before);
}

static void
print_summary (Monitor *self, GVariant *event, GVariant *boot, GVariant *before) {
  if (self->request->options.json) {
    g_autofree char *json = cb_story_json_summary (boot, before);

    print_line (self, json);
  } else if (self->is_live) {
    print_figures_table (self, boot, before);
  } else if (!self->request->options.terse) {
    print_figures_lines (self, event, boot, before);
  }
}

/* A boot that came to its end while we looked; once. */
static void
summarize (Monitor *self, GVariant *event) {
  guint32 number = cb_dict_number (event, "boot");
  g_autoptr (GVariant) boots = NULL;
  g_autoptr (GVariant) boot = NULL;
  g_autoptr (GVariant) before = NULL;

  if (self->is_before || !cb_event_list_is_end (event) || number <= self->last_told)
    return;
  boots = cb_bus_list_boots (self->bus, MAX_BOOTS_LOOKED_AT, 0, NULL);
  boot = boots ? cb_boot_table_find (boots, number) : NULL;
  if (!boot)
    return;
  self->last_told = number;
  before = cb_boot_table_find_before (boots, boot);
  print_summary (self, event, boot, before);
}

static void
show_event (GVariant *event, gpointer data) {
  Monitor *self = data;
  g_autofree char *text = NULL;

  if (self->is_live)
    cb_live_view_event (self->view, event);
  text = event_text (self, event);
  if (text)
    print_line (self, text);
  summarize (self, event);
}

/* For a script that waits with the power switch until nothing is missed any more. */
static void
print_following (Monitor *self) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();
  g_autofree char *line = NULL;

  cb_json_add_text (builder, "event", "following");
  line = cb_json_end (builder, FALSE);
  print_line (self, line);
}

static void
hear_before (GVariant *events, gboolean again, gpointer data) {
  Monitor *self = data;
  g_autoptr (GVariant) chosen = again ? g_variant_ref (events) : cb_event_list_under_way (events);

  if (self->request->options.json && !again)
    print_following (self);
  self->is_before = !again;
  for (gsize i = 0; i < g_variant_n_children (chosen); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (chosen, i);

    cb_board_filter_event (self->filter, event);
  }
  self->is_before = FALSE;
  if (self->is_live)
    draw (self, NULL);
}

static void
hear_event (GVariant *event, gpointer data) {
  Monitor *self = data;

  cb_board_filter_event (self->filter, event);
}

static void
hear_daemon (gboolean is_there, gpointer data) {
  Monitor *self = data;

  undraw (self);
  cb_output_hint (&self->request->options, is_there
                                               ? _ ("the service cablebootd is back")
                                               : _ ("the service cablebootd has ended; it is awaited"));
}

static void
tick (gpointer data) {
  draw (data, NULL);
}

static gboolean
prepare (Monitor *self, const CbFollower *follower, GError **error) {
  const CbOptions *options = &self->request->options;
  const char *typed = self->request->values[CB_PROPERTY_SERIAL];
  g_autofree char *serial = typed ? cb_board_serial_from_text (typed, error) : NULL;

  if (typed && !serial)
    return FALSE;
  self->is_live = follower->tick != NULL;
  self->style = (CbEventStyle) {
    .utf8 = cb_output_utf8 (),
    .colors = cb_output_colors (options),
    .exact = !self->is_live,
  };
  self->view = cb_live_view_new ();
  self->filter = cb_board_filter_new (serial, show_event, self);
  self->follow = cb_follow_new (self->bus, follower);
  return TRUE;
}

gboolean
cb_verb_monitor (const CbRequest *request, CbBus *bus, GError **error) {
  Monitor self = { .request = request, .bus = bus };
  const CbFollower follower = {
    .watching = "monitor",
    .before = hear_before,
    .event = hear_event,
    .daemon = hear_daemon,
    .tick = can_move () && !request->options.json && !request->options.terse ? tick : NULL,
    .takes_signals = TRUE,
    .data = &self,
  };
  CbFollowEnd end;
  gboolean ok = prepare (&self, &follower, error);

  if (ok)
    cb_outcome_hint_nothing_enabled (request, bus);
  ok = ok && cb_follow_run (self.follow, request->options.wait_s, &end, error);
  undraw (&self);
  cb_follow_free (self.follow);
  cb_board_filter_free (self.filter);
  cb_live_view_free (self.view);
  return ok;
}
