/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/datagram.h"

#include <errno.h>

#define N_IP_BYTES    20 /* without options */
#define N_UDP_BYTES   8
#define MAX_IP_BYTES  65535
#define PROTOCOL_UDP  17
#define HOPS          64
#define DONT_FRAGMENT 0x4000
#define FRAGMENT_MASK 0x3fff /* "more fragments" and the offset */

/* RFC 1071: the ones' complement sum of 16-bit words, the last one filled up with zeros. */
static uint32_t
add_bytes (uint32_t sum, const uint8_t *bytes, size_t n_bytes) {
  for (size_t i = 0; i + 1 < n_bytes; i += 2)
    sum += (uint32_t) bytes[i] << 8 | bytes[i + 1];
  if (n_bytes % 2 != 0)
    sum += (uint32_t) bytes[n_bytes - 1] << 8;
  return sum;
}

static uint16_t
fold (uint32_t sum) {
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t) sum;
}

/* RFC 768: addresses, protocol and UDP length go into the sum of the UDP header and its payload. */
static uint32_t
add_pseudo_header (const CbDatagram *datagram, size_t n_udp) {
  return (datagram->source >> 16) + (datagram->source & 0xffff) + (datagram->destination >> 16)
         + (datagram->destination & 0xffff) + PROTOCOL_UDP + (uint32_t) n_udp;
}

/* What the IP header says. */
typedef struct {
  size_t n_header;
  size_t n_total;
  unsigned fragment;
  unsigned protocol;
} IpHeader;

static int
parse_ip (const uint8_t *bytes, size_t n_bytes, IpHeader *ret_header, CbDatagram *datagram) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  unsigned version = cb_reader_u8 (&reader);
  IpHeader header = { .n_header = (version & 0xf) * 4 };

  cb_reader_u8 (&reader); /* service */
  header.n_total = cb_reader_u16 (&reader);
  cb_reader_u16 (&reader); /* identification */
  header.fragment = cb_reader_u16 (&reader) & FRAGMENT_MASK;
  cb_reader_u8 (&reader); /* hops */
  header.protocol = cb_reader_u8 (&reader);
  cb_reader_u16 (&reader); /* checksum */
  datagram->source = cb_reader_u32 (&reader);
  datagram->destination = cb_reader_u32 (&reader);
  if (cb_reader_end (&reader) < 0 || version >> 4 != 4 || header.n_header < N_IP_BYTES
      || header.n_header > header.n_total || header.n_header > n_bytes
      || fold (add_bytes (0, bytes, header.n_header)) != 0xffff)
    return -EBADMSG;
  *ret_header = header;
  return 0;
}

/* bytes: what is there of the n_packet bytes behind the IP header. */
static int
parse_udp (const uint8_t *bytes, size_t n_bytes, size_t n_packet, unsigned flags, CbDatagram *datagram) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  size_t n_udp;
  uint16_t checksum;

  datagram->source_port = cb_reader_u16 (&reader);
  datagram->destination_port = cb_reader_u16 (&reader);
  n_udp = cb_reader_u16 (&reader);
  checksum = cb_reader_u16 (&reader);
  if (cb_reader_end (&reader) < 0 || n_udp < N_UDP_BYTES || n_udp > n_packet)
    return -EBADMSG;
  datagram->n_sent_bytes = n_udp - N_UDP_BYTES;
  datagram->n_bytes = reader.n_left < datagram->n_sent_bytes ? reader.n_left : datagram->n_sent_bytes;
  datagram->payload = datagram->n_bytes > 0 ? reader.bytes : NULL;
  if (checksum == 0 || (flags & CB_DATAGRAM_TRUST_CHECKSUM) || datagram->n_bytes < datagram->n_sent_bytes)
    return 0;
  return fold (add_bytes (add_pseudo_header (datagram, n_udp), bytes, n_udp)) == 0xffff ? 0 : -EBADMSG;
}

int
cb_datagram_parse (const void *bytes, size_t n_bytes, unsigned flags, CbDatagram *ret_datagram) {
  CbDatagram datagram = { 0 };
  IpHeader ip;
  size_t n_here;

  if (parse_ip (bytes, n_bytes, &ip, &datagram) < 0)
    return -EBADMSG;
  if (ip.n_total > n_bytes && !(flags & CB_DATAGRAM_MAY_BE_CUT))
    return -EBADMSG;
  if (ip.protocol != PROTOCOL_UDP)
    return CB_DATAGRAM_NOT_UDP;
  if (ip.fragment != 0)
    return CB_DATAGRAM_FRAGMENT;
  n_here = (ip.n_total < n_bytes ? ip.n_total : n_bytes) - ip.n_header;
  if (parse_udp ((const uint8_t *) bytes + ip.n_header, n_here, ip.n_total - ip.n_header, flags, &datagram)
      < 0)
    return -EBADMSG;
  *ret_datagram = datagram;
  return 0;
}

/* The IP header; its checksum is written as given. */
static void
write_ip (CbWriter *writer, const CbDatagram *datagram, size_t n_total, uint16_t checksum) {
  cb_writer_u8 (writer, 4 << 4 | N_IP_BYTES / 4);
  cb_writer_u8 (writer, 0);
  cb_writer_u16 (writer, (uint16_t) n_total);
  cb_writer_u16 (writer, 0);
  cb_writer_u16 (writer, DONT_FRAGMENT);
  cb_writer_u8 (writer, HOPS);
  cb_writer_u8 (writer, PROTOCOL_UDP);
  cb_writer_u16 (writer, checksum);
  cb_writer_u32 (writer, datagram->source);
  cb_writer_u32 (writer, datagram->destination);
}

static uint16_t
ip_checksum (const CbDatagram *datagram, size_t n_total) {
  uint8_t header[N_IP_BYTES];
  CbWriter writer = cb_writer_new (header, sizeof header);

  write_ip (&writer, datagram, n_total, 0);
  return (uint16_t) ~fold (add_bytes (0, header, sizeof header));
}

/* RFC 768: a sum that comes out as 0 is sent as all ones, for 0 means that there is none. */
static uint16_t
udp_checksum (const CbDatagram *datagram, size_t n_udp) {
  uint32_t sum = add_pseudo_header (datagram, n_udp);
  uint16_t checksum;

  sum += datagram->source_port + (uint32_t) datagram->destination_port + (uint32_t) n_udp;
  checksum = (uint16_t) ~fold (add_bytes (sum, datagram->payload, datagram->n_bytes));
  return checksum != 0 ? checksum : 0xffff;
}

int
cb_datagram_build (const CbDatagram *datagram, CbWriter *writer) {
  size_t n_udp = N_UDP_BYTES + datagram->n_bytes, n_total = N_IP_BYTES + n_udp;

  if (datagram->n_bytes > MAX_IP_BYTES - CB_DATAGRAM_HEADER_BYTES || writer->failed
      || writer->n_room - writer->n_bytes < n_total)
    return -EMSGSIZE;
  write_ip (writer, datagram, n_total, ip_checksum (datagram, n_total));
  cb_writer_u16 (writer, datagram->source_port);
  cb_writer_u16 (writer, datagram->destination_port);
  cb_writer_u16 (writer, (uint16_t) n_udp);
  cb_writer_u16 (writer, udp_checksum (datagram, n_udp));
  cb_writer_bytes (writer, datagram->payload, datagram->n_bytes);
  return 0;
}
