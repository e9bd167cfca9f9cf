/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "past-events.h"

#include "host/dict.h"
#include "limit.h"

struct CbPastEvents {
  GQueue events; /* GVariant */
};

CbPastEvents *
cb_past_events_new (void) {
  CbPastEvents *past = g_new0 (CbPastEvents, 1);

  g_queue_init (&past->events);
  return past;
}

void
cb_past_events_free (CbPastEvents *past) {
  if (past == NULL)
    return;
  g_queue_clear_full (&past->events, (GDestroyNotify) g_variant_unref);
  g_free (past);
}

static gboolean
is_kind (GVariant *event, const char *kind) {
  return g_strcmp0 (cb_dict_text (event, "kind"), kind) == 0;
}

static gboolean
is_of_same_file (GVariant *a, GVariant *b) {
  return cb_dict_number (a, "boot") == cb_dict_number (b, "boot")
         && cb_dict_number (a, "transfer") == cb_dict_number (b, "transfer");
}

static void
forget_asked (CbPastEvents *past, GVariant *file) {
  for (GList *at = past->events.tail; at != NULL; at = at->prev)
    if (is_kind (at->data, "asked") && is_of_same_file (at->data, file)) {
      g_variant_unref (at->data);
      g_queue_delete_link (&past->events, at);
      return;
    }
}

void
cb_past_events_add (CbPastEvents *past, GVariant *event) {
  if (is_kind (event, "progress"))
    return;
  if (is_kind (event, "file"))
    forget_asked (past, event);
  g_queue_push_tail (&past->events, g_variant_ref (event));
  if (g_queue_get_length (&past->events) > CB_MAX_PAST_EVENTS)
    g_variant_unref (g_queue_pop_head (&past->events));
}

void
cb_past_events_list (const CbPastEvents *past, GPtrArray *events) {
  for (GList *at = past->events.head; at != NULL; at = at->next)
    g_ptr_array_add (events, g_variant_ref (at->data));
}
