/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "await.h"

static gboolean
on_tick (gpointer data) {
  gboolean *ticked = data;

  *ticked = TRUE;
  return G_SOURCE_CONTINUE;
}

static GSource *
add_tick (guint ms, gboolean *ticked) {
  GSource *source = g_timeout_source_new (ms);

  *ticked = FALSE;
  g_source_set_callback (source, on_tick, ticked, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
remove_tick (GSource *source) {
  g_source_destroy (source);
  g_source_unref (source);
}

void
cb_await_done (GObject *source, GAsyncResult *result, gpointer data) {
  CbAwait *await = data;

  await->result = g_object_ref (result);
}

GAsyncResult *
cb_await (CbAwait *await, GCancellable *cancellable, guint timeout_ms) {
  gboolean late;
  GSource *tick = add_tick (timeout_ms, &late);

  while (await->result == NULL) {
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
    if (late && cancellable != NULL)
      g_cancellable_cancel (cancellable);
  }
  remove_tick (tick);
  return await->result;
}

gboolean
cb_await_until (gboolean (*predicate) (gpointer data), gpointer data, guint poll_ms,
                guint timeout_ms) {
  gint64 us_end = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  gboolean ticked, ok;
  GSource *tick = add_tick (poll_ms, &ticked);

  while (!(ok = predicate (data)) && g_get_monotonic_time () < us_end)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  remove_tick (tick);
  return ok;
}

void
cb_await_clear (CbAwait *await) {
  g_clear_object (&await->result);
}
