/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The whole built-in server, TFTP and DHCP, with a network in memory and a folder whose files change. Whatever
 * comes: nobody gets more than one datagram at a time, and CB_MAX_TFTP_TRIES in all, before it has answered;
 * what is sent are bytes of the file, and a last block is sent only if all blocks were of one version; there
 * are never more transfers than allowed; each ends, and is told once; memory isn't asked for, and no descriptor
 * is left open.
 *
 * A byte of settings; then steps: a byte of what happens, with its highest bit set if more is to arrive
 * together with it, and what that needs. */

#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "changing-files.h"
#include "dhcp-service.h"
#include "memory-net.h"
#include "tftp-server.h"
#include "wire/bytes.h"
#include "wire/tftp-message.h"

#define NS_PER_SECOND UINT64_C (1000000000)
#define OWN           UINT32_C (0x0a2a0001)
#define ARRIVES_LATER 0x80

#define N_CLIENTS    8
#define FIRST_V6     6 /* of the clients */
#define FIRST_PORT   2000
#define FLOOD_PORT   10000
#define MAX_FLOOD    1500
#define MAX_STEPS    2000
#define N_ADDRESSES  16 /* that are told apart: 10.42.0.2 to 4, 10.42.1.0 to 3, and IPv6 as one */

typedef struct {
  CbSocketAddress address;
  int port_fd;           /* that its transfer answers from; -1 while nothing came */
  unsigned n_credit;     /* datagrams that it may get at once without being known */
  bool is_running;
  bool is_confirmed;     /* the server heard from it in this transfer */
  bool is_unfollowed;    /* it sent requests that weren't made here */
  unsigned n_unconfirmed; /* what it got before that */
  const char *path;      /* NULL: bytes are not compared */
  size_t block_bytes;
  uint16_t last_block;
  unsigned versions;     /* that all blocks of this transfer belong to */
} Client;

static struct {
  CbTftpServer *tftp;
  CbDhcpService dhcp;
  uint64_t ns_now;
  unsigned n_running;
  unsigned n_of_address[N_ADDRESSES];
  unsigned n_flooded;
  unsigned n_dhcp_credit;
  Client clients[N_CLIENTS];
} run;

static const struct {
  const char *name;
  const char *path; /* of changing-files.h */
  const char *mode;
} requests[] = {
  { "config.txt", "config.txt", "octet" },
  { "kernel8.img", "kernel8.img", "octet" },
  { "//overlays//a.dtbo", "overlays/a.dtbo", "octet" },
  { "/config.txt", NULL, "netascii" },
  { "missing", NULL, "octet" },
  { "fifo", NULL, "octet" },
  { "out", NULL, "octet" },
  { "loop", NULL, "octet" },
  { "../fuzz", NULL, "octet" },
  { "overlays", NULL, "octet" },
};

static CbSocketAddress
address_of (uint32_t ipv4, unsigned port) {
  return (CbSocketAddress){
    .v4 = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port), .sin_addr = { htonl (ipv4) } },
  };
}

static Client *
find_client (unsigned port) {
  return port >= FIRST_PORT && port < FIRST_PORT + N_CLIENTS ? &run.clients[port - FIRST_PORT] : NULL;
}

static void
check_data (Client *client, const uint8_t *bytes, size_t n_bytes) {
  size_t n_payload = n_bytes - CB_TFTP_DATA_HEADER_BYTES, at;
  bool is_last = n_payload < client->block_bytes;
  unsigned versions;

  client->last_block = (uint16_t) (bytes[2] << 8 | bytes[3]);
  if (client->path == NULL)
    return;
  fuzz_assert (n_payload <= client->block_bytes && client->last_block > 0);
  at = (client->last_block - 1u) * client->block_bytes;
  versions = changing_files_versions (client->path, at, bytes + CB_TFTP_DATA_HEADER_BYTES, n_payload, is_last);
  fuzz_assert (versions != 0);
  client->versions &= versions;
  fuzz_assert (!is_last || client->versions != 0);
}

/* DATA and OACK, which a transfer sends. */
static void
check_transfer (Client *client, int from_fd, const CbTftpMessage *message, const uint8_t *bytes,
                size_t n_bytes) {
  fuzz_assert (client->is_running && (client->port_fd == -1 || client->port_fd == from_fd));
  client->port_fd = from_fd;
  if (!client->is_confirmed)
    fuzz_assert (++client->n_unconfirmed <= CB_MAX_TFTP_TRIES);
  if (message->opcode == CB_TFTP_OACK && message->options.given[CB_TFTP_BLKSIZE])
    client->block_bytes = (size_t) message->options.value[CB_TFTP_BLKSIZE];
  if (message->opcode == CB_TFTP_DATA)
    check_data (client, bytes, n_bytes);
}

