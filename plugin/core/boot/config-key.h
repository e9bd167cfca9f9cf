/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the parser must know of a key of config.txt (pi-netboot.md 5.1, 5.3): how it is written, and who needs
 * it. Not what it means.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_KEY_UNKNOWN,
  CB_KEY_LATE,       /* `key=value` */
  CB_KEY_EARLY,      /* `key=value`, that bootcode.bin or Pi 4's EEPROM must see */
  CB_KEY_INITRAMFS,  /* `initramfs NAME followkernel` */
  CB_KEY_INCLUDE,    /* `include NAME` */
} CbKeyKind;

/* Upper and lower case don't matter. */
CbKeyKind cb_key_kind (const char *key);

/* The known key that this one is a slip of: one letter is another, too many or missing, or two are swapped.
 * NULL for a key that is known, and for one that is no slip. Static. */
const char *cb_key_nearest (const char *key);

G_END_DECLS
