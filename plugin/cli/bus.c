/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cableboot-bus.h"
#include "error.h"
#include "names.h"
#include "text-agent.h"

/* A daemon that isn't running must be started by the bus first, which gives it 25 s. */
#define MS_LIST 25000

/* With --wait 0: how long we stay for an early "no". polkit must find us on the bus when the daemon
 * asks who we are, so leaving at once would turn each call into a refusal. */
#define MS_ACCEPT 2000

struct CbBus {
  CbCableboot *proxy;
  int wait_s;
};

CbBus *
cb_bus_new (int wait_s) {
  CbBus *bus = g_new0 (CbBus, 1);

  bus->wait_s = wait_s;
  return bus;
}

void
cb_bus_free (CbBus *bus) {
  if (!bus)
    return;
  cb_text_agent_stop ();
  g_clear_object (&bus->proxy);
  g_free (bus);
}

void
cb_bus_register_errors (void) {
  for (int code = 0; code < CB_ERROR_N_; code++)
    g_dbus_error_register_error (CB_ERROR, code, cb_error_to_name ((CbError)code));
}

GVariantDict *
cb_bus_options (void) {
  GVariantDict *options = g_variant_dict_new (NULL);
  const char *locale = setlocale (LC_MESSAGES, NULL);

  if (locale && g_utf8_validate (locale, -1, NULL))
    g_variant_dict_insert (options, "locale", "s", locale);
  return options;
}

static gboolean
connect_bus (CbBus *bus, GError **error) {
  g_autoptr (GError) local = NULL;

  if (bus->proxy)
    return TRUE;
  bus->proxy = cb_cableboot_proxy_new_for_bus_sync (
      G_BUS_TYPE_SYSTEM,
      G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS
          | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
      CB_BUS_NAME, CB_BUS_PATH, NULL, &local);
  if (bus->proxy)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("no way to the system bus, is it running? %s"),
               local->message);
  return FALSE;
}

static gboolean
is_no_daemon (const GError *error) {
  static const GDBusError codes[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,           G_DBUS_ERROR_NAME_HAS_NO_OWNER,
    G_DBUS_ERROR_SPAWN_EXEC_FAILED,         G_DBUS_ERROR_SPAWN_CHILD_EXITED,
    G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,      G_DBUS_ERROR_SPAWN_FAILED,
    G_DBUS_ERROR_SPAWN_SETUP_FAILED,        G_DBUS_ERROR_SPAWN_CONFIG_INVALID,
    G_DBUS_ERROR_SPAWN_SERVICE_INVALID,     G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND,
    G_DBUS_ERROR_SPAWN_PERMISSIONS_INVALID, G_DBUS_ERROR_SPAWN_FILE_INVALID,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, (int)codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_timeout (const GError *error) {
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT);
}

/* Takes from, an error of a call, and sets it as a CB_ERROR. Always FALSE. */
static gboolean
pass_on (GError *from, int timeout_ms, GError **error) {
  g_autoptr (GError) local = from;

  g_dbus_error_strip_remote_error (local);
  if (local->domain == CB_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (is_timeout (local))
    g_set_error (error, CB_ERROR, CB_ERROR_TIMEOUT,
                 _ ("no answer from cablebootd within %d s; it may still be at work, see "
                    "'cableboot status'"),
                 timeout_ms / 1000);
  else if (is_no_daemon (local))
    g_set_error (
        error, CB_ERROR, CB_ERROR_FAILED,
        _ ("the service cablebootd can't be started, is cableboot installed completely? %s"),
        local->message);
  else if (g_error_matches (local, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_ALLOWED,
                 _ ("the system bus doesn't let this through: %s"), local->message);
  else if (g_error_matches (local, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED,
                         _ ("the service cablebootd ended before it answered; its log says why, "
                            "and the same command again puts things right"));
  else
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED,
                 _ ("the service cablebootd gave no usable answer: %s"), local->message);
  return FALSE;
}

/* What every changing call needs before it: the bus and somebody who asks for the password. */
static gboolean
prepare (CbBus *bus, GError **error) {
  if (!connect_bus (bus, error))
    return FALSE;
  cb_text_agent_start ();
  return TRUE;
}

static int
change_ms (const CbBus *bus) {
  return bus->wait_s == 0 ? MS_ACCEPT : bus->wait_s * 1000;
}

/* The end of a changing call that failed with from. Not answered yet is good enough for who doesn't
 * wait. */
static gboolean
change_failed (const CbBus *bus, GError *from, GVariant **ret_answer, GError **error) {
  if (bus->wait_s > 0 || !is_timeout (from))
    return pass_on (from, change_ms (bus), error);
  g_error_free (from);
  *ret_answer = NULL;
  return TRUE;
}

static GVariant *
folder_bytes (const char *folder) {
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, folder, folder ? strlen (folder) : 0, 1);
}

gboolean
cb_bus_enable (CbBus *bus, const char *ifname, const char *folder, GVariant *options,
               GVariant **ret_answer, GError **error) {
  g_autoptr (GVariant) owned = g_variant_ref_sink (options);
  GError *local = NULL;

  if (!prepare (bus, error))
    return FALSE;
  return cb_cableboot_call_enable_sync (bus->proxy, ifname ? ifname : "", folder_bytes (folder),
                                        owned, G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                        change_ms (bus), ret_answer, NULL, &local)
         || change_failed (bus, local, ret_answer, error);
}

gboolean
cb_bus_disable (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
                GError **error) {
  g_autoptr (GVariant) owned = g_variant_ref_sink (options);
  GError *local = NULL;

  if (!prepare (bus, error))
    return FALSE;
  return cb_cableboot_call_disable_sync (bus->proxy, ifname ? ifname : "", owned,
                                         G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                         change_ms (bus), ret_answer, NULL, &local)
         || change_failed (bus, local, ret_answer, error);
}

gboolean
cb_bus_up (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
           GError **error) {
  g_autoptr (GVariant) owned = g_variant_ref_sink (options);
  GError *local = NULL;

  if (!prepare (bus, error))
    return FALSE;
  return cb_cableboot_call_up_sync (bus->proxy, ifname ? ifname : "", owned,
                                    G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                    change_ms (bus), ret_answer, NULL, &local)
         || change_failed (bus, local, ret_answer, error);
}

gboolean
cb_bus_down (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
             GError **error) {
  g_autoptr (GVariant) owned = g_variant_ref_sink (options);
  GError *local = NULL;

  if (!prepare (bus, error))
    return FALSE;
  return cb_cableboot_call_down_sync (bus->proxy, ifname ? ifname : "", owned,
                                      G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                      change_ms (bus), ret_answer, NULL, &local)
         || change_failed (bus, local, ret_answer, error);
}

/* Lists are never sent without waiting, and --wait may only make their time longer. */
static int
list_ms (const CbBus *bus) {
  return MAX (MS_LIST, bus->wait_s * 1000);
}

GVariant *
cb_bus_link_targets (CbBus *bus, const char *ifname, const char *folder, GVariant *options,
                     GError **error) {
  g_autoptr (GVariant) owned = g_variant_ref_sink (options);
  GVariant *directories = NULL;
  GError *local = NULL;

  if (!prepare (bus, error))
    return NULL;
  if (!cb_cableboot_call_link_targets_sync (bus->proxy, ifname ? ifname : "", folder_bytes (folder), owned,
                                            G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
                                            list_ms (bus), &directories, NULL, &local))
    pass_on (local, list_ms (bus), error);
  return directories;
}

GVariant *
cb_bus_list_cables (CbBus *bus, GError **error) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  GVariant *cables = NULL;
  GError *local = NULL;

  if (!connect_bus (bus, error))
    return NULL;
  if (!cb_cableboot_call_list_cables_sync (bus->proxy, g_variant_dict_end (options),
                                           G_DBUS_CALL_FLAGS_NONE, list_ms (bus), &cables, NULL,
                                           &local))
    pass_on (local, list_ms (bus), error);
  return cables;
}

GVariant *
cb_bus_list_interfaces (CbBus *bus, GError **error) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  GVariant *interfaces = NULL;
  GError *local = NULL;

  if (!connect_bus (bus, error))
    return NULL;
  if (!cb_cableboot_call_list_interfaces_sync (bus->proxy, g_variant_dict_end (options),
                                               G_DBUS_CALL_FLAGS_NONE, list_ms (bus), &interfaces,
                                               NULL, &local))
    pass_on (local, list_ms (bus), error);
  return interfaces;
}

