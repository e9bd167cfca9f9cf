/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* IPv4 addresses of the cable: which /24 collides with nothing, and text to number and back.
 * All numbers are in host byte order. Which networks are taken is found elsewhere. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint32 network;  /* host bits may be set; they are ignored */
  guint prefix;     /* 0 to 32 */
} CbNetwork;

/* The host's end (.1) of a /24 that overlaps none of taken. The walk begins at a place that seed
 * names, so that one NIC gets the same subnet each time. Candidates avoid what Docker, k3s,
 * libvirt, NetworkManager and home routers use by habit.
 *
 * taken with a prefix below 8 doesn't count: default routes, and the pairs that VPNs make of them.
 * FALSE when every candidate is taken; ret_address is then untouched. */
gboolean cb_subnet_choose (const CbNetwork *taken, gsize n_taken, guint32 seed,
                           guint32 *ret_address);

/* A stable hash (FNV-1a, 32 bits) of a NIC's permanent MAC, or of its name where it has none. */
guint32 cb_subnet_seed (const char *mac_or_name);

/* Does address/prefix overlap none of taken (by the same rule)? */
gboolean cb_subnet_is_free (guint32 address, guint prefix, const CbNetwork *taken, gsize n_taken);

/* "10.1.2.1/24": four decimal numbers without leading zeros, a prefix of 16 to 30, a private
 * address (RFC 1918), neither the network's own nor its broadcast address.
 * FALSE with CB_ERROR_INVALID and the reason; both ret_ only on success. */
gboolean cb_address_parse (const char *text, guint32 *ret_address, guint *ret_prefix,
                           GError **error);

/* "10.1.2.1"; caller frees. */
char *cb_address_to_text (guint32 address);

/* "10.1.2.0/24", host bits cleared; caller frees. */
char *cb_network_to_text (const CbNetwork *network);

G_END_DECLS
