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

/* NetworkManager ends dnsmasq by SIGTERM, and by SIGKILL 2 s later. */
#define DNSMASQ_END_MS 4000

static gboolean
take_down (CbSettings *cable, CbNetworkManager *manager, GError **error) {
  cable->state = CB_CABLE_STATE_DISABLING;
  if (!cb_settings_store_save (cable, error)
      || !cb_network_manager_deactivate (manager, cable->uuid, error)
      || !cb_network_manager_profile_delete (manager, cable->uuid, error))
    return FALSE;
  cb_cable_wait_no_dnsmasq (cable->interface, DNSMASQ_END_MS);
  return TRUE;
}

static gboolean
put_back (CbSettings *cable, CbNetworkManager *manager, GPtrArray *warnings, GError **error) {
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

GVariant *
cb_disable (const CbRequest *request, GError **error) {
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  CbSettings *cable = cb_interface_enabled (cables, request->interface, error);
  g_autoptr (CbNetworkManager) manager = NULL;

  if (cable == NULL || (manager = cb_network_manager_open (error)) == NULL)
    return NULL;
  if (!take_down (cable, manager, error) || !put_back (cable, manager, warnings, error))
    return NULL;
  return cb_cable_notes (warnings);
}
