/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Brings what is derived from a cable's settings up to date with the machine: the interface's name, the subnet,
 * who serves, the fragment, the profile. */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "network-manager.h"

G_BEGIN_DECLS

/* interface: its present name. TRUE when something was changed, so that what runs is out of date. What fails is
 * logged and tried again at the next look. */
gboolean cb_refresh (CbSettings *settings, const char *interface, CbNetworkManager *manager);

/* The fragment alone, as when a hotspot's profile comes or goes; a cable that another server should serve by
 * now is left to cb_refresh. */
void cb_refresh_fragment (CbSettings *settings, CbNetworkManager *manager);

G_END_DECLS
