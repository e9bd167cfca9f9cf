/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address-book.h"

#include <string.h>

static CbAddressEntry *
find (const CbAddressBook *self, uint32_t address) {
  for (size_t i = 0; address != 0 && i < CB_MAX_WATCHED_BOARDS; i++)
    if (self->entries[i].address == address)
      return (CbAddressEntry *) &self->entries[i];
  return NULL;
}

void
cb_address_book_note (CbAddressBook *self, uint32_t address, const uint8_t *mac) {
  CbAddressEntry *entry = find (self, address);

  if (address == 0)
    return;
  if (entry == NULL)
    entry = &self->entries[self->n_noted++ % CB_MAX_WATCHED_BOARDS];
  entry->address = address;
  memcpy (entry->mac, mac, sizeof entry->mac);
}

const uint8_t *
cb_address_book_find (const CbAddressBook *self, uint32_t address) {
  const CbAddressEntry *entry = find (self, address);

  return entry != NULL ? entry->mac : NULL;
}
