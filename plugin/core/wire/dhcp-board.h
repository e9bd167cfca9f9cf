/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a client's DHCP message tells of the board behind it (pi-netboot.md 1.1 to 1.4).
 *
 * A Pi 4 or 5 in its boot loader says so in option 97; an older one shows itself only by its MAC; Linux on any
 * of them has the MAC alone. Everything here is the client's own word: good for choosing an answer and for a
 * name in a message, not for trust.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/dhcp-message.h"

#define CB_DHCP_MAX_PREFIX_BYTES 5

/* The beginning of a MAC: three to five bytes. */
typedef struct {
  uint8_t bytes[CB_DHCP_MAX_PREFIX_BYTES];
  uint8_t n_bytes;
} CbDhcpMacPrefix;

typedef struct {
  bool is_netboot;   /* option 60 begins with PXEClient: a boot loader; of any computer */
  bool is_pi;        /* option 97 has the mark of a Pi 4 or 5, in either byte order */
  bool is_first_rom; /* the mask ROM of a 2B v1.2 or 3B: option 97 is 0x44 sixteen times */
  uint32_t revision; /* revision code; 0 when it isn't told */
  uint32_t serial;   /* the serial number's low 32 bits; 0 when they aren't told */
} CbDhcpBoard;

CbDhcpBoard cb_dhcp_board_of (const CbDhcpMessage *message);

/* Does the MAC begin with one of the prefixes? One of a length that isn't three to five matches nothing. */
bool cb_dhcp_mac_is_listed (const uint8_t mac[CB_DHCP_MAC_BYTES], const CbDhcpMacPrefix *prefixes,
                            size_t n_prefixes);
