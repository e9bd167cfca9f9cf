/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "targets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "boot-folder.h"
#include "error.h"
#include "helper.h"
#include "host/link-target.h"
#include "host/quote.h"
#include "interfaces.h"
#include "links.h"
#include "network-manager.h"
#include "settings-store.h"

/* All that links lead to, each judged; ends with NULL. NULL with an error. */
static char **
look (const CbSettings *settings, const char *const *homes, GError **error) {
  g_auto (GStrv) found = NULL;

  if (!cb_helper_targets (settings->uid, settings->folder, &found, error))
    return NULL;
  for (char **target = found; *target != NULL; target++) {
    char *judged = cb_link_target_judge (*target, strlen (*target), homes, error);

    if (judged == NULL)
      return NULL;
    g_free (*target);
    *target = judged;
  }
  return g_steal_pointer (&found);
}

static gboolean
is_covered (const char *const *directories, const char *target) {
  for (gsize i = 0; directories != NULL && directories[i] != NULL; i++)
    if (cb_link_target_covers (directories[i], target))
      return TRUE;
  return FALSE;
}

static const char *const *
confirmed_before (const CbSettings *old, const CbSettings *settings) {
  gboolean same = old != NULL && old->uid == settings->uid && g_strcmp0 (old->folder, settings->folder) == 0;

  return same ? (const char *const *) old->targets : NULL;
}

/* Those of found that neither list covers; borrowed, without NULL at the end. */
static GPtrArray *
find_unconfirmed (char **found, const char *const *before, const char *const *confirmed) {
  GPtrArray *unconfirmed = g_ptr_array_new ();

  for (char **target = found; *target != NULL; target++)
    if (!is_covered (before, *target) && !is_covered (confirmed, *target))
      g_ptr_array_add (unconfirmed, *target);
  return unconfirmed;
}

/* Always FALSE. */
static gboolean
refuse (const GPtrArray *unconfirmed, GError **error) {
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < unconfirmed->len; i++) {
    g_autofree char *shown = cb_quote (unconfirmed->pdata[i], -1);

    g_string_append_printf (names, "%s'%s'", i > 0 ? ", " : "", shown);
  }
  g_set_error (error, CB_ERROR, CB_ERROR_UNCONFIRMED,
               _ ("the boot folder has links that lead out of it, to files in: %s; whoever holds the cable "
                  "could read what is there. To serve that too, add 'links yes' to 'cableboot enable'; "
                  "else remove the links"),
               names->str);
  return FALSE;
}

gboolean
cb_targets_find (CbSettings *settings, const CbSettings *old, const char *const *confirmed,
                 const char *const *homes, GError **error) {
  g_auto (GStrv) found = look (settings, homes, error);
  g_autoptr (GPtrArray) unconfirmed = NULL;

  if (found == NULL)
    return FALSE;
  unconfirmed = find_unconfirmed (found, confirmed_before (old, settings), confirmed);
  if (unconfirmed->len > 0)
    return refuse (unconfirmed, error);
  g_strfreev (settings->targets);
  settings->targets = found[0] != NULL ? g_steal_pointer (&found) : NULL;
  return TRUE;
}

/* What is enabled on the interface that the request means; *ret_old stays NULL where nothing is. */
static gboolean
find_old (const CbRequest *request, GPtrArray *cables, const CbSettings **ret_old, GError **error) {
  g_autoptr (CbNetworkManager) manager = cb_network_manager_open (error);
  g_autoptr (GPtrArray) links = manager != NULL ? cb_links_list (error) : NULL;
  const CbLink *link = NULL;

  if (links != NULL)
    link = cb_interface_choose (links, request->interface, cables, manager, error);
  if (link != NULL)
    *ret_old = cb_interface_cable (cables, link);
  return link != NULL;
}

GVariant *
cb_targets_answer (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  g_autoptr (CbSettings) settings = NULL;
  g_autoptr (GPtrArray) unconfirmed = NULL;
  g_auto (GStrv) homes = cb_boot_folder_homes (), found = NULL;
  const CbSettings *old = NULL;

  if (!find_old (request, cables, &old, error))
    return NULL;
  settings = old != NULL ? cb_settings_copy (old) : cb_settings_new ();
  if (!cb_boot_folder_find_user (request, settings, error) || !cb_boot_folder_find (request, settings, error))
    return NULL;
  found = look (settings, (const char *const *) homes, error);
  if (found == NULL)
    return NULL;
  unconfirmed = find_unconfirmed (found, confirmed_before (old, settings), NULL);
  return g_variant_new_bytestring_array ((const char *const *) unconfirmed->pdata, unconfirmed->len);
}
