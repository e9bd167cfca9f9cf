/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Everything that we ask of NetworkManager, through libnm, as straight calls that wait.
 *
 * One object is one look at NetworkManager: it is opened for a job and closed at its end, so a restarted
 * NetworkManager needs no special care. It lives on the thread-default main context of the thread that
 * opened it and dispatches only that. It decides nothing.
 */

#pragma once

#include <glib.h>

#include "firewalld.h"
#include "host/settings.h"

G_BEGIN_DECLS

typedef struct CbNetworkManager CbNetworkManager;

/* CB_ERROR_NO_NETWORK_MANAGER when it isn't running. */
CbNetworkManager *cb_network_manager_open (GError **error);

/* NULL is fine. */
void cb_network_manager_close (CbNetworkManager *manager);

/* What NetworkManager knows of one interface. Strings are owned by the struct. */
typedef struct {
  gboolean known;
  gboolean managed;
  char *active_id;           /* profile that is active or on its way; NULL when none */
  char *active_uuid;
  gboolean activated;        /* and it has got there */
  gboolean default_route;    /* the machine's default route goes through it */
  gboolean ordinary_there;   /* a profile that NetworkManager made by itself fits the interface */
} CbDeviceFacts;

void cb_network_manager_device (CbNetworkManager *manager, const char *interface,
                                CbDeviceFacts *ret_facts);
void cb_device_facts_clear (CbDeviceFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbDeviceFacts, cb_device_facts_clear)

/* Ids of the profiles other than ours that would connect by themselves on settings->interface with our
 * priority. NULL when none; caller frees with g_strfreev. */
char **cb_network_manager_competitors (CbNetworkManager *manager, const CbSettings *settings);

/* Does a profile other than uuid share its connection? */
gboolean cb_network_manager_shares_elsewhere (CbNetworkManager *manager, const char *uuid);

/* Is a connection other than uuid's being shared at this moment? */
gboolean cb_network_manager_is_sharing_elsewhere (CbNetworkManager *manager, const char *uuid);

gboolean cb_network_manager_has_profile (CbNetworkManager *manager, const char *uuid);

/* Whether firewalld has our zone, as it was at _open. */
CbFirewalldZone cb_network_manager_firewalld_zone (CbNetworkManager *manager);

/* As cb_profile_difference; NULL also when there is no profile. Caller frees. */
char *cb_network_manager_profile_difference (CbNetworkManager *manager, const CbSettings *settings,
                                             gboolean autoconnect);

/* The profile as it is, to be put back with _restore; NULL when there is none. Transfer full. */
GVariant *cb_network_manager_profile_backup (CbNetworkManager *manager, const char *uuid);

/* Makes the profile what the settings want, on disk, and waits until NetworkManager says that it is. */
gboolean cb_network_manager_profile_save (CbNetworkManager *manager, const CbSettings *settings,
                                          gboolean autoconnect, GError **error);

/* Puts a backup back; NULL deletes the profile. */
gboolean cb_network_manager_profile_restore (CbNetworkManager *manager, const char *uuid,
                                             GVariant *backup, GError **error);

/* Asks for the profile on the interface and doesn't wait: what was active there goes, and may connect by itself
 * again, which it may not after a plain deactivation. Errors as _activate. */
gboolean cb_network_manager_start (CbNetworkManager *manager, const char *uuid, const char *interface,
                                   GError **error);

/* The UUID of the profile that NetworkManager would take on the interface if ours weren't there, or NULL.
 * Caller frees. */
char *cb_network_manager_successor (CbNetworkManager *manager, const CbSettings *settings);

/* Activates the profile on the interface and waits until NetworkManager says that it is. CB_ERROR_NOT_FOUND
 * without such a profile, CB_ERROR_ACTIVATION, CB_ERROR_TIMEOUT. NetworkManager says so even when dnsmasq has
 * died (networkmanager-dnsmasq.md 0.4). */
gboolean cb_network_manager_activate (CbNetworkManager *manager, const char *uuid,
                                      const char *interface, GError **error);

/* No profile, or one that isn't active, is no error. Waits until it is down. */
gboolean cb_network_manager_deactivate (CbNetworkManager *manager, const char *uuid, GError **error);

/* No profile is no error. */
gboolean cb_network_manager_profile_delete (CbNetworkManager *manager, const char *uuid, GError **error);

/* Gives the interface an ordinary profile in memory when none fits it any more (proven-traps.md 28). */
gboolean cb_network_manager_ensure_ordinary (CbNetworkManager *manager, const char *interface,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbNetworkManager, cb_network_manager_close)

G_END_DECLS
