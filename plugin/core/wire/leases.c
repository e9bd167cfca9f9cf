/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/leases.h"

#include <errno.h>
#include <string.h>

#define MIN_PREFIX 16
#define MAX_PREFIX 30

/* A full table and the server's own address can't take more than this many in a row. */
#define MAX_CANDIDATES (CB_MAX_LEASES + 2)

int
cb_leases_init (CbLeases *self, uint32_t own_address, unsigned prefix) {
  CbLeases leases = { .own_address = own_address };
  uint32_t n_addresses, host;

  if (prefix < MIN_PREFIX || prefix > MAX_PREFIX)
    return -EINVAL;
  n_addresses = UINT32_C (1) << (32 - prefix);
  host = own_address & (n_addresses - 1);
  if (host == 0 || host == n_addresses - 1)
    return -EINVAL;
  leases.first_host = own_address - host + 1;
  leases.n_hosts = n_addresses - 2;
  *self = leases;
  return 0;
}

bool
cb_leases_is_host (const CbLeases *self, uint32_t address) {
  return address - self->first_host < self->n_hosts && address != self->own_address;
}

CbLeaseState
cb_lease_state (const CbLease *lease, uint64_t ns_now) {
  if (ns_now < lease->ns_deadline || lease->kept == CB_LEASE_UNUSED)
    return lease->kept;
  return lease->kept == CB_LEASE_DECLINED ? CB_LEASE_UNUSED : CB_LEASE_EXPIRED;
}

CbLease *
cb_leases_find (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES]) {
  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    CbLease *lease = &self->table[i];

    if (lease->kept != CB_LEASE_UNUSED && lease->kept != CB_LEASE_DECLINED
        && memcmp (lease->mac, mac, CB_DHCP_MAC_BYTES) == 0)
      return lease;
  }
  return NULL;
}

static CbLease *
find_address (CbLeases *self, uint32_t address, uint64_t ns_now) {
  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    if (self->table[i].address == address && cb_lease_state (&self->table[i], ns_now) != CB_LEASE_UNUSED)
      return &self->table[i];
  }
  return NULL;
}

/* FNV-1a, 32 bits. */
static uint32_t
hash (const uint8_t mac[CB_DHCP_MAC_BYTES]) {
  uint32_t value = UINT32_C (2166136261);

  for (size_t i = 0; i < CB_DHCP_MAC_BYTES; i++)
    value = (value ^ mac[i]) * UINT32_C (16777619);
  return value;
}

/* The first address from the MAC's place on that no entry has, expired ones included; 0 when there is none. */
static uint32_t
choose_address (const CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now) {
  const uint32_t start = hash (mac) % self->n_hosts;
  const uint32_t n_candidates = self->n_hosts < MAX_CANDIDATES ? self->n_hosts : MAX_CANDIDATES;
  const uint32_t own = (self->own_address - self->first_host + self->n_hosts - start) % self->n_hosts;
  bool taken[MAX_CANDIDATES] = { false };

  if (own < n_candidates)
    taken[own] = true;
  for (const CbLease *lease = NULL; (lease = cb_leases_next (self, lease, ns_now)) != NULL;) {
    uint32_t place = (lease->address - self->first_host + self->n_hosts - start) % self->n_hosts;

    if (place < n_candidates)
      taken[place] = true;
  }
  for (uint32_t i = 0; i < n_candidates; i++) {
    if (!taken[i])
      return self->first_host + (start + i) % self->n_hosts;
  }
  return 0;
}

static CbLease *
find_unused (CbLeases *self, uint64_t ns_now) {
  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    if (cb_lease_state (&self->table[i], ns_now) == CB_LEASE_UNUSED)
      return &self->table[i];
  }
  return NULL;
}

/* The entry that ended, or will end, first, of those that aren't bound; NULL when all are. A declined address
 * can't be given to anybody, but its entry can. */
static CbLease *
find_victim (CbLeases *self, uint64_t ns_now, bool for_its_address) {
  CbLease *first = NULL;

  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    CbLease *lease = &self->table[i];
    CbLeaseState state = cb_lease_state (lease, ns_now);

    if (state == CB_LEASE_UNUSED || state == CB_LEASE_BOUND
        || (for_its_address && state == CB_LEASE_DECLINED))
      continue;
    if (first == NULL || lease->ns_deadline < first->ns_deadline)
      first = lease;
  }
  return first;
}

/* An entry that may be written over. */
static CbLease *
find_room (CbLeases *self, uint64_t ns_now) {
  CbLease *lease = find_unused (self, ns_now);

  return lease != NULL ? lease : find_victim (self, ns_now, false);
}

