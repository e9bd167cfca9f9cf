/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tftp-socket: one blocking socket with a receive time limit, so that a packet costs one system
 * call each way.
 */
#include "tftp-socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "bytes.h"
#include "simulated-pi.h"

#define PORT            69
#define FIRST_PORT      49152 /* pi-netboot.md 1.2 */
#define REPEAT_MS       1000
#define NANOS           1000000
#define ERROR           5
#define CODE_WRONG_PORT 5


static int
bind_next_port (SimTftpSocket *self, uint32_t local, uint16_t *last_port) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (local) };

  if (*last_port == 0) {
    (void)!getrandom (last_port, sizeof *last_port, 0);
  }
  for (int i = 0; i < 1000; i++) {
    *last_port = (uint16_t) (*last_port + 1);
    if (*last_port < FIRST_PORT) {
      *last_port = (uint16_t) (FIRST_PORT + *last_port % 8192);
    }
    address.sin_port = htons (*last_port);
    if (bind (self->fd, (const struct sockaddr *)&address, sizeof address) == 0) {
      return 0;
    }
    if (errno != EADDRINUSE) {
      break;
    }
  }
  return -errno;
}


int
sim_tftp_socket_open (SimTftpSocket *self, uint32_t server, uint32_t local, uint16_t *last_port,
                      int timeout_ms) {
  int wait_ms = timeout_ms < REPEAT_MS ? timeout_ms : REPEAT_MS;
  struct timeval wait = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };

  *self = (SimTftpSocket){
    .deadline = sim_now () + (uint64_t) timeout_ms * NANOS,
    .peer = { .sin_family = AF_INET, .sin_port = htons (PORT), .sin_addr.s_addr = htonl (server) },
  };
  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (self->fd < 0) {
    return -errno;
  }
  if (setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) < 0) {
    return -errno;
  }
  return bind_next_port (self, local, last_port);
}


void
sim_tftp_socket_transmit (SimTftpSocket *self) {
  self->sent_at = sim_now ();
  (void)!sendto (self->fd, self->out, self->out_length, 0, (const struct sockaddr *)&self->peer,
                 sizeof self->peer);
}


static void
send_error_to (SimTftpSocket *self, const struct sockaddr_in *to, unsigned code, const char *text) {
  uint8_t packet[64];
  size_t length = strnlen (text, sizeof packet - 5);

  put16 (packet, ERROR);
  put16 (packet + 2, code);
  memcpy (packet + 4, text, length);
  packet[4 + length] = 0;
  (void)!sendto (self->fd, packet, 5 + length, 0, (const struct sockaddr *)to, sizeof *to);
}


void
sim_tftp_socket_send_error (SimTftpSocket *self, unsigned code, const char *text) {
  send_error_to (self, &self->peer, code, text);
}


/* RFC 1350 section 4: only the port that answered first is the server from then on. */
static bool
is_peer (SimTftpSocket *self, const struct sockaddr_in *from) {
  if (from->sin_addr.s_addr != self->peer.sin_addr.s_addr) {
    return false;
  }
  if (!self->fixed) {
    self->peer.sin_port = from->sin_port;
    self->fixed = true;
  }
  if (from->sin_port != self->peer.sin_port) {
    send_error_to (self, from, CODE_WRONG_PORT, "Unknown transfer ID");
    return false;
  }
  return true;
}


ssize_t
sim_tftp_socket_receive (SimTftpSocket *self, uint8_t *buffer, size_t size) {
  while (!sim_stopped) {
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    ssize_t n = recvfrom (self->fd, buffer, size, 0, (struct sockaddr *)&from, &from_length);
    uint64_t now = sim_now ();

    if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNREFUSED) {
      return -errno;
    }
    if (now >= self->deadline) {
      return -ETIMEDOUT;
    }
    if (n >= 4 && is_peer (self, &from)) {
      return n;
    }
    if (now - self->sent_at >= (uint64_t) REPEAT_MS * NANOS) {
      self->repeats++;
      sim_tftp_socket_transmit (self);
    }
  }
  return -EINTR;
}


void
sim_tftp_socket_close (SimTftpSocket *self) {
  if (self->fd >= 0) {
    close (self->fd);
  }
}
