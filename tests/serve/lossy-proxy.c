/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* lossy-proxy PORT SERVER-PORT: a bad cable to a TFTP server, both on 127.0.0.1. Of a hundred datagrams in
 * each direction ten are lost, ten come twice and ten so late that others overtake them. Each client sees the
 * server on a port of its own, as it should. Always the same faults for the same row of datagrams. Runs until
 * it is ended.
 */

#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PER_CENT   10
#define LATE_MS    15
#define MAX_TALKS  200
#define MAX_LATE   256
#define MAX_PACKET 2048

/* One client and the server. */
typedef struct {
  struct sockaddr_in client;
  struct sockaddr_in server; /* the listening port, then the port of the transfer */
  int to_client;
  int to_server;
} Talk;

typedef struct {
  bool waits;
  uint64_t ms_due;
  int fd;
  struct sockaddr_in to;
  size_t n;
  uint8_t bytes[MAX_PACKET];
} Late;

static Talk talks[MAX_TALKS];
static unsigned n_talks;
static Late late[MAX_LATE];
static struct sockaddr_in server;

static uint64_t
now_ms (void) {
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (uint64_t) time.tv_sec * 1000 + (uint64_t) time.tv_nsec / 1000000;
}

static bool
happens (void) {
  static uint32_t number = 1;

  number = number * UINT32_C (1664525) + UINT32_C (1013904223);
  return (number >> 16) % 100 < PER_CENT;
}

static int
open_socket (unsigned port) {
  const struct sockaddr_in own = {
    .sin_family = AF_INET, .sin_port = htons ((uint16_t) port), .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  if (fd < 0 || bind (fd, (const struct sockaddr *) &own, sizeof own) < 0) {
    perror ("lossy-proxy");
    exit (2);
  }
  return fd;
}

static void
send_now (int fd, const struct sockaddr_in *to, const void *bytes, size_t n) {
  (void) sendto (fd, bytes, n, 0, (const struct sockaddr *) to, sizeof *to);
}

static void
send_later (int fd, const struct sockaddr_in *to, const void *bytes, size_t n) {
  for (size_t i = 0; i < MAX_LATE; i++) {
    if (late[i].waits)
      continue;
    late[i] = (Late){ .waits = true, .ms_due = now_ms () + LATE_MS, .fd = fd, .to = *to, .n = n };
    memcpy (late[i].bytes, bytes, n);
    return;
  }
}

static void
send_what_is_late (void) {
  uint64_t ms = now_ms ();

  for (size_t i = 0; i < MAX_LATE; i++) {
    if (!late[i].waits || late[i].ms_due > ms)
      continue;
    late[i].waits = false;
    send_now (late[i].fd, &late[i].to, late[i].bytes, late[i].n);
  }
}

static void
pass_on (int fd, const struct sockaddr_in *to, const void *bytes, size_t n) {
  if (happens ())
    return;
  if (happens ())
    send_now (fd, to, bytes, n);
  if (happens ())
    send_later (fd, to, bytes, n);
  else
    send_now (fd, to, bytes, n);
}

static Talk *
find_talk (const struct sockaddr_in *client) {
  for (unsigned i = 0; i < n_talks; i++)
    if (memcmp (&talks[i].client, client, sizeof *client) == 0)
      return &talks[i];
  if (n_talks == MAX_TALKS)
    return NULL;
  talks[n_talks] = (Talk){ *client, server, open_socket (0), open_socket (0) };
  return &talks[n_talks++];
}

/* A request, or one once more. */
static void
take_request (int fd) {
  struct sockaddr_in from = { 0 };
  socklen_t n_from = sizeof from;
  uint8_t bytes[MAX_PACKET];
  ssize_t n = recvfrom (fd, bytes, sizeof bytes, 0, (struct sockaddr *) &from, &n_from);
  Talk *talk = n > 0 ? find_talk (&from) : NULL;

  if (talk != NULL)
    pass_on (talk->to_server, &server, bytes, (size_t) n);
}

static void
take_from (Talk *talk, bool is_client) {
  struct sockaddr_in from = { 0 };
  socklen_t n_from = sizeof from;
  uint8_t bytes[MAX_PACKET];
  int fd = is_client ? talk->to_client : talk->to_server;
  ssize_t n = recvfrom (fd, bytes, sizeof bytes, 0, (struct sockaddr *) &from, &n_from);

  if (n <= 0)
    return;
  if (is_client) {
    pass_on (talk->to_server, &talk->server, bytes, (size_t) n);
    return;
  }
  talk->server = from;
  pass_on (talk->to_client, &talk->client, bytes, (size_t) n);
}

int
main (int argc, char **argv) {
  static struct pollfd waits[1 + 2 * MAX_TALKS];

  if (argc != 3)
    return 2;
  waits[0] = (struct pollfd){ .fd = open_socket ((unsigned) atoi (argv[1])), .events = POLLIN };
  server = (struct sockaddr_in){
    .sin_family = AF_INET, .sin_port = htons ((uint16_t) atoi (argv[2])),
    .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  for (;;) {
    unsigned n = n_talks;

    for (unsigned i = 0; i < n; i++) {
      waits[1 + 2 * i] = (struct pollfd){ .fd = talks[i].to_client, .events = POLLIN };
      waits[2 + 2 * i] = (struct pollfd){ .fd = talks[i].to_server, .events = POLLIN };
    }
    (void) poll (waits, 1 + 2 * n, 5);
    if (waits[0].revents != 0)
      take_request (waits[0].fd);
    for (unsigned i = 0; i < 2 * n; i++)
      if (waits[1 + i].revents != 0)
        take_from (&talks[i / 2], i % 2 == 0);
    send_what_is_late ();
  }
}
