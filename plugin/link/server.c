/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "server.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"

/* Rounds of polling in which only the ports of running transfers are looked at, before all the rest is. */
#define N_SHORT_ROUNDS 16

#define N_EVENTS 16

/* Giving way took so long: somebody else has use for this CPU. Then polling stops for a while, since whoever
 * sleeps gets it back sooner than whoever has used it up. */
#define NS_YIELD_SHORT 100000
#define NS_NO_POLLING  20000000

/* Each transfer may have a file of its own. */
#define N_FILES (CB_MAX_TRANSFERS + 64)

typedef enum { SOURCE_REQUESTS, SOURCE_PORT, SOURCE_DHCP, SOURCE_STOP } Source;

struct CbServer {
  CbServerSettings settings;
  CbTftpServer *tftp;
  int epoll_fd;
  uint64_t ns_busy; /* when a datagram of a transfer last came */
  uint64_t ns_crowded; /* when the CPU was last found to be wanted by others */
  bool waits_for_room[CB_TFTP_MAX_LISTENERS * CB_TFTP_PORTS];
  bool is_over;
};

static int
control (CbServer *server, int operation, int fd, uint32_t events, Source source, unsigned index) {
  struct epoll_event event = { .events = events, .data.u64 = (uint64_t) source << 32 | index };

  return epoll_ctl (server->epoll_fd, operation, fd, &event) < 0 ? -errno : 0;
}

static int
watch_all (CbServer *server) {
  const CbTftpPorts *ports = cb_tftp_server_ports (server->tftp);
  int error = 0;

  for (unsigned i = 0; i < CB_TFTP_MAX_LISTENERS && error == 0; i++)
    if (server->settings.tftp.listen_fds[i] >= 0)
      error = control (server, EPOLL_CTL_ADD, server->settings.tftp.listen_fds[i], EPOLLIN,
                       SOURCE_REQUESTS, i);
  for (unsigned i = 0; i < ports->n_ports && error == 0; i++)
    error = control (server, EPOLL_CTL_ADD, ports->ports[i].fd, EPOLLIN, SOURCE_PORT, i);
  if (server->settings.dhcp != NULL && error == 0)
    error = control (server, EPOLL_CTL_ADD, server->settings.dhcp->settings.fd, EPOLLIN, SOURCE_DHCP, 0);
  if (server->settings.stop_fd >= 0 && error == 0)
    error = control (server, EPOLL_CTL_ADD, server->settings.stop_fd, EPOLLIN, SOURCE_STOP, 0);
  return error;
}

static void
allow_files (void) {
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < N_FILES) {
    limit.rlim_cur = limit.rlim_max < N_FILES ? limit.rlim_max : N_FILES;
    (void) setrlimit (RLIMIT_NOFILE, &limit);
  }
}

int
cb_server_new (const CbServerSettings *settings, CbServer **ret_server) {
  CbServer *server = calloc (1, sizeof *server);
  int error;

  if (server == NULL)
    return -ENOMEM;
  server->settings = *settings;
  allow_files ();
  server->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  error = server->epoll_fd < 0 ? -errno : cb_tftp_server_new (&settings->tftp, &server->tftp);
  if (error == 0)
    error = watch_all (server);
  if (error < 0) {
    cb_server_free (server);
    return error;
  }
  *ret_server = server;
  return 0;
}

void
cb_server_free (CbServer *server) {
  if (server == NULL)
    return;
  cb_tftp_server_free (server->tftp);
  if (server->epoll_fd >= 0)
    close (server->epoll_fd);
  free (server);
}

/* Only ports that are full are waited for to have room. */
static void
follow_room (CbServer *server) {
  const CbTftpPorts *ports = cb_tftp_server_ports (server->tftp);

  for (unsigned i = 0; i < ports->n_ports; i++) {
    if (ports->ports[i].is_full == server->waits_for_room[i])
      continue;
    server->waits_for_room[i] = ports->ports[i].is_full;
    (void) control (server, EPOLL_CTL_MOD, ports->ports[i].fd,
                    server->waits_for_room[i] ? EPOLLIN | EPOLLOUT : EPOLLIN, SOURCE_PORT, i);
  }
}

