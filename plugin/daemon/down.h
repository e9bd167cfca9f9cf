/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Down: the interface goes back to the other profiles, the settings stay. */

#pragma once

#include <gio/gio.h>

#include "request.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* Until the next up or enable. Returns the dictionary "cable", floating. A profile that somebody deleted is
 * no error, and isn't made anew. */
GVariant *cb_down (const CbRequest *request, CbUpkeep *upkeep, GError **error);

G_END_DECLS
