/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a hardware address is written. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Six bytes as "dc:a6:32:01:02:03". Caller frees. */
char *cb_mac_to_text (const guint8 *mac);

G_END_DECLS
