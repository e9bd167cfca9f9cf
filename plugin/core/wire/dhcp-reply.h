/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The bytes of a DHCP server's reply and where they go, once it is decided what to say (RFC 2131 4.1 and
 * tables 3 and 4; pi-netboot.md 2.3 for what a Pi's boot loader wants).
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "limit.h"
#include "wire/dhcp-message.h"

/* What every client on the cable is told. */
typedef struct {
  uint32_t own_address;
  unsigned prefix;
  uint32_t lease_seconds;
  bool has_router;      /* our own address is the way out; without it, no name server is told either */
  uint32_t name_server; /* 0 for none */
  bool has_tftp;        /* our own address is the next server; boot loaders are told so in each way they know */
} CbDhcpTerms;

/* What one client is told. */
typedef struct {
  CbDhcpType type; /* OFFER, ACK or NAK */
  uint32_t ciaddr; /* where the client says that it can be reached; 0 for nowhere, and in a NAK */
  uint32_t yiaddr; /* what it is given; 0 for nothing, so without a lease time, and in a NAK */
  bool for_boot;   /* it is a boot loader */
} CbDhcpAnswer;

typedef enum {
  CB_DHCP_TO_ALL,      /* 255.255.255.255, Ethernet broadcast */
  CB_DHCP_TO_HARDWARE, /* to address at mac, without ARP: the client can't answer it yet */
  CB_DHCP_TO_ADDRESS,  /* to address, in the ordinary way */
} CbDhcpDestination;

typedef struct {
  CbDhcpType type;
  CbDhcpDestination to;
  uint32_t address; /* where it goes: yiaddr or ciaddr; 255.255.255.255 for CB_DHCP_TO_ALL */
  uint8_t mac[CB_DHCP_MAC_BYTES]; /* the client's */
  uint32_t client_address;        /* the one that it has or gets; 0 in a NAK */
  bool for_boot;
  /* An OFFER to a mask ROM that looks at it only when a later frame arrives: send it any two, 0.6 and 1.2
   * seconds after this (pi-netboot.md 2.1). */
  bool wants_nudge;
  size_t n_bytes; /* payload, from port 67 to port 68 */
  uint8_t bytes[CB_MAX_DHCP_BYTES];
} CbDhcpReply;

/* Fills everything but wants_nudge, which is false. 0, or -EMSGSIZE when request has a client identifier that
 * doesn't fit beside the rest (one up to CB_MAX_DHCP_CLIENT_BYTES does); *ret_reply is then untouched. */
int cb_dhcp_reply_build (const CbDhcpTerms *terms, const CbDhcpMessage *request, const CbDhcpAnswer *answer,
                         CbDhcpReply *ret_reply);
