/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boards that a boot folder looks made for, and the serial folders in it: what to check when nobody said.
 */

#pragma once

#include "boot/board.h"
#include "boot/inventory.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const CbBoard *board;
  char *serial;  /* of the serial folder, or as it was given; NULL: not known */
} CbBootGuess;

/* board: what is known, or NULL. serial: 8 lower-case hex digits, or NULL.
 *
 * With neither, each serial folder is looked at, and the boot folder itself where those hold nothing. A place
 * is made for the boards for which most speaks: the device tree that it would take is that board's, its
 * firmware and its kernel are there. Without a device tree one board stands for those that boot alike.
 * Elements: CbBootGuess; none when nothing of a boot folder is there. At most CB_MAX_BOOT_GUESSES. Free with
 * g_ptr_array_unref. */
GPtrArray *cb_boot_guess (const CbInventory *inventory, const CbBoard *board, const char *serial);

G_END_DECLS
