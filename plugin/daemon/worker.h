/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One thread that does the work, one job after another, in straight lines. Between two jobs that were posted,
 * timers and descriptors have their turn, so whoever posts many doesn't keep the guard from hearing.
 *
 * The main thread answers the bus; everything that changes the system or waits for it happens here. A job
 * never runs inside another: jobs and their timers come from one context, what a job waits for (await.h)
 * from a second one, which is the thread-default context of the thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbWorker CbWorker;

CbWorker *cb_worker_new (void);

/* Runs func (data) on the worker, after what was posted before. Any thread. */
void cb_worker_post (CbWorker *worker, GSourceFunc func, gpointer data);

/* For timers and descriptors whose callbacks are jobs. */
GMainContext *cb_worker_context (CbWorker *worker);

/* Runs what was posted and ends the thread. NULL is fine. */
void cb_worker_free (CbWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbWorker, cb_worker_free)

G_END_DECLS
