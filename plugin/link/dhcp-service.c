/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dhcp-service.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <net/ethernet.h>
#include <string.h>

#include "endpoint.h"
#include "wire/datagram.h"

/* Messages that are answered before others get their turn. */
#define MAX_ROUND 32

/* pi-netboot.md 2.1. */
#define NS_NUDGE 600000000
#define N_NUDGES 2

/* RFC 863: whatever comes there is thrown away. */
#define DISCARD_PORT 9

int
cb_dhcp_service_init (CbDhcpService *self, const CbDhcpServiceSettings *settings) {
  CbDhcpService service = { .settings = *settings };
  int error = cb_dhcp_server_init (&service.server, &settings->server);

  if (error == 0)
    *self = service;
  return error;
}

static void
tell_board (CbDhcpService *self, const CbDhcpMessage *message) {
  CbDhcpBoard board = cb_dhcp_board_of (message);
  const CbDhcpServerSettings *settings = &self->settings.server;
  CbBootEvent event = {
    .kind = CB_BOOT_BOARD_SEEN,
    .board = { .serial = board.serial, .revision = board.revision },
  };

  if (!board.is_pi
      && !cb_dhcp_mac_is_listed (message->head.chaddr, settings->mac_prefixes, settings->n_mac_prefixes))
    return;
  memcpy (event.board.mac, message->head.chaddr, sizeof event.board.mac);
  cb_reporter_tell (self->settings.reporter, &event);
}

static void
tell_stranger (CbDhcpService *self, const CbDhcpMessage *message) {
  CbBootEvent event = { .kind = CB_BOOT_STRANGER };
  CbBootBytes *class = &event.stranger.vendor_class;

  memcpy (event.stranger.mac, message->head.chaddr, sizeof event.stranger.mac);
  if (cb_dhcp_message_option (message, CB_DHCP_OPTION_CLASS, &class->bytes, &class->n_bytes)
      && class->n_bytes > CB_MAX_EVENT_CLASS_BYTES)
    class->n_bytes = CB_MAX_EVENT_CLASS_BYTES;
  cb_reporter_tell (self->settings.reporter, &event);
}

/* Boards up to the Pi 3 take the offer and never ask for it (pi-netboot.md 1.2). */
static void
tell_address (CbDhcpService *self, const CbDhcpMessage *message, const CbDhcpReply *reply) {
  CbBootEvent event = { .kind = CB_BOOT_ADDRESSED, .addressed = { .address = reply->client_address } };
  bool is_final = reply->type == CB_DHCP_TYPE_ACK
                  || (reply->type == CB_DHCP_TYPE_OFFER && reply->for_boot
                      && !cb_dhcp_board_of (message).is_pi);

  if (!is_final)
    return;
  memcpy (event.addressed.mac, reply->mac, sizeof event.addressed.mac);
  cb_reporter_tell (self->settings.reporter, &event);
}

/* The ROM of a Pi 3 doesn't answer ARP while it fetches files (pi-netboot.md 2.1). */
static void
ask_for_neighbour (CbDhcpService *self, const CbDhcpReply *reply) {
  CbBootEvent event = { .kind = CB_BOOT_NEIGHBOUR_DUE, .addressed = { .address = reply->client_address } };

  memcpy (event.addressed.mac, reply->mac, sizeof event.addressed.mac);
  cb_reporter_tell (self->settings.reporter, &event);
}

/* One datagram in a frame to mac. */
static void
send_frame (const CbDhcpService *self, const uint8_t mac[CB_DHCP_MAC_BYTES], const CbDatagram *datagram) {
  uint8_t frame[ETH_HLEN + CB_DATAGRAM_HEADER_BYTES + CB_MAX_DHCP_BYTES];
  CbWriter writer = cb_writer_new (frame, sizeof frame);

  cb_writer_bytes (&writer, mac, CB_DHCP_MAC_BYTES);
  cb_writer_bytes (&writer, self->settings.server.mac, CB_DHCP_MAC_BYTES);
  cb_writer_u16 (&writer, ETH_P_IP);
  if (cb_datagram_build (datagram, &writer) == 0)
    (void) sendto (self->settings.packet_fd, frame, writer.n_bytes, MSG_DONTWAIT, NULL, 0);
}

/* By the kernel, which finds the hardware address. */
static void
send_datagram (const CbDhcpService *self, const CbDhcpReply *reply, uint32_t address) {
  const struct in_addr own = { htonl (self->settings.server.terms.own_address) };
  CbEndpoint to = { .client.v4 = { .sin_family = AF_INET, .sin_port = htons (CB_DHCP_CLIENT_PORT),
                                   .sin_addr = { htonl (address) } } };
  struct iovec part = { (void *) reply->bytes, reply->n_bytes };
  union {
    struct cmsghdr align;
    char bytes[CB_ENDPOINT_CONTROL_BYTES];
  } control;
  struct msghdr message = {
    .msg_name = &to.client, .msg_namelen = sizeof to.client.v4, .msg_iov = &part, .msg_iovlen = 1,
    .msg_control = &control,
  };

  memcpy (&to.own, &own, sizeof own);
  cb_endpoint_write_own (&to, 0, &message);
  (void) sendmsg (self->settings.fd, &message, MSG_DONTWAIT);
}

