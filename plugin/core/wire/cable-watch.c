/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/cable-watch.h"

#include <string.h>

#define NEVER         CB_CABLE_WATCH_NEVER
#define NS_OF_MS(ms)  ((uint64_t) (ms) * 1000000)
#define NS_PER_SECOND NS_OF_MS (1000)
#define NS_QUIET      NS_OF_MS (CB_CABLE_WATCH_MS_QUIET)
#define NS_OFFER      NS_OF_MS (CB_CABLE_WATCH_MS_OFFER)
#define NS_ANSWER     NS_OF_MS (CB_CABLE_WATCH_MS_ANSWER)

#define TFTP_PORT         69
#define TFTP_READ_REQUEST 1 /* RFC 1350 section 5 */

/* Seconds from the start to each probe. */
static const unsigned probe_seconds[CB_MAX_PROBES] = { 0, 1, 3, 7, 15, 31, 63, 127 };

static const CbCableWait no_wait = { NEVER, NEVER };

void
cb_cable_watch_init (CbCableWatch *self, const CbCableWatchSettings *settings, uint64_t ns_now) {
  *self = (CbCableWatch){ .settings = *settings, .ns_start = ns_now };
  for (size_t i = 0; i < CB_MAX_WATCHED_BOARDS; i++)
    self->boards[i].ns_heard = NEVER;
  for (size_t i = 0; i < CB_MAX_WATCHED_STRANGERS; i++)
    self->strangers[i].ns_heard = NEVER;
}

static void
wait_begins (CbCableWait *wait, uint64_t ns_now) {
  if (wait->ns_since == NEVER && (wait->ns_reported == NEVER || ns_now - wait->ns_reported >= NS_QUIET))
    wait->ns_since = ns_now;
}

static CbCableClient *
find_client (CbCableClient *clients, size_t n, const uint8_t *mac) {
  for (size_t i = 0; i < n; i++)
    if (clients[i].ns_heard != NEVER && memcmp (clients[i].mac, mac, CB_DHCP_MAC_BYTES) == 0)
      return &clients[i];
  return NULL;
}

/* An entry for a new client: a free one, or one that was silent long enough. */
static CbCableClient *
take_client (CbCableClient *clients, size_t n, const uint8_t *mac, uint64_t ns_now) {
  for (size_t i = 0; i < n; i++) {
    if (clients[i].ns_heard != NEVER && ns_now - clients[i].ns_heard < NS_QUIET)
      continue;
    clients[i] = (CbCableClient){ .offer = no_wait, .answer = no_wait };
    memcpy (clients[i].mac, mac, CB_DHCP_MAC_BYTES);
    return &clients[i];
  }
  return NULL;
}

/* The entry of a client that was heard now, or NULL when there is no room for it. */
static CbCableClient *
client_of (CbCableClient *clients, size_t n, const uint8_t *mac, uint64_t ns_now) {
  CbCableClient *client = find_client (clients, n, mac);

  if (client == NULL)
    client = take_client (clients, n, mac, ns_now);
  if (client != NULL)
    client->ns_heard = ns_now;
  return client;
}

static int
hear_board (CbCableWatch *self, const CbDhcpBoard *board, uint64_t ns_now, CbBootEvent *ret_event) {
  const uint8_t *mac = self->message.head.chaddr;
  CbCableClient *client = client_of (self->boards, CB_MAX_WATCHED_BOARDS, mac, ns_now);

  if (client == NULL)
    return CB_CABLE_WATCH_NOTHING;
  wait_begins (&client->offer, ns_now);
  /* Once more when it is better known now: Linux comes without option 97, the next boot with it. */
  if (client->reported && (client->serial != 0 || board->serial == 0))
    return CB_CABLE_WATCH_NOTHING;
  client->reported = true;
  client->serial = board->serial;
  *ret_event = (CbBootEvent){
    CB_BOOT_BOARD_SEEN,
    .board = { .serial = board->serial, .revision = board->revision },
  };
  memcpy (ret_event->board.mac, mac, CB_DHCP_MAC_BYTES);
  return 0;
}

static int
hear_stranger (CbCableWatch *self, uint64_t ns_now, CbBootEvent *ret_event) {
  const uint8_t *mac = self->message.head.chaddr;
  CbCableClient *client = client_of (self->strangers, CB_MAX_WATCHED_STRANGERS, mac, ns_now);
  CbBootBytes class = { NULL, 0 };

  if (client == NULL || client->reported)
    return CB_CABLE_WATCH_NOTHING;
  client->reported = true;
  (void) cb_dhcp_message_option (&self->message, CB_DHCP_OPTION_CLASS, &class.bytes, &class.n_bytes);
  if (class.n_bytes > CB_MAX_EVENT_CLASS_BYTES)
    class.n_bytes = CB_MAX_EVENT_CLASS_BYTES;
  *ret_event = (CbBootEvent){ CB_BOOT_STRANGER, .stranger.vendor_class = class };
  memcpy (ret_event->stranger.mac, mac, CB_DHCP_MAC_BYTES);
  return 0;
}

