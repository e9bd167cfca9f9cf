/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "endpoint.h"

#include <arpa/inet.h>
#include <netinet/udp.h>
#include <string.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static bool
is_v6 (const CbEndpoint *endpoint) {
  return endpoint->client.any.sa_family == AF_INET6;
}

bool
cb_endpoint_same_address (const CbEndpoint *a, const CbEndpoint *b) {
  if (a->client.any.sa_family != b->client.any.sa_family)
    return false;
  if (!is_v6 (a))
    return a->client.v4.sin_addr.s_addr == b->client.v4.sin_addr.s_addr;
  return memcmp (&a->client.v6.sin6_addr, &b->client.v6.sin6_addr, sizeof a->client.v6.sin6_addr) == 0
         && a->client.v6.sin6_scope_id == b->client.v6.sin6_scope_id;
}

/* The port lies at the same place in both families. */
bool
cb_endpoint_same_client (const CbEndpoint *a, const CbEndpoint *b) {
  return a->client.v4.sin_port == b->client.v4.sin_port && cb_endpoint_same_address (a, b);
}

static uint64_t
mix (uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * UINT64_C (0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

uint32_t
cb_endpoint_hash (const CbEndpoint *endpoint, uint64_t seed) {
  uint64_t words[2] = { 0 }, hash = mix (seed, endpoint->client.v4.sin_port);

  if (is_v6 (endpoint))
    memcpy (words, &endpoint->client.v6.sin6_addr, sizeof words);
  else
    words[0] = endpoint->client.v4.sin_addr.s_addr;
  hash = mix (mix (hash, words[0]), words[1]);
  return (uint32_t) (mix (hash, seed) >> 32);
}

uint32_t
cb_endpoint_ipv4 (const CbEndpoint *endpoint) {
  return is_v6 (endpoint) ? 0 : ntohl (endpoint->client.v4.sin_addr.s_addr);
}

uint16_t
cb_endpoint_port (const CbEndpoint *endpoint) {
  return ntohs (endpoint->client.v4.sin_port);
}

socklen_t
cb_endpoint_length (const CbEndpoint *endpoint) {
  return is_v6 (endpoint) ? sizeof endpoint->client.v6 : sizeof endpoint->client.v4;
}

/* ipi_addr is where it was sent, ipi_spec_dst the address of ours that got it. */
static bool
read_own_v4 (CbEndpoint *endpoint, const struct cmsghdr *part) {
  struct in_pktinfo info;

  memcpy (&info, CMSG_DATA (part), sizeof info);
  memcpy (&endpoint->own, &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
  endpoint->ifindex = (unsigned) info.ipi_ifindex;
  return info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
}

static bool
read_own_v6 (CbEndpoint *endpoint, const struct cmsghdr *part) {
  struct in6_pktinfo info;

  memcpy (&info, CMSG_DATA (part), sizeof info);
  endpoint->own = info.ipi6_addr;
  endpoint->ifindex = info.ipi6_ifindex;
  return !IN6_IS_ADDR_MULTICAST (&info.ipi6_addr);
}

bool
cb_endpoint_read_own (CbEndpoint *endpoint, struct msghdr *message) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL; part = CMSG_NXTHDR (message, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO)
      return read_own_v4 (endpoint, part);
    if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO)
      return read_own_v6 (endpoint, part);
  }
  return true;
}

/* The bytes of the next part, whose head is written. */
static void
add_part (struct msghdr *message, int level, int type, const void *bytes, size_t n_bytes) {
  struct cmsghdr *part = (struct cmsghdr *) (void *) ((char *) message->msg_control + message->msg_controllen);

  part->cmsg_level = level;
  part->cmsg_type = type;
  part->cmsg_len = CMSG_LEN (n_bytes);
  memcpy (CMSG_DATA (part), bytes, n_bytes);
  message->msg_controllen += CMSG_SPACE (n_bytes);
}

static void
add_own (const CbEndpoint *endpoint, struct msghdr *message) {
  struct in_pktinfo info = { 0 };
  const struct in6_pktinfo info6 = { .ipi6_addr = endpoint->own };

  memcpy (&info.ipi_spec_dst, &endpoint->own, sizeof info.ipi_spec_dst);
  if (is_v6 (endpoint))
    add_part (message, IPPROTO_IPV6, IPV6_PKTINFO, &info6, sizeof info6);
  else
    add_part (message, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
}

void
cb_endpoint_write_own (const CbEndpoint *endpoint, uint16_t n_segment_bytes, struct msghdr *message) {
  static const struct in6_addr unknown;

  message->msg_controllen = 0;
  if (memcmp (&endpoint->own, &unknown, sizeof unknown) != 0)
    add_own (endpoint, message);
  if (n_segment_bytes > 0)
    add_part (message, IPPROTO_UDP, UDP_SEGMENT, &n_segment_bytes, sizeof n_segment_bytes);
}