static void
send_reply (const CbDhcpService *self, const CbDhcpReply *reply) {
  const CbDatagram datagram = {
    .source = self->settings.server.terms.own_address, .destination = reply->address,
    .source_port = CB_DHCP_SERVER_PORT, .destination_port = CB_DHCP_CLIENT_PORT,
    .payload = reply->bytes, .n_bytes = reply->n_bytes,
  };

  if (reply->to == CB_DHCP_TO_ADDRESS)
    send_datagram (self, reply, reply->address);
  else if (reply->to == CB_DHCP_TO_HARDWARE && self->settings.packet_fd >= 0)
    send_frame (self, reply->mac, &datagram);
  else
    send_datagram (self, reply, INADDR_BROADCAST);
}

/* One for each board; with no place left there is none: the board asks again. */
static void
plan_nudges (CbDhcpService *self, const CbDhcpReply *reply, uint64_t ns_now) {
  CbDhcpNudge *place = NULL;

  for (size_t i = 0; i < CB_MAX_NUDGES; i++) {
    CbDhcpNudge *nudge = &self->nudges[i];

    if (nudge->n_left > 0 && memcmp (nudge->mac, reply->mac, sizeof nudge->mac) == 0) {
      place = nudge;
      break;
    }
    if (nudge->n_left == 0 && place == NULL)
      place = nudge;
  }
  if (place == NULL)
    return;
  *place = (CbDhcpNudge){ .ns_due = ns_now + NS_NUDGE, .n_left = N_NUDGES, .address = reply->client_address };
  memcpy (place->mac, reply->mac, sizeof place->mac);
}

static void
answer (CbDhcpService *self, const CbDhcpMessage *message, uint64_t ns_now) {
  CbDhcpReply reply;
  int outcome = cb_dhcp_server_answer (&self->server, message, ns_now, &reply);

  if (message->type == CB_DHCP_TYPE_DISCOVER && outcome == CB_DHCP_SILENT_STRANGER)
    tell_stranger (self, message);
  if (outcome != 0)
    return;
  send_reply (self, &reply);
  if (message->type == CB_DHCP_TYPE_DISCOVER)
    tell_board (self, message);
  tell_address (self, message, &reply);
  if (reply.wants_nudge)
    ask_for_neighbour (self, &reply);
  if (reply.wants_nudge && self->settings.packet_fd >= 0)
    plan_nudges (self, &reply, ns_now);
}

void
cb_dhcp_service_hear (CbDhcpService *self, uint64_t ns_now) {
  uint8_t bytes[CB_MAX_DHCP_BYTES + 1];
  CbDhcpMessage message;

  for (unsigned i = 0; i < MAX_ROUND; i++) {
    ssize_t n_bytes = recv (self->settings.fd, bytes, sizeof bytes, MSG_DONTWAIT);

    if (n_bytes < 0)
      return;
    if (cb_dhcp_message_parse (bytes, (size_t) n_bytes, &message) == 0)
      answer (self, &message, ns_now);
  }
}

static void
send_nudge (const CbDhcpService *self, const CbDhcpNudge *nudge) {
  static const uint8_t payload[18]; /* up to the shortest frame */
  const CbDatagram datagram = {
    .source = self->settings.server.terms.own_address, .destination = nudge->address,
    .source_port = CB_DHCP_SERVER_PORT, .destination_port = DISCARD_PORT,
    .payload = payload, .n_bytes = sizeof payload,
  };

  send_frame (self, nudge->mac, &datagram);
}

void
cb_dhcp_service_on_time (CbDhcpService *self, uint64_t ns_now) {
  for (size_t i = 0; i < CB_MAX_NUDGES; i++) {
    CbDhcpNudge *nudge = &self->nudges[i];

    if (nudge->n_left == 0 || nudge->ns_due > ns_now)
      continue;
    send_nudge (self, nudge);
    nudge->n_left--;
    nudge->ns_due += NS_NUDGE;
  }
}

uint64_t
cb_dhcp_service_deadline (const CbDhcpService *self) {
  uint64_t ns_first = UINT64_MAX;

  for (size_t i = 0; i < CB_MAX_NUDGES; i++)
    if (self->nudges[i].n_left > 0 && self->nudges[i].ns_due < ns_first)
      ns_first = self->nudges[i].ns_due;
  return ns_first;
}
