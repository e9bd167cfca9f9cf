/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tftp-server.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "inbox.h"
#include "transfer-table.h"
#include "wire/tftp-message.h"

/* Those that have something to say in one round: who was heard, or whose time has come. */
#define MAX_TOUCHED 128

/* How long a transfer waits for room in its socket before it tries again unasked. */
#define NS_BLOCKED 50000000

/* In every network namespace. */
#define LOOPBACK_IFINDEX 1

#define BUSY_TEXT     "Too many transfers, try again"
#define READ_ONLY     "This server only gives files out"

struct CbTftpServer {
  CbTftpServerSettings settings;
  CbTftpPorts ports;
  CbTransferTable *table;
  CbInbox *requests;
  CbInbox *inbox;
  CbOutbox *outbox;
  CbOpenFiles files;
  uint32_t last_id;
  unsigned next_port;
  uint64_t ns_deadline; /* not after the first one of all transfers */
  unsigned n_touched;
  CbFileTransfer *touched[MAX_TOUCHED];
};

static bool
is_any (const CbSocketAddress *address) {
  return address->any.sa_family == AF_INET6 ? IN6_IS_ADDR_UNSPECIFIED (&address->v6.sin6_addr)
                                            : address->v4.sin_addr.s_addr == INADDR_ANY;
}

/* Fills port, its descriptor apart, with a socket on another port of the same address and interface. The
 * descriptor, or a negative errno. */
