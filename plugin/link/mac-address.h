/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* MAC addresses and their beginnings as cablebootd writes them: "dc:a6:32". */

#pragma once

#include <stdbool.h>

#include "wire/dhcp-board.h"

/* Three to five bytes. False, and nothing written, for anything else. */
bool cb_mac_address_read_prefix (const char *text, CbDhcpMacPrefix *ret_prefix);

/* Six bytes. Likewise. */
bool cb_mac_address_read (const char *text, uint8_t ret_mac[CB_DHCP_MAC_BYTES]);
