/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Words for what a story tells: stable codes for --json and scripts, and texts for people.
 *
 * _to_code: static, untranslated, never NULL; a number that the enum doesn't have reads as its first value.
 * _from_code: the first value for a word that is none (NULL too).
 */

#pragma once

#include "wire/story-event.h"

#include <glib.h>

G_BEGIN_DECLS

/* board stage asked progress file kernel stalled resumed linux ended silent no-plan */
const char *cb_story_kind_to_code (guint kind);

/* none address bootcode firmware system loader handed-over linux */
const char *cb_story_stage_to_code (guint stage);
CbStoryStage cb_story_stage_from_code (const char *code);

/* none sent probed absent missing refused aborted changed timed-out */
const char *cb_story_outcome_to_code (guint outcome);

/* none no-request rom-gave-up firewall offer-refused ... (the enum's names in lower case) */
const char *cb_story_cause_to_code (guint cause);
CbStoryCause cb_story_cause_from_code (const char *code);

/* Translated, one or two words, for a terminal: "asking for an address", "loading the firmware". */
const char *cb_story_stage_to_text (guint stage);

/* Translated: what is likely to be wrong, as a sentence without a full stop, and what to do about it. Never
 * NULL; "" for CB_STORY_CAUSE_NONE. */
const char *cb_story_cause_to_text (guint cause);
const char *cb_story_cause_to_remedy (guint cause);

/* "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024": when it was built; NULL where the line says no time. Caller
 * frees. */
GDateTime *cb_story_build_time (const char *build);

G_END_DECLS
