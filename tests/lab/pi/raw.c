/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * raw: Ethernet, IPv4 (RFC 791) and UDP (RFC 768) by hand.
 */
#include "raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bytes.h"
#include "simulated-pi.h"

#define ETHERNET    14
#define IPV4        20
#define UDP         8
#define SERVER_PORT 67
#define CLIENT_PORT 68
#define PROTO_UDP   17

static const uint8_t BROADCAST[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };


static uint32_t
add_up (uint32_t sum, const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i + 1 < length; i += 2) {
    sum += get16 (bytes + i);
  }
  if (length % 2 != 0) {
    sum += (uint32_t) bytes[length - 1] << 8;
  }
  return sum;
}


static unsigned
fold (uint32_t sum) {
  while (sum > 0xffff) {
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return ~sum & 0xffff;
}


/* A packet socket for @protocol on the interface, or a negative errno. */
static int
open_socket (int interface_index, uint16_t protocol) {
  struct sockaddr_ll address = {
    .sll_family = AF_PACKET,
    .sll_protocol = htons (protocol),
    .sll_ifindex = interface_index,
  };
  int fd = socket (AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int r;

  if (fd < 0) {
    return -errno;
  }
  if (bind (fd, (const struct sockaddr *)&address, sizeof address) < 0) {
    r = -errno;
    close (fd);
    return r;
  }
  return fd;
}


int
sim_raw_open (SimRaw *raw, int interface_index, const uint8_t mac[6]) {
  raw->index = interface_index;
  memcpy (raw->mac, mac, 6);
  raw->fd = open_socket (interface_index, ETH_P_IP);
  return raw->fd < 0 ? raw->fd : 0;
}


int
sim_raw_send (SimRaw *raw, const uint8_t *payload, size_t length, bool checksum) {
  uint8_t frame[ETHERNET + IPV4 + UDP + 1400] = { 0 };
  uint8_t *ip = frame + ETHERNET;
  uint8_t *udp = ip + IPV4;
  uint32_t sum;
  unsigned folded;

  if (length > sizeof frame - ETHERNET - IPV4 - UDP) {
    return -EMSGSIZE;
  }
  memcpy (frame, BROADCAST, 6);
  memcpy (frame + 6, raw->mac, 6);
  put16 (frame + 12, ETH_P_IP);
  ip[0] = 0x45;
  put16 (ip + 2, (unsigned) (IPV4 + UDP + length));
  ip[8] = 64;
  ip[9] = PROTO_UDP;
  put32 (ip + 16, 0xffffffff);
  put16 (ip + 10, fold (add_up (0, ip, IPV4)));
  put16 (udp, CLIENT_PORT);
  put16 (udp + 2, SERVER_PORT);
  put16 (udp + 4, (unsigned) (UDP + length));
  memcpy (udp + UDP, payload, length);
  sum = add_up (PROTO_UDP + (uint32_t) (UDP + length), ip + 12, 8);
  folded = fold (add_up (sum, udp, UDP + length));
  if (checksum) {
    put16 (udp + 6, folded == 0 ? 0xffff : folded);
  }
  if (send (raw->fd, frame, ETHERNET + IPV4 + UDP + length, 0) < 0) {
    return -errno;
  }
  return 0;
}


static bool
is_for_us (const SimRaw *raw) {
  return memcmp (raw->frame, raw->mac, 6) == 0 || memcmp (raw->frame, BROADCAST, 6) == 0;
}


static bool
is_ours (const SimRaw *raw, size_t n, SimDatagram *datagram) {
  const uint8_t *frame = raw->frame;
  const uint8_t *ip = frame + ETHERNET;
  const uint8_t *udp;
  size_t header, total, length;

  if (n < ETHERNET + IPV4 + UDP || ip[0] >> 4 != 4) {
    return false;
  }
  header = (size_t) (ip[0] & 15) * 4;
  total = get16 (ip + 2);
  if (header < IPV4 || total > n - ETHERNET || total < header + UDP) {
    return false;
  }
  if (fold (add_up (0, ip, header)) != 0 || ip[9] != PROTO_UDP || (get16 (ip + 6) & 0x3fff) != 0) {
    return false;
  }
  if (!is_for_us (raw)) {
    return false;
  }
  udp = ip + header;
  length = get16 (udp + 4);
  if (get16 (udp + 2) != CLIENT_PORT || length < UDP || length > total - header) {
    return false;
  }
  *datagram = (SimDatagram){
    .payload = udp + UDP,
    .length = length - UDP,
    .source = get32 (ip + 12),
  };
  return true;
}


/* The length of the next frame from the other end, in raw->frame; else as sim_raw_receive(). */
static ssize_t
next_frame (SimRaw *raw, int fd, uint64_t deadline) {
  struct pollfd wait = { .fd = fd, .events = POLLIN };

  while (!sim_stopped) {
    struct sockaddr_ll from;
    socklen_t from_length = sizeof from;
    uint64_t now = sim_now ();
    ssize_t n;

    if (now >= deadline) {
      return -ETIMEDOUT;
    }
    if (poll (&wait, 1, (int) ((deadline - now) / 1000000) + 1) < 0 && errno != EINTR) {
      return -errno;
    }
    n = recvfrom (fd, raw->frame, sizeof raw->frame, 0, (struct sockaddr *)&from, &from_length);
    if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN) {
      return -errno;
    }
    if (n > 0 && from.sll_pkttype != PACKET_OUTGOING) {
      return n;
    }
  }
  return -EINTR;
}


int
sim_raw_receive (SimRaw *raw, uint64_t deadline, SimDatagram *datagram) {
  ssize_t n;

  while ((n = next_frame (raw, raw->fd, deadline)) >= 0 && !is_ours (raw, (size_t) n, datagram)) {
  }
  return n < 0 ? (int) n : 0;
}


int
sim_raw_await_frame (SimRaw *raw, uint64_t deadline) {
  int fd = open_socket (raw->index, ETH_P_ALL);
  ssize_t n = fd;

  if (fd < 0) {
    return fd;
  }
  while ((n = next_frame (raw, fd, deadline)) >= 0 && !(n >= ETHERNET && is_for_us (raw))) {
  }
  close (fd);
  return n < 0 ? (int) n : 0;
}


void
sim_raw_close (SimRaw *raw) {
  if (raw->fd >= 0) {
    close (raw->fd);
    raw->fd = -1;
  }
}
