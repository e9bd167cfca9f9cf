/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Keeps enabled cables served: looks at each when its cable comes, when NetworkManager brought it up, and
 * when its dnsmasq ends. Lives on the worker thread.
 *
 * At most one repair (a re-activation) for each time that the cable comes: a repair is itself an "up"
 * (proven-traps.md 20).
 */

#pragma once

#include <glib.h>

#include "worker.h"

G_BEGIN_DECLS

typedef struct CbUpkeep CbUpkeep;

/* Begins to watch the carriers, and looks at every enabled cable once. */
CbUpkeep *cb_upkeep_new (CbWorker *worker);

/* NetworkManager's dispatcher saw action on a profile. Call on the worker. */
void cb_upkeep_link_changed (CbUpkeep *upkeep, const char *uuid, const char *interface,
                             const char *action);

/* After the worker's end. NULL is fine. */
void cb_upkeep_free (CbUpkeep *upkeep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbUpkeep, cb_upkeep_free)

G_END_DECLS
