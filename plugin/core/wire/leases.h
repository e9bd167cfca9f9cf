/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which client has which address of the cable's subnet: a table of fixed size.
 *
 * The address follows from the MAC (a hash, and the next free one on collision), so a board's boot loader and
 * its Linux get the same one, also after a restart with an empty table. At most one entry per address and one
 * per MAC, those of declined addresses apart. What is bound and hasn't expired is taken away by make_room()
 * alone; when there is no place left, the entry that ended or would end first makes room. An expired entry
 * keeps address and marks of its client as long as nobody needs the place.
 *
 * Clients are told apart by MAC and not by the client identifier of RFC 2131 4.2: a Pi's boot loader sends
 * none, its Linux one of its own. Times are nanoseconds of a clock that never goes back; each ns_now is at
 * least the one before and below 2^62. No memory is allocated.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "limit.h"
#include "wire/dhcp-message.h"

typedef enum {
  CB_LEASE_UNUSED = 0,
  CB_LEASE_OFFERED,
  CB_LEASE_BOUND,
  CB_LEASE_DECLINED, /* somebody else was found at the address; no client has it */
  CB_LEASE_EXPIRED,  /* offered, and never taken; or bound, and over or released */
} CbLeaseState;

/* Why there is no lease. */
typedef enum {
  CB_LEASES_FULL = 1, /* nothing but bound leases */
  CB_LEASES_FOREIGN,  /* no host address of this subnet, or the server's own */
  CB_LEASES_OTHER,    /* this client's address is another one */
  CB_LEASES_TAKEN,    /* the address is another client's, or declined */
} CbLeasesOutcome;

typedef struct {
  uint32_t address;
  uint8_t mac[CB_DHCP_MAC_BYTES];
  bool is_pi;           /* the server's marks, false in a new entry */
  bool is_netboot;
  CbLeaseState kept;    /* read it through cb_lease_state() */
  uint64_t ns_deadline;
} CbLease;

typedef struct {
  uint32_t own_address;
  uint32_t first_host;
  uint32_t n_hosts;
  CbLease table[CB_MAX_LEASES];
} CbLeases;

/* An empty table for the subnet around own_address. 0, or -EINVAL and nothing written: prefix isn't 16 to 30,
 * or own_address is the network's or the broadcast address. */
int cb_leases_init (CbLeases *self, uint32_t own_address, unsigned prefix);

/* May a client of this subnet have the address? */
bool cb_leases_is_host (const CbLeases *self, uint32_t address);

/* What the lease is at ns_now. */
CbLeaseState cb_lease_state (const CbLease *lease, uint64_t ns_now);

/* The client's entry, expired or not; NULL when there is none. Stays valid until the next call that may make
 * an entry. */
CbLease *cb_leases_find (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES]);

/* The client's bound lease as it is, or its address held for ns_hold. 0 and *ret_lease, or CB_LEASES_FULL. */
int cb_leases_offer (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now, uint64_t ns_hold,
                     CbLease **ret_lease);

/* After CB_LEASES_FULL, for a Pi: ends the bound lease that would end first of clients that aren't marked as
 * Pis, so that somebody who takes every address doesn't keep a board from booting. False when there is none. */
bool cb_leases_make_room (CbLeases *self, uint64_t ns_now);

/* Binds the address to the client for ns_lease. A client without an entry may have any address that is free:
 * nobody else gives out addresses on this cable. 0 and *ret_lease, or a CbLeasesOutcome. */
int cb_leases_bind (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now,
                    uint64_t ns_lease, CbLease **ret_lease);

/* The client doesn't want what it was offered. Nothing happens to a bound lease. */
void cb_leases_withdraw (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now);

/* The client gives the address back. False when it doesn't have it. */
bool cb_leases_release (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address,
                        uint64_t ns_now);

/* The client found somebody else at the address: nobody gets it for ns_hold. False when the client doesn't
 * have it. */
bool cb_leases_decline (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address,
                        uint64_t ns_now, uint64_t ns_hold);

/* The first entry in use after the one given (NULL: the first of all), or NULL; in no order. */
const CbLease *cb_leases_next (const CbLeases *self, const CbLease *after, uint64_t ns_now);