static void
check_dhcp (int from_fd, const CbSocketAddress *to, size_t n_bytes) {
  fuzz_assert (run.n_dhcp_credit-- > 0 && n_bytes <= 1514);
  fuzz_assert (from_fd == MEMORY_NET_PACKET ? to == NULL : to->v4.sin_port == htons (CB_DHCP_CLIENT_PORT));
}

static void
on_sent (int from_fd, const CbSocketAddress *to, const uint8_t *bytes, size_t n_bytes) {
  CbTftpMessage message;
  Client *client;

  if (from_fd == MEMORY_NET_DHCP || from_fd == MEMORY_NET_PACKET) {
    check_dhcp (from_fd, to, n_bytes);
    return;
  }
  fuzz_assert (from_fd >= MEMORY_NET_PORTS && n_bytes <= CB_TFTP_DATA_HEADER_BYTES + 1468);
  fuzz_assert (cb_tftp_message_parse (bytes, n_bytes, &message) == 0);
  client = find_client (ntohs (to->v4.sin_port));
  if (client == NULL)
    return;
  if (!client->is_confirmed)
    fuzz_assert (client->n_credit-- > 0);
  if (message.opcode == CB_TFTP_DATA || message.opcode == CB_TFTP_OACK)
    check_transfer (client, from_fd, &message, bytes, n_bytes);
  else
    fuzz_assert (message.opcode == CB_TFTP_ERROR && n_bytes <= 128);
}

static const char *
path_of (const CbBootBytes *name) {
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
    if (strlen (requests[i].name) == name->n_bytes
        && memcmp (requests[i].name, name->bytes, name->n_bytes) == 0)
      return requests[i].path;
  return NULL;
}

static unsigned *
count_of (const CbBootTransfer *told) {
  return &run.n_of_address[(told->address >> 5 & 8) | (told->address & 7)];
}

static void
begin_transfer (const CbBootTransfer *told) {
  Client *client = find_client (told->port);

  run.n_running++;
  fuzz_assert (++*count_of (told) <= CB_MAX_TRANSFERS_OF_CLIENT);
  fuzz_assert (run.n_running <= CB_MAX_TRANSFERS);
  if (client == NULL)
    return;
  fuzz_assert (!client->is_running);
  client->is_running = true;
  client->is_confirmed = false;
  client->n_unconfirmed = 0;
  client->port_fd = -1;
  client->last_block = 0;
  client->block_bytes = CB_TFTP_BLOCK_BYTES;
  client->versions = ~0u;
  client->path = client->is_unfollowed ? NULL : path_of (&told->name);
}

static void
end_transfer (const CbBootTransfer *told) {
  Client *client = find_client (told->port);

  fuzz_assert (run.n_running-- > 0 && (*count_of (told))-- > 0);
  if (client == NULL)
    return;
  fuzz_assert (client->is_running);
  client->is_running = client->is_confirmed = false;
}

static bool
on_event (const CbBootEvent *event, void *data) {
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);

  fuzz_assert (cb_boot_event_encode (event, &writer) == 0);
  switch (event->kind) {
  case CB_BOOT_ASKED:
    begin_transfer (&event->transfer);
    break;
  case CB_BOOT_PROBED:
  case CB_BOOT_SENT:
  case CB_BOOT_ABORTED:
  case CB_BOOT_CHANGED:
  case CB_BOOT_TIMED_OUT:
    end_transfer (&event->transfer);
    break;
  default:
    break;
  }
  return true;
}

static void
check_counts (void) {
  const CbTftpPorts *ports = cb_tftp_server_ports (run.tftp);
  unsigned n = 0;

  for (unsigned i = 0; i < ports->n_ports; i++) {
    fuzz_assert (ports->ports[i].n_transfers <= run.n_running);
    n += ports->ports[i].n_transfers;
  }
  fuzz_assert (n == run.n_running && n == cb_tftp_server_n_transfers (run.tftp));
}

static void
give_credit (unsigned n) {
  for (size_t i = 0; i < N_CLIENTS; i++)
    run.clients[i].n_credit += n;
}

