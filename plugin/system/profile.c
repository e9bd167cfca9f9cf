/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "profile.h"

#include "names.h"

/* What NetworkManager gives its own default profile (nm-settings(5), autoconnect-priority). */
#define ORDINARY_PRIORITY (-999)

static void
normalize (NMConnection *connection) {
  g_autoptr (GError) error = NULL;

  if (!nm_connection_normalize (connection, NULL, NULL, &error))
    g_critical ("our profile is not valid: %s", error->message);
}

static NMSetting *
connection_setting (const CbProfile *wanted) {
  const CbSettings *settings = wanted->settings;
  g_autofree char *id = g_strdup_printf (CB_PROFILE_ID, settings->interface);

  return g_object_new (NM_TYPE_SETTING_CONNECTION,
                       NM_SETTING_CONNECTION_ID, id,
                       NM_SETTING_CONNECTION_UUID, settings->uuid,
                       NM_SETTING_CONNECTION_TYPE, NM_SETTING_WIRED_SETTING_NAME,
                       NM_SETTING_CONNECTION_INTERFACE_NAME, settings->mac ? NULL : settings->interface,
                       NM_SETTING_CONNECTION_AUTOCONNECT, wanted->autoconnect,
                       NM_SETTING_CONNECTION_AUTOCONNECT_PRIORITY, CB_PROFILE_PRIORITY,
                       NM_SETTING_CONNECTION_AUTOCONNECT_RETRIES, 1,
                       NM_SETTING_CONNECTION_METERED, NM_METERED_NO,
                       NM_SETTING_CONNECTION_ZONE, wanted->zone,
                       NULL);
}

/* Sharing takes a dnsmasq: NetworkManager gives up where none is installed. */
static const char *
ipv4_method (const CbSettings *settings) {
  return settings->serving == CB_PLAN_BUILTIN_ALONE ? NM_SETTING_IP4_CONFIG_METHOD_MANUAL
                                                    : NM_SETTING_IP4_CONFIG_METHOD_SHARED;
}

static NMSetting *
ipv4_setting (const CbSettings *settings) {
  guint32 network_order = GUINT32_TO_BE (settings->address);
  NMIPAddress *address
      = nm_ip_address_new_binary (AF_INET, &network_order, settings->prefix, NULL);
  NMSetting *setting = g_object_new (NM_TYPE_SETTING_IP4_CONFIG,
                                     NM_SETTING_IP_CONFIG_METHOD, ipv4_method (settings),
                                     NM_SETTING_IP_CONFIG_MAY_FAIL, TRUE,
                                     NULL);

  if (address != NULL) {
    nm_setting_ip_config_add_address (NM_SETTING_IP_CONFIG (setting), address);
    nm_ip_address_unref (address);
  }
  return setting;
}

NMConnection *
cb_profile_new (const CbProfile *wanted) {
  const CbSettings *settings = wanted->settings;
  NMConnection *profile = nm_simple_connection_new ();

  nm_connection_add_setting (profile, connection_setting (wanted));
  nm_connection_add_setting (profile,
                             g_object_new (NM_TYPE_SETTING_WIRED,
                                           NM_SETTING_WIRED_MAC_ADDRESS, settings->mac,
                                           NM_SETTING_WIRED_CLONED_MAC_ADDRESS, "preserve",
                                           NULL));
  nm_connection_add_setting (profile, ipv4_setting (settings));
  nm_connection_add_setting (profile,
                             g_object_new (NM_TYPE_SETTING_IP6_CONFIG,
                                           NM_SETTING_IP_CONFIG_METHOD,
                                           NM_SETTING_IP6_CONFIG_METHOD_LINK_LOCAL,
                                           NULL));
  normalize (profile);
  return profile;
}

/* "ipv4.method" of each property that differs, appended to text. */
static void
describe_setting (const char *setting, GHashTable *properties, GString *text) {
  GHashTableIter iter;
  gpointer property;

  g_hash_table_iter_init (&iter, properties);
  while (g_hash_table_iter_next (&iter, &property, NULL))
    g_string_append_printf (text, "%s%s.%s", text->len > 0 ? ", " : "", setting,
                            (const char *) property);
}

char *
cb_profile_difference (const CbProfile *wanted, NMConnection *present) {
  g_autoptr (NMConnection) profile = cb_profile_new (wanted);
  g_autoptr (GHashTable) differences = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer setting, properties;

  if (nm_connection_diff (profile, present, NM_SETTING_COMPARE_FLAG_IGNORE_TIMESTAMP, &differences)
      || differences == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, differences);
  while (g_hash_table_iter_next (&iter, &setting, &properties))
    describe_setting (setting, properties, text);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

NMConnection *
cb_profile_new_ordinary (const char *interface) {
  NMConnection *profile = nm_simple_connection_new ();
  g_autofree char *uuid = nm_utils_uuid_generate ();

  nm_connection_add_setting (profile,
                             g_object_new (NM_TYPE_SETTING_CONNECTION,
                                           NM_SETTING_CONNECTION_ID, "Wired connection 1",
                                           NM_SETTING_CONNECTION_UUID, uuid,
                                           NM_SETTING_CONNECTION_TYPE, NM_SETTING_WIRED_SETTING_NAME,
                                           NM_SETTING_CONNECTION_INTERFACE_NAME, interface,
                                           NM_SETTING_CONNECTION_AUTOCONNECT_PRIORITY, ORDINARY_PRIORITY,
                                           NULL));
  normalize (profile);
  return profile;
}

gboolean
cb_profile_is_ordinary (NMConnection *connection) {
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);

  return setting != NULL
         && nm_setting_connection_get_autoconnect_priority (setting) == ORDINARY_PRIORITY
         && NM_IS_REMOTE_CONNECTION (connection)
         && g_str_has_prefix (nm_remote_connection_get_filename (NM_REMOTE_CONNECTION (connection)) ?: "",
                              "/run/");
}
