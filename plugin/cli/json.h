/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The --json form of everything: one object, "v":1 first, stable keys and codes, text for people in
 * "message", absent keys left out. Makes text, prints nothing.
 */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* An object with "v":1 in it; a verb adds its keys and ends it. */
JsonBuilder *cb_json_begin (void);

/* One line without its end, or several where pretty; free with g_free. Takes no reference. */
char *cb_json_end (JsonBuilder *builder, gboolean pretty);

/* A key and its value. text: UTF-8; NULL leaves the key out. */
void cb_json_add_text (JsonBuilder *builder, const char *key, const char *text);
void cb_json_add_number (JsonBuilder *builder, const char *key, gint64 number);
void cb_json_add_flag (JsonBuilder *builder, const char *key, gboolean flag);

/* The values at keys (NULL-terminated) in a dictionary of the D-Bus contract, each under its key; those that
 * are absent are left out. Bytes become text as in escape.h. */
void cb_json_add_keys (JsonBuilder *builder, GVariant *dictionary, const char *const *keys);

/* The keys of an error: its code and its message. */
void cb_json_add_error (JsonBuilder *builder, const GError *error);

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