/* What is due, and what had no room before. */
static void
let_time_pass (uint64_t ns) {
  const CbTftpPorts *ports = cb_tftp_server_ports (run.tftp);

  run.ns_now += ns;
  run.n_dhcp_credit = CB_MAX_NUDGES;
  give_credit (1);
  cb_tftp_server_on_time (run.tftp, run.ns_now);
  cb_dhcp_service_on_time (&run.dhcp, run.ns_now);
  for (unsigned i = 0; i < ports->n_ports && memory_net.room > 0; i++) {
    if (!ports->ports[i].is_full)
      continue;
    give_credit (1);
    cb_tftp_server_on_room (run.tftp, i, run.ns_now);
  }
}

/* Ports first: what is under way to them belongs to transfers that are there already. */
static void
let_arrive (void) {
  const CbTftpPorts *ports = cb_tftp_server_ports (run.tftp);

  for (unsigned i = 0; i < ports->n_ports; i++)
    while (memory_net_n_waiting (ports->ports[i].fd) > 0)
      cb_tftp_server_hear_port (run.tftp, i, run.ns_now);
  for (unsigned i = 0; i < CB_TFTP_MAX_LISTENERS; i++)
    while (memory_net_n_waiting (MEMORY_NET_V4 + (int) i) > 0)
      cb_tftp_server_hear_requests (run.tftp, i, run.ns_now);
  run.n_dhcp_credit = memory_net_n_waiting (MEMORY_NET_DHCP);
  while (memory_net_n_waiting (MEMORY_NET_DHCP) > 0)
    cb_dhcp_service_hear (&run.dhcp, run.ns_now);
  let_time_pass (0);
  check_counts ();
  for (size_t i = 0; i < N_CLIENTS; i++)
    run.clients[i].n_credit = 0;
}

static Client *
pick_client (CbReader *input) {
  return &run.clients[cb_reader_u8 (input) % N_CLIENTS];
}

static int
listener_of (const Client *client) {
  return client->address.any.sa_family == AF_INET6 ? MEMORY_NET_V6 : MEMORY_NET_V4;
}

static void
put (Client *client, int fd, bool to_all, const void *bytes, size_t n_bytes) {
  if (fd >= MEMORY_NET_PORTS && client->is_running && (client->port_fd == -1 || client->port_fd == fd))
    client->is_confirmed = true;
  client->n_credit += !to_all;
  memory_net_put (fd, &client->address, to_all, bytes, n_bytes);
}

static size_t
add_option (char *text, const char *name, unsigned value) {
  size_t n = strlen (name) + 1;

  memcpy (text, name, n);
  text[n] = (char) ('0' + value / 10000 % 10);
  for (unsigned i = 1, unit = 1000; i < 5; i++, unit /= 10)
    text[n + i] = (char) ('0' + value / unit % 10);
  text[n + 5] = '\0';
  return n + 6;
}

/* which: a number; wish: one bit for each option. */
static size_t
make_request (char *text, unsigned which, CbReader *input, unsigned wish) {
  static const char *const names[CB_TFTP_N_OPTIONS] = {
    [CB_TFTP_BLKSIZE] = "blksize", [CB_TFTP_TSIZE] = "tsize", [CB_TFTP_TIMEOUT] = "timeout",
    [CB_TFTP_WINDOWSIZE] = "windowsize",
  };
  const char *name = requests[which % (sizeof requests / sizeof *requests)].name;
  const char *mode = requests[which % (sizeof requests / sizeof *requests)].mode;
  size_t n = 2;

  text[0] = 0;
  text[1] = CB_TFTP_RRQ;
  memcpy (text + n, name, strlen (name) + 1);
  n += strlen (name) + 1;
  memcpy (text + n, mode, strlen (mode) + 1);
  n += strlen (mode) + 1;
  for (size_t i = 0; i < CB_TFTP_N_OPTIONS; i++)
    if (wish >> i & 1)
      n += add_option (text + n, names[i], i == CB_TFTP_BLKSIZE ? cb_reader_u16 (input) : cb_reader_u8 (input));
  return n;
}

static void
ask (CbReader *input) {
  Client *client = pick_client (input);
  unsigned which = cb_reader_u8 (input), wish = cb_reader_u8 (input);
  char text[256];
  size_t n = make_request (text, which, input, wish);

  put (client, listener_of (client), wish >> 7, text, n);
}

