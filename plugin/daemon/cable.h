/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What belongs to one enabled cable, made from its settings: the plan, the fragment, the proof. Shared by
 * enable, upkeep and status, so that all three mean the same by "as it should be".
 */

#pragma once

#include <glib.h>

#include "helper.h"
#include "host/serve-plan.h"
#include "host/settings.h"
#include "network-manager.h"

G_BEGIN_DECLS

/* Who serves the cable's folder on this machine as it is now. *ret_where (caller frees, may be NULL): the
 * file or folder that is in the way. */
CbServePlan cb_cable_plan (const CbSettings *settings, const char *dnsmasq, char **ret_where);

/* The plan in a sentence, with the place that is in the way. Caller frees. */
char *cb_cable_describe_plan (const CbServePlan *plan, const char *where);

/* The fragment that the plan wants, or NULL when it wants none; NULL with an error when it can't be made. */
char *cb_cable_render_fragment (const CbSettings *settings, const CbServePlan *plan,
                                CbNetworkManager *manager, GError **error);

/* Waits up to timeout_ms until dnsmasq runs on the interface. Its pid, or 0. */
pid_t cb_cable_wait_dnsmasq (const char *interface, guint timeout_ms);

/* Waits until no dnsmasq runs on the interface, and ends those that NetworkManager has forgotten. */
gboolean cb_cable_wait_no_dnsmasq (const char *interface, guint timeout_ms);

/* After the activation: dnsmasq lives, and brings config.txt. CB_ERROR_ACTIVATION, CB_ERROR_FRAGMENT or
 * CB_ERROR_UNREACHABLE, with the cause where it can be found. */
gboolean cb_cable_prove (const CbSettings *settings, const char *dnsmasq, GError **error);

/* The dictionary "cable" of the interface file, floating. viewer: uid of who asks. manager is NULL when
 * NetworkManager isn't running; warnings (may be NULL) pairs of code and text. */
GVariant *cb_cable_describe (const CbSettings *settings, guint32 viewer, CbNetworkManager *manager,
                             GPtrArray *warnings);

/* Appends a pair to an array of strings: code, text (transfer full). */
void cb_cable_note (GPtrArray *pairs, const char *code, char *text);

/* The pairs as a(ss), floating. NULL is empty. */
GVariant *cb_cable_notes (GPtrArray *pairs);

G_END_DECLS
