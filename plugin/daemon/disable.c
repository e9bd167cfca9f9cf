/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "disable.h"

#include <glib/gi18n-lib.h>

#include "before.h"
#include "cable.h"
#include "fragment-file.h"
#include "interfaces.h"
#include "made-folder.h"
#include "network-manager.h"
#include "settings-store.h"

/* The first step, as it is enable's last: a disable that is cut short leaves nothing that starts by itself. */
static gboolean
stop_autoconnect (const CbSettings *cable, CbNetworkManager *manager, GError **error) {
  return !cb_network_manager_has_profile (manager, cable->uuid)
         || cb_network_manager_profile_save (manager, cable, FALSE, error);
}

static gboolean
take_down (CbSettings *cable, CbNetworkManager *manager, GError **error) {
  if (!stop_autoconnect (cable, manager, error))
    return FALSE;
  cable->state = CB_CABLE_STATE_DISABLING;
  if (!cb_settings_store_save (cable, error)
      || !cb_network_manager_deactivate (manager, cable->uuid, error)
      || !cb_network_manager_profile_delete (manager, cable->uuid, error))
    return FALSE;
  cb_cable_wait_no_dnsmasq (cable->interface, CB_DNSMASQ_END_MS);
  return TRUE;
}

static gboolean
put_back (CbSettings *cable, CbNetworkManager *manager, CbNotes *warnings, GError **error) {
  g_autofree char *fragment = cb_fragment_file_name (cable->interface);

  if (!cb_fragment_file_remove (fragment, error))
    return FALSE;
  cb_before_restore_system (cable, manager, warnings);
  if (cable->default_profile_was_there
      && !cb_network_manager_ensure_ordinary (manager, cable->interface, error))
    return FALSE;
  if (!cb_settings_store_remove (cable->uuid, error))
    return FALSE;
  cb_made_folder_remove_all (cable->made_folders);
  return TRUE;
}

static gboolean
is_enabled (GPtrArray *cables, const char *interface) {
  for (guint i = 0; i < cables->len; i++)
    if (g_str_equal (((const CbSettings *) cables->pdata[i])->interface, interface))
      return TRUE;
  return FALSE;
}

/* Fragments that no settings stand for any more, and what else their interfaces need. */
static gboolean
remove_orphan_fragments (GPtrArray *cables, CbNetworkManager *manager, GError **error) {
  g_auto (GStrv) interfaces = cb_fragment_file_interfaces ();

  for (guint i = 0; interfaces[i] != NULL; i++) {
    g_autofree char *fragment = cb_fragment_file_name (interfaces[i]);

    if (is_enabled (cables, interfaces[i]))
      continue;
    cb_cable_wait_no_dnsmasq (interfaces[i], CB_DNSMASQ_END_MS);
    if (!cb_fragment_file_remove (fragment, error)
        || !cb_network_manager_ensure_ordinary (manager, interfaces[i], error))
      return FALSE;
  }
  return TRUE;
}

/* Only the UUID is known of them, by the file's name. */
static gboolean
forget_damaged (GPtrArray *damages, GPtrArray *cables, CbNetworkManager *manager, GError **error) {
  for (guint i = 0; i < damages->len; i++) {
    const char *uuid = ((const CbSettingsDamage *) damages->pdata[i])->uuid;

    if (!cb_network_manager_deactivate (manager, uuid, error)
        || !cb_network_manager_profile_delete (manager, uuid, error))
      return FALSE;
  }
  if (!remove_orphan_fragments (cables, manager, error))
    return FALSE;
  for (guint i = 0; i < damages->len; i++)
    if (!cb_settings_store_remove (((const CbSettingsDamage *) damages->pdata[i])->uuid, error))
      return FALSE;
  return TRUE;
}

static gboolean
disable_damaged (GPtrArray *damages, GPtrArray *cables, CbNotes *warnings, GError **error) {
  g_autoptr (CbNetworkManager) manager = cb_network_manager_open (error);

  if (manager == NULL || !forget_damaged (damages, cables, manager, error))
    return FALSE;
  cb_notes_add (warnings, "before-unknown",
                g_strdup (_ ("the settings were damaged, so net.ipv4.ip_forward stays as it is")));
  return TRUE;
}

GVariant *
cb_disable (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (CbNotes) warnings = cb_notes_new ();
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  g_autoptr (GPtrArray) cables = cb_settings_store_list (damages);
  g_autoptr (CbNetworkManager) manager = NULL;
  CbSettings *cable;

  if (cables->len == 0 && damages->len > 0)
    return disable_damaged (damages, cables, warnings, error) ? cb_notes_to_variant (warnings) : NULL;
  cable = cb_interface_enabled (cables, request->interface, error);
  if (cable == NULL || (manager = cb_network_manager_open (error)) == NULL)
    return NULL;
  if (!take_down (cable, manager, error))
    return NULL;
  cb_upkeep_forget (upkeep, cable);
  if (!put_back (cable, manager, warnings, error))
    return NULL;
  return cb_notes_to_variant (warnings);
}
