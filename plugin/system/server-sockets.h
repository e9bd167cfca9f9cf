/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The sockets of the built-in server, opened by whoever has the right to: cablebootd for ports below 1024 and
 * for the packet socket, anybody for other ports. Plain C.
 *
 * Each belongs to one interface where one is named, and then no other network reaches it. All are
 * close-on-exec.
 */

#pragma once

#include <sys/socket.h>

/* A UDP socket for requests to the TFTP server. address: with its port. interface: NULL for any. It tells of
 * each datagram where it was sent to. A descriptor, or a negative errno. */
int cb_server_sockets_open_tftp (const struct sockaddr *address, socklen_t n_address, const char *interface);

/* Port 67 on the interface, beside another server that shares it (proven-traps.md 24); may broadcast. Likewise.
 * */
int cb_server_sockets_open_dhcp (const char *interface);

/* For frames to clients that have no address yet: bound to the interface, hears nothing. Likewise. */
int cb_server_sockets_open_packet (unsigned ifindex);