GVariant *
cb_bus_list_boots (CbBus *bus, guint32 limit, guint32 number, GError **error) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  GVariant *boots = NULL;
  GError *local = NULL;

  if (!connect_bus (bus, error))
    return NULL;
  if (limit > 0)
    g_variant_dict_insert (options, "limit", "u", limit);
  if (number > 0)
    g_variant_dict_insert (options, "number", "u", number);
  if (!cb_cableboot_call_list_boots_sync (bus->proxy, g_variant_dict_end (options), G_DBUS_CALL_FLAGS_NONE,
                                          list_ms (bus), &boots, NULL, &local))
    pass_on (local, list_ms (bus), error);
  return boots;
}

static GVariant *
follow_options (const char *watching) {
  g_autoptr (GVariantDict) options = cb_bus_options ();

  g_variant_dict_insert (options, "watching", "s", watching);
  return g_variant_dict_end (options);
}

GVariant *
cb_bus_follow (CbBus *bus, const char *watching, GError **error) {
  GVariant *events = NULL;
  GError *local = NULL;

  if (!connect_bus (bus, error))
    return NULL;
  if (!cb_cableboot_call_follow_sync (bus->proxy, follow_options (watching), G_DBUS_CALL_FLAGS_NONE, MS_LIST,
                                      &events, NULL, &local))
    pass_on (local, MS_LIST, error);
  return events;
}

typedef struct {
  CbBusFollowed done;
  gpointer data;
} Followed;

static void
followed_again (GObject *proxy, GAsyncResult *result, gpointer data) {
  g_autofree Followed *followed = data;
  g_autoptr (GVariant) events = NULL;

  cb_cableboot_call_follow_finish (CB_CABLEBOOT (proxy), &events, result, NULL);
  followed->done (events, followed->data);
}

void
cb_bus_follow_again (CbBus *bus, const char *watching, CbBusFollowed done, gpointer data) {
  Followed *followed = g_new (Followed, 1);

  *followed = (Followed) { done, data };
  cb_cableboot_call_follow (bus->proxy, follow_options (watching), G_DBUS_CALL_FLAGS_NO_AUTO_START, MS_LIST,
                            NULL, followed_again, followed);
}

GDBusConnection *
cb_bus_connection (CbBus *bus, GError **error) {
  return connect_bus (bus, error) ? g_dbus_proxy_get_connection (G_DBUS_PROXY (bus->proxy)) : NULL;
}