/* An ACK by its distance from the last block that came; an ERROR by its code. */
static void
answer (CbReader *input, CbTftpOpcode opcode) {
  Client *client = pick_client (input);
  uint8_t number = cb_reader_u8 (input);
  uint16_t word = opcode == CB_TFTP_ACK ? (uint16_t) (client->last_block + (int8_t) number) : number;
  const uint8_t bytes[] = { 0, (uint8_t) opcode, (uint8_t) (word >> 8), (uint8_t) word, 0 };

  put (client, client->port_fd == -1 ? MEMORY_NET_PORTS : client->port_fd, false, bytes,
       opcode == CB_TFTP_ACK ? 4 : 5);
}

static void
acknowledge (CbReader *input) {
  answer (input, CB_TFTP_ACK);
}

static void
abort_it (CbReader *input) {
  answer (input, CB_TFTP_ERROR);
}

/* Any bytes, to a listening socket or any of the ports. */
static void
send_bytes (CbReader *input) {
  Client *client = pick_client (input);
  unsigned where = cb_reader_u8 (input) % (1 + CB_TFTP_PORTS);
  size_t n = cb_reader_u16 (input) % MEMORY_NET_BYTES;
  CbReader part = cb_reader_part (input, n < input->n_left ? n : input->n_left);
  int first_port = MEMORY_NET_PORTS + (listener_of (client) == MEMORY_NET_V6 ? CB_TFTP_PORTS : 0);

  client->is_unfollowed |= where == 0;
  put (client, where == 0 ? listener_of (client) : first_port + (int) where - 1, false, part.bytes,
       part.n_left);
}

static void
wait_long (CbReader *input) {
  let_time_pass (cb_reader_u8 (input) * (NS_PER_SECOND / 10));
}

static void
wait_shortly (CbReader *input) {
  let_time_pass (cb_reader_u8 (input) * (NS_PER_SECOND / 1000));
}

static void
make_room (CbReader *input) {
  uint8_t room = cb_reader_u8 (input);

  memory_net.room = room == 255 ? UINT32_MAX : room;
}

static void
change_kernel (CbReader *input) {
  static const int errors[] = { 0, EPERM, ENOBUFS, EMSGSIZE };
  uint8_t byte = cb_reader_u8 (input);

  memory_net.cuts = byte & 1;
  memory_net.lost_error = errors[byte >> 1 & 3];
}

static void
change_file (CbReader *input) {
  uint8_t file = cb_reader_u8 (input), version = cb_reader_u8 (input);

  changing_files_change (file, version & 127, version >> 7);
}

/* Requests from ports in a row of one of four addresses. */
static void
flood (CbReader *input) {
  uint8_t address = cb_reader_u8 (input), first = cb_reader_u8 (input), n = cb_reader_u8 (input);
  unsigned which = cb_reader_u8 (input);
  char text[256];
  size_t n_text = make_request (text, which, input, address >> 4);

  for (unsigned i = 0; i < n * 4u && run.n_flooded < MAX_FLOOD; i++, run.n_flooded++) {
    CbSocketAddress from = address_of (OWN + 255 + (address & 3), FLOOD_PORT + first * 64u + i);

    memory_net_put (MEMORY_NET_V4, &from, false, text, n_text);
    if (i % 64 == 63)
      let_arrive ();
  }
}

static void
ask_dhcp (CbReader *input) {
  static const char *const uuids[] = { "\0RPi4\x14\x31\xd0\0\1\2\3\4\5\6\7\x08", "\0DDDDDDDDDDDDDDDD" };
  uint8_t client = cb_reader_u8 (input), type = cb_reader_u8 (input), fields = cb_reader_u8 (input);
  CbDhcpHead head = { .op = CB_DHCP_OP_REQUEST, .chaddr = { 0xdc, 0xa6, 0x32, 0, client, client } };
  uint8_t buffer[CB_DHCP_DEFAULT_BYTES];
  CbDhcpBuilder builder = cb_dhcp_builder_new (&head, type % 10, buffer, sizeof buffer);
  size_t n_bytes;

  if (fields & 1)
    cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_ADDRESS, OWN + cb_reader_u8 (input));
  if (fields & 2)
    cb_dhcp_builder_u32 (&builder, CB_DHCP_OPTION_SERVER, OWN);
  if (fields & 4)
    cb_dhcp_builder_option (&builder, CB_DHCP_OPTION_UUID, uuids[fields >> 4 & 1], 17);
  if (fields & 8)
    cb_dhcp_builder_text (&builder, CB_DHCP_OPTION_CLASS, "PXEClient:Arch:00000:UNDI:002001");
  if (cb_dhcp_builder_end (&builder, &n_bytes) == 0)
    memory_net_put (MEMORY_NET_DHCP, &run.clients[0].address, false, buffer, n_bytes);
}

