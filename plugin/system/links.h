/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kernel's links, addresses and routes, read by rtnetlink, and the watch on carriers.
 *
 * The kernel is asked and not NetworkManager, because a VPN's routes, a bridge made by hand and a flap
 * of the cable shorter than six seconds are seen here only (proven-traps.md 19, 29). Changes nothing.
 */

#pragma once

#include <glib.h>

#include "host/subnet.h"

G_BEGIN_DECLS

typedef struct {
  int index;
  char *name;
  guint8 hardware[6]; /* the address it uses now; zeros when it has none of this length */
  char *mac;         /* permanent address "aa:bb:..", or NULL where the kernel knows none */
  char *kind;        /* "veth", "bridge", "vlan", ...; NULL for a real NIC */
  gboolean ethernet; /* ARPHRD_ETHER */
  gboolean wireless;
  gboolean loopback;
  gboolean carrier;
  guint32 plugs;     /* how often the carrier has come since the link was made */
  int master;        /* index of the bridge, bond or team this is a port of; 0 when none */
  int parent;        /* index of the link this one stands on (VLAN, macvlan); 0 when none or elsewhere */
} CbLink;

void cb_link_free (CbLink *link);

/* All links of this network namespace: elements CbLink, freed with the array. NULL and CB_ERROR_FAILED
 * when the kernel doesn't answer. */
GPtrArray *cb_links_list (GError **error);

/* The link of that name in the list, or NULL. Owned by the list. */
const CbLink *cb_links_find (GPtrArray *links, const char *name);

/* A VLAN or macvlan of this list that stands on link, or NULL. Owned by the list. */
const CbLink *cb_links_find_child (GPtrArray *links, const CbLink *link);

/* The link's speed in Mb/s, or 0 when the driver doesn't say. */
guint cb_link_speed (const char *name);

/* All IPv4 networks in use: elements CbNetwork, from every address and every route of every table, less
 * those on the link except_index (0 for none). NULL and CB_ERROR_FAILED as above. */
GArray *cb_links_taken_networks (int except_index, GError **error);

/* Does an IPv4 default route exist? FALSE also when the kernel doesn't answer. */
gboolean cb_links_have_default_route (void);

typedef void (*CbLinkFunc) (const CbLink *link, gpointer data);

/* Calls back, in context (NULL: the default one), at each message of the kernel about a link, which is valid
 * during the call. Repeats are passed on: the caller compares. The kernel makes one message of a carrier that
 * goes and comes within a second; only CbLink.plugs tells. NULL and CB_ERROR_FAILED when the
 * socket can't be opened. The caller destroys and unrefs the source. */
GSource *cb_links_watch (GMainContext *context, CbLinkFunc func, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbLink, cb_link_free)

G_END_DECLS
