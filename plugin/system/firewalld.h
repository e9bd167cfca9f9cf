/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* firewalld, as far as a zone of ours is concerned. It is only asked, never changed: a zone that NetworkManager
 * names and firewalld has not loaded leaves the interface in the default zone, which blocks (proven-traps.md
 * 31).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_FIREWALLD_ABSENT,   /* it doesn't run */
  CB_FIREWALLD_LOADED,   /* it runs and knows the zone */
  CB_FIREWALLD_MISSING,  /* it runs without the zone */
} CbFirewalldZone;

/* Never starts firewalld. ABSENT also when it doesn't answer within a second. */
CbFirewalldZone cb_firewalld_zone (const char *zone);

G_END_DECLS
