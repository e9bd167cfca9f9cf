/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The built-in server: TFTP, and DHCP where there is a socket for it, in one thread that waits by epoll.
 *
 * Between two datagrams of a running transfer it looks again at once instead of sleeping, for CB_SERVER_POLL_NS
 * since the last one: in lock-step TFTP, being woken up is most of the time of a block. It gives way to whoever
 * else wants the CPU. Without transfers it sleeps, and uses no CPU at all.
 *
 * The same code runs in the sandbox of `cableboot-link serve` and in the foreground of `cableboot serve`.
 */

#pragma once

#include "dhcp-service.h"
#include "tftp-server.h"

typedef struct {
  CbTftpServerSettings tftp;
  CbDhcpService *dhcp; /* borrowed; NULL for none */
  int stop_fd;         /* becomes readable, or its other end is closed: the end. -1 for none */
} CbServerSettings;

typedef struct CbServer CbServer;

/* Opens all that is needed later, and raises the limit of open files as far as it goes. 0 and *ret_server, or a
 * negative errno. */
int cb_server_new (const CbServerSettings *settings, CbServer **ret_server);

/* NULL is fine. */
void cb_server_free (CbServer *server);

/* Serves until stop_fd says so or nobody listens to the events: 0. A negative errno when it can't go on. */
int cb_server_run (CbServer *server);
