/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A dictionary of the D-Bus contract (a{sv}), read key by key. Takes any dictionary: a key that is absent or
 * has another type reads as "not there". Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text of key, or NULL. Owned by dict. */
const char *cb_dict_text (GVariant *dict, const char *key);

/* FALSE, or 0, where key is absent. */
gboolean cb_dict_flag (GVariant *dict, const char *key);
gboolean cb_dict_has_flag (GVariant *dict, const char *key);
guint32 cb_dict_number (GVariant *dict, const char *key);
guint64 cb_dict_size (GVariant *dict, const char *key);

/* fallback where key is absent. */
gint64 cb_dict_time (GVariant *dict, const char *key, gint64 fallback);

/* The bytes of key (ay), zero-terminated behind their end, or NULL. *ret_n_bytes may be NULL. Free with
 * g_free. */
char *cb_dict_bytes (GVariant *dict, const char *key, gsize *ret_n_bytes);

/* Adds key to a dictionary that is being made; NULL leaves it out. */
void cb_dict_add_text (GVariantBuilder *dict, const char *key, const char *text);

G_END_DECLS
