/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wait-judge.h"

#include "boot/story-words.h"
#include "host/dict.h"

/* Boots whose kernel is remembered, before all of them are given up. */
#define MAX_KERNELS 1000

struct CbWaitJudge {
  CbWaitWish wish;
  char *hash;
  GHashTable *kernels; /* boot -> what its kernel makes of an image: a CbWaitVerdict */
  CbWaitVerdict verdict;
  GVariant *event; /* of verdict */
  GVariant *doubt; /* a failure that may go away by itself, or NULL */
  GVariant *hint;  /* the last event with a cause that is no failure, or NULL */
};

static const CbFailure failures[CB_STORY_CAUSE_N_] = {
  [CB_STORY_CAUSE_NONE] = CB_FAILURE_NEVER,
  [CB_STORY_CAUSE_NO_REQUEST] = CB_FAILURE_NEVER,
  [CB_STORY_CAUSE_ROM_GAVE_UP] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_FIREWALL] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_OFFER_REFUSED] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_NO_FILE_ASKED] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_NO_ANSWER] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_BOOTCODE_AGAIN] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_SECOND_DHCP] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_WRONG_FOLDER] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_PREFIX_SLASH] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_NOT_READABLE] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_TRUNCATED_FILE] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_POWER_OR_CABLE] = CB_FAILURE_NEVER,
  [CB_STORY_CAUSE_BLOCK_ROLL_OVER] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_CONFIG_IGNORED] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_FIRMWARE_MISMATCH] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_FIRMWARE_CRASHED] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_NO_DEVICE_TREE] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_NO_KERNEL] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_SILENT_KERNEL] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_UPDATE_LOOP] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_NO_CONFIG] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_RECOVERY] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_FILE_MISSING] = CB_FAILURE_NOW,
  [CB_STORY_CAUSE_FILE_CHANGED] = CB_FAILURE_LATE,
  [CB_STORY_CAUSE_UNPLUGGED] = CB_FAILURE_NEVER,
};

CbFailure
cb_wait_judge_cause (CbStoryCause cause) {
  return (guint) cause < G_N_ELEMENTS (failures) ? failures[cause] : CB_FAILURE_NEVER;
}

CbWaitJudge *
cb_wait_judge_new (const CbWaitWish *wish) {
  CbWaitJudge *judge = g_new0 (CbWaitJudge, 1);

  judge->wish = *wish;
  judge->hash = g_strdup (wish->hash);
  judge->kernels = g_hash_table_new (NULL, NULL);
  return judge;
}

void
cb_wait_judge_free (CbWaitJudge *judge) {
  if (!judge)
    return;
  g_clear_pointer (&judge->event, g_variant_unref);
  g_clear_pointer (&judge->doubt, g_variant_unref);
  g_clear_pointer (&judge->hint, g_variant_unref);
  g_hash_table_unref (judge->kernels);
  g_free (judge->hash);
  g_free (judge);
}

static void
set_event (GVariant **place, GVariant *event) {
  g_clear_pointer (place, g_variant_unref);
  *place = event ? g_variant_ref (event) : NULL;
}

static void
set_verdict (CbWaitJudge *judge, CbWaitVerdict verdict, GVariant *event) {
  judge->verdict = verdict;
  set_event (&judge->event, event);
  set_event (&judge->doubt, NULL);
}

static gboolean
is_of_boot (GVariant *event, GVariant *other) {
  return event && cb_dict_number (event, "boot") == cb_dict_number (other, "boot");
}

/* other begins, or belongs to, another boot of the board that event is of. */
static gboolean
is_boot_before (GVariant *event, GVariant *other) {
  const char *mac = event ? cb_dict_text (event, "mac") : NULL;

  return mac && g_strcmp0 (mac, cb_dict_text (other, "mac")) == 0 && !is_of_boot (event, other);
}

/* What was a failure is none any more: the boot goes on, or the board has begun another one. */
static void
take_back (CbWaitJudge *judge, GVariant *event) {
  if (is_boot_before (judge->event, event)
      || (judge->verdict == CB_WAIT_FAILED && is_of_boot (judge->event, event)))
    set_verdict (judge, CB_WAIT_OPEN, NULL);
  if (is_of_boot (judge->doubt, event) || is_boot_before (judge->doubt, event))
    set_event (&judge->doubt, NULL);
}

