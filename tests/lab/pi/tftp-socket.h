/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tftp-socket: the UDP side of one transfer: an own port, the server's port once it is known, the
 * last packet kept for repeating, and the time limits. Knows no TFTP beyond the ERROR packet.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct {
  int fd;
  struct sockaddr_in peer; /* port 69 until the first answer fixes it */
  bool fixed;
  uint64_t deadline; /* ns, see sim_now */
  uint64_t sent_at;
  unsigned repeats; /* packets that had to be sent again */
  size_t out_length;
  uint8_t out[600]; /* the last packet */
} SimTftpSocket;

/* Opens a socket at @local (host order) towards port 69 of @server. Its port is the next free one
 * after *@last_port, from 49152 up; *@last_port 0 stands for a random start. 0 or negative errno.
 */
int sim_tftp_socket_open (SimTftpSocket *self, uint32_t server, uint32_t local, uint16_t *last_port,
                          int timeout_ms);

/* Sends what is in out. What the kernel refuses to send is a lost packet. */
void sim_tftp_socket_transmit (SimTftpSocket *self);

/* Sends an ERROR packet to the server; it is not repeated. @text: up to 59 bytes. */
void sim_tftp_socket_send_error (SimTftpSocket *self, unsigned code, const char *text);

/* The length (4 or more) of the next packet of the server, in @buffer. Repeats the last packet
 * each second meanwhile. -ETIMEDOUT at the deadline, -EINTR when told to stop, other errno. */
ssize_t sim_tftp_socket_receive (SimTftpSocket *self, uint8_t *buffer, size_t size);

void sim_tftp_socket_close (SimTftpSocket *self);
