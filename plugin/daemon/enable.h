/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Enable, and its smaller sister up. */

#pragma once

#include <gio/gio.h>

#include "request.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* Makes the cable ours: all of it, or nothing is left changed (design, section 3, "the order of enable").
 * Returns the dictionary "cable", floating; NULL and an error that names the step and the remedy. */
GVariant *cb_enable (const CbRequest *request, CbUpkeep *upkeep, GError **error);

/* Takes the interface of an enabled cable now, whoever answers DHCP there: enable with everything as it was. */
GVariant *cb_up (const CbRequest *request, CbUpkeep *upkeep, GError **error);

G_END_DECLS
