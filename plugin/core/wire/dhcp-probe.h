/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The office guard's question: does somebody else give out addresses on this cable?
 *
 * One DISCOVER of our own, and a judgement on each datagram that comes to port 68 afterwards. Whoever
 * answers it with an address is a DHCP server that isn't ours, so this is no Pi's cable (T25). The question
 * is never followed by a REQUEST, and it carries the client identifier by which an ordinary client on the
 * same NIC goes, so the other server offers the address that this machine has there anyway, and holds no
 * second one. Its vendor class is absent: no PXE proxy feels addressed.
 *
 * Pure: sending, receiving and waiting are the caller's.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wire/dhcp-message.h"

typedef struct {
  uint32_t xid; /* random, another one for each question */
  uint8_t mac[CB_DHCP_MAC_BYTES];
  const uint32_t *own_addresses; /* of this machine; an answer from one of them is our own server's */
  size_t n_own_addresses;
} CbDhcpProbe;

/* Why a datagram is no foreign answer. */
typedef enum {
  CB_DHCP_PROBE_UNREADABLE = 1, /* cb_dhcp_message_parse() refused it */
  CB_DHCP_PROBE_NO_REPLY,       /* a client's message */
  CB_DHCP_PROBE_OTHER_QUESTION, /* its xid or MAC is another's */
  CB_DHCP_PROBE_NO_OFFER,       /* a DHCP message of another type */
  CB_DHCP_PROBE_NO_ADDRESS,     /* offers none: a PXE proxy */
  CB_DHCP_PROBE_NO_SERVER,      /* an OFFER that doesn't say whose it is: no client could take it */
  CB_DHCP_PROBE_OWN,            /* our own server's */
} CbDhcpProbeOutcome;

typedef struct {
  uint32_t server;  /* option 54; of a BOOTP reply siaddr, which may be 0 */
  uint32_t offered;
  uint32_t router;  /* 0 when none is named */
  unsigned prefix;  /* 0 when there is no mask, or one with holes */
} CbDhcpProbeAnswer;

/* The question, in buffer; to be broadcast from port 68 to port 67. 0 and *ret_n_bytes, or -EMSGSIZE when
 * n_room is less than CB_DHCP_MIN_BYTES. */
int cb_dhcp_probe_build (const CbDhcpProbe *self, void *buffer, size_t n_room, size_t *ret_n_bytes);

/* n_bytes of any datagram. 0 and *ret_answer: a foreign server's, by DHCP or by BOOTP. Else a positive
 * CbDhcpProbeOutcome, and nothing written. */
int cb_dhcp_probe_judge (const CbDhcpProbe *self, const void *bytes, size_t n_bytes,
                         CbDhcpProbeAnswer *ret_answer);
