/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whose an address on the cable is, as those who spoke last have shown. The oldest gives its place to a new
 * one.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "limit.h"
#include "wire/dhcp-message.h"

typedef struct {
  uint32_t address; /* 0: the entry is free */
  uint8_t mac[CB_DHCP_MAC_BYTES];
} CbAddressEntry;

/* All zeros is an empty one. */
typedef struct {
  CbAddressEntry entries[CB_MAX_WATCHED_BOARDS];
  size_t n_noted;
} CbAddressBook;

/* address 0 is nobody's. */
void cb_address_book_note (CbAddressBook *self, uint32_t address, const uint8_t *mac);

/* The MAC, valid until the next note; NULL when it isn't known. */
const uint8_t *cb_address_book_find (const CbAddressBook *self, uint32_t address);
