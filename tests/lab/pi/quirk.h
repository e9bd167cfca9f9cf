/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * quirk: the bugs and habits of a boot ROM that a server has to live with (pi-netboot.md 1.2, 2.1).
 * A round of DHCP has some of them by nature (dhcp-round.h); a sequence or the command line adds more.
 */
#pragma once

#include <stdbool.h>

enum {
  SIM_QUIRK_FIXED_XID = 1 << 0,    /* the same transaction number in every boot of every board */
  SIM_QUIRK_NO_REQUEST = 1 << 1,   /* the OFFER is all it takes */
  SIM_QUIRK_NO_CHECKSUM = 1 << 2,  /* UDP checksum 0 in DHCP */
  SIM_QUIRK_NO_ARP = 1 << 3,       /* no answer to ARP from the OFFER to the next round of DHCP */
  SIM_QUIRK_LATE_FRAME = 1 << 4,   /* handles an OFFER only when a later frame comes within a second */
  SIM_QUIRK_THREE_BLANKS = 1 << 5, /* wants three blanks behind the text in option 43 */
};

/* Adds the quirk of that name to *@quirks. False: there is none. */
bool sim_quirk_add (unsigned *quirks, const char *name);
