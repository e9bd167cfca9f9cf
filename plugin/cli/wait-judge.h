/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What `cableboot wait` waits for, decided event by event (D-Bus contract).
 *
 * - The kernel was fetched, or the board's own system speaks: done. With an image, only if the kernel of that
 *   boot is that file.
 * - The boot failed, if its cause can't go away without a person; at once. Causes that may go away by
 *   themselves are a failure only if they still stand at the time limit. A cable that was pulled, and power
 *   that was switched off, are no failure, and a boot that goes on or begins anew takes a failure back.
 * - Of what happened before the call, only the last boot of a board counts.
 *
 * Pure.
 */

#pragma once

#include <glib.h>

#include "wire/story-event.h"

G_BEGIN_DECLS

typedef enum {
  CB_WAIT_FOR_KERNEL,
  CB_WAIT_FOR_LINUX,
} CbWaitGoal;

typedef enum {
  CB_WAIT_OPEN,
  CB_WAIT_DONE,
  CB_WAIT_FAILED,
  CB_WAIT_OTHER_KERNEL, /* another one than the image */
  CB_WAIT_KERNEL_UNKNOWN, /* an image was named, and nobody knows the fetched kernel's hash */
} CbWaitVerdict;

typedef enum {
  CB_FAILURE_NEVER, /* no failure: power, cable, or nothing known */
  CB_FAILURE_LATE,  /* may go away by itself */
  CB_FAILURE_NOW,   /* doesn't go away by itself */
} CbFailure;

typedef struct {
  CbWaitGoal goal;
  const char *hash; /* of the image: SHA-256, 64 hexadecimal digits; NULL for any kernel */
  gint64 ms_from;   /* events before this time (milliseconds since 1970) don't count */
} CbWaitWish;

typedef struct CbWaitJudge CbWaitJudge;

CbWaitJudge *cb_wait_judge_new (const CbWaitWish *wish);
void cb_wait_judge_free (CbWaitJudge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbWaitJudge, cb_wait_judge_free)

/* Hears event. before: it happened before the call, and counts if its time isn't before ms_from; others count
 * whatever their time is. */
void cb_wait_judge_event (CbWaitJudge *judge, GVariant *event, gboolean before);

/* The verdict, and the event that it stands by (owned by judge; NULL for CB_WAIT_OPEN). */
CbWaitVerdict cb_wait_judge_verdict (const CbWaitJudge *judge, GVariant **ret_event);

/* The same at the time limit: what may still go away by itself counts too. For CB_WAIT_OPEN the event is the
 * last one that tells a cause, or NULL. */
CbWaitVerdict cb_wait_judge_last_verdict (const CbWaitJudge *judge, GVariant **ret_event);

CbFailure cb_wait_judge_cause (CbStoryCause cause);

G_END_DECLS
