/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The TFTP server: requests come to its listening sockets, transfers answer from a few ports of its own.
 *
 * RFC 1350 4 wants each transfer to have a port number (TID) of its own, so that a late datagram of one doesn't
 * reach another. What tells transfers apart is the pair of both ends' ports; a socket for each of a thousand
 * transfers would have to be made inside the sandbox, or a thousand before, and each would be read by a call of
 * its own. So there are CB_TFTP_PORTS sockets on ports that the kernel chose, made once, and transfers take
 * turns: two that follow each other from the same port of a client answer from different ones. To a client it
 * looks as the RFC wants it. All transfers from port 69, as some servers do it, would break clients that wait
 * for a new port, and late datagrams would find the next transfer.
 *
 * A datagram that belongs to no transfer gets the ERROR of RFC 1350 4, five bytes, and disturbs none. Everybody
 * gets at most what tftp-transfer.h says before it has shown that it exists; when all places are taken, such
 * clients make room first. Nothing here waits.
 */

#pragma once

#include <sys/socket.h>

#include "reporter.h"
#include "served-folder.h"

#define CB_TFTP_MAX_LISTENERS 2

typedef struct {
  const CbServedFolder *folder; /* borrowed as long as the server lives */
  int listen_fds[CB_TFTP_MAX_LISTENERS]; /* borrowed; bound UDP sockets of which each tells where a datagram
                                            was sent to (server-sockets.h); -1 for none */
  unsigned ifindex;     /* requests by other links than this one and the loopback are dropped; 0: none are */
  CbReporter *reporter; /* borrowed likewise */
} CbTftpServerSettings;

/* One of our ports. Read it only. */
typedef struct {
  int fd;
  sa_family_t family;
  bool has_address; /* it is bound to one address of ours, so answers come from there anyway */
  unsigned n_transfers;
  bool is_full; /* something waits for room in the socket */
} CbTftpPort;

typedef struct {
  CbTftpPort ports[CB_TFTP_MAX_LISTENERS * CB_TFTP_PORTS];
  unsigned n_ports;
} CbTftpPorts;

typedef struct CbTftpServer CbTftpServer;

/* Makes the ports: before the sandbox. 0 and *ret_server, or a negative errno. */
int cb_tftp_server_new (const CbTftpServerSettings *settings, CbTftpServer **ret_server);

/* NULL is fine. Clients aren't told. */
void cb_tftp_server_free (CbTftpServer *server);

const CbTftpPorts *cb_tftp_server_ports (const CbTftpServer *server);

/* Takes what a listening socket has, hears the ports, and answers: what ended a transfer came before the next
 * request of its client, and is reported before it. */
void cb_tftp_server_hear_requests (CbTftpServer *server, unsigned listener, uint64_t ns_now);

/* The same for one of our ports. True when something came. */
bool cb_tftp_server_hear_port (CbTftpServer *server, unsigned port, uint64_t ns_now);

/* There is room again in a socket that was full. */
void cb_tftp_server_on_room (CbTftpServer *server, unsigned port, uint64_t ns_now);

/* What is due. Until _deadline() this needs no call; UINT64_MAX for never. */
void cb_tftp_server_on_time (CbTftpServer *server, uint64_t ns_now);
uint64_t cb_tftp_server_deadline (const CbTftpServer *server);

unsigned cb_tftp_server_n_transfers (const CbTftpServer *server);
