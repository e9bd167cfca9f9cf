/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-board.h"

#include <string.h>

#define MIN_PREFIX_BYTES 3

#define NETBOOT_CLASS "PXEClient"

/* Option 97: a type byte, always 0 (RFC 4578 2.3), and four words. */
#define UUID_WORDS 4
#define WORD_BYTES 4

#define FIRST_ROM_WORD UINT32_C (0x44444444)

/* The first word, as read from low to high byte; newer boot loaders send it the other way round. */
static const char marks[][WORD_BYTES] = {
  { 'R', 'P', 'i', '4' },
  { '4', 'i', 'P', 'R' },
  { 'R', 'P', 'i', '5' },
  { '5', 'i', 'P', 'R' },
};

/* A word of option 97 is little endian. */
static uint32_t
read_word (CbReader *reader) {
  uint32_t value = cb_reader_u32 (reader);

  return value >> 24 | (value >> 8 & 0xff00) | (value << 8 & 0xff0000) | value << 24;
}

static bool
has_mark (const uint8_t *uuid) {
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
    if (memcmp (uuid, marks[i], WORD_BYTES) == 0)
      return true;
  }
  return false;
}

/* pi-netboot.md 1.3; before the mark came, and on a Pi 3, the serial number four times (1.2). */
static void
read_uuid (CbDhcpBoard *board, const uint8_t *uuid) {
  CbReader reader = cb_reader_new (uuid, UUID_WORDS * WORD_BYTES);
  uint32_t words[UUID_WORDS];

  for (size_t i = 0; i < UUID_WORDS; i++)
    words[i] = read_word (&reader);
  if (has_mark (uuid)) {
    board->is_pi = true;
    board->revision = words[1];
    board->serial = words[3];
    return;
  }
  if (words[0] != words[1] || words[0] != words[2] || words[0] != words[3])
    return;
  board->is_first_rom = words[0] == FIRST_ROM_WORD;
  if (!board->is_first_rom)
    board->serial = words[0];
}

CbDhcpBoard
cb_dhcp_board_of (const CbDhcpMessage *message) {
  CbDhcpBoard board = { 0 };
  const uint8_t *uuid;
  size_t n_uuid;

  board.is_netboot = cb_dhcp_message_begins (message, CB_DHCP_OPTION_CLASS, NETBOOT_CLASS);
  if (cb_dhcp_message_option (message, CB_DHCP_OPTION_UUID, &uuid, &n_uuid) && uuid[0] == 0)
    read_uuid (&board, uuid + 1);
  return board;
}

bool
cb_dhcp_mac_is_listed (const uint8_t mac[CB_DHCP_MAC_BYTES], const CbDhcpMacPrefix *prefixes,
                       size_t n_prefixes) {
  for (size_t i = 0; i < n_prefixes; i++) {
    size_t n_bytes = prefixes[i].n_bytes;

    if (n_bytes >= MIN_PREFIX_BYTES && n_bytes <= CB_DHCP_MAX_PREFIX_BYTES
        && memcmp (mac, prefixes[i].bytes, n_bytes) == 0)
      return true;
  }
  return false;
}
