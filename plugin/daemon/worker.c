/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker.h"

/* Below the default of timers and descriptors, so that what has happened is heard between two jobs. */
#define JOB_PRIORITY (G_PRIORITY_DEFAULT + 50)

typedef struct {
  GSourceFunc func;
  gpointer data;
} Job;

struct CbWorker {
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GAsyncQueue *jobs; /* of Job */
  int turn_due;      /* a source that runs one job is attached; atomic */
};

static gpointer
run (gpointer data) {
  CbWorker *worker = data;
  g_autoptr (GMainContext) waiting = g_main_context_new ();

  g_main_context_push_thread_default (waiting);
  g_main_loop_run (worker->loop);
  g_main_context_pop_thread_default (waiting);
  return NULL;
}

CbWorker *
cb_worker_new (void) {
  CbWorker *worker = g_new0 (CbWorker, 1);

  worker->context = g_main_context_new ();
  worker->loop = g_main_loop_new (worker->context, FALSE);
  worker->jobs = g_async_queue_new_full (g_free);
  worker->thread = g_thread_new ("worker", run, worker);
  return worker;
}

static void
attach (CbWorker *worker, int priority, GSourceFunc func, gpointer data) {
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, priority);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, worker->context);
}

static gboolean run_one (gpointer data);

/* A context runs all sources that are ready in one turn, so there is one source for all jobs. */
static void
have_a_turn (CbWorker *worker) {
  if (g_atomic_int_compare_and_exchange (&worker->turn_due, 0, 1))
    attach (worker, JOB_PRIORITY, run_one, worker);
}

static gboolean
run_one (gpointer data) {
  CbWorker *worker = data;
  g_autofree Job *job = NULL;

  g_atomic_int_set (&worker->turn_due, 0);
  job = g_async_queue_try_pop (worker->jobs);
  if (job != NULL)
    job->func (job->data);
  if (g_async_queue_length (worker->jobs) > 0)
    have_a_turn (worker);
  return G_SOURCE_REMOVE;
}

void
cb_worker_post (CbWorker *worker, GSourceFunc func, gpointer data) {
  Job *job = g_new (Job, 1);

  *job = (Job){ func, data };
  g_async_queue_push (worker->jobs, job);
  have_a_turn (worker);
}

GMainContext *
cb_worker_context (CbWorker *worker) {
  return worker->context;
}

static gboolean
quit (gpointer data) {
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
cb_worker_free (CbWorker *worker) {
  if (worker == NULL)
    return;
  cb_worker_post (worker, quit, worker->loop);
  g_thread_join (worker->thread);
  g_main_loop_unref (worker->loop);
  g_main_context_unref (worker->context);
  g_async_queue_unref (worker->jobs);
  g_free (worker);
}
