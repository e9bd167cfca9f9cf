/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The packet socket through which cableboot-link watches a cable: opened here, with privileges, and read there,
 * without.
 *
 * A packet socket is a privilege to whoever holds it (proven-traps.md 8), so it is as narrow as can be before
 * anything is queued in it: its filter is attached before it is bound, and locked. Heard are packets of this
 * interface alone, in both directions (21), without VLAN tag:
 *  - ARP, whole;
 * and IPv4 UDP datagrams without fragmentation:
 *  - from or to port 67 or 68: DHCP, whole;
 *  - to port 69: requests for files, whole;
 *  - of the transfers that follow, where the built-in server doesn't tell of them itself: from our own address
 *    the beginnings of DATA, OACK and ERROR, to it those of ACK and ERROR. Of OACK and ERROR that is 128 bytes
 *    with the IP header, of the others 72, which hold a block's number;
 *  - else only the first answer to a request: OACK, ERROR, or block 1. Our own segmented sends would look like
 *    nothing that is on the wire (21).
 * What the holder must not do with it (send, bind, set options) is refused by its sandbox, link/sandbox.h.
 *
 * Whole transfers are packets by the ten thousand, and a wake-up for each would cost several percent of a CPU:
 * they come through a ring in memory (TPACKET_V3, packet(7)), of which a block is handed over when it is full
 * or 20 ms old. Otherwise each packet is received by itself, at once.
 *
 * Nothing that comes out of the socket is read by a process with privileges.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ring. It holds about 6000 beginnings: 75 ms of a file that goes out at 40 MB/s in blocks of 1024 bytes.
 */
#define CB_PACKET_TAP_BLOCK_BYTES (128 * 1024)
#define CB_PACKET_TAP_BLOCKS      8

/* A datagram socket of AF_PACKET, close-on-exec, for the interface with that index and our own address on it
 * (host order). It delivers from behind the Ethernet header on, the sender's MAC and direction in sockaddr_ll:
 * with whole_transfers in the ring, else packet by packet with PACKET_AUXDATA. -1 and CB_ERROR_FAILED when the
 * kernel refuses. */
int cb_packet_tap_open (int ifindex, guint32 own_address, gboolean whole_transfers, GError **error);

G_END_DECLS
