/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Our NetworkManager profile: made from the settings, compared with what NetworkManager holds.
 *
 * Nothing is ever read back from the profile into the settings: whoever may edit system profiles is not
 * whoever may manage cableboot (proven-traps.md 1 to 3). Talks to nobody.
 */

#pragma once

#include <NetworkManager.h>

#include "host/settings.h"

G_BEGIN_DECLS

/* What a profile is made from. Everything is borrowed. */
typedef struct {
  const CbSettings *settings;
  gboolean autoconnect;
  const char *zone; /* of firewalld; NULL for none */
} CbProfile;

/* The whole profile, normalized (design, section 3, "the profile"). Bound to the permanent MAC where the
 * NIC has one, else to the interface's name. Transfer full. */
NMConnection *cb_profile_new (const CbProfile *wanted);

/* How present differs from the profile that is wanted: "connection.autoconnect, ipv4.method", or NULL when it
 * doesn't. Caller frees. */
char *cb_profile_difference (const CbProfile *wanted, NMConnection *present);

/* The profile that NetworkManager makes by itself for a wired NIC without one: automatic addresses, lowest
 * priority. Transfer full. */
NMConnection *cb_profile_new_ordinary (const char *interface);

/* Is this the one that NetworkManager made by itself? */
gboolean cb_profile_is_ordinary (NMConnection *connection);

G_END_DECLS
