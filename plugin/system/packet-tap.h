/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The packet socket through which cableboot-link watches a cable: opened here, with privileges, and read there,
 * without.
 *
 * A packet socket is a privilege to whoever holds it (proven-traps.md 8), so it is as narrow as can be before
 * anything is queued in it: its filter is attached before it is bound, and locked. Heard are IPv4 UDP
 * datagrams of this interface alone, in both directions (21), whole and without VLAN tag or fragmentation:
 *  - from or to port 67 or 68: DHCP;
 *  - to port 69: requests for files;
 *  - from our own address, the first 128 bytes of what answers a request: OACK, ERROR, or block 1. The blocks
 *    that follow would wake the watcher seventeen thousand times for one kernel, while it is being served.
 * What the holder must not do with it (send, bind, set options) is refused by its sandbox, link/sandbox.h.
 *
 * Nothing that comes out of the socket is read by a process with privileges.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A datagram socket of AF_PACKET, close-on-exec, for the interface with that index and our own address on it
 * (host order). It delivers from the IP header on, the sender's MAC and direction in sockaddr_ll, and
 * PACKET_AUXDATA. -1 and CB_ERROR_FAILED when the kernel refuses. */
int cb_packet_tap_open (int ifindex, guint32 own_address, GError **error);

G_END_DECLS
