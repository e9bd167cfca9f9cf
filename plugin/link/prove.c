/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "prove.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exit-code.h"

#define TFTP_PORT 69
#define TRIES     3
#define TRY_MS    1000

/* RFC 1350, 5: opcodes and error codes. */
enum { OPCODE_DATA = 3, OPCODE_ERROR = 5, ERROR_NOT_FOUND = 1 };

static const char request[] = "\0\1config.txt\0octet";
static const char goodbye[] = "\0\5\0\0Early terminate";

static int
judge (const unsigned char *packet, ssize_t n) {
  unsigned opcode = n >= 4 ? (unsigned) packet[0] << 8 | packet[1] : 0;
  unsigned code = n >= 4 ? (unsigned) packet[2] << 8 | packet[3] : 0;

  if (opcode == OPCODE_DATA)
    return CB_LINK_EXIT_OK;
  if (opcode == OPCODE_ERROR)
    return code == ERROR_NOT_FOUND ? CB_LINK_EXIT_MISSING : CB_LINK_EXIT_DENIED;
  return CB_LINK_EXIT_SILENT;
}

static int
ask_once (int fd, const struct sockaddr_in *server) {
  struct pollfd waiting = { .fd = fd, .events = POLLIN };
  struct sockaddr_in peer = { 0 };
  socklen_t n_peer = sizeof peer;
  unsigned char packet[1024];
  ssize_t n;
  int outcome;

  if (sendto (fd, request, sizeof request, 0, (const struct sockaddr *) server, sizeof *server) < 0
      || poll (&waiting, 1, TRY_MS) <= 0)
    return CB_LINK_EXIT_SILENT;
  n = recvfrom (fd, packet, sizeof packet, 0, (struct sockaddr *) &peer, &n_peer);
  if (n < 0 || peer.sin_addr.s_addr != server->sin_addr.s_addr)
    return CB_LINK_EXIT_SILENT;
  outcome = judge (packet, n);
  if (outcome == CB_LINK_EXIT_OK)
    (void) sendto (fd, goodbye, sizeof goodbye, 0, (struct sockaddr *) &peer, n_peer);
  return outcome;
}

int
cb_prove_served (uint32_t address) {
  const struct sockaddr_in server = {
    .sin_family = AF_INET,
    .sin_port = htons (TFTP_PORT),
    .sin_addr.s_addr = htonl (address),
  };
  int outcome = CB_LINK_EXIT_SILENT, fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return CB_LINK_EXIT_FAILED;
  for (unsigned i = 0; i < TRIES && outcome == CB_LINK_EXIT_SILENT; i++)
    outcome = ask_once (fd, &server);
  close (fd);
  return outcome;
}
