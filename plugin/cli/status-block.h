/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A cable as "cableboot status" tells it to a person: the state, a line for each fact, and what is
 * wrong with what to do. Makes text, prints nothing.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines with their ends. utf8 as in escape.h. Free with g_free. */
char *cb_status_block (GVariant *cable, gboolean colors, gboolean utf8);

G_END_DECLS
