/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* DHCP that was heard on the wire while the end of its client's last transfer is still on its way from the
 * built-in server. What a board sends next follows that end, and is told to the story behind it, in the order
 * of the wire. Bounded; nobody is held for longer than a moment.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "limit.h"
#include "wire/dhcp-sight.h"

typedef struct {
  CbDhcpSight sight;
  uint64_t ns_until;
} CbHeldSight;

/* All zeros holds nothing. */
typedef struct {
  CbHeldSight sights[CB_MAX_HELD_SIGHTS];
  unsigned n_sights;
} CbHeldSights;

/* Is one of this client held? */
bool cb_held_sights_has (const CbHeldSights *self, const uint8_t *mac);

/* False when there is no room. */
bool cb_held_sights_add (CbHeldSights *self, const CbDhcpSight *sight, uint64_t ns_now);

/* Takes out the oldest one of those that are due at ns_now or of a client for which is_free (mac, data) holds.
 * False when there is none. */
bool cb_held_sights_take (CbHeldSights *self, bool (*is_free) (const uint8_t *mac, void *data), void *data,
                          uint64_t ns_now, CbDhcpSight *ret_sight);

/* When the first one is due; UINT64_MAX for never. */
uint64_t cb_held_sights_deadline (const CbHeldSights *self);
