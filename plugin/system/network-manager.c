/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "network-manager.h"

#include <NetworkManager.h>
#include <glib/gi18n-lib.h>

#include "await.h"
#include "error.h"
#include "firewalld.h"
#include "names.h"
#include "profile.h"

/* NetworkManager answers in milliseconds; a call that takes this long won't come back. */
#define CALL_MS 15000

/* From activation to "activated": addresses and duplicate checks; 0.14 s measured, IPv6 some seconds. */
#define ACTIVATE_MS 30000

#define POLL_MS 250

struct CbNetworkManager {
  NMClient *client;
  CbFirewalldZone zone;
};

static gboolean
fail (GError **error, CbError code, const char *what, const GError *cause) {
  g_set_error (error, CB_ERROR, code, "%s: %s", what, cause ? cause->message : _ ("no reason given"));
  return FALSE;
}

CbNetworkManager *
cb_network_manager_open (GError **error) {
  g_autoptr (GError) local = NULL;
  g_autoptr (NMClient) client = nm_client_new (NULL, &local);
  CbNetworkManager *manager;

  if (client == NULL || !nm_client_get_nm_running (client)) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_NO_NETWORK_MANAGER,
                         _ ("NetworkManager is not running; start it and try again"));
    return NULL;
  }
  manager = g_new0 (CbNetworkManager, 1);
  manager->client = g_steal_pointer (&client);
  manager->zone = cb_firewalld_zone (CB_FIREWALLD_ZONE);
  return manager;
}

static gboolean
is_gone (gpointer data) {
  GObject **watcher = data;

  return *watcher == NULL;
}

void
cb_network_manager_close (CbNetworkManager *manager) {
  GObject *watcher;

  if (manager == NULL)
    return;
  /* libnm frees its bus objects from the main context; wait until it has. */
  watcher = nm_client_get_context_busy_watcher (manager->client);
  g_object_add_weak_pointer (watcher, (gpointer *) &watcher);
  g_object_unref (manager->client);
  if (!cb_await_until (is_gone, &watcher, POLL_MS, CALL_MS))
    g_object_remove_weak_pointer (watcher, (gpointer *) &watcher);
  g_free (manager);
}

static NMDevice *
find_device (CbNetworkManager *manager, const char *interface) {
  return nm_client_get_device_by_iface (manager->client, interface);
}

static NMRemoteConnection *
find_profile (CbNetworkManager *manager, const char *uuid) {
  return nm_client_get_connection_by_uuid (manager->client, uuid);
}

static gboolean
has_ordinary (CbNetworkManager *manager, NMDevice *device) {
  const GPtrArray *all = nm_client_get_connections (manager->client);

  for (guint i = 0; i < all->len; i++)
    if (cb_profile_is_ordinary (all->pdata[i])
        && nm_device_connection_compatible (device, all->pdata[i], NULL))
      return TRUE;
  return FALSE;
}

void
cb_network_manager_device (CbNetworkManager *manager, const char *interface, CbDeviceFacts *ret_facts) {
  NMDevice *device = find_device (manager, interface);
  NMActiveConnection *active;

  *ret_facts = (CbDeviceFacts){ 0 };
  if (device == NULL)
    return;
  ret_facts->known = TRUE;
  ret_facts->managed = nm_device_get_state (device) > NM_DEVICE_STATE_UNMANAGED;
  ret_facts->ordinary_there = has_ordinary (manager, device);
  active = nm_device_get_active_connection (device);
  if (active == NULL)
    return;
  ret_facts->active_id = g_strdup (nm_active_connection_get_id (active));
  ret_facts->active_uuid = g_strdup (nm_active_connection_get_uuid (active));
  ret_facts->activated
      = nm_active_connection_get_state (active) == NM_ACTIVE_CONNECTION_STATE_ACTIVATED;
  ret_facts->default_route = nm_active_connection_get_default (active);
}

void
cb_device_facts_clear (CbDeviceFacts *facts) {
  g_clear_pointer (&facts->active_id, g_free);
  g_clear_pointer (&facts->active_uuid, g_free);
}