/* Who is known as a Pi stays one: its Linux doesn't say so any more. */
static int
hear_discover (CbCableWatch *self, uint64_t ns_now, CbBootEvent *ret_event) {
  const uint8_t *mac = self->message.head.chaddr;
  CbDhcpBoard board = cb_dhcp_board_of (&self->message);
  const CbCableClient *known = find_client (self->boards, CB_MAX_WATCHED_BOARDS, mac);

  if (board.is_pi || (known != NULL && known->reported)
      || cb_dhcp_mac_is_listed (mac, self->settings.prefixes, self->settings.n_prefixes))
    return hear_board (self, &board, ns_now, ret_event);
  return hear_stranger (self, ns_now, ret_event);
}

/* False when it was known before, or when there is no room for another one. */
static bool
note_server (CbCableWatch *self, uint32_t address, const uint8_t *mac) {
  for (size_t i = 0; i < self->n_servers; i++)
    if (self->servers[i].address == address
        && memcmp (self->servers[i].mac, mac, CB_DHCP_MAC_BYTES) == 0)
      return false;
  if (self->n_servers == CB_MAX_WATCHED_SERVERS)
    return false;
  self->servers[self->n_servers].address = address;
  memcpy (self->servers[self->n_servers].mac, mac, CB_DHCP_MAC_BYTES);
  self->n_servers++;
  return true;
}

/* An address on offer, by DHCP or by BOOTP (RFC 951), to whomever. A PXE proxy offers none. */
static int
hear_foreign_reply (CbCableWatch *self, const CbCableFrame *frame, CbBootEvent *ret_event) {
  const CbDhcpMessage *message = &self->message;
  uint32_t server = frame->datagram.source, router = 0;

  if ((message->type != CB_DHCP_TYPE_OFFER && message->type != CB_DHCP_TYPE_NONE)
      || message->head.yiaddr == 0)
    return CB_CABLE_WATCH_NOTHING;
  (void) cb_dhcp_message_u32 (message, CB_DHCP_OPTION_SERVER, &server);
  (void) cb_dhcp_message_u32 (message, CB_DHCP_OPTION_ROUTER, &router);
  if (!note_server (self, server, frame->mac))
    return CB_CABLE_WATCH_NOTHING;
  *ret_event = (CbBootEvent){
    CB_BOOT_FOREIGN_SERVER,
    .foreign = { .server = server, .offered = message->head.yiaddr, .router = router },
  };
  memcpy (ret_event->foreign.mac, frame->mac, CB_DHCP_MAC_BYTES);
  return 0;
}

/* An answer that comes after it was reported missing is an event: a board may have asked before anybody served.
 */
static int
end_wait (const CbCableClient *client, CbCableWait *wait, uint32_t address, CbBootEvent *ret_event) {
  wait->ns_since = NEVER;
  if (!wait->is_missed)
    return CB_CABLE_WATCH_NOTHING;
  wait->is_missed = false;
  *ret_event = (CbBootEvent){ CB_BOOT_ANSWERED, .unanswered.address = address };
  memcpy (ret_event->unanswered.mac, client->mac, CB_DHCP_MAC_BYTES);
  return 0;
}

/* Whatever we answer, it is an answer. */
static int
hear_own_reply (CbCableWatch *self, CbBootEvent *ret_event) {
  CbCableClient *client = find_client (self->boards, CB_MAX_WATCHED_BOARDS, self->message.head.chaddr);

  return client != NULL ? end_wait (client, &client->offer, 0, ret_event) : CB_CABLE_WATCH_NOTHING;
}

static int
hear_dhcp (CbCableWatch *self, const CbCableFrame *frame, uint64_t ns_now, CbBootEvent *ret_event) {
  const CbDatagram *datagram = &frame->datagram;
  bool is_reply;

  if (datagram->n_bytes < datagram->n_sent_bytes
      || cb_dhcp_message_parse (datagram->payload, datagram->n_bytes, &self->message) != 0)
    return CB_CABLE_WATCH_NOTHING;
  is_reply = self->message.head.op == CB_DHCP_OP_REPLY;
  if (is_reply && !frame->is_ours)
    return hear_foreign_reply (self, frame, ret_event);
  if (is_reply)
    return hear_own_reply (self, ret_event);
  if (!frame->is_ours && self->message.type == CB_DHCP_TYPE_DISCOVER)
    return hear_discover (self, ns_now, ret_event);
  return CB_CABLE_WATCH_NOTHING;
}

static void
hear_request (CbCableWatch *self, const CbCableFrame *frame, uint64_t ns_now) {
  CbReader reader = cb_reader_new (frame->datagram.payload, frame->datagram.n_bytes);
  CbCableClient *client;

  if (cb_reader_u16 (&reader) != TFTP_READ_REQUEST)
    return;
  client = client_of (self->boards, CB_MAX_WATCHED_BOARDS, frame->mac, ns_now);
  if (client == NULL)
    return;
  client->address = frame->datagram.source;
  client->port = frame->datagram.source_port;
  wait_begins (&client->answer, ns_now);
}

