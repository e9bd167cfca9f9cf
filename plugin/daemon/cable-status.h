/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is told of a cable: its settings, its state, and what is not as it should be. Looks, changes nothing. */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "network-manager.h"
#include "notes.h"
#include "settings-store.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* The dictionary "cable" of the interface file, floating. viewer: uid of who asks. manager is NULL when
 * NetworkManager isn't running; warnings may be NULL. */
GVariant *cb_cable_status (const CbSettings *settings, guint32 viewer, CbNetworkManager *manager,
                           CbUpkeep *upkeep, CbNotes *warnings);

/* The same dictionary for a settings file that can't be used: uuid, state "damaged" and the problem. */
GVariant *cb_cable_status_damaged (const CbSettingsDamage *damage);

G_END_DECLS