char **
cb_network_manager_competitors (CbNetworkManager *manager, const CbSettings *settings) {
  const GPtrArray *all = nm_client_get_connections (manager->client);
  NMDevice *device = find_device (manager, settings->interface);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; device != NULL && i < all->len; i++) {
    NMConnection *other = all->pdata[i];
    NMSettingConnection *setting = nm_connection_get_setting_connection (other);

    if (setting != NULL && g_strcmp0 (nm_connection_get_uuid (other), settings->uuid) != 0
        && nm_setting_connection_get_autoconnect (setting)
        && nm_setting_connection_get_autoconnect_priority (setting) >= CB_PROFILE_PRIORITY
        && nm_device_connection_compatible (device, other, NULL))
      g_ptr_array_add (ids, g_strdup (nm_connection_get_id (other)));
  }
  if (ids->len == 0)
    return NULL;
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

static gboolean
is_shared (NMConnection *connection) {
  NMSettingIPConfig *ipv4 = nm_connection_get_setting_ip4_config (connection);

  return ipv4 != NULL
         && g_strcmp0 (nm_setting_ip_config_get_method (ipv4), NM_SETTING_IP4_CONFIG_METHOD_SHARED) == 0;
}

gboolean
cb_network_manager_shares_elsewhere (CbNetworkManager *manager, const char *uuid) {
  const GPtrArray *all = nm_client_get_connections (manager->client);

  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (nm_connection_get_uuid (all->pdata[i]), uuid) != 0 && is_shared (all->pdata[i]))
      return TRUE;
  return FALSE;
}

gboolean
cb_network_manager_is_sharing_elsewhere (CbNetworkManager *manager, const char *uuid) {
  const GPtrArray *all = nm_client_get_active_connections (manager->client);

  for (guint i = 0; i < all->len; i++) {
    NMRemoteConnection *profile = nm_active_connection_get_connection (all->pdata[i]);

    if (profile != NULL && g_strcmp0 (nm_active_connection_get_uuid (all->pdata[i]), uuid) != 0
        && is_shared (NM_CONNECTION (profile)))
      return TRUE;
  }
  return FALSE;
}

gboolean
cb_network_manager_has_profile (CbNetworkManager *manager, const char *uuid) {
  return find_profile (manager, uuid) != NULL;
}

CbFirewalldZone
cb_network_manager_firewalld_zone (CbNetworkManager *manager) {
  return manager->zone;
}

/* The zone is named only where firewalld has it (proven-traps.md 31). */
static CbProfile
profile_wanted (CbNetworkManager *manager, const CbSettings *settings, gboolean autoconnect) {
  return (CbProfile){ settings, autoconnect,
                      manager->zone == CB_FIREWALLD_LOADED ? CB_FIREWALLD_ZONE : NULL };
}

char *
cb_network_manager_profile_difference (CbNetworkManager *manager, const CbSettings *settings,
                                       gboolean autoconnect) {
  NMRemoteConnection *profile = find_profile (manager, settings->uuid);
  const CbProfile wanted = profile_wanted (manager, settings, autoconnect);

  return profile == NULL ? NULL : cb_profile_difference (&wanted, NM_CONNECTION (profile));
}

GVariant *
cb_network_manager_profile_backup (CbNetworkManager *manager, const char *uuid) {
  NMRemoteConnection *profile = find_profile (manager, uuid);

  if (profile == NULL)
    return NULL;
  return g_variant_ref_sink (
      nm_connection_to_dbus (NM_CONNECTION (profile), NM_CONNECTION_SERIALIZE_ALL));
}

static gboolean
add_profile (CbNetworkManager *manager, NMConnection *profile, NMSettingsAddConnection2Flags flags,
             GError **error) {
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NMRemoteConnection) added = NULL;
  g_auto (CbAwait) await = CB_AWAIT_NULL;
  g_autoptr (GError) local = NULL;

  nm_client_add_connection2 (manager->client,
                             nm_connection_to_dbus (profile, NM_CONNECTION_SERIALIZE_ALL), flags, NULL,
                             FALSE, cancellable, cb_await_done, &await);
  added = nm_client_add_connection2_finish (manager->client,
                                            cb_await (&await, cancellable, CALL_MS), NULL, &local);
  return added != NULL
         || fail (error, CB_ERROR_FAILED, _ ("NetworkManager did not take the profile"), local);
}

static gboolean
update_profile (NMRemoteConnection *profile, GVariant *settings, GError **error) {
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GVariant) answer = NULL;
  g_auto (CbAwait) await = CB_AWAIT_NULL;
  g_autoptr (GError) local = NULL;

  nm_remote_connection_update2 (
      profile, settings, NM_SETTINGS_UPDATE2_FLAG_TO_DISK | NM_SETTINGS_UPDATE2_FLAG_NO_REAPPLY, NULL,
      cancellable, cb_await_done, &await);
  answer = nm_remote_connection_update2_finish (profile, cb_await (&await, cancellable, CALL_MS),
                                                &local);
  return answer != NULL
         || fail (error, CB_ERROR_FAILED, _ ("NetworkManager did not take the profile"), local);
}

