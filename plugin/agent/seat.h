/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Is the user's session the one that is seen on a seat? As logind says; where it says nothing, it
 * is. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct CbSeat CbSeat;

/* bus: the system bus. */
CbSeat *cb_seat_new (GDBusConnection *bus);
void cb_seat_free (CbSeat *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbSeat, cb_seat_free)

gboolean cb_seat_is_active (const CbSeat *self);

G_END_DECLS
