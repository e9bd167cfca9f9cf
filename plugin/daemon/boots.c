/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boots.h"

#include <glib/gi18n-lib.h>

#include "boot/boot-record.h"
#include "error.h"
#include "host/dict.h"
#include "limit.h"

struct CbBoots {
  CbBootsShared shared;
  GHashTable *cables; /* uuid -> CbCableBoots */
};

static void
free_cable (gpointer cable) {
  cb_cable_boots_free (cable);
}

CbBoots *
cb_boots_new (CbHerald *herald, GMainContext *context) {
  CbBoots *boots = g_new0 (CbBoots, 1);

  boots->shared = (CbBootsShared){ .herald = herald, .context = context };
  boots->cables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_cable);
  return boots;
}

void
cb_boots_free (CbBoots *boots) {
  if (boots == NULL)
    return;
  g_hash_table_unref (boots->cables);
  cb_boot_store_free (boots->shared.store);
  g_free (boots);
}

CbCableBoots *
cb_boots_find_cable (CbBoots *boots, const char *uuid) {
  return g_hash_table_lookup (boots->cables, uuid);
}

CbCableBoots *
cb_boots_of_cable (CbBoots *boots, const CbSettings *settings) {
  CbCableBoots *cable = cb_boots_find_cable (boots, settings->uuid);

  if (cable != NULL && !cb_cable_boots_update (cable, settings))
    return cable;
  if (cable == NULL) {
    cable = cb_cable_boots_new (&boots->shared, settings);
    g_hash_table_insert (boots->cables, g_strdup (settings->uuid), cable);
  }
  cb_herald_set_cable (boots->shared.herald, settings->uuid, settings->interface);
  return cable;
}

static gboolean
is_listed (GPtrArray *cables, const char *const *uuids, const char *uuid) {
  for (guint i = 0; i < cables->len; i++)
    if (g_str_equal (((const CbSettings *) cables->pdata[i])->uuid, uuid))
      return TRUE;
  return uuids != NULL && g_strv_contains (uuids, uuid);
}

void
cb_boots_set_cables (CbBoots *boots, GPtrArray *cables, const char *const *uuids) {
  GHashTableIter iter;
  gpointer uuid, cable;

  g_hash_table_iter_init (&iter, boots->cables);
  while (g_hash_table_iter_next (&iter, &uuid, &cable)) {
    if (is_listed (cables, uuids, uuid))
      continue;
    cb_cable_boots_end (cable);
    cb_herald_set_cable (boots->shared.herald, uuid, NULL);
    g_hash_table_iter_remove (&iter);
  }
  for (guint i = 0; i < cables->len; i++)
    cb_boots_of_cable (boots, cables->pdata[i]);
}

/* --- what is asked --- */

static gboolean
may_see (guint32 caller, guint32 uid) {
  return caller == 0 || caller == uid;
}

static int
compare_times (gconstpointer a, gconstpointer b) {
  gint64 first = cb_dict_time (*(GVariant *const *) a, "time", 0);
  gint64 second = cb_dict_time (*(GVariant *const *) b, "time", 0);

  return (first > second) - (first < second);
}

/* g_ptr_array_sort is stable: of one cable they are in order. */
GVariant *
cb_boots_past (CbBoots *boots, guint32 caller) {
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  GHashTableIter iter;
  GVariantBuilder list;
  gpointer cable;

  g_hash_table_iter_init (&iter, boots->cables);
  while (g_hash_table_iter_next (&iter, NULL, &cable))
    if (may_see (caller, cb_cable_boots_uid (cable)))
      cb_cable_boots_add_past (cable, events);
  g_ptr_array_sort (events, compare_times);
  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = events->len - MIN (events->len, CB_MAX_ANSWERED_EVENTS); i < events->len; i++)
    g_variant_builder_add_value (&list, events->pdata[i]);
  return g_variant_builder_end (&list);
}

/* As it stands now, if it runs; floating, or NULL. */
static GVariant *
find_running (CbBoots *boots, guint32 number, gboolean with_events) {
  GHashTableIter iter;
  gpointer cable;
  GVariant *boot = NULL;

  g_hash_table_iter_init (&iter, boots->cables);
  while (boot == NULL && g_hash_table_iter_next (&iter, NULL, &cable))
    boot = cb_cable_boots_find (cable, number, with_events);
  return boot;
}

static void
add_boot (CbBoots *boots, GVariant *on_record, GVariantBuilder *list) {
  GVariant *running = find_running (boots, cb_dict_number (on_record, "number"), FALSE);
  g_autoptr (GVariant) boot = running != NULL ? g_variant_ref_sink (running) : g_variant_ref (on_record);

  g_variant_builder_add_value (list, cb_boot_record_pick (boot, 0));
}

GVariant *
cb_boots_list (CbBoots *boots, guint32 caller, guint32 limit) {
  const GPtrArray *on_record = cb_boot_store_boots (cb_boots_shared_store (&boots->shared));
  GVariantBuilder list;
  guint n = 0;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = on_record->len; i > 0 && (limit == 0 || n < limit); i--) {
    GVariant *boot = on_record->pdata[i - 1];

    if (!may_see (caller, cb_dict_number (boot, "uid")))
      continue;
    add_boot (boots, boot, &list);
    n++;
  }
  return g_variant_builder_end (&list);
}

GVariant *
cb_boots_list_one (CbBoots *boots, guint32 caller, guint32 number, GError **error) {
  GVariant *running = find_running (boots, number, TRUE), *shown;
  g_autoptr (GVariant) boot = running != NULL ? g_variant_ref_sink (running)
                                              : cb_boot_store_load (cb_boots_shared_store (&boots->shared),
                                                                    number, error);

  if (boot == NULL)
    return NULL;
  if (!may_see (caller, cb_dict_number (boot, "uid"))) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no boot %u on record"), number);
    return NULL;
  }
  shown = cb_boot_record_pick (boot, CB_BOOT_RECORD_EVENTS);
  return g_variant_new_array (G_VARIANT_TYPE_VARDICT, &shown, 1);
}