typedef struct {
  CbNetworkManager *manager;
  const CbProfile *wanted;
} Announcement;

/* NetworkManager answers an update before it announces the new values. */
static gboolean
is_announced (gpointer data) {
  const Announcement *announcement = data;
  NMRemoteConnection *present
      = find_profile (announcement->manager, announcement->wanted->settings->uuid);
  g_autofree char *difference
      = present == NULL ? NULL
                        : cb_profile_difference (announcement->wanted, NM_CONNECTION (present));

  return present != NULL && difference == NULL;
}

gboolean
cb_network_manager_profile_save (CbNetworkManager *manager, const CbSettings *settings,
                                 gboolean autoconnect, GError **error) {
  NMRemoteConnection *present = find_profile (manager, settings->uuid);
  const CbProfile wanted = profile_wanted (manager, settings, autoconnect);
  g_autoptr (NMConnection) profile = cb_profile_new (&wanted);
  g_autofree char *difference
      = present ? cb_profile_difference (&wanted, NM_CONNECTION (present)) : NULL;

  if (present == NULL
      && !add_profile (manager, profile, NM_SETTINGS_ADD_CONNECTION2_FLAG_TO_DISK, error))
    return FALSE;
  if (difference != NULL
      && !update_profile (present, nm_connection_to_dbus (profile, NM_CONNECTION_SERIALIZE_ALL), error))
    return FALSE;
  cb_await_until (is_announced, &(Announcement){ manager, &wanted }, POLL_MS, CALL_MS);
  return TRUE;
}

gboolean
cb_network_manager_profile_restore (CbNetworkManager *manager, const char *uuid, GVariant *backup,
                                    GError **error) {
  NMRemoteConnection *present = find_profile (manager, uuid);
  g_autoptr (NMConnection) profile = NULL;

  if (backup == NULL)
    return cb_network_manager_profile_delete (manager, uuid, error);
  if (present != NULL)
    return update_profile (present, backup, error);
  profile = nm_simple_connection_new_from_dbus (backup, error);
  return profile != NULL
         && add_profile (manager, profile, NM_SETTINGS_ADD_CONNECTION2_FLAG_TO_DISK, error);
}

static gboolean
has_settled (gpointer data) {
  NMActiveConnectionState state = nm_active_connection_get_state (data);

  return state == NM_ACTIVE_CONNECTION_STATE_ACTIVATED
         || state == NM_ACTIVE_CONNECTION_STATE_DEACTIVATED;
}

/* The request alone. NULL and an error, or the connection on its way; caller unrefs. */
static NMActiveConnection *
request_activation (CbNetworkManager *manager, const char *uuid, const char *interface, GError **error) {
  NMDevice *device = find_device (manager, interface);
  NMRemoteConnection *profile = find_profile (manager, uuid);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  NMActiveConnection *active;
  g_auto (CbAwait) await = CB_AWAIT_NULL;
  g_autoptr (GError) local = NULL;

  if (device == NULL || profile == NULL) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND,
                 _ ("NetworkManager no longer has %s or its profile; run cableboot enable again"),
                 interface);
    return NULL;
  }
  nm_client_activate_connection_async (manager->client, NM_CONNECTION (profile), device, NULL,
                                       cancellable, cb_await_done, &await);
  active = nm_client_activate_connection_finish (manager->client,
                                                 cb_await (&await, cancellable, CALL_MS), &local);
  if (active == NULL)
    fail (error, CB_ERROR_ACTIVATION, _ ("NetworkManager did not activate the profile"), local);
  return active;
}

gboolean
cb_network_manager_start (CbNetworkManager *manager, const char *uuid, const char *interface,
                          GError **error) {
  g_autoptr (NMActiveConnection) active = request_activation (manager, uuid, interface, error);

  return active != NULL;
}

gboolean
cb_network_manager_activate (CbNetworkManager *manager, const char *uuid, const char *interface,
                             GError **error) {
  g_autoptr (NMActiveConnection) active = request_activation (manager, uuid, interface, error);

  if (active == NULL)
    return FALSE;
  if (!cb_await_until (has_settled, active, POLL_MS, ACTIVATE_MS)) {
    g_set_error (error, CB_ERROR, CB_ERROR_TIMEOUT,
                 _ ("NetworkManager did not get the profile up on %s within %d seconds"),
                 interface, ACTIVATE_MS / 1000);
    return FALSE;
  }
  if (nm_active_connection_get_state (active) == NM_ACTIVE_CONNECTION_STATE_ACTIVATED)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_ACTIVATION,
               _ ("NetworkManager gave the profile up on %s; see: journalctl -u NetworkManager "
                  "NM_DEVICE=%s"),
               interface, interface);
  return FALSE;
}

