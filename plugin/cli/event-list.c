/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "event-list.h"

#include <string.h>

#include "host/dict.h"

static gboolean
has_same_text (GVariant *a, GVariant *b, const char *key) {
  return g_strcmp0 (cb_dict_text (a, key), cb_dict_text (b, key)) == 0;
}

/* Dictionaries have no order, and a daemon that was started again may tell more or less of the same event. */
static gboolean
is_same (GVariant *a, GVariant *b) {
  return cb_dict_time (a, "time", 0) == cb_dict_time (b, "time", 0)
         && cb_dict_number (a, "boot") == cb_dict_number (b, "boot")
         && cb_dict_number (a, "transfer") == cb_dict_number (b, "transfer")
         && has_same_text (a, b, "uuid") && has_same_text (a, b, "kind") && has_same_text (a, b, "stage")
         && has_same_text (a, b, "outcome");
}

/* The place behind last, or -1. */
static gssize
place_behind (GVariant *events, GVariant *last) {
  for (gsize i = g_variant_n_children (events); i > 0; i--) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i - 1);

    if (is_same (event, last))
      return (gssize) i;
  }
  return -1;
}

typedef gboolean (*Chooses) (GVariant *event, gsize place, gpointer data);

static GVariant *
choose (GVariant *events, Chooses chooses, gpointer data) {
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    if (chooses (event, i, data))
      g_variant_builder_add_value (&builder, event);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

typedef struct {
  gssize behind;
  gint64 ms_last;
} After;

static gboolean
is_after (GVariant *event, gsize place, gpointer data) {
  const After *after = data;

  if (after->behind >= 0)
    return place >= (gsize) after->behind;
  return cb_dict_time (event, "time", 0) > after->ms_last;
}

GVariant *
cb_event_list_after (GVariant *events, GVariant *last) {
  After after;

  if (!last)
    return g_variant_ref (events);
  after = (After) { place_behind (events, last), cb_dict_time (last, "time", 0) };
  return choose (events, is_after, &after);
}

gboolean
cb_event_list_is_end (GVariant *event) {
  const char *kind = cb_dict_text (event, "kind");
  const char *stage = cb_dict_text (event, "stage");

  return g_strcmp0 (kind, "ended") == 0 || g_strcmp0 (kind, "linux") == 0
         || (g_strcmp0 (kind, "stage") == 0
             && (g_strcmp0 (stage, "handed-over") == 0 || g_strcmp0 (stage, "linux") == 0));
}

static gboolean
is_under_way (GVariant *event, gsize place, gpointer data) {
  guint32 boot = cb_dict_number (event, "boot");

  return boot != 0 && !g_hash_table_contains (data, GUINT_TO_POINTER (boot));
}

GVariant *
cb_event_list_under_way (GVariant *events) {
  g_autoptr (GHashTable) over = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    if (cb_event_list_is_end (event))
      g_hash_table_add (over, GUINT_TO_POINTER (cb_dict_number (event, "boot")));
  }
  return choose (events, is_under_way, over);
}
