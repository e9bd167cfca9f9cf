/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "down.h"

#include "cable-status.h"
#include "cable.h"
#include "interfaces.h"
#include "network-manager.h"
#include "settings-store.h"

/* Autoconnect goes off first, so that the profile doesn't come back by itself. */
static gboolean
give_back (CbSettings *cable, CbNetworkManager *manager, GError **error) {
  if (cb_network_manager_has_profile (manager, cable->uuid)
      && !cb_network_manager_profile_save (manager, cable, FALSE, error))
    return FALSE;
  cable->state = CB_CABLE_STATE_DOWN;
  return cb_network_manager_deactivate (manager, cable->uuid, error)
         && cb_settings_store_save (cable, error);
}

GVariant *
cb_down (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  CbSettings *cable = cb_interface_enabled (cables, request->interface, error);
  g_autoptr (CbNetworkManager) manager = NULL;

  if (cable == NULL || (manager = cb_network_manager_open (error)) == NULL)
    return NULL;
  if (!give_back (cable, manager, error)) {
    if (cb_network_manager_has_profile (manager, cable->uuid))
      cb_network_manager_profile_save (manager, cable, TRUE, NULL);
    return NULL;
  }
  cb_cable_wait_no_dnsmasq (cable->interface, CB_DNSMASQ_END_MS);
  cb_upkeep_forget (upkeep, cable);
  return cb_cable_status (cable, request->caller, manager, upkeep, NULL);
}
