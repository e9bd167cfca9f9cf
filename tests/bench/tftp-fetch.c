/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* tftp-fetch ADDRESS PORT NAME BLKSIZE WINDOWSIZE CLIENTS FILE [SOURCES]: reads NAME by TFTP as many clients at
 * once, each from a port of its own, and compares each byte with FILE. With SOURCES above 1 clients use the
 * addresses 127.0.0.1 up to so many.
 *
 * Prints "SECONDS MB-PER-SECOND whole W refused R failed F". Whole, refused (an ERROR came) and failed
 * (anything else, silence included) are counts of clients. Exit code 0 if none failed. Shares no code with the
 * product.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };
enum { RUNNING, WHOLE, REFUSED, FAILED, N_STATES };

#define MAX_CLIENTS    2000
#define MAX_PACKET     65536
#define RESEND_SECONDS 1.0
#define MAX_RESENDS    8

typedef struct {
  struct sockaddr_in server;
  const char *name;
  unsigned block_bytes;
  unsigned window;
  unsigned n_clients;
  unsigned n_sources;
  const uint8_t *file;
  size_t n_file;
} Job;

typedef struct {
  int fd;
  int state;
  bool is_answered; /* the server's port is known */
  uint64_t n_blocks; /* received in order */
  unsigned n_unacked;
  unsigned block_bytes;
  unsigned window;
  double heard;
  unsigned n_resends;
} Client;

