/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "server-sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  int level;
  int name;
} Option;

/* True when it is set. */
static bool
turn_on (int fd, Option option) {
  const int on = 1;

  return setsockopt (fd, option.level, option.name, &on, sizeof on) == 0;
}

static bool
bind_to_interface (int fd, const char *interface) {
  return interface == NULL
         || setsockopt (fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t) strlen (interface)) == 0;
}

/* Takes fd. */
static int
close_and_fail (int fd) {
  int error = errno;

  close (fd);
  return -error;
}

int
cb_server_sockets_open_tftp (const struct sockaddr *address, socklen_t n_address, const char *interface) {
  bool is_v6 = address->sa_family == AF_INET6;
  int fd = socket (address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return -errno;
  if (bind_to_interface (fd, interface)
      && (!is_v6 || turn_on (fd, (Option){ IPPROTO_IPV6, IPV6_V6ONLY }))
      && turn_on (fd, is_v6 ? (Option){ IPPROTO_IPV6, IPV6_RECVPKTINFO } : (Option){ IPPROTO_IP, IP_PKTINFO })
      && bind (fd, address, n_address) == 0)
    return fd;
  return close_and_fail (fd);
}

int
cb_server_sockets_open_dhcp (const char *interface) {
  const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (67) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return -errno;
  if (bind_to_interface (fd, interface) && turn_on (fd, (Option){ SOL_SOCKET, SO_REUSEADDR })
      && turn_on (fd, (Option){ SOL_SOCKET, SO_REUSEPORT })
      && turn_on (fd, (Option){ SOL_SOCKET, SO_BROADCAST })
      && bind (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  return close_and_fail (fd);
}

int
cb_server_sockets_open_packet (unsigned ifindex) {
  const struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_ifindex = (int) ifindex };
  int fd = socket (AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return -errno;
  if (bind (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  return close_and_fail (fd);
}
