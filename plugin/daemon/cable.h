/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What belongs to one enabled cable, made from its settings: the address, the plan, the fragment, the proof.
 * Shared by enable, upkeep and status, so that all three mean the same by "as it should be".
 */

#pragma once

#include <glib.h>

#include "helper.h"
#include "host/serve-plan.h"
#include "host/settings.h"
#include "network-manager.h"

G_BEGIN_DECLS

/* How long a dnsmasq that was told to end may take: NetworkManager ends it by SIGTERM, and by SIGKILL 2 s
 * later. */
#define CB_DNSMASQ_END_MS 4000

/* Keeps settings->address where it collides with nothing, else chooses another; link_index is the cable's own.
 * *ret_moved (may be NULL): it is another than before. CB_ERROR_REFUSED when the person chose it, or when
 * every candidate is taken; CB_ERROR_FAILED when the kernel doesn't answer. */
gboolean cb_cable_find_address (CbSettings *settings, int link_index, gboolean *ret_moved,
                                GError **error);

/* The cable's interface was called old_name and has another name now: removes the fragment of the old one,
 * unless a cable of cables (NULL elements are fine) has that name by now. Returns the text that was removed, or
 * NULL; caller frees. */
char *cb_cable_drop_fragment (const char *old_name, const char *uuid, GPtrArray *cables);

/* Who serves the cable's folder on this machine as it is now. *ret_where (caller frees, may be NULL): the
 * file or folder that is in the way. */
CbServePlan cb_cable_plan (const CbSettings *settings, const char *dnsmasq, char **ret_where);

/* May what is on the cable use the machine's other networks, and can it? Without dnsmasq nobody shares them. */
gboolean cb_cable_has_way_out (const CbSettings *settings);

/* The MAC prefixes by which a Pi is known, our list and then the user's. Caller frees with g_strfreev. NULL for
 * a damaged file of the user's, which the error names. */
char **cb_cable_mac_prefixes (GError **error);

/* The fragment that the plan wants, or NULL when it wants none; NULL with an error when it can't be made. */
char *cb_cable_render_fragment (const CbSettings *settings, const CbServePlan *plan,
                                CbNetworkManager *manager, GError **error);

/* Waits up to timeout_ms until dnsmasq runs on the interface. Its pid, or 0. */
pid_t cb_cable_wait_dnsmasq (const char *interface, guint timeout_ms);

/* Waits until no dnsmasq runs on the interface, and ends those that NetworkManager has forgotten. */
gboolean cb_cable_wait_no_dnsmasq (const char *interface, guint timeout_ms);

/* After the activation: whoever serves lives, and brings config.txt. CB_ERROR_ACTIVATION, CB_ERROR_FRAGMENT or
 * CB_ERROR_UNREACHABLE, with the cause where it can be found. */
gboolean cb_cable_prove (const CbSettings *settings, const char *dnsmasq, GError **error);

G_END_DECLS