static void
send_dhcp_bytes (CbReader *input) {
  size_t n = cb_reader_u16 (input) % MEMORY_NET_BYTES;
  CbReader part = cb_reader_part (input, n < input->n_left ? n : input->n_left);

  memory_net_put (MEMORY_NET_DHCP, &run.clients[0].address, false, part.bytes, part.n_left);
}

static void (*const steps[]) (CbReader *input) = {
  ask,       acknowledge,   abort_it,    send_bytes, wait_long, wait_shortly,
  make_room, change_kernel, change_file, flood,      ask_dhcp,  send_dhcp_bytes,
};

static void
begin (uint8_t byte) {
  static const CbDhcpMacPrefix prefix = { { 0xdc, 0xa6, 0x32 }, 3 };
  static CbReporter reporter;
  const CbTftpServerSettings tftp = {
    .folder = changing_files_folder (),
    .listen_fds = { MEMORY_NET_V4, MEMORY_NET_V6 },
    .reporter = &reporter,
  };
  const CbDhcpServiceSettings dhcp = {
    .fd = MEMORY_NET_DHCP, .packet_fd = byte & 1 ? MEMORY_NET_PACKET : -1, .reporter = &reporter,
    .server = { .terms = { .own_address = OWN, .prefix = 24, .lease_seconds = 200, .has_tftp = true },
                .mac = { 0, 1, 2, 3, 4, 5 }, .only_pis = byte >> 1 & 1, .mac_prefixes = &prefix,
                .n_mac_prefixes = 1 },
  };

  memset (&run, 0, sizeof run);
  reporter = (CbReporter){ .tell = on_event };
  changing_files_reset ();
  memory_net_begin ();
  for (unsigned i = 0; i < N_CLIENTS; i++) {
    run.clients[i] = (Client){ .address = address_of (OWN + 1 + i % 3, FIRST_PORT + i), .port_fd = -1 };
    if (i >= FIRST_V6)
      run.clients[i].address = (CbSocketAddress){
        .v6 = { .sin6_family = AF_INET6, .sin6_port = htons ((uint16_t) (FIRST_PORT + i)), .sin6_scope_id = 2,
                .sin6_addr.s6_addr = { 0xfe, 0x80, [15] = (uint8_t) (2 + i) } },
      };
  }
  run.ns_now = 100 * NS_PER_SECOND;
  fuzz_assert (cb_tftp_server_new (&tftp, &run.tftp) == 0 && cb_dhcp_service_init (&run.dhcp, &dhcp) == 0);
  memory_net.sent = on_sent;
  memory_net.room = UINT32_MAX;
  memory_net.cuts = byte >> 2 & 1;
}

/* All clients are gone: so are the transfers, after their last timers. */
static void
fall_silent (void) {
  memory_net.room = UINT32_MAX;
  memory_net.lost_error = 0;
  let_arrive ();
  for (unsigned i = 0; cb_tftp_server_deadline (run.tftp) != UINT64_MAX; i++) {
    fuzz_assert (i < CB_MAX_TFTP_TRIES * CB_MAX_TFTP_TIMEOUT_SECONDS + 2);
    let_time_pass (NS_PER_SECOND);
    for (size_t k = 0; k < N_CLIENTS; k++)
      run.clients[k].n_credit = 0;
  }
  fuzz_assert (run.n_running == 0);
  check_counts ();
}

static unsigned
count_descriptors (void) {
  DIR *folder = opendir ("/proc/self/fd");
  unsigned n = 0;

  fuzz_assert (folder != NULL);
  while (readdir (folder) != NULL)
    n++;
  closedir (folder);
  return n;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader input = cb_reader_new (bytes, n_bytes);
  unsigned n_descriptors;

  begin (cb_reader_u8 (&input));
  n_descriptors = count_descriptors ();
  memory_net.is_serving = true;
  for (unsigned i = 0; i < MAX_STEPS && input.n_left > 0; i++) {
    uint8_t what = cb_reader_u8 (&input);

    steps[(what & ~ARRIVES_LATER) % (sizeof steps / sizeof *steps)](&input);
    if (!(what & ARRIVES_LATER))
      let_arrive ();
  }
  fall_silent ();
  memory_net.is_serving = false;
  fuzz_assert (count_descriptors () == n_descriptors);
  cb_tftp_server_free (run.tftp);
  return 0;
}