/* The server answers from a port of its own (RFC 1350 section 4): the client's says what it is about. */
static int
hear_own_answer (CbCableWatch *self, const CbDatagram *datagram, CbBootEvent *ret_event) {
  for (size_t i = 0; i < CB_MAX_WATCHED_BOARDS; i++) {
    CbCableClient *client = &self->boards[i];

    if (client->address == datagram->destination && client->port == datagram->destination_port)
      return end_wait (client, &client->answer, client->address, ret_event);
  }
  return CB_CABLE_WATCH_NOTHING;
}

static bool
is_dhcp (const CbDatagram *datagram) {
  return datagram->destination_port == CB_DHCP_SERVER_PORT
         || datagram->destination_port == CB_DHCP_CLIENT_PORT;
}

int
cb_cable_watch_hear (CbCableWatch *self, const CbCableFrame *frame, uint64_t ns_now, CbBootEvent *ret_event) {
  const CbDatagram *datagram = &frame->datagram;

  if (is_dhcp (datagram))
    return hear_dhcp (self, frame, ns_now, ret_event);
  if (frame->is_ours)
    return hear_own_answer (self, datagram, ret_event);
  if (datagram->destination == self->settings.own_address && datagram->destination_port == TFTP_PORT)
    hear_request (self, frame, ns_now);
  return CB_CABLE_WATCH_NOTHING;
}

/* Somebody who answered has answered: no further probe disturbs that network. */
static uint64_t
next_probe (const CbCableWatch *self) {
  if (!self->settings.probes || self->n_servers > 0 || self->n_probes == CB_MAX_PROBES)
    return NEVER;
  return self->ns_start + probe_seconds[self->n_probes] * NS_PER_SECOND;
}

/* Probes that have become late together are one. */
static bool
probe_is_due (CbCableWatch *self, uint64_t ns_now) {
  bool due = false;

  while (next_probe (self) <= ns_now && next_probe (self) != NEVER) {
    self->n_probes++;
    due = true;
  }
  return due;
}

static bool
wait_is_over (CbCableWait *wait, uint64_t ns_patience, uint64_t ns_now, uint32_t *ret_ms) {
  if (wait->ns_since == NEVER || ns_now - wait->ns_since < ns_patience)
    return false;
  *ret_ms = (uint32_t) ((ns_now - wait->ns_since) / NS_OF_MS (1));
  *wait = (CbCableWait){ NEVER, ns_now, true };
  return true;
}

static bool
client_is_due (CbCableClient *client, uint64_t ns_now, CbBootEvent *ret_event) {
  CbBootEvent event = { 0 };

  if (wait_is_over (&client->offer, NS_OFFER, ns_now, &event.unanswered.ms))
    event.kind = CB_BOOT_DISCOVER_UNANSWERED;
  else if (wait_is_over (&client->answer, NS_ANSWER, ns_now, &event.unanswered.ms))
    event.kind = CB_BOOT_REQUEST_UNANSWERED;
  else
    return false;
  memcpy (event.unanswered.mac, client->mac, CB_DHCP_MAC_BYTES);
  event.unanswered.address = event.kind == CB_BOOT_REQUEST_UNANSWERED ? client->address : 0;
  *ret_event = event;
  return true;
}

int
cb_cable_watch_due (CbCableWatch *self, uint64_t ns_now, CbBootEvent *ret_event) {
  if (probe_is_due (self, ns_now)) {
    *ret_event = (CbBootEvent){ .kind = CB_BOOT_PROBE_DUE };
    return 0;
  }
  for (size_t i = 0; i < CB_MAX_WATCHED_BOARDS; i++)
    if (self->boards[i].ns_heard != NEVER && client_is_due (&self->boards[i], ns_now, ret_event))
      return 0;
  return CB_CABLE_WATCH_NOTHING;
}

static uint64_t
sooner (uint64_t ns_deadline, const CbCableWait *wait, uint64_t ns_patience) {
  if (wait->ns_since == NEVER || wait->ns_since + ns_patience >= ns_deadline)
    return ns_deadline;
  return wait->ns_since + ns_patience;
}

uint64_t
cb_cable_watch_deadline (const CbCableWatch *self) {
  uint64_t ns_deadline = next_probe (self);

  for (size_t i = 0; i < CB_MAX_WATCHED_BOARDS; i++) {
    if (self->boards[i].ns_heard == NEVER)
      continue;
    ns_deadline = sooner (ns_deadline, &self->boards[i].offer, NS_OFFER);
    ns_deadline = sooner (ns_deadline, &self->boards[i].answer, NS_ANSWER);
  }
  return ns_deadline;
}
