/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packet-queue.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"

/* Has the kernel put off the checksum? Nothing else is read of what comes beside the packet. */
static bool
checksum_is_open (struct msghdr *message) {
  struct tpacket_auxdata extra;

  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL; part = CMSG_NXTHDR (message, part))
    if (part->cmsg_level == SOL_PACKET && part->cmsg_type == PACKET_AUXDATA
        && part->cmsg_len >= CMSG_LEN (sizeof extra)) {
      memcpy (&extra, CMSG_DATA (part), sizeof extra);
      return (extra.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
    }
  return false;
}

/* The link may come up again. */
static int
judge_error (int error) {
  switch (error) {
  case EAGAIN:
  case ENETDOWN: return CB_PACKET_NONE;
  case EINTR: return CB_PACKET_SKIPPED;
  default: return -error;
  }
}

int
cb_packet_queue_next (CbPacketQueue *self, CbHeardPacket *ret_packet) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (struct tpacket_auxdata))];
  } extra;
  struct sockaddr_ll link = { 0 };
  struct iovec part = { self->buffer, sizeof self->buffer };
  struct msghdr message = {
    .msg_name = &link, .msg_namelen = sizeof link, .msg_iov = &part, .msg_iovlen = 1,
    .msg_control = &extra, .msg_controllen = sizeof extra,
  };
  ssize_t n_bytes = recvmsg (self->fd, &message, MSG_DONTWAIT);
  CbHeardPacket packet = { .bytes = self->buffer, .ns_heard = cb_clock_ns () };

  if (n_bytes < 0)
    return judge_error (errno);
  packet.n_bytes = (size_t) n_bytes;
  packet.is_checksum_open = checksum_is_open (&message);
  if (!cb_heard_packet_set_link (&packet, &link))
    return CB_PACKET_SKIPPED;
  *ret_packet = packet;
  return 0;
}
