/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* An ARP packet (RFC 826) of Ethernet and IPv4, as far as the story needs it. Pure. */

#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
  CB_ARP_NO_QUESTION = 1, /* an answer, or of another kind of network */
};

/* n_bytes begin behind the Ethernet header. 0 for a request, with the hardware address and the IPv4 address
 * (host order; 0 for a probe, RFC 5227) of who asks; CB_ARP_NO_QUESTION; -EBADMSG for fewer bytes than such a
 * packet has. */
int cb_arp_question (const void *bytes, size_t n_bytes, uint8_t ret_mac[6], uint32_t *ret_address);
