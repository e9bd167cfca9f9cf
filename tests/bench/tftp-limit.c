/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* tftp-limit [sleeping|polling] ADDRESS FILE: what a TFTP server could reach at best on this machine. It sends
 * one file, which it holds in memory, to one client after the other, and does nothing else: no name, no check,
 * no loss, no second client. `polling` never sleeps. For tests/bench/tftp, on port 69.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define MAX_WINDOW 64
#define MAX_BLOCK  1468
#define MAX_DATAGRAMS_OF_SEND 44 /* 64 kB */

typedef struct {
  char *bytes;
  size_t n_bytes;
} File;

typedef struct {
  int fd;
  bool polls;
  const File *file;
  size_t n_block;
  size_t window;
} Transfer;

static File
read_file (const char *path) {
  FILE *stream = fopen (path, "rb");
  File file = { NULL, 0 };

  if (stream == NULL || fseek (stream, 0, SEEK_END) < 0)
    exit (2);
  file.n_bytes = (size_t) ftell (stream);
  file.bytes = malloc (file.n_bytes + 1);
  rewind (stream);
  if (file.bytes == NULL || fread (file.bytes, 1, file.n_bytes, stream) != file.n_bytes)
    exit (2);
  fclose (stream);
  return file;
}

/* The number of an option of the request, or other. */
static size_t
option (const char *request, size_t n_request, const char *name, size_t other) {
  for (size_t i = 2; i + 1 < n_request; i += strlen (request + i) + 1)
    if (strcasecmp (request + i, name) == 0)
      return strtoul (request + i + strlen (name) + 1, NULL, 10);
  return other;
}

static ssize_t
hear (const Transfer *transfer, char *packet, size_t n_room) {
  ssize_t n;

  do
    n = recv (transfer->fd, packet, n_room, transfer->polls ? MSG_DONTWAIT : 0);
  while (n < 0 && errno == EAGAIN);
  return n;
}

/* Blocks first to first + n - 1, with one call. */
static void
send_blocks (const Transfer *transfer, size_t first, size_t n) {
  static char packet[MAX_DATAGRAMS_OF_SEND * (MAX_BLOCK + 4)];
  char control[CMSG_SPACE (sizeof (unsigned short))] = { 0 };
  struct iovec part = { packet, 0 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  for (size_t i = 0; i < n; i++) {
    size_t offset = (first + i - 1) * transfer->n_block;
    size_t n_data = transfer->file->n_bytes - offset < transfer->n_block ? transfer->file->n_bytes - offset
                                                                         : transfer->n_block;
    char *at = packet + part.iov_len;

    at[0] = 0, at[1] = 3, at[2] = (char) ((first + i) >> 8), at[3] = (char) (first + i);
    memcpy (at + 4, transfer->file->bytes + offset, n_data);
    part.iov_len += 4 + n_data;
  }
  if (n > 1) {
    struct cmsghdr *head = (struct cmsghdr *) (void *) control;
    unsigned short n_segment = (unsigned short) (transfer->n_block + 4);

    head->cmsg_level = IPPROTO_UDP, head->cmsg_type = UDP_SEGMENT, head->cmsg_len = CMSG_LEN (sizeof n_segment);
    memcpy (CMSG_DATA (head), &n_segment, sizeof n_segment);
    message.msg_control = control, message.msg_controllen = sizeof control;
  }
  (void) sendmsg (transfer->fd, &message, 0);
}

static void
run (const Transfer *transfer) {
  size_t n_blocks = transfer->file->n_bytes / transfer->n_block + 1, done = 0;
  char packet[64];

  while (hear (transfer, packet, sizeof packet) >= 4 && packet[1] == 4) {
    size_t acked = (size_t) (unsigned char) packet[2] << 8 | (unsigned char) packet[3];

    done += (acked - done) & 0xffff;
    if (done >= n_blocks)
      return;
    for (size_t sent = 0; sent < transfer->window && done + sent < n_blocks;) {
      size_t n = transfer->window - sent;

      n = n > n_blocks - done - sent ? n_blocks - done - sent : n;
      n = n > MAX_DATAGRAMS_OF_SEND ? MAX_DATAGRAMS_OF_SEND : n;
      send_blocks (transfer, done + sent + 1, n);
      sent += n;
    }
  }
}

static void
answer (const File *file, bool polls, const struct sockaddr_in *client, const char *request,
        size_t n_request) {
  Transfer transfer = { socket (AF_INET, SOCK_DGRAM, 0), polls, file,
                        option (request, n_request, "blksize", 512),
                        option (request, n_request, "windowsize", 1) };
  char options[64] = { 0, 6 };
  int n = 2;

  if (transfer.n_block > MAX_BLOCK || transfer.window > MAX_WINDOW || transfer.window == 0)
    exit (2);
  n += sprintf (options + n, "blksize%c%zu", 0, transfer.n_block) + 1;
  if (transfer.window > 1)
    n += sprintf (options + n, "windowsize%c%zu", 0, transfer.window) + 1;
  if (connect (transfer.fd, (const struct sockaddr *) client, sizeof *client) == 0
      && send (transfer.fd, options, (size_t) n, 0) >= 0)
    run (&transfer);
  close (transfer.fd);
}

int
main (int argc, char **argv) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (69) }, client;
  File file;
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  if (argc != 4 || inet_pton (AF_INET, argv[2], &address.sin_addr) != 1
      || bind (fd, (const struct sockaddr *) &address, sizeof address) < 0)
    return 2;
  file = read_file (argv[3]);
  for (;;) {
    socklen_t n_client = sizeof client;
    char request[600] = { 0 };
    ssize_t n = recvfrom (fd, request, sizeof request - 1, 0, (struct sockaddr *) &client, &n_client);

    if (n > 4)
      answer (&file, strcmp (argv[1], "polling") == 0, &client, request, (size_t) n);
  }
}
