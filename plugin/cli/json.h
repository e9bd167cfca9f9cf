/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The --json form of everything: one object, "v":1 first, stable keys and codes, text for people in
 * "message", absent keys left out. Makes text, prints nothing.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each returns one line without its end, or several where pretty; free with g_free. */
char *cb_json_cables (GVariant *cables, gboolean pretty);
char *cb_json_cable (GVariant *cable, gboolean pretty);

/* The end of a verb that brings back nothing but warnings, a(ss). */
char *cb_json_warnings (GVariant *warnings, gboolean pretty);

/* The call was sent, and its end isn't waited for. */
char *cb_json_sent (gboolean pretty);

/* interfaces (aa{sv}), for who must choose; NULL for none. */
char *cb_json_error (const GError *error, GVariant *interfaces, gboolean pretty);

G_END_DECLS
