/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One cable, or one interface, as the daemon describes it: a dictionary of the D-Bus contract
 * (conf/org.freedesktop.NetworkManager.cableboot.xml). Read with host/dict.h. Pure.
 */

#pragma once

#include <glib.h>

#include "host/dict.h"
#include "table.h"

G_BEGIN_DECLS

/* The boot folder as text for a terminal (escape.h), or NULL where the caller isn't told. Free with
 * g_free. */
char *cb_cable_folder (GVariant *cable, gboolean utf8);

/* The list of (code, text) at key, "problems" or "warnings"; never NULL, empty where it is absent.
 * Unref with g_variant_unref. */
GVariant *cb_cable_notes (GVariant *cable, const char *key);

/* A state word in the caller's language, and its color; an unknown word is returned as it is. state
 * may be NULL. */
const char *cb_cable_state_text (const char *state);
CbColor cb_cable_state_color (const char *state);

/* The cables (aa{sv}) whose interface is ifname, all of them when ifname is NULL; in the order of their
 * interfaces. Unref with g_variant_unref. */
GVariant *cb_cable_select (GVariant *cables, const char *ifname);

G_END_DECLS
