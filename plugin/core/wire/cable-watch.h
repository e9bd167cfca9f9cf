/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What there is to report of a cable, for one who only listens: datagrams and the time in, boot events out.
 *
 * - The office guard: when a probe is due, and which server answers that isn't ours. Whose a datagram is, its
 *   direction tells and not its address: two laptops that share a connection both are 10.42.0.1.
 * - Who asks for an address: boards and strangers, each once.
 * - Who gets nothing: a Pi's DISCOVER without an offer of ours, a request to our port 69 without a datagram
 *   back; and who got it after that was said. The tap hears what the firewall drops, so these are the two faces
 *   of one (proven-traps.md 30).
 *
 * Bounded whatever a peer sends: the tables have fixed sizes, and an entry is given to another client when
 * its own hasn't been heard for a minute. So no more than the tables hold is reported in a minute; beyond
 * that, clients are passed over.
 *
 * Pure: no socket, no clock. Times are of any clock that never goes back. Leaves out: transfers, which need
 * what is inside the datagrams of TFTP.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limit.h"
#include "wire/boot-event.h"
#include "wire/datagram.h"
#include "wire/dhcp-board.h"
#include "wire/dhcp-message.h"

/* No deadline; also a moment that never was. */
#define CB_CABLE_WATCH_NEVER UINT64_MAX

/* dnsmasq without no-ping takes 3 s to offer an address that is new (networkmanager-dnsmasq.md 0.14); a Pi asks
 * again after 4 to 5 s. A file server has nothing to wait for. */
#define CB_CABLE_WATCH_MS_OFFER  4000
#define CB_CABLE_WATCH_MS_ANSWER 2000

/* What one client does without is said once in that time; then its entry may be another's, too. */
#define CB_CABLE_WATCH_MS_QUIET 60000

typedef struct {
  uint32_t own_address;
  bool probes;                     /* ask for probes: the office guard */
  const CbDhcpMacPrefix *prefixes; /* borrowed for as long as the watch is used */
  size_t n_prefixes;
} CbCableWatchSettings;

/* A datagram as the tap heard it. */
typedef struct {
  CbDatagram datagram;
  uint8_t mac[CB_DHCP_MAC_BYTES]; /* the sender's */
  bool is_ours;                   /* sent by this machine */
} CbCableFrame;

/* How long somebody has been waiting, and when it was last reported; moments, or NEVER. */
typedef struct {
  uint64_t ns_since;
  uint64_t ns_reported;
  bool is_missed; /* it was reported, and its answer hasn't come since */
} CbCableWait;

typedef struct {
  uint64_t ns_heard; /* NEVER: the entry is free */
  uint8_t mac[CB_DHCP_MAC_BYTES];
  bool reported;
  uint32_t serial;   /* as reported */
  uint32_t address;  /* where its last request came from */
  uint16_t port;
  CbCableWait offer;
  CbCableWait answer;
} CbCableClient;

/* All fields are private. */
typedef struct {
  CbCableWatchSettings settings;
  uint64_t ns_start;
  unsigned n_probes; /* that were asked for, or that it is too late for */
  CbCableClient boards[CB_MAX_WATCHED_BOARDS];
  CbCableClient strangers[CB_MAX_WATCHED_STRANGERS];
  struct {
    uint32_t address;
    uint8_t mac[CB_DHCP_MAC_BYTES];
  } servers[CB_MAX_WATCHED_SERVERS];
  size_t n_servers;
  CbDhcpMessage message; /* the last one that was heard */
} CbCableWatch;

enum {
  CB_CABLE_WATCH_NOTHING = 1, /* nothing to report */
};

/* Begins to watch at ns_now. Copies settings. */
void cb_cable_watch_init (CbCableWatch *self, const CbCableWatchSettings *settings, uint64_t ns_now);

/* Hears one datagram. 0 and *ret_event, whose bytes are valid until the next call, or
 * CB_CABLE_WATCH_NOTHING. */
int cb_cable_watch_hear (CbCableWatch *self, const CbCableFrame *frame, uint64_t ns_now,
                         CbBootEvent *ret_event);

/* What the time alone has brought. 0 and *ret_event: ask again; or CB_CABLE_WATCH_NOTHING. */
int cb_cable_watch_due (CbCableWatch *self, uint64_t ns_now, CbBootEvent *ret_event);

/* The moment at which _due() will have something if nothing is heard before, or CB_CABLE_WATCH_NEVER. */
uint64_t cb_cable_watch_deadline (const CbCableWatch *self);
