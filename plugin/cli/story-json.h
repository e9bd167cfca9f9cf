/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Events and boots (D-Bus contract) as JSON: their keys as they are there, "event" for the kind, the time in
 * RFC 3339, and the likely cause in words as "message" and "remedy". Pure.
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One line without its end; "v" and "event" first. Free with g_free. */
char *cb_story_json_event (GVariant *event);

/* The end of a boot, as an event "summary": boot and, where it isn't NULL, the one of that board before. One
 * line without its end. Free with g_free. */
char *cb_story_json_summary (GVariant *boot, GVariant *before);

/* An error about event, as in json.h, with the code of its cause. Free with g_free. */
char *cb_story_json_failure (const GError *error, GVariant *event, gboolean pretty);

/* All boots (aa{sv}). Free with g_free. */
char *cb_story_json_boots (GVariant *boots, gboolean pretty);

/* One boot, with its events. Free with g_free. */
char *cb_story_json_boot (GVariant *boot, gboolean pretty);

G_END_DECLS
