/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What our DHCP server says to a message: a reply, or silence and why (RFC 2131 4.3).
 *
 * It is the only server on its cable: the office guard stands down where another answers. Hence it may grant an
 * address that it has no record of, as long as that is free: after a restart, a board keeps running. Requests
 * through a relay, BOOTP and clients that are no Pi (where only Pis are wanted) get silence. State hangs on the
 * MAC alone, for a boot loader's REQUEST carries less than its DISCOVER (pi-netboot.md 1.2).
 *
 * Pure: one function of server, message and time. Sockets, and nudging a ROM, are the caller's.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/dhcp-board.h"
#include "wire/dhcp-message.h"
#include "wire/dhcp-reply.h"
#include "wire/leases.h"

typedef struct {
  CbDhcpTerms terms;
  uint8_t mac[CB_DHCP_MAC_BYTES]; /* of our own NIC: its questions (dhcp-probe.h) are not answered */
  bool only_pis;                  /* else anyone */
  const CbDhcpMacPrefix *mac_prefixes; /* of Pis; borrowed as long as the server lives */
  size_t n_mac_prefixes;
} CbDhcpServerSettings;

/* Read it, and iterate over leases with cb_leases_next(); change nothing. */
typedef struct {
  CbDhcpServerSettings settings;
  CbLeases leases;
} CbDhcpServer;

/* Why nothing is sent. */
typedef enum {
  CB_DHCP_SILENT_DONE = 1,     /* a DECLINE or RELEASE, heard: no answer belongs to it */
  CB_DHCP_SILENT_NO_REQUEST,   /* a server's message */
  CB_DHCP_SILENT_OWN,          /* from our own NIC */
  CB_DHCP_SILENT_BAD_MAC,      /* all zeros, or a group address */
  CB_DHCP_SILENT_RELAYED,      /* through a relay */
  CB_DHCP_SILENT_DAMAGED,      /* an option that steers is not well-formed, or the client identifier too long */
  CB_DHCP_SILENT_BOOTP,        /* without option 53 */
  CB_DHCP_SILENT_STRANGER,     /* no Pi */
  CB_DHCP_SILENT_OTHER_SERVER, /* meant for another one */
  CB_DHCP_SILENT_INCOMPLETE,   /* a field that belongs to this message is missing, or set against the rule */
  CB_DHCP_SILENT_NOT_LEASED,   /* a DECLINE or RELEASE of an address that the client doesn't have */
  CB_DHCP_SILENT_OTHER_NET,    /* an INFORM from an address that is none of ours to serve */
  CB_DHCP_SILENT_FULL,         /* no address left */
  CB_DHCP_SILENT_UNEXPECTED,   /* a type that no client sends */
} CbDhcpSilence;

/* A server without leases. 0, or -EINVAL and nothing written: a subnet that cb_leases_init() refuses, or no
 * lease time. */
int cb_dhcp_server_init (CbDhcpServer *self, const CbDhcpServerSettings *settings);

/* Decides on a message that came to port 67 at ns_now (as in leases.h). 0 and *ret_reply: to be sent from
 * terms.own_address. Else a positive CbDhcpSilence, and *ret_reply is untouched. */
int cb_dhcp_server_answer (CbDhcpServer *self, const CbDhcpMessage *message, uint64_t ns_now,
                           CbDhcpReply *ret_reply);
