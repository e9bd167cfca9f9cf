/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One UDP datagram with its IPv4 header, as a packet socket hears it: from the first byte of the IP header on
 * (RFC 791, RFC 768).
 *
 * What is handed out has passed every check that a host's own stack makes, so whoever reads the payload sees
 * what a socket would have seen. Fragments are refused, since nothing that a boot needs is fragmented; IP
 * options are skipped. Addresses and ports are in host order.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wire/bytes.h"

/* Headers without IP options. */
#define CB_DATAGRAM_HEADER_BYTES 28

typedef struct {
  uint32_t source;
  uint32_t destination;
  uint16_t source_port;
  uint16_t destination_port;
  const uint8_t *payload; /* borrowed; NULL when n_bytes is 0 */
  size_t n_bytes;         /* of payload, here */
  size_t n_sent_bytes;    /* of payload, as it was sent: more than n_bytes where the capture was cut short */
} CbDatagram;

typedef enum {
  /* The UDP checksum says nothing: the frame was heard on the host that sends it, before the NIC or the other
   * end of a veth completed it (packet(7): TP_STATUS_CSUMNOTREADY). That of IP is always complete. */
  CB_DATAGRAM_TRUST_CHECKSUM = 1 << 0,
  /* The bytes may end before the datagram does, behind the UDP header: a filter or a buffer cut it. The UDP
   * checksum of such a one isn't looked at. */
  CB_DATAGRAM_MAY_BE_CUT = 1 << 1,
} CbDatagramFlags;

enum {
  CB_DATAGRAM_NOT_UDP = 1, /* an IPv4 packet of another protocol */
  CB_DATAGRAM_FRAGMENT,    /* a part of a packet, the first one too */
};

/* Reads n_bytes that begin with an IP header; what follows the packet is padding of the frame. flags are of
 * CbDatagramFlags. 0 and *ret_datagram, which borrows from bytes; a positive outcome of the enum;
 * -EBADMSG for another version, lengths that contradict each other or the bytes, and a wrong checksum (of UDP:
 * 0 means none). */
int cb_datagram_parse (const void *bytes, size_t n_bytes, unsigned flags, CbDatagram *ret_datagram);

/* Appends headers with their checksums and the payload; n_sent_bytes isn't looked at. Not to be fragmented,
 * 64 hops. 0, or -EMSGSIZE when it doesn't fit the writer or an IP packet; nothing is then written. */
int cb_datagram_build (const CbDatagram *datagram, CbWriter *writer);
