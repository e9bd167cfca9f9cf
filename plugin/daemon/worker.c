/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker.h"

struct CbWorker {
  GMainContext *jobs;
  GMainLoop *loop;
  GThread *thread;
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

  worker->jobs = g_main_context_new ();
  worker->loop = g_main_loop_new (worker->jobs, FALSE);
  worker->thread = g_thread_new ("worker", run, worker);
  return worker;
}

void
cb_worker_post (CbWorker *worker, GSourceFunc func, gpointer data) {
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, worker->jobs);
}

GMainContext *
cb_worker_context (CbWorker *worker) {
  return worker->jobs;
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
  g_main_context_unref (worker->jobs);
  g_free (worker);
}
