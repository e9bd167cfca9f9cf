/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "held-sights.h"

#include <string.h>

bool
cb_held_sights_has (const CbHeldSights *self, const uint8_t *mac) {
  for (unsigned i = 0; i < self->n_sights; i++)
    if (memcmp (self->sights[i].sight.mac, mac, CB_DHCP_MAC_BYTES) == 0)
      return true;
  return false;
}

bool
cb_held_sights_add (CbHeldSights *self, const CbDhcpSight *sight, uint64_t ns_now) {
  if (self->n_sights == CB_MAX_HELD_SIGHTS)
    return false;
  self->sights[self->n_sights++] = (CbHeldSight){ *sight, ns_now + CB_HELD_SIGHT_NS };
  return true;
}

bool
cb_held_sights_take (CbHeldSights *self, bool (*is_free) (const uint8_t *mac, void *data), void *data,
                     uint64_t ns_now, CbDhcpSight *ret_sight) {
  for (unsigned i = 0; i < self->n_sights; i++) {
    if (ns_now < self->sights[i].ns_until && !is_free (self->sights[i].sight.mac, data))
      continue;
    *ret_sight = self->sights[i].sight;
    self->n_sights--;
    memmove (self->sights + i, self->sights + i + 1, (self->n_sights - i) * sizeof *self->sights);
    return true;
  }
  return false;
}

uint64_t
cb_held_sights_deadline (const CbHeldSights *self) {
  return self->n_sights > 0 ? self->sights[0].ns_until : UINT64_MAX;
}