static CbWaitVerdict
verdict_of_kernel (const CbWaitJudge *judge, GVariant *event) {
  const char *hash = cb_dict_text (event, "hash");

  if (!judge->hash)
    return CB_WAIT_DONE;
  if (!hash)
    return CB_WAIT_KERNEL_UNKNOWN;
  return g_ascii_strcasecmp (hash, judge->hash) == 0 ? CB_WAIT_DONE : CB_WAIT_OTHER_KERNEL;
}

/* Even one that doesn't count may be the kernel whose system speaks later. */
static void
hear_kernel (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  CbWaitVerdict verdict = verdict_of_kernel (judge, event);

  if (g_hash_table_size (judge->kernels) >= MAX_KERNELS)
    g_hash_table_remove_all (judge->kernels);
  g_hash_table_insert (judge->kernels, GUINT_TO_POINTER (cb_dict_number (event, "boot")),
                       GUINT_TO_POINTER (verdict));
  if (!counts)
    return;
  take_back (judge, event);
  if (judge->wish.goal == CB_WAIT_FOR_KERNEL || verdict != CB_WAIT_DONE)
    set_verdict (judge, verdict, event);
}

static void
hear_linux (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  gpointer boot = GUINT_TO_POINTER (cb_dict_number (event, "boot"));
  CbWaitVerdict unseen = judge->hash ? CB_WAIT_KERNEL_UNKNOWN : CB_WAIT_DONE;
  gpointer verdict = g_hash_table_lookup (judge->kernels, boot);

  if (!counts || judge->wish.goal != CB_WAIT_FOR_LINUX)
    return;
  set_verdict (judge, verdict ? (CbWaitVerdict) GPOINTER_TO_UINT (verdict) : unseen, event);
}

static void
hear_cause (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  CbStoryCause cause = cb_story_cause_from_code (cb_dict_text (event, "cause"));
  CbFailure failure = cb_wait_judge_cause (cause);

  if (!counts || cause == CB_STORY_CAUSE_NONE)
    return;
  if (failure == CB_FAILURE_NOW)
    set_verdict (judge, CB_WAIT_FAILED, event);
  else
    set_event (failure == CB_FAILURE_LATE ? &judge->doubt : &judge->hint, event);
}

/* A boot that ends is no failure any more that may go away: it is the cause of its end that counts. */
static void
hear_end (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  if (is_of_boot (judge->doubt, event))
    set_event (&judge->doubt, NULL);
  if (cb_wait_judge_cause (cb_story_cause_from_code (cb_dict_text (event, "cause"))) != CB_FAILURE_LATE)
    hear_cause (judge, event, counts);
}

static void
hear_unplugged (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  if (counts)
    set_event (&judge->doubt, NULL);
}

/* Begins, or goes on. */
static void
hear_way (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  if (counts)
    take_back (judge, event);
}

/* Of the boot's beginning more is told later on; that takes nothing back. */
static void
hear_board (CbWaitJudge *judge, GVariant *event, gboolean counts) {
  if (!is_of_boot (judge->event, event) && !is_of_boot (judge->doubt, event))
    hear_way (judge, event, counts);
}

static const struct {
  const char *kind;
  void (*hear) (CbWaitJudge *judge, GVariant *event, gboolean counts);
} hearers[] = {
  { "kernel", hear_kernel },   { "linux", hear_linux },     { "stalled", hear_cause }, { "silent", hear_cause },
  { "ended", hear_end },       { "resumed", hear_way },     { "board", hear_board },
  { "unplugged", hear_unplugged },
};

void
cb_wait_judge_event (CbWaitJudge *judge, GVariant *event, gboolean before) {
  const char *kind = cb_dict_text (event, "kind");
  gboolean counts = !before || cb_dict_time (event, "time", G_MININT64) >= judge->wish.ms_from;

  if (judge->verdict == CB_WAIT_DONE && !before)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (hearers); i++)
    if (g_strcmp0 (kind, hearers[i].kind) == 0)
      hearers[i].hear (judge, event, counts);
}

CbWaitVerdict
cb_wait_judge_verdict (const CbWaitJudge *judge, GVariant **ret_event) {
  *ret_event = judge->event;
  return judge->verdict;
}

CbWaitVerdict
cb_wait_judge_last_verdict (const CbWaitJudge *judge, GVariant **ret_event) {
  if (judge->verdict == CB_WAIT_OPEN && judge->doubt) {
    *ret_event = judge->doubt;
    return CB_WAIT_FAILED;
  }
  if (judge->verdict != CB_WAIT_OPEN)
    return cb_wait_judge_verdict (judge, ret_event);
  *ret_event = judge->hint;
  return CB_WAIT_OPEN;
}