static void
begin (CbLease *lease, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address) {
  *lease = (CbLease){ .address = address };
  memcpy (lease->mac, mac, CB_DHCP_MAC_BYTES);
}

/* A new entry for a client that has none, or NULL. */
static CbLease *
make_entry (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now) {
  uint32_t address = choose_address (self, mac, ns_now);
  CbLease *lease = address != 0 ? find_room (self, ns_now) : find_victim (self, ns_now, true);

  if (lease == NULL)
    return NULL;
  begin (lease, mac, address != 0 ? address : lease->address);
  return lease;
}

int
cb_leases_offer (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now, uint64_t ns_hold,
                 CbLease **ret_lease) {
  CbLease *lease = cb_leases_find (self, mac);

  if (lease == NULL)
    lease = make_entry (self, mac, ns_now);
  if (lease == NULL)
    return CB_LEASES_FULL;
  if (cb_lease_state (lease, ns_now) != CB_LEASE_BOUND) {
    lease->kept = CB_LEASE_OFFERED;
    lease->ns_deadline = ns_now + ns_hold;
  }
  *ret_lease = lease;
  return 0;
}

bool
cb_leases_make_room (CbLeases *self, uint64_t ns_now) {
  CbLease *first = NULL;

  for (size_t i = 0; i < CB_MAX_LEASES; i++) {
    CbLease *lease = &self->table[i];

    if (cb_lease_state (lease, ns_now) == CB_LEASE_BOUND && !lease->is_pi
        && (first == NULL || lease->ns_deadline < first->ns_deadline))
      first = lease;
  }
  if (first != NULL)
    first->ns_deadline = ns_now;
  return first != NULL;
}

/* An entry with this very address for a client that has none. */
static int
make_entry_at (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now,
               CbLease **ret_lease) {
  CbLease *lease = find_address (self, address, ns_now);

  if (lease != NULL && cb_lease_state (lease, ns_now) != CB_LEASE_EXPIRED)
    return CB_LEASES_TAKEN;
  if (lease == NULL)
    lease = find_room (self, ns_now);
  if (lease == NULL)
    return CB_LEASES_FULL;
  begin (lease, mac, address);
  *ret_lease = lease;
  return 0;
}

int
cb_leases_bind (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now,
                uint64_t ns_lease, CbLease **ret_lease) {
  CbLease *lease = cb_leases_find (self, mac);

  if (!cb_leases_is_host (self, address))
    return CB_LEASES_FOREIGN;
  if (lease != NULL && lease->address != address)
    return CB_LEASES_OTHER;
  if (lease == NULL) {
    int r = make_entry_at (self, mac, address, ns_now, &lease);

    if (r != 0)
      return r;
  }
  lease->kept = CB_LEASE_BOUND;
  lease->ns_deadline = ns_now + ns_lease;
  *ret_lease = lease;
  return 0;
}

void
cb_leases_withdraw (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint64_t ns_now) {
  CbLease *lease = cb_leases_find (self, mac);

  if (lease != NULL && cb_lease_state (lease, ns_now) == CB_LEASE_OFFERED)
    lease->ns_deadline = ns_now;
}

/* The client's entry, if it has the address now. */
static CbLease *
find_held (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now) {
  CbLease *lease = cb_leases_find (self, mac);

  if (lease == NULL || lease->address != address || cb_lease_state (lease, ns_now) == CB_LEASE_EXPIRED)
    return NULL;
  return lease;
}

bool
cb_leases_release (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now) {
  CbLease *lease = find_held (self, mac, address, ns_now);

  if (lease == NULL)
    return false;
  lease->ns_deadline = ns_now;
  return true;
}

bool
cb_leases_decline (CbLeases *self, const uint8_t mac[CB_DHCP_MAC_BYTES], uint32_t address, uint64_t ns_now,
                   uint64_t ns_hold) {
  CbLease *lease = find_held (self, mac, address, ns_now);

  if (lease == NULL)
    return false;
  lease->kept = CB_LEASE_DECLINED;
  lease->ns_deadline = ns_now + ns_hold;
  return true;
}

const CbLease *
cb_leases_next (const CbLeases *self, const CbLease *after, uint64_t ns_now) {
  const CbLease *lease = after != NULL ? after + 1 : self->table;

  for (; lease < self->table + CB_MAX_LEASES; lease++) {
    if (cb_lease_state (lease, ns_now) != CB_LEASE_UNUSED)
      return lease;
  }
  return NULL;
}
