/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "board-filter.h"

#include "host/dict.h"

/* A whole boot has less; more is not kept of a board that never tells its serial. */
#define MAX_KEPT_EVENTS 400

/* Boots of which it is known whether they are the board's, before all of it is given up */
#define MAX_BOOTS 1000

struct CbBoardFilter {
  char *serial;
  CbBoardFilterPass pass;
  gpointer data;
  GHashTable *known; /* boot -> TRUE or FALSE, is it the board's */
  GQueue kept;       /* of boots that aren't known, oldest first */
};

CbBoardFilter *
cb_board_filter_new (const char *serial, CbBoardFilterPass pass, gpointer data) {
  CbBoardFilter *filter = g_new0 (CbBoardFilter, 1);

  filter->serial = g_strdup (serial);
  filter->pass = pass;
  filter->data = data;
  filter->known = g_hash_table_new (NULL, NULL);
  g_queue_init (&filter->kept);
  return filter;
}

void
cb_board_filter_free (CbBoardFilter *filter) {
  if (!filter)
    return;
  g_queue_clear_full (&filter->kept, (GDestroyNotify) g_variant_unref);
  g_hash_table_unref (filter->known);
  g_free (filter->serial);
  g_free (filter);
}

static void
keep (CbBoardFilter *filter, GVariant *event) {
  g_queue_push_tail (&filter->kept, g_variant_ref (event));
  if (filter->kept.length > MAX_KEPT_EVENTS)
    g_variant_unref (g_queue_pop_head (&filter->kept));
}

/* Passes on, or forgets, what was kept of boot. */
static void
settle_kept (CbBoardFilter *filter, guint32 boot, gboolean is_own) {
  GList *next;

  for (GList *item = filter->kept.head; item; item = next) {
    GVariant *event = item->data;

    next = item->next;
    if (cb_dict_number (event, "boot") != boot)
      continue;
    g_queue_delete_link (&filter->kept, item);
    if (is_own)
      filter->pass (event, filter->data);
    g_variant_unref (event);
  }
}

static void
learn (CbBoardFilter *filter, GVariant *event, guint32 boot) {
  const char *serial = cb_dict_text (event, "serial");
  gboolean is_own;

  if (!serial || g_hash_table_contains (filter->known, GUINT_TO_POINTER (boot)))
    return;
  is_own = g_ascii_strcasecmp (serial, filter->serial) == 0;
  if (g_hash_table_size (filter->known) >= MAX_BOOTS)
    g_hash_table_remove_all (filter->known);
  g_hash_table_insert (filter->known, GUINT_TO_POINTER (boot), GINT_TO_POINTER (is_own));
  settle_kept (filter, boot, is_own);
}

void
cb_board_filter_event (CbBoardFilter *filter, GVariant *event) {
  guint32 boot = cb_dict_number (event, "boot");
  gpointer is_own;

  if (filter->serial && boot != 0)
    learn (filter, event, boot);
  if (!filter->serial || boot == 0)
    filter->pass (event, filter->data);
  else if (!g_hash_table_lookup_extended (filter->known, GUINT_TO_POINTER (boot), NULL, &is_own))
    keep (filter, event);
  else if (is_own)
    filter->pass (event, filter->data);
}
