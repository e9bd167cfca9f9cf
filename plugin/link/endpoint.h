/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The two ends of a conversation over UDP: the client's address and port, and the address of ours that it
 * wrote to, from which the answer has to come on a machine with several. IPv4 and IPv6.
 */

#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} CbSocketAddress;

typedef struct {
  CbSocketAddress client;
  struct in6_addr own; /* of the client's family, in the first bytes; zeros where it isn't known */
  unsigned ifindex;    /* by which link it came; 0 where that isn't known */
} CbEndpoint;

/* Room for what goes beside a datagram: our own address and the length of segments. */
#define CB_ENDPOINT_CONTROL_BYTES (CMSG_SPACE (sizeof (struct in6_pktinfo)) + CMSG_SPACE (sizeof (uint16_t)))

/* Address and port of the client are the same; whom it wrote to doesn't matter. */
bool cb_endpoint_same_client (const CbEndpoint *a, const CbEndpoint *b);

/* The address alone. */
bool cb_endpoint_same_address (const CbEndpoint *a, const CbEndpoint *b);

/* For a table, of address and port. With a secret seed a client can't choose where it falls. */
uint32_t cb_endpoint_hash (const CbEndpoint *endpoint, uint64_t seed);

/* IPv4 in host order; 0 for IPv6. */
uint32_t cb_endpoint_ipv4 (const CbEndpoint *endpoint);

/* Host order. */
uint16_t cb_endpoint_port (const CbEndpoint *endpoint);

socklen_t cb_endpoint_length (const CbEndpoint *endpoint);

/* Reads our own address and the link from what came beside a datagram. False for one that was sent to more than
 * us, which nobody answers (RFC 1123 4.2.3.5). Without such information the answer is true and both stay. */
bool cb_endpoint_read_own (CbEndpoint *endpoint, struct msghdr *message);

/* Puts our own address into message's control room (CB_ENDPOINT_CONTROL_BYTES), and the length of segments
 * if that is above 0, and sets its length. */
void cb_endpoint_write_own (const CbEndpoint *endpoint, uint16_t n_segment_bytes, struct msghdr *message);