static int
open_port (int listen_fd, CbTftpPort *port) {
  CbSocketAddress address = { 0 };
  socklen_t n_address = sizeof address, n_name = IFNAMSIZ;
  char name[IFNAMSIZ] = "";
  const int on = 1;
  int fd, error;

  if (getsockname (listen_fd, &address.any, &n_address) < 0
      || getsockopt (listen_fd, SOL_SOCKET, SO_BINDTODEVICE, name, &n_name) < 0)
    return -errno;
  address.v4.sin_port = 0;
  fd = socket (address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -errno;
  port->family = address.any.sa_family;
  port->has_address = !is_any (&address);
  if ((name[0] == '\0' || setsockopt (fd, SOL_SOCKET, SO_BINDTODEVICE, name, n_name) == 0)
      && (address.any.sa_family != AF_INET6
          || setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0)
      && bind (fd, &address.any, n_address) == 0)
    return fd;
  error = -errno;
  close (fd);
  return error;
}

static int
open_ports (CbTftpServer *server) {
  for (unsigned i = 0; i < CB_TFTP_MAX_LISTENERS; i++)
    for (unsigned k = 0; server->settings.listen_fds[i] >= 0 && k < CB_TFTP_PORTS; k++) {
      CbTftpPort *port = &server->ports.ports[server->ports.n_ports];

      port->fd = open_port (server->settings.listen_fds[i], port);
      if (port->fd < 0)
        return port->fd;
      server->ports.n_ports++;
    }
  return 0;
}

int
cb_tftp_server_new (const CbTftpServerSettings *settings, CbTftpServer **ret_server) {
  CbTftpServer *server = calloc (1, sizeof *server);
  uint64_t seed;
  bool has_room;
  int error;

  if (server == NULL || getrandom (&seed, sizeof seed, 0) != sizeof seed) {
    free (server);
    return -ENOMEM;
  }
  server->settings = *settings;
  server->table = cb_transfer_table_new (seed);
  server->requests = cb_inbox_new ();
  server->inbox = cb_inbox_new ();
  server->outbox = cb_outbox_new ();
  server->ns_deadline = UINT64_MAX;
  has_room = server->table != NULL && server->requests != NULL && server->inbox != NULL
             && server->outbox != NULL;
  error = has_room ? open_ports (server) : -ENOMEM;
  if (error < 0) {
    cb_tftp_server_free (server);
    return error;
  }
  *ret_server = server;
  return 0;
}

void
cb_tftp_server_free (CbTftpServer *server) {
  if (server == NULL)
    return;
  for (unsigned i = 0; i < server->ports.n_ports; i++)
    close (server->ports.ports[i].fd);
  cb_transfer_table_free (server->table);
  cb_inbox_free (server->requests);
  cb_inbox_free (server->inbox);
  cb_outbox_free (server->outbox);
  free (server);
}

static void
touch (CbTftpServer *server, CbFileTransfer *transfer) {
  if (transfer->is_touched || server->n_touched == MAX_TOUCHED)
    return;
  transfer->is_touched = true;
  server->touched[server->n_touched++] = transfer;
}

static void
remove_transfer (CbTftpServer *server, CbFileTransfer *transfer) {
  server->ports.ports[transfer->port].n_transfers--;
  cb_transfer_table_remove (server->table, transfer);
}

/* Sends what is in the outbox, all of it from one port, and lets each transfer know. */
static void
send_all (CbTftpServer *server, unsigned port, uint64_t ns_now) {
  const CbOutboxMessage *messages;
  unsigned n = cb_outbox_send (server->outbox, server->ports.ports[port].fd, &messages);

  for (unsigned i = 0; i < n; i++) {
    CbFileTransfer *transfer = messages[i].owner;

    cb_tftp_transfer_sent (&transfer->tftp, messages[i].n_sent, ns_now);
    transfer->is_queued = false;
    if (messages[i].n_sent < messages[i].n_datagrams) {
      transfer->is_blocked = true;
      transfer->ns_deadline = ns_now + NS_BLOCKED;
      server->ports.ports[port].is_full = true;
    }
  }
}

/* The transfer has said all that it has to say in this round. */
static void
settle (CbTftpServer *server, CbFileTransfer *transfer) {
  transfer->is_touched = false;
  if (transfer->ns_deadline < server->ns_deadline)
    server->ns_deadline = transfer->ns_deadline;
}

/* One message of one transfer. True when it isn't settled. */
static bool
speak_once (CbTftpServer *server, CbFileTransfer *transfer, uint64_t ns_now) {
  CbBootEvent event;

  if (transfer->is_queued)
    return true;
  if (cb_outbox_room (server->outbox) == NULL)
    send_all (server, transfer->port, ns_now);
  if (transfer->is_blocked) {
    settle (server, transfer);
    return false;
  }
  switch (cb_file_transfer_speak (transfer, server->outbox, ns_now, &event)) {
  case CB_FILE_TRANSFER_QUEUED:
    return true;
  case CB_FILE_TRANSFER_WAITS:
    settle (server, transfer);
    return false;
  case CB_FILE_TRANSFER_OVER:
    transfer->is_touched = false;
    cb_reporter_tell (server->settings.reporter, &event);
    remove_transfer (server, transfer);
  }
  return false;
}

/* All that the touched transfers of this port have to say. */
static void
speak (CbTftpServer *server, unsigned port, uint64_t ns_now) {
  for (bool more = true; more;) {
    more = false;
    for (unsigned i = 0; i < server->n_touched; i++) {
      CbFileTransfer *transfer = server->touched[i];

      if (transfer->is_touched && transfer->port == port)
        more |= speak_once (server, transfer, ns_now);
    }
    send_all (server, port, ns_now);
  }
}

static void
speak_on_all_ports (CbTftpServer *server, uint64_t ns_now) {
  for (unsigned port = 0; port < server->ports.n_ports; port++)
    speak (server, port, ns_now);
  server->n_touched = 0;
}

/* Outside of any transfer, from a port that it could have had. A full socket loses it. */
static void
say_error (const CbTftpServer *server, unsigned port, const CbEndpoint *to, CbTftpErrorCode code,
           const char *text) {
  uint8_t bytes[128];
  union {
    struct cmsghdr align;
    char bytes[CB_ENDPOINT_CONTROL_BYTES];
  } control;
  struct iovec part = { .iov_base = bytes };
  struct msghdr message = {
    .msg_name = (void *) &to->client, .msg_namelen = cb_endpoint_length (to),
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
  };

  if (cb_tftp_error_build (code, text, bytes, sizeof bytes, &part.iov_len) < 0)
    return;
  cb_endpoint_write_own (to, 0, &message);
  (void) sendmsg (server->ports.ports[port].fd, &message, MSG_DONTWAIT);
}

/* The next port of the client's family. */
static unsigned
take_turn (CbTftpServer *server, const CbEndpoint *client) {
  do
    server->next_port = (server->next_port + 1) % server->ports.n_ports;
  while (server->ports.ports[server->next_port].family != client->client.any.sa_family);
  return server->next_port;
}

static void
tell_refusal (CbTftpServer *server, const CbInboxDatagram *datagram, const CbTftpRequest *request,
              CbBootEventKind kind, uint16_t code) {
  CbBootEvent event = {
    .kind = kind,
    .transfer = {
      .address = cb_endpoint_ipv4 (&datagram->from),
      .port = cb_endpoint_port (&datagram->from),
      .id = ++server->last_id,
      .n_total = CB_BOOT_TOTAL_UNKNOWN,
      .code = code,
    },
  };

  if (request != NULL)
    event.transfer.name = (CbBootBytes){ (const uint8_t *) request->name, request->n_name_bytes };
  cb_reporter_tell (server->settings.reporter, &event);
}

/* outcome: of served-folder.h. request: NULL when it couldn't be read. */
static void
refuse (CbTftpServer *server, const CbInboxDatagram *datagram, const CbTftpRequest *request, int outcome) {
  static const struct {
    CbTftpErrorCode code;
    const char *text;
  } answers[] = {
    [0] = { CB_TFTP_ERROR_NOT_FOUND, NULL },
    [CB_BOOT_REFUSED_DENIED] = { CB_TFTP_ERROR_ACCESS, NULL },
    [CB_BOOT_REFUSED_LINK] = { CB_TFTP_ERROR_ACCESS, NULL },
    [CB_BOOT_REFUSED_LOOP] = { CB_TFTP_ERROR_ACCESS, NULL },
    [CB_BOOT_REFUSED_SPECIAL] = { CB_TFTP_ERROR_ACCESS, NULL },
    [CB_BOOT_REFUSED_NAME] = { CB_TFTP_ERROR_ACCESS, NULL },
    [CB_BOOT_REFUSED_WRITE] = { CB_TFTP_ERROR_ACCESS, READ_ONLY },
    [CB_BOOT_REFUSED_REQUEST] = { CB_TFTP_ERROR_ILLEGAL, NULL },
    [CB_BOOT_REFUSED_BUSY] = { CB_TFTP_ERROR_UNDEFINED, BUSY_TEXT },
    [CB_BOOT_REFUSED_FAILED] = { CB_TFTP_ERROR_UNDEFINED, "The file can't be read" },
  };
  unsigned code = outcome == CB_SERVED_FOLDER_MISSING ? 0 : (unsigned) outcome;

  say_error (server, take_turn (server, &datagram->from), &datagram->from, answers[code].code,
             answers[code].text);
  tell_refusal (server, datagram, request, code == 0 ? CB_BOOT_MISSING : CB_BOOT_REFUSED, (uint16_t) code);
}

/* It leaves without a word: its client may not exist. */
static void
give_up (CbTftpServer *server, CbFileTransfer *transfer) {
  CbBootEvent event = cb_file_transfer_event (transfer, CB_BOOT_TIMED_OUT);

  cb_reporter_tell (server->settings.reporter, &event);
  remove_transfer (server, transfer);
}

/* A place for one more, at the cost of one that was never heard of; not of one that has still to speak. */
static CbFileTransfer *
find_place (CbTftpServer *server, const CbEndpoint *client) {
  CbFileTransfer *oldest;

  if (cb_transfer_table_count (server->table) == CB_MAX_TRANSFERS) {
    oldest = cb_transfer_table_oldest_unheard (server->table);
    if (oldest != NULL && !oldest->is_touched)
      give_up (server, oldest);
  }
  return cb_transfer_table_place (server->table, client);
}

/* port: of ours, or CB_TRANSFER_ANY_PORT. 0, an outcome of served-folder.h, or CB_BOOT_REFUSED_BUSY. */
static int
begin (CbTftpServer *server, const CbInboxDatagram *datagram, const CbTftpRequest *request, unsigned port,
       uint64_t ns_now) {
  CbFileTransfer *transfer;
  CbOpenFile *file;
  CbTftpName name;
  CbBootEvent event;
  struct stat status;
  int fd, outcome;

  if (cb_tftp_name_parse (request->name, request->n_name_bytes, &name) != 0)
    return CB_BOOT_REFUSED_NAME;
  outcome = cb_served_folder_open_file (server->settings.folder, &name, &fd, &status);
  if (outcome != 0)
    return outcome;
  transfer = find_place (server, &datagram->from);
  if (transfer == NULL) {
    close (fd);
    return CB_BOOT_REFUSED_BUSY;
  }
  file = cb_open_files_take (&server->files, fd, &status, ns_now);
  transfer->id = ++server->last_id;
  transfer->port = port == CB_TRANSFER_ANY_PORT ? take_turn (server, &datagram->from) : port;
  if (cb_file_transfer_begin (transfer, request, &datagram->from, file, ns_now) < 0) {
    cb_open_files_release (file);
    return CB_BOOT_REFUSED_FAILED;
  }
  if (server->ports.ports[transfer->port].has_address)
    transfer->client.own = (struct in6_addr){ 0 };
  cb_transfer_table_add (server->table, transfer);
  server->ports.ports[transfer->port].n_transfers++;
  event = cb_file_transfer_event (transfer, CB_BOOT_ASKED);
  cb_reporter_tell (server->settings.reporter, &event);
  touch (server, transfer);
  return 0;
}

/* A request that comes twice is one. Another one from the same port means that the client gave up the first, or
 * that no answer came: then one that is still under way has to fit, so the port stays the same. */
static void
hear_read_request (CbTftpServer *server, const CbInboxDatagram *datagram, const CbTftpRequest *request,
                   uint64_t ns_now) {
  CbFileTransfer *before = cb_transfer_table_find (server->table, &datagram->from, CB_TRANSFER_ANY_PORT);
  unsigned port = CB_TRANSFER_ANY_PORT;
  int outcome;

  if (before != NULL && (before->is_touched || cb_file_transfer_is_repeated (before, request, ns_now)))
    return;
  if (before != NULL) {
    if (!before->is_heard && cb_file_transfer_is_for (before, request))
      port = before->port;
    give_up (server, before);
  }
  outcome = begin (server, datagram, request, port, ns_now);
  if (outcome != 0)
    refuse (server, datagram, request, outcome);
}

/* What is neither a request nor looks like one gets no answer. */
static void
hear_request (CbTftpServer *server, const CbInboxDatagram *datagram, uint64_t ns_now) {
  CbTftpMessage message;

  if (cb_tftp_message_parse (datagram->bytes, datagram->n_bytes, &message) != 0)
    refuse (server, datagram, NULL, CB_BOOT_REFUSED_REQUEST);
  else if (message.opcode == CB_TFTP_WRQ)
    refuse (server, datagram, &message.request, CB_BOOT_REFUSED_WRITE);
  else if (message.opcode == CB_TFTP_RRQ)
    hear_read_request (server, datagram, &message.request, ns_now);
}

/* A host answers at each of its addresses by whatever link a datagram comes (RFC 1122 3.3.4.2, the weak model):
 * another network may know a way to the cable's address. */
static bool
is_ours (const CbTftpServer *server, const CbEndpoint *from) {
  return server->settings.ifindex == 0 || from->ifindex == server->settings.ifindex
         || from->ifindex == LOOPBACK_IFINDEX;
}

/* RFC 1350 4. An ERROR is never answered (RFC 1350 2). */
static void
reject (const CbTftpServer *server, unsigned port, const CbInboxDatagram *datagram) {
  if (datagram->n_bytes >= 2 && datagram->bytes[1] != CB_TFTP_ERROR)
    say_error (server, port, &datagram->from, CB_TFTP_ERROR_UNKNOWN_TRANSFER, "");
}

static void
tell_progress (CbTftpServer *server, CbFileTransfer *transfer, uint64_t ns_now) {
  CbBootEvent event;

  if (ns_now - transfer->ns_told < CB_PROGRESS_NS)
    return;
  transfer->ns_told = ns_now;
  event = cb_file_transfer_event (transfer, CB_BOOT_PROGRESS);
  cb_reporter_tell (server->settings.reporter, &event);
}

static void
hear_datagram (CbTftpServer *server, unsigned port, const CbInboxDatagram *datagram, uint64_t ns_now) {
  CbFileTransfer *transfer = cb_transfer_table_find (server->table, &datagram->from, port);

  if (transfer == NULL) {
    reject (server, port, datagram);
    return;
  }
  cb_tftp_transfer_receive (&transfer->tftp, datagram->bytes, datagram->n_bytes, ns_now);
  transfer->ns_heard = ns_now;
  transfer->is_heard = true;
  tell_progress (server, transfer, ns_now);
  touch (server, transfer);
}

bool
cb_tftp_server_hear_port (CbTftpServer *server, unsigned port, uint64_t ns_now) {
  unsigned n = cb_inbox_receive (server->inbox, server->ports.ports[port].fd);
  CbInboxDatagram datagram;

  for (unsigned i = 0; i < n; i++)
    if (cb_inbox_get (server->inbox, i, &datagram))
      hear_datagram (server, port, &datagram, ns_now);
  if (n > 0)
    speak (server, port, ns_now);
  server->n_touched = 0;
  return n > 0;
}

void
cb_tftp_server_hear_requests (CbTftpServer *server, unsigned listener, uint64_t ns_now) {
  unsigned n = cb_inbox_receive (server->requests, server->settings.listen_fds[listener]);
  CbInboxDatagram datagram;

  for (unsigned i = 0; i < server->ports.n_ports; i++)
    if (server->ports.ports[i].n_transfers > 0)
      (void) cb_tftp_server_hear_port (server, i, ns_now);
  for (unsigned i = 0; i < n; i++)
    if (cb_inbox_get (server->requests, i, &datagram) && is_ours (server, &datagram.from))
      hear_request (server, &datagram, ns_now);
  speak_on_all_ports (server, ns_now);
}

/* In portions: more may be late than one round takes. */
void
cb_tftp_server_on_time (CbTftpServer *server, uint64_t ns_now) {
  CbFileTransfer *transfer = NULL;
  uint64_t ns_first = UINT64_MAX;

  if (ns_now < server->ns_deadline)
    return;
  server->ns_deadline = UINT64_MAX;
  while ((transfer = cb_transfer_table_next (server->table, transfer)) != NULL) {
    if (transfer->ns_deadline <= ns_now) {
      transfer->is_blocked = false;
      touch (server, transfer);
    } else if (transfer->ns_deadline < ns_first) {
      ns_first = transfer->ns_deadline;
    }
    if (server->n_touched == MAX_TOUCHED)
      speak_on_all_ports (server, ns_now);
  }
  speak_on_all_ports (server, ns_now);
  if (ns_first < server->ns_deadline)
    server->ns_deadline = ns_first;
}

void
cb_tftp_server_on_room (CbTftpServer *server, unsigned port, uint64_t ns_now) {
  CbFileTransfer *transfer = NULL;

  server->ports.ports[port].is_full = false;
  while ((transfer = cb_transfer_table_next (server->table, transfer)) != NULL)
    if (transfer->is_blocked && transfer->port == port)
      transfer->ns_deadline = ns_now;
  server->ns_deadline = 0;
  cb_tftp_server_on_time (server, ns_now);
}

uint64_t
cb_tftp_server_deadline (const CbTftpServer *server) {
  return server->ns_deadline;
}

const CbTftpPorts *
cb_tftp_server_ports (const CbTftpServer *server) {
  return &server->ports;
}

unsigned
cb_tftp_server_n_transfers (const CbTftpServer *server) {
  return cb_transfer_table_count (server->table);
}
