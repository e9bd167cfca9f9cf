/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One DHCP datagram of the cable as the story wants it: who speaks, and how far the conversation is. Pure. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wire/cable-watch.h"
#include "wire/dhcp-message.h"

typedef enum {
  CB_DHCP_SPEAKER_LOADER,       /* the boot loader in a Pi's ROM, bootcode.bin or EEPROM: PXEClient, arch 0 */
  CB_DHCP_SPEAKER_OTHER_LOADER, /* U-Boot, iPXE, UEFI: PXEClient or a loader's own class, no mark of a Pi */
  CB_DHCP_SPEAKER_SYSTEM,       /* anything else: an operating system */
} CbDhcpSpeaker;

typedef struct {
  uint8_t mac[CB_DHCP_MAC_BYTES]; /* of the client: chaddr */
  uint8_t type;                   /* a CbDhcpType */
  bool is_ours;                   /* an answer of this machine; else what the client says */
  bool is_board;                  /* by option 97 or by its MAC's prefix; of answers false */
  CbDhcpSpeaker speaker;          /* of what a client says */
  bool is_first_rom;
  bool has_pi_uuid;               /* option 97 with the mark of a Pi 4 or 5 */
  uint32_t serial;                /* 0: not told */
  uint32_t revision;              /* 0: not told */
  uint32_t address;               /* given to the client (yiaddr), or its own (ciaddr); 0: none */
} CbDhcpSight;

enum {
  CB_DHCP_SIGHT_NONE = 1, /* no DHCP, or somebody else's answer */
};

/* settings: its MAC prefixes are looked at. 0 and *ret_sight, or CB_DHCP_SIGHT_NONE. */
int cb_dhcp_sight_of (const CbCableFrame *frame, const CbCableWatchSettings *settings, CbDhcpSight *ret_sight);
