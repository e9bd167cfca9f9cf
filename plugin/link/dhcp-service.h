/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The DHCP server on its socket: hears a message, asks wire/dhcp-server.h, and brings the reply to where it
 * goes.
 *
 * A reply to a client that can't answer ARP yet (RFC 2131 4.1) needs the frame to be written, or a neighbour
 * entry to be made. The entry takes CAP_NET_ADMIN; so the frame goes out of a packet socket that cablebootd
 * binds to the cable and that hears nothing (protocol 0, packet(7)). Inside the sandbox it can only be sent on
 * as it is bound, so whoever takes over the process can write frames on this one cable and on no other network.
 * All such replies by broadcast instead would need no socket, but no source says that each boot loader takes
 * them: they ask for unicast, and get it from every server that they were seen with (pi-netboot.md 1.1).
 * Without a packet socket it is done that way.
 *
 * The same socket sends the two frames that a Pi of the first kind waits for (pi-netboot.md 2.1).
 */

#pragma once

#include "reporter.h"
#include "wire/dhcp-server.h"

typedef struct {
  int fd;        /* bound to port 67 and the cable; SO_BROADCAST is set. Borrowed */
  int packet_fd; /* raw, bound to the cable, deaf; -1 for none. Borrowed */
  CbDhcpServerSettings server;
  CbReporter *reporter; /* borrowed as long as the service lives */
} CbDhcpServiceSettings;

typedef struct {
  uint64_t ns_due; /* 0: nothing */
  unsigned n_left;
  uint32_t address;
  uint8_t mac[CB_DHCP_MAC_BYTES];
} CbDhcpNudge;

/* Private. */
typedef struct {
  CbDhcpServiceSettings settings;
  CbDhcpServer server;
  CbDhcpNudge nudges[CB_MAX_NUDGES];
} CbDhcpService;

/* 0, or -EINVAL as cb_dhcp_server_init(). */
int cb_dhcp_service_init (CbDhcpService *self, const CbDhcpServiceSettings *settings);

/* Takes what the socket has, a bounded number, and answers. */
void cb_dhcp_service_hear (CbDhcpService *self, uint64_t ns_now);

/* As in tftp-server.h. */
void cb_dhcp_service_on_time (CbDhcpService *self, uint64_t ns_now);
uint64_t cb_dhcp_service_deadline (const CbDhcpService *self);
