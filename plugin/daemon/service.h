/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The D-Bus object: takes calls, has polkit judge them, hands them to the worker, answers.
 *
 * Lives on the main thread. LinkChanged is answered before any work is done, so that NetworkManager's
 * dispatcher never waits for us.
 */

#pragma once

#include <gio/gio.h>

#include "upkeep.h"
#include "worker.h"

G_BEGIN_DECLS

typedef struct CbService CbService;

/* Exports the object on bus. call_ended (data) is called on the main thread after each call's end. */
CbService *cb_service_new (GDBusConnection *bus, CbWorker *worker, CbUpkeep *upkeep, CbHerald *herald,
                           void (*call_ended) (gpointer data), gpointer data, GError **error);

/* Calls that aren't answered yet, jobs included. */
guint cb_service_pending (CbService *service);

/* NULL is fine. */
void cb_service_free (CbService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbService, cb_service_free)

G_END_DECLS