static NMActiveConnection *
find_active (CbNetworkManager *manager, const char *uuid) {
  const GPtrArray *all = nm_client_get_active_connections (manager->client);

  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (nm_active_connection_get_uuid (all->pdata[i]), uuid) == 0)
      return all->pdata[i];
  return NULL;
}

static gboolean
is_deactivated (gpointer data) {
  return nm_active_connection_get_state (data) == NM_ACTIVE_CONNECTION_STATE_DEACTIVATED;
}

gboolean
cb_network_manager_deactivate (CbNetworkManager *manager, const char *uuid, GError **error) {
  NMActiveConnection *found = find_active (manager, uuid);
  g_autoptr (NMActiveConnection) active = found ? g_object_ref (found) : NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (CbAwait) await = CB_AWAIT_NULL;
  g_autoptr (GError) local = NULL;

  if (active == NULL)
    return TRUE;
  nm_client_deactivate_connection_async (manager->client, active, cancellable, cb_await_done, &await);
  if (!nm_client_deactivate_connection_finish (manager->client,
                                               cb_await (&await, cancellable, CALL_MS), &local))
    return fail (error, CB_ERROR_FAILED, _ ("NetworkManager did not take the profile down"), local);
  cb_await_until (is_deactivated, active, POLL_MS, CALL_MS);
  return TRUE;
}

gboolean
cb_network_manager_profile_delete (CbNetworkManager *manager, const char *uuid, GError **error) {
  NMRemoteConnection *profile = find_profile (manager, uuid);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (CbAwait) await = CB_AWAIT_NULL;
  g_autoptr (GError) local = NULL;

  if (profile == NULL)
    return TRUE;
  nm_remote_connection_delete_async (profile, cancellable, cb_await_done, &await);
  return nm_remote_connection_delete_finish (profile, cb_await (&await, cancellable, CALL_MS), &local)
         || fail (error, CB_ERROR_FAILED, _ ("NetworkManager did not delete the profile"), local);
}

gboolean
cb_network_manager_ensure_ordinary (CbNetworkManager *manager, const char *interface, GError **error) {
  const GPtrArray *all = nm_client_get_connections (manager->client);
  NMDevice *device = find_device (manager, interface);
  g_autoptr (NMConnection) profile = NULL;

  if (device == NULL)
    return TRUE;
  for (guint i = 0; i < all->len; i++)
    if (nm_device_connection_compatible (device, all->pdata[i], NULL))
      return TRUE;
  profile = cb_profile_new_ordinary (interface);
  return add_profile (manager, profile, NM_SETTINGS_ADD_CONNECTION2_FLAG_IN_MEMORY, error);
}

/* Would NetworkManager rather take a than b (NULL for none)? As its policy: by priority, then the last use. */
static gboolean
is_before (NMSettingConnection *a, NMSettingConnection *b) {
  int priority_a = nm_setting_connection_get_autoconnect_priority (a);
  int priority_b = b != NULL ? nm_setting_connection_get_autoconnect_priority (b) : 0;

  if (b == NULL || priority_a != priority_b)
    return b == NULL || priority_a > priority_b;
  return nm_setting_connection_get_timestamp (a) > nm_setting_connection_get_timestamp (b);
}

char *
cb_network_manager_successor (CbNetworkManager *manager, const CbSettings *settings) {
  const GPtrArray *all = nm_client_get_connections (manager->client);
  NMDevice *device = find_device (manager, settings->interface);
  NMSettingConnection *best = NULL;

  for (guint i = 0; device != NULL && i < all->len; i++) {
    NMSettingConnection *setting = nm_connection_get_setting_connection (all->pdata[i]);

    if (setting != NULL && g_strcmp0 (nm_setting_connection_get_uuid (setting), settings->uuid) != 0
        && nm_setting_connection_get_autoconnect (setting)
        && nm_device_connection_compatible (device, all->pdata[i], NULL) && is_before (setting, best))
      best = setting;
  }
  return best != NULL ? g_strdup (nm_setting_connection_get_uuid (best)) : NULL;
}
