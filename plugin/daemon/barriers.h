/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The barriers of this daemon's cables (host/barrier.h), and the packet filters of others that matter to them.
 * Without nftables in the kernel every wish is noted in the log, and nothing is up.
 */

#pragma once

#include <glib.h>

#include "host/firewall.h"

G_BEGIN_DECLS

typedef struct CbBarriers CbBarriers;

CbBarriers *cb_barriers_new (void);

/* All barriers go. NULL is fine. */
void cb_barriers_free (CbBarriers *barriers);

/* Puts the barrier of the interface up or takes it down; as it is already is no work. */
void cb_barriers_set (CbBarriers *barriers, const char *interface, gboolean up);

gboolean cb_barriers_is_up (CbBarriers *barriers, const char *interface);

/* Base chains of all programs; never NULL, empty when they can't be read. Caller unrefs. */
GPtrArray *cb_barriers_chains (CbBarriers *barriers);

G_END_DECLS
