/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How the machine was before the first enable of a cable, beside what NetworkManager undoes by itself: the
 * forwarding of packets and the lease file stay after a shared connection is gone (proven-traps.md 27).
 */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "network-manager.h"
#include "notes.h"

G_BEGIN_DECLS

/* Notes it in the settings; ordinary_there is CbDeviceFacts.ordinary_there. What another cable (NULL for none)
 * has changed already is taken from its settings, so that whichever is disabled last puts it back. */
void cb_before_record (CbSettings *settings, gboolean ordinary_there, const CbSettings *other);

/* Puts forwarding and lease file back, once dnsmasq has ended. Forwarding stays on where something else may
 * need it, which is then noted in warnings (may be NULL). */
void cb_before_restore_system (const CbSettings *settings, CbNetworkManager *manager,
                               CbNotes *warnings);

G_END_DECLS
