/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "heard-packet.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>

bool
cb_heard_packet_set_link (CbHeardPacket *packet, const struct sockaddr_ll *link) {
  if (link->sll_halen != sizeof packet->mac)
    return false;
  memcpy (packet->mac, link->sll_addr, sizeof packet->mac);
  packet->is_ours = link->sll_pkttype == PACKET_OUTGOING;
  packet->protocol = ntohs (link->sll_protocol);
  return true;
}

bool
cb_heard_packet_frame (const CbHeardPacket *packet, CbCableFrame *ret_frame) {
  CbCableFrame frame = { .is_ours = packet->is_ours };
  unsigned flags = CB_DATAGRAM_MAY_BE_CUT;

  if (packet->is_checksum_open)
    flags |= CB_DATAGRAM_TRUST_CHECKSUM;
  if (packet->protocol != ETH_P_IP
      || cb_datagram_parse (packet->bytes, packet->n_bytes, flags, &frame.datagram) != 0)
    return false;
  memcpy (frame.mac, packet->mac, sizeof frame.mac);
  *ret_frame = frame;
  return true;
}
