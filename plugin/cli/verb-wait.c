/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot wait: until a board fetched its kernel, or its own system speaks; for scripts. */

#include "verb.h"

#include <glib/gi18n-lib.h>

#include "board-filter.h"
#include "boot/board.h"
#include "error.h"
#include "event-line.h"
#include "event-text.h"
#include "file-hash.h"
#include "follow.h"
#include "outcome.h"
#include "output.h"
#include "story-json.h"
#include "wait-judge.h"

#define US_PER_MS 1000
#define MS_PER_S  1000

typedef struct {
  const CbRequest *request;
  CbWaitGoal goal;
  char *serial;
  char *hash;
  CbWaitJudge *judge;
  CbBoardFilter *filter;
  CbFollow *follow;
  gboolean is_before; /* what is heard now happened before the call */
} Wait;

static void
judge_event (GVariant *event, gpointer data) {
  Wait *self = data;

  cb_wait_judge_event (self->judge, event, self->is_before);
}

static void
stop_if_settled (Wait *self) {
  GVariant *event;

  if (cb_wait_judge_verdict (self->judge, &event) != CB_WAIT_OPEN)
    cb_follow_stop (self->follow);
}

/* What a daemon tells that was started again happened during the call. */
static void
hear_before (GVariant *events, gboolean again, gpointer data) {
  Wait *self = data;

  self->is_before = !again;
  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    cb_board_filter_event (self->filter, event);
  }
  self->is_before = FALSE;
  stop_if_settled (self);
}

static void
hear_event (GVariant *event, gpointer data) {
  Wait *self = data;

  cb_board_filter_event (self->filter, event);
  stop_if_settled (self);
}

static void
hear_daemon (gboolean is_there, gpointer data) {
  const Wait *self = data;

  if (!is_there)
    cb_output_hint (&self->request->options, _ ("the service cablebootd has ended; it is awaited"));
}

static gint64
looks_back_ms (const CbRequest *request) {
  const char *since = request->values[CB_PROPERTY_SINCE];

  return since ? g_ascii_strtoll (since, NULL, 10) * MS_PER_S : 0;
}

static gboolean
prepare (Wait *self, CbBus *bus, const CbFollower *follower, GError **error) {
  const CbRequest *request = self->request;
  const char *serial = request->values[CB_PROPERTY_SERIAL];
  const char *image = request->values[CB_PROPERTY_IMAGE];
  CbWaitWish wish = {
    .goal = g_strcmp0 (request->argument, "linux") == 0 ? CB_WAIT_FOR_LINUX : CB_WAIT_FOR_KERNEL,
    .ms_from = g_get_real_time () / US_PER_MS - looks_back_ms (request),
  };

  self->goal = wish.goal;
  self->serial = serial ? cb_board_serial_from_text (serial, error) : NULL;
  if (serial && !self->serial)
    return FALSE;
  self->hash = image ? cb_file_hash (image, error) : NULL;
  if (image && !self->hash)
    return FALSE;
  wish.hash = self->hash;
  self->judge = cb_wait_judge_new (&wish);
  self->filter = cb_board_filter_new (self->serial, judge_event, self);
  self->follow = cb_follow_new (bus, follower);
  return TRUE;
}

static void
print_done (const Wait *self, GVariant *event) {
  const CbOptions *options = &self->request->options;
  const CbEventStyle style = { .utf8 = cb_output_utf8 (), .colors = cb_output_colors (options) };
  g_autofree char *text = options->json ? cb_story_json_event (event) : cb_event_line (event, &style);

  if (options->json)
    cb_output_json (text);
  else if (!options->terse)
    cb_output_line (text);
}

static void
fail_boot (const Wait *self, GVariant *event, GError **error) {
  const CbOptions *options = &self->request->options;
  g_autofree char *board = cb_event_board (event, TRUE);
  g_autofree char *mark = cb_event_board_mark (event, TRUE);
  g_autofree char *cause = cb_event_cause (event, TRUE);
  g_autofree char *json = NULL;
  GError *local = g_error_new (CB_ERROR, CB_ERROR_BOOT_FAILED, _ ("the boot of %s (%s) failed: %s"), board,
                               mark ? mark : "--", cause ? cause : "--");

  if (options->json) {
    json = cb_story_json_failure (local, event, options->pretty);
    cb_output_json (json);
  } else {
    cb_output_error (options, local, NULL);
  }
  g_propagate_error (error, local);
}

static void
fail_kernel (const Wait *self, GVariant *event, gboolean is_known, GError **error) {
  g_autofree char *board = cb_event_board (event, TRUE);
  g_autofree char *kernel = cb_event_kernel (event, cb_dict_time (event, "time", 0), TRUE);
  const char *image = self->request->values[CB_PROPERTY_IMAGE];

  if (is_known)
    g_set_error (error, CB_ERROR, CB_ERROR_OTHER_KERNEL, _ ("%s fetched another kernel than '%s'%s%s"), board,
                 image, kernel ? ": " : "", kernel ? kernel : "");
  else
    g_set_error (error, CB_ERROR, CB_ERROR_OTHER_KERNEL,
                 _ ("%s fetched a kernel, but nobody could look into it and tell whether it is '%s'"), board,
                 image);
}

/* The limit came first. */
static void
fail_time (const Wait *self, GVariant *event, GError **error) {
  g_autofree char *cause = event ? cb_event_cause (event, TRUE) : NULL;
  const char *what = self->goal == CB_WAIT_FOR_LINUX ? _ ("no system of a board spoke in time")
                                                     : _ ("no kernel was fetched in time");

  g_set_error (error, CB_ERROR, CB_ERROR_TIMEOUT, "%s%s%s", what, cause ? ": " : "", cause ? cause : "");
}

static gboolean
tell (const Wait *self, CbFollowEnd end, GError **error) {
  GVariant *event;
  CbWaitVerdict verdict = end == CB_FOLLOW_STOPPED ? cb_wait_judge_verdict (self->judge, &event)
                                                   : cb_wait_judge_last_verdict (self->judge, &event);

  switch (verdict) {
  case CB_WAIT_DONE:
    print_done (self, event);
    return TRUE;
  case CB_WAIT_FAILED:
    fail_boot (self, event, error);
    return FALSE;
  case CB_WAIT_OTHER_KERNEL:
  case CB_WAIT_KERNEL_UNKNOWN:
    fail_kernel (self, event, verdict == CB_WAIT_OTHER_KERNEL, error);
    return FALSE;
  case CB_WAIT_OPEN:
    break;
  }
  fail_time (self, event, error);
  return FALSE;
}

gboolean
cb_verb_wait (const CbRequest *request, CbBus *bus, GError **error) {
  Wait self = { .request = request };
  const CbFollower follower = {
    .watching = "wait",
    .before = hear_before,
    .event = hear_event,
    .daemon = hear_daemon,
    .data = &self,
  };
  CbFollowEnd end;
  gboolean ok = prepare (&self, bus, &follower, error);

  if (ok)
    cb_outcome_hint_nothing_enabled (request, bus);
  ok = ok && cb_follow_run (self.follow, request->options.wait_s, &end, error) && tell (&self, end, error);

  cb_follow_free (self.follow);
  cb_board_filter_free (self.filter);
  cb_wait_judge_free (self.judge);
  g_free (self.serial);
  g_free (self.hash);
  return ok;
}
