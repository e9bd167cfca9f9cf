/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Pieces of text about an event or a boot: dictionaries of the D-Bus contract
 * (conf/org.freedesktop.NetworkManager.cableboot.xml), which name the same things with the same keys. What
 * comes from outside is escaped (escape.h). Pure.
 *
 * Every text is freed with g_free. NULL: the dictionary doesn't tell.
 */

#pragma once

#include <glib.h>

#include "host/dict.h"

G_BEGIN_DECLS

/* The text at key. */
char *cb_event_text (GVariant *dict, const char *key, gboolean utf8);

/* The bytes at key, a file name as a rule. */
char *cb_event_name (GVariant *dict, const char *key, gboolean utf8);

/* "Raspberry Pi 4B", else its model, else its MAC. Never NULL. */
char *cb_event_board (GVariant *dict, gboolean utf8);

/* "91cdf03d", else its MAC; where one of several boards must be told from the others. */
char *cb_event_board_mark (GVariant *dict, gboolean utf8);

/* "Raspberry Pi 4B, serial 91cdf03d, dc:a6:32:01:36:c2, 10.42.0.17, eth0": what is known of it. Never NULL. */
char *cb_event_board_in_full (GVariant *dict, gboolean utf8);

/* "2.2 MB", or "2254400 bytes" where exact. Never NULL. */
char *cb_event_size (guint64 n_bytes, gboolean exact);

/* "5.5 MB/s". Never NULL. */
char *cb_event_rate (guint64 n_bytes, guint64 ms);

/* "0.41 s". Never NULL. */
char *cb_event_seconds (guint64 ms);

/* "6.18.0-rc3-00042-g1a2b3c4, built 14:02, same kernel as last time": the kernel at release, build and
 * same_kernel. Days that aren't today's (that of ms_now, milliseconds since 1970) are named. */
char *cb_event_kernel (GVariant *dict, gint64 ms_now, gboolean utf8);

/* "start4.elf: cause. Remedy.": the likely cause, with the file that it is about. */
char *cb_event_cause (GVariant *dict, gboolean utf8);

/* "14:02:07.123" and "2026-11-25 14:02:07" in local time, and in RFC 3339, in UTC. */
char *cb_event_clock (GVariant *dict);
char *cb_event_date (GVariant *dict);
char *cb_event_rfc3339 (GVariant *dict);

G_END_DECLS
