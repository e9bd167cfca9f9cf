/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which network interface a job is about, and whether it can be a cable of ours. */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "links.h"
#include "network-manager.h"

G_BEGIN_DECLS

/* Can the link be enabled? NULL when it can, else why not and what to do (caller frees). *ret_code is then
 * CB_ERROR_INVALID (no wired interface) or CB_ERROR_REFUSED. */
char *cb_interface_obstacle (GPtrArray *links, const CbLink *link, const CbDeviceFacts *facts,
                             int *ret_code);

/* Does something else live on the link: is it a port, or does it carry a VLAN? NULL when not, else what and
 * what to do (caller frees). */
char *cb_interface_occupied (GPtrArray *links, const CbLink *link);

/* The link of a cable: by the permanent address where it has one, else by name. Owned by links; or NULL. */
const CbLink *cb_interface_link (GPtrArray *links, const CbSettings *cable);

/* The link to enable: the one named, else that of the only enabled cable, else the only one that can be.
 * Owned by links. CB_ERROR_NOT_FOUND, CB_ERROR_AMBIGUOUS, or the code of the obstacle. */
const CbLink *cb_interface_choose (GPtrArray *links, const char *name, GPtrArray *cables,
                                   CbNetworkManager *manager, GError **error);

/* The cable of a link: by the permanent address where it has one, else by name. Owned by cables; or NULL. */
CbSettings *cb_interface_cable (GPtrArray *cables, const CbLink *link);

/* The cable named by its interface, or the only one with NULL. Owned by cables. CB_ERROR_NOT_FOUND,
 * CB_ERROR_AMBIGUOUS. */
CbSettings *cb_interface_enabled (GPtrArray *cables, const char *name, GError **error);

/* The answer of ListInterfaces: aa{sv}, floating. */
GVariant *cb_interfaces_describe (GPtrArray *links, GPtrArray *cables, CbNetworkManager *manager);

G_END_DECLS
