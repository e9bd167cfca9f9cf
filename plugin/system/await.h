/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Straight lines out of callbacks: a thread that owns a main context waits in it for one thing.
 *
 * The context belongs to the calling thread alone and must be its thread-default one. Nothing but what
 * was started on that context is dispatched while waiting, so the caller is never re-entered by work of
 * its own.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The result of one asynchronous call. Zero-initialise, start the call with cb_await_done and a pointer
 * to it, then cb_await. */
typedef struct {
  GAsyncResult *result;
} CbAwait;

#define CB_AWAIT_NULL { NULL }

/* A GAsyncReadyCallback that keeps the result; data is a CbAwait. */
void cb_await_done (GObject *source, GAsyncResult *result, gpointer data);

/* Waits until the call has finished. cancellable (may be NULL) is cancelled after `timeout_ms`, and the
 * call is then waited for once more, so that the result is always there. Returns it, owned by await. */
GAsyncResult *cb_await (CbAwait *await, GCancellable *cancellable, guint timeout_ms);

/* Waits until predicate (data) is true, looking again after each event and every `poll_ms`. FALSE after
 * `timeout_ms`. */
gboolean cb_await_until (gboolean (*predicate) (gpointer data), gpointer data, guint poll_ms,
                         guint timeout_ms);

void cb_await_clear (CbAwait *await);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbAwait, cb_await_clear)

G_END_DECLS