static double
now (void) {
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
request (const Job *job, const Client *client) {
  char packet[1024] = { 0, RRQ };
  size_t n = 2;

  n += (size_t) sprintf (packet + n, "%s", job->name) + 1;
  n += (size_t) sprintf (packet + n, "octet") + 1;
  if (job->block_bytes != 512) {
    n += (size_t) sprintf (packet + n, "blksize") + 1;
    n += (size_t) sprintf (packet + n, "%u", job->block_bytes) + 1;
  }
  if (job->window > 1) {
    n += (size_t) sprintf (packet + n, "windowsize") + 1;
    n += (size_t) sprintf (packet + n, "%u", job->window) + 1;
  }
  (void) sendto (client->fd, packet, n, 0, (const struct sockaddr *) &job->server, sizeof job->server);
}

static void
acknowledge (Client *client) {
  const uint8_t packet[4] = { 0, ACK, (uint8_t) (client->n_blocks >> 8), (uint8_t) client->n_blocks };

  client->n_unacked = 0;
  (void) send (client->fd, packet, sizeof packet, 0);
}

/* The options that were granted; what isn't there was refused. */
static void
read_options (Client *client, const uint8_t *packet, size_t n) {
  const char *at = (const char *) packet + 2, *end = (const char *) packet + n;

  client->block_bytes = 512;
  client->window = 1;
  while (at < end && memchr (at, 0, (size_t) (end - at)) != NULL) {
    const char *value = at + strlen (at) + 1;

    if (value >= end || memchr (value, 0, (size_t) (end - value)) == NULL)
      break;
    if (strcasecmp (at, "blksize") == 0)
      client->block_bytes = (unsigned) atoi (value);
    if (strcasecmp (at, "windowsize") == 0)
      client->window = (unsigned) atoi (value);
    at = value + strlen (value) + 1;
  }
}

static bool
is_right (const Job *job, const Client *client, const uint8_t *bytes, size_t n) {
  uint64_t at = client->n_blocks * client->block_bytes;

  return at + n <= job->n_file && memcmp (job->file + at, bytes, n) == 0
         && (n == client->block_bytes || at + n == job->n_file);
}

static void
take_data (const Job *job, Client *client, const uint8_t *packet, size_t n) {
  uint16_t number = (uint16_t) (packet[2] << 8 | packet[3]);

  if (number != (uint16_t) (client->n_blocks + 1)) {
    /* A gap, or an old block: say where we are, once for each window. */
    if (++client->n_unacked == client->window)
      acknowledge (client);
    return;
  }
  if (!is_right (job, client, packet + 4, n - 4)) {
    client->state = FAILED;
    return;
  }
  client->n_blocks++;
  client->n_unacked++;
  if (n - 4 < client->block_bytes)
    client->state = WHOLE;
  if (client->state == WHOLE || client->n_unacked >= client->window)
    acknowledge (client);
}

static void
take (const Job *job, Client *client, const uint8_t *packet, size_t n) {
  client->heard = now ();
  client->n_resends = 0;
  switch (n >= 4 ? packet[1] : 0) {
  case OACK:
    if (client->n_blocks == 0) {
      read_options (client, packet, n);
      acknowledge (client);
    }
    break;
  case DATA:
    take_data (job, client, packet, n);
    break;
  case ERROR:
    client->state = REFUSED;
    break;
  default:
    client->state = FAILED;
  }
}

/* The first answer fixes the server's port (RFC 1350 4). */
static ssize_t
receive (Client *client, uint8_t *packet, int flags) {
  struct sockaddr_in from;
  socklen_t n_from = sizeof from;
  ssize_t n;

  if (client->is_answered)
    return recv (client->fd, packet, MAX_PACKET, flags);
  n = recvfrom (client->fd, packet, MAX_PACKET, flags, (struct sockaddr *) &from, &n_from);
  if (n > 0)
    client->is_answered = connect (client->fd, (struct sockaddr *) &from, n_from) == 0;
  return n;
}

static void
resend (const Job *job, Client *client) {
  client->heard = now ();
  if (++client->n_resends > MAX_RESENDS)
    client->state = FAILED;
  else if (client->is_answered)
    acknowledge (client);
  else
    request (job, client);
}

static void
open_client (const Job *job, Client *client, unsigned i) {
  const struct timeval timeout = { 1, 0 };
  const int n_buffer = 1 << 20;
  struct sockaddr_in own = { .sin_family = AF_INET };

  *client = (Client){ .fd = socket (AF_INET, SOCK_DGRAM, 0),
                      .block_bytes = job->block_bytes,
                      .window = job->window };
  if (client->fd < 0) {
    perror ("socket");
    exit (2);
  }
  setsockopt (client->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt (client->fd, SOL_SOCKET, SO_RCVBUF, &n_buffer, sizeof n_buffer);
  if (job->n_sources > 1) {
    own.sin_addr.s_addr = htonl (INADDR_LOOPBACK + i % job->n_sources);
    if (bind (client->fd, (struct sockaddr *) &own, sizeof own) < 0)
      perror ("bind");
  }
  client->heard = now ();
  request (job, client);
}

static void
run_one (const Job *job, Client *client) {
  static uint8_t packet[MAX_PACKET];

  while (client->state == RUNNING) {
    ssize_t n = receive (client, packet, 0);

    if (n >= 0)
      take (job, client, packet, (size_t) n);
    else if (errno == EAGAIN)
      resend (job, client);
    else if (errno != EINTR)
      client->state = FAILED;
  }
}

/* What a window brings; of lock-step no more than one block can be there. */
static void
drain (const Job *job, Client *client) {
  static uint8_t packet[MAX_PACKET];
  ssize_t n = 0;

  for (unsigned i = 0; client->state == RUNNING && i < client->window && n >= 0; i++) {
    n = receive (client, packet, MSG_DONTWAIT);
    if (n >= 0)
      take (job, client, packet, (size_t) n);
  }
  if (n < 0 && errno != EAGAIN && errno != EINTR)
    client->state = FAILED;
}

static unsigned
count_running (const Client *clients, unsigned n) {
  unsigned n_running = 0;

  for (unsigned i = 0; i < n; i++)
    n_running += clients[i].state == RUNNING;
  return n_running;
}

static void
resend_late (const Job *job, Client *clients) {
  for (unsigned i = 0; i < job->n_clients; i++)
    if (clients[i].state == RUNNING && now () - clients[i].heard > RESEND_SECONDS)
      resend (job, &clients[i]);
}

static void
run_many (const Job *job, Client *clients) {
  int epoll_fd = epoll_create1 (0);
  struct epoll_event events[256];
  double looked = now ();

  for (unsigned i = 0; i < job->n_clients; i++) {
    events[0] = (struct epoll_event){ .events = EPOLLIN, .data.u32 = i };
    epoll_ctl (epoll_fd, EPOLL_CTL_ADD, clients[i].fd, &events[0]);
  }
  while (count_running (clients, job->n_clients) > 0) {
    for (unsigned round = 0; round < 64; round++) {
      int n = epoll_wait (epoll_fd, events, 256, 100);

      for (int k = 0; k < n; k++)
        drain (job, &clients[events[k].data.u32]);
      if (n <= 0)
        break;
    }
    for (unsigned i = 0; i < job->n_clients; i++)
      if (clients[i].state != RUNNING && clients[i].fd >= 0) {
        close (clients[i].fd);
        clients[i].fd = -1;
      }
    if (now () - looked > RESEND_SECONDS / 4) {
      resend_late (job, clients);
      looked = now ();
    }
  }
  close (epoll_fd);
}

static int
report (const Job *job, const Client *clients, double seconds) {
  unsigned counts[N_STATES] = { 0 };

  for (unsigned i = 0; i < job->n_clients; i++)
    counts[clients[i].state]++;
  printf ("%.4f %.1f whole %u refused %u failed %u\n", seconds,
          (double) job->n_file * counts[WHOLE] / 1e6 / seconds, counts[WHOLE], counts[REFUSED], counts[FAILED]);
  return counts[FAILED] > 0;
}

static void
map_file (Job *job, const char *path) {
  struct stat status;
  int fd = open (path, O_RDONLY);

  if (fd < 0 || fstat (fd, &status) < 0) {
    perror (path);
    exit (2);
  }
  job->n_file = (size_t) status.st_size;
  if (job->n_file > 0)
    job->file = mmap (NULL, job->n_file, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
}

int
main (int argc, char **argv) {
  static Client clients[MAX_CLIENTS];
  struct rlimit files;
  Job job = { .server = { .sin_family = AF_INET } };
  double begin;

  if (argc < 8 || inet_pton (AF_INET, argv[1], &job.server.sin_addr) != 1) {
    fputs ("tftp-fetch ADDRESS PORT NAME BLKSIZE WINDOWSIZE CLIENTS FILE [SOURCES]\n", stderr);
    return 2;
  }
  job.server.sin_port = htons ((uint16_t) atoi (argv[2]));
  job.name = argv[3];
  job.block_bytes = (unsigned) atoi (argv[4]);
  job.window = (unsigned) atoi (argv[5]);
  job.n_clients = (unsigned) atoi (argv[6]);
  job.n_sources = argc > 8 ? (unsigned) atoi (argv[8]) : 1;
  if (strlen (job.name) > 512 || job.n_clients == 0 || job.n_clients > MAX_CLIENTS)
    return 2;
  map_file (&job, argv[7]);
  if (getrlimit (RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit (RLIMIT_NOFILE, &files);
  }
  begin = now ();
  for (unsigned i = 0; i < job.n_clients; i++)
    open_client (&job, &clients[i], i);
  if (job.n_clients == 1)
    run_one (&job, &clients[0]);
  else
    run_many (&job, clients);
  return report (&job, clients, now () - begin);
}
