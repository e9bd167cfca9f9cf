/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "firewalld.h"

#include <gio/gio.h>

#define FIREWALLD_NAME "org.fedoraproject.FirewallD1"
#define FIREWALLD_PATH "/org/fedoraproject/FirewallD1"

#define ANSWER_MS 1000

CbFirewalldZone
cb_firewalld_zone (const char *zone) {
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autofree const char **zones = NULL;

  if (bus != NULL)
    answer = g_dbus_connection_call_sync (bus, FIREWALLD_NAME, FIREWALLD_PATH, FIREWALLD_NAME ".zone",
                                          "getZones", NULL, G_VARIANT_TYPE ("(as)"),
                                          G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, NULL);
  if (answer == NULL)
    return CB_FIREWALLD_ABSENT;
  g_variant_get (answer, "(^a&s)", &zones);
  return g_strv_contains (zones, zone) ? CB_FIREWALLD_LOADED : CB_FIREWALLD_MISSING;
}