static bool
hear_port (CbServer *server, unsigned port, uint64_t ns) {
  bool heard = cb_tftp_server_hear_port (server->tftp, port, ns);

  if (heard)
    server->ns_busy = ns;
  return heard;
}

/* Hears the ports of running transfers. True: something came. */
static bool
hear_ports (CbServer *server, uint64_t ns) {
  const CbTftpPorts *ports = cb_tftp_server_ports (server->tftp);
  bool heard = false;

  for (unsigned i = 0; i < ports->n_ports; i++)
    if (ports->ports[i].n_transfers > 0)
      heard |= hear_port (server, i, ns);
  return heard;
}

static void
handle (CbServer *server, const struct epoll_event *event, uint64_t ns) {
  unsigned index = (unsigned) event->data.u64;

  switch ((Source) (event->data.u64 >> 32)) {
  case SOURCE_REQUESTS:
    cb_tftp_server_hear_requests (server->tftp, index, ns);
    server->ns_busy = ns;
    break;
  case SOURCE_PORT:
    if (event->events & EPOLLOUT)
      cb_tftp_server_on_room (server->tftp, index, ns);
    if (event->events & ~(uint32_t) EPOLLOUT)
      (void) hear_port (server, index, ns);
    break;
  case SOURCE_DHCP:
    cb_dhcp_service_hear (server->settings.dhcp, ns);
    break;
  case SOURCE_STOP:
    server->is_over = true;
    break;
  }
}

/* Without waiting, and without asking which socket has something. */
static void
poll_ports (CbServer *server) {
  uint64_t ns = cb_clock_ns (), ns_after;

  if (hear_ports (server, ns))
    return;
  sched_yield ();
  ns_after = cb_clock_ns ();
  if (ns_after - ns > NS_YIELD_SHORT)
    server->ns_crowded = ns_after;
}

static bool
is_polling (const CbServer *server, uint64_t ns) {
  return cb_tftp_server_n_transfers (server->tftp) > 0 && ns - server->ns_busy < CB_SERVER_POLL_NS
         && ns - server->ns_crowded >= NS_NO_POLLING;
}

/* Rounds up: woken too early, there would be nothing to do. */
static int
ms_to_wait (const CbServer *server, uint64_t ns) {
  uint64_t deadline = cb_tftp_server_deadline (server->tftp), other, ms;

  if (server->settings.dhcp != NULL) {
    other = cb_dhcp_service_deadline (server->settings.dhcp);
    deadline = other < deadline ? other : deadline;
  }
  if (deadline == UINT64_MAX)
    return -1;
  ms = deadline > ns ? (deadline - ns) / 1000000 + 1 : 0;
  return ms > INT_MAX ? INT_MAX : (int) ms;
}

/* Everything once, after waiting for up to ms. */
static int
round_of_all (CbServer *server, int ms) {
  struct epoll_event events[N_EVENTS];
  int n = epoll_wait (server->epoll_fd, events, N_EVENTS, ms);
  uint64_t ns = cb_clock_ns ();

  if (n < 0 && errno != EINTR)
    return -errno;
  for (int i = 0; i < n; i++)
    handle (server, &events[i], ns);
  cb_tftp_server_on_time (server->tftp, ns);
  if (server->settings.dhcp != NULL)
    cb_dhcp_service_on_time (server->settings.dhcp, ns);
  follow_room (server);
  server->is_over |= server->settings.tftp.reporter->is_unheard;
  return 0;
}

int
cb_server_run (CbServer *server) {
  int error = 0;

  while (!server->is_over && error == 0) {
    uint64_t ns = cb_clock_ns ();
    bool polling = is_polling (server, ns);

    for (unsigned i = 0; polling && i < N_SHORT_ROUNDS && server->ns_crowded < ns; i++)
      poll_ports (server);
    polling = polling && server->ns_crowded < ns;
    error = round_of_all (server, polling ? 0 : ms_to_wait (server, ns));
  }
  return error;
}
