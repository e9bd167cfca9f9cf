/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Forget a cable: the machine is as it was before enable. */

#pragma once

#include <gio/gio.h>

#include "request.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* Each step may have been done already, so a run that was cut short is ended by the next one. Returns the
 * warnings a(ss), floating; or NULL and an error. */
GVariant *cb_disable (const CbRequest *request, CbUpkeep *upkeep, GError **error);

G_END_DECLS
