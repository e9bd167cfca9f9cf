/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * quirk: the table of names.
 */
#include "quirk.h"

#include <stddef.h>
#include <string.h>

static const struct {
  const char *name;
  unsigned bit;
} QUIRKS[] = {
  { "fixed-xid", SIM_QUIRK_FIXED_XID },     { "no-request", SIM_QUIRK_NO_REQUEST },
  { "no-checksum", SIM_QUIRK_NO_CHECKSUM }, { "no-arp", SIM_QUIRK_NO_ARP },
  { "late-frame", SIM_QUIRK_LATE_FRAME },   { "three-blanks", SIM_QUIRK_THREE_BLANKS },
};


bool
sim_quirk_add (unsigned *quirks, const char *name) {
  for (size_t i = 0; i < sizeof QUIRKS / sizeof QUIRKS[0]; i++) {
    if (strcmp (name, QUIRKS[i].name) == 0) {
      *quirks |= QUIRKS[i].bit;
      return true;
    }
  }
  return false;
}
