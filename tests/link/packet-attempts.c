/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sandbox-attempts.h"

static const struct sockaddr_ll link_address = {
  .sll_family = AF_PACKET, .sll_ifindex = LOOPBACK, .sll_protocol = 0x0300, .sll_halen = 6,
};
static const struct sockaddr_in inet_address = { .sin_family = AF_INET, .sin_port = 0x4500 };

static long
connect_somewhere (void) {
  return syscall (SYS_connect, handed.packet_fd, &inet_address, sizeof inet_address);
}

static long
listen_for_clients (void) {
  return syscall (SYS_listen, handed.packet_fd, 1);
}

static long
bind_the_packet_socket (void) {
  return syscall (SYS_bind, handed.packet_fd, &link_address, sizeof link_address);
}

static long
detach_the_filter (void) {
  int zero = 0;

  return syscall (SYS_setsockopt, handed.packet_fd, SOL_SOCKET, SO_DETACH_FILTER, &zero, sizeof zero);
}

static long
go_promiscuous (void) {
  const struct packet_mreq request = { .mr_ifindex = LOOPBACK, .mr_type = PACKET_MR_PROMISC };

  return syscall (SYS_setsockopt, handed.packet_fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request,
                  sizeof request);
}

static long
ask_for_options (void) {
  struct tpacket_stats_v3 statistics;
  socklen_t n_bytes = sizeof statistics;

  return syscall (SYS_getsockopt, handed.packet_fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &n_bytes);
}

static long
make_another_ring (void) {
  const struct tpacket_req request = { 4096, 1, 2048, 2 };

  return syscall (SYS_setsockopt, handed.packet_fd, SOL_PACKET, PACKET_TX_RING, &request, sizeof request);
}

static long
join_a_fanout (void) {
  const int group = 1;

  return syscall (SYS_setsockopt, handed.packet_fd, SOL_PACKET, PACKET_FANOUT, &group, sizeof group);
}

static long
send_a_frame (void) {
  return syscall (SYS_sendto, handed.packet_fd, "frame", 5, 0, &link_address, sizeof link_address);
}

static long
send_a_message (void) {
  struct sockaddr_ll to = link_address;
  struct iovec part = { (char *) "frame", 5 };
  const struct msghdr message = {
    .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &part, .msg_iovlen = 1,
  };

  return syscall (SYS_sendmsg, handed.packet_fd, &message, 0);
}

static long
send_without_address (void) {
  return syscall (SYS_sendto, handed.packet_fd, "frame", 5, MSG_DONTWAIT, NULL, 0);
}

static long
send_many_messages (void) {
  struct sockaddr_ll to = link_address;
  struct iovec part = { (char *) "frame", 5 };
  struct mmsghdr message = {
    .msg_hdr = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &part, .msg_iovlen = 1 },
  };

  return syscall (SYS_sendmmsg, handed.packet_fd, &message, 1, 0);
}

static long
write_a_frame (void) {
  return syscall (SYS_write, handed.packet_fd, "a frame of more than 14 bytes", 29);
}

static long
write_a_frame_by_parts (void) {
  const struct iovec part = { (char *) "a frame of more than 14 bytes", 29 };

  return syscall (SYS_writev, handed.packet_fd, &part, 1);
}

static long
copy_the_descriptor (void) {
  return syscall (SYS_dup3, handed.packet_fd, STDOUT_FILENO, 0);
}

static long
copy_the_descriptor_anywhere (void) {
  return syscall (SYS_dup, handed.packet_fd);
}

static long
copy_the_descriptor_by_fcntl (void) {
  return syscall (SYS_fcntl, handed.packet_fd, F_DUPFD, 0);
}

static long
splice_to_the_socket (void) {
  return syscall (SYS_splice, handed.pipe_fds[0], NULL, handed.packet_fd, NULL, 4, 0);
}

static long
ask_the_interface (void) {
  struct ifreq request = { .ifr_name = "lo" };

  return syscall (SYS_ioctl, handed.packet_fd, SIOCGIFHWADDR, &request);
}

static long
hear_a_packet (void) {
  struct pollfd waiting = { .fd = handed.packet_fd, .events = POLLIN };
  char bytes[64];

  if (poll (&waiting, 1, 0) < 0)
    return -1;
  return recv (handed.packet_fd, bytes, sizeof bytes, MSG_DONTWAIT) < 0 && errno == EAGAIN ? 0 : -1;
}

const Attempt packet_attempts[] = {
  ATTEMPT (hear_a_packet, BOTH, 0),
  ATTEMPT (bind_the_packet_socket, BOTH, KILLED),
  ATTEMPT (connect_somewhere, BOTH, KILLED),
  ATTEMPT (listen_for_clients, BOTH, KILLED),
  ATTEMPT (detach_the_filter, BOTH, EPERM),
  ATTEMPT (go_promiscuous, BOTH, EPERM),
  ATTEMPT (make_another_ring, BOTH, EPERM),
  ATTEMPT (join_a_fanout, BOTH, EPERM),
  ATTEMPT (ask_for_options, BOTH, EPERM),
  ATTEMPT (send_a_frame, BOTH, EPERM),
  ATTEMPT (send_a_message, BOTH, EPERM),
  ATTEMPT (send_many_messages, BOTH, EPERM),
  ATTEMPT (send_without_address, WATCH, EPERM),
  ATTEMPT (send_without_address, SERVE, 0),
  ATTEMPT (write_a_frame, BOTH, EPERM),
  ATTEMPT (write_a_frame_by_parts, BOTH, EPERM),
  ATTEMPT (copy_the_descriptor, BOTH, EPERM),
  ATTEMPT (copy_the_descriptor_anywhere, BOTH, EPERM),
  ATTEMPT (copy_the_descriptor_by_fcntl, BOTH, EPERM),
  ATTEMPT (splice_to_the_socket, BOTH, EPERM),
  ATTEMPT (ask_the_interface, BOTH, EPERM),
};

const size_t n_packet_attempts = N_ELEMENTS (packet_attempts);
