/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upkeep-private.h"

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "dnsmasq.h"
#include "host/subnet.h"
#include "interfaces.h"
#include "refresh.h"
#include "settings-store.h"

/* One look at one cable: what is true at this moment. */
typedef struct {
  CbWatch *watch;
  CbSettings *settings;
  CbNetworkManager *manager;
  GPtrArray *links;
  const CbLink *link;
  CbDeviceFacts facts;
  gboolean ours; /* our profile is active on it, or on its way */
} Look;

static void
look_clear (Look *look) {
  g_clear_pointer (&look->settings, cb_settings_free);
  g_clear_pointer (&look->manager, cb_network_manager_close);
  g_clear_pointer (&look->links, g_ptr_array_unref);
  cb_device_facts_clear (&look->facts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

/* The profile that has the interface without ours: an ordinary one, where NetworkManager had made one. */
static char *
find_successor (Look *look) {
  char *successor = cb_network_manager_successor (look->manager, look->settings);

  if (successor != NULL || !look->settings->default_profile_was_there)
    return successor;
  cb_network_manager_ensure_ordinary (look->manager, look->settings->interface, NULL);
  return cb_network_manager_successor (look->manager, look->settings);
}

/* A successor that comes up and fails later brings our profile back, and is asked again: a few times. */
#define MAX_HAND_OVERS 3

static void
hand_over (Look *look) {
  g_autofree char *successor = look->watch->n_hand_overs++ < MAX_HAND_OVERS ? find_successor (look) : NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = successor != NULL
                      ? cb_network_manager_start (look->manager, successor, look->link->name, &error)
                      : cb_network_manager_deactivate (look->manager, look->settings->uuid, &error);

  if (done)
    return;
  g_warning ("%s: %s", look->link->name, error->message);
  if (!cb_network_manager_deactivate (look->manager, look->settings->uuid, NULL))
    cb_watch_look_later (look->watch, CB_AFTER_LOSS_MS);
}

/* Autoconnect is what takes a port out of its bridge. */
static void
set_autoconnect (Look *look, gboolean autoconnect) {
  g_autofree char *difference
      = cb_network_manager_profile_difference (look->manager, look->settings, autoconnect);
  g_autoptr (GError) error = NULL;

  if (difference != NULL
      && !cb_network_manager_profile_save (look->manager, look->settings, autoconnect, &error))
    g_warning ("%s: %s", look->link->name, error->message);
}

/* In the settings, since the profile stays so when this program ends. */
static void
remember_aside (Look *look, gboolean aside) {
  g_autoptr (GError) error = NULL;

  if (look->settings->aside == aside)
    return;
  look->settings->aside = aside;
  if (!cb_settings_store_save (look->settings, &error))
    g_warning ("%s", error->message);
}

static void
stand_down_for_obstacle (Look *look, const char *obstacle) {
  if (!look->watch->stood_down)
    g_message ("%s; standing down", obstacle);
  look->watch->stood_down = TRUE;
  cb_watch_drop_servers (look->watch);
  remember_aside (look, TRUE);
  set_autoconnect (look, FALSE);
  if (look->ours)
    cb_network_manager_deactivate (look->manager, look->settings->uuid, NULL);
}

static void
stand_down_for_server (Look *look, guint32 server) {
  CbUpkeep *upkeep = look->watch->upkeep;
  g_autofree char *address = cb_address_to_text (server);

  look->watch->stood_down = TRUE;
  if (!look->ours)
    return;
  cb_watch_drop_servers (look->watch);
  g_message ("%s: %s answers DHCP there, so this is no Pi's cable; standing down", look->link->name,
             address);
  hand_over (look);
  if (upkeep->listener.stood_down != NULL)
    upkeep->listener.stood_down (look->link->name, server, upkeep->listener.data);
}

static gboolean
lacks_dnsmasq (Look *look, guint timeout_ms) {
  return look->settings->serving == CB_PLAN_DNSMASQ
         && cb_cable_wait_dnsmasq (look->link->name, timeout_ms) == 0;
}

/* The built-in server holds ports that a dnsmasq may want. */
static void
activate_again (Look *look) {
  const char *interface = look->link->name;
  g_autoptr (GError) error = NULL;

  look->watch->repaired = TRUE;
  if (look->settings->serving == CB_PLAN_DNSMASQ)
    cb_watch_drop_servers (look->watch);
  cb_dnsmasq_end_orphans (interface);
  if (!cb_network_manager_activate (look->manager, look->settings->uuid, interface, &error))
    g_warning ("%s: %s", interface, error->message);
}

static gboolean
keep_builtin (Look *look) {
  return cb_watch_try_builtin (look->watch, look->settings, look->link);
}

/* What has changed on the machine is found by a walk through the boot folder, which may lie on a slow disk: it
 * waits until the guard has had its answer, unless nobody serves. After a repair it waits for the next plug:
 * who serves can't change without another one. */
static gboolean
is_stale (Look *look, gboolean dead) {
  if (look->watch->stale || look->watch->repaired)
    return look->watch->stale;
  if (dead || !cb_observer_is_asking (look->watch->observer))
    return cb_refresh (look->settings, look->link->name, look->manager);
  cb_watch_look_later (look->watch, CB_AFTER_CARRIER_MS);
  return FALSE;
}

/* Why what runs has to be activated again; NULL when it hasn't. A dnsmasq of before may hold the ports of the
 * built-in server. */
static const char *
find_fault (Look *look) {
  gboolean dead = lacks_dnsmasq (look, 1000);

  if (is_stale (look, dead))
    return "settings changed";
  if (dead)
    return "dnsmasq died";
  return keep_builtin (look) ? NULL : "the built-in server can't start";
}

static void
serve (Look *look) {
  const char *interface = look->link->name, *fault;

  if (!look->watch->stale)
    keep_builtin (look);
  fault = find_fault (look);
  look->watch->stale = FALSE;
  if (fault != NULL && !look->watch->repaired) {
    g_message ("%s: %s, activating again", interface, fault);
    activate_again (look);
    lacks_dnsmasq (look, 3000);
    keep_builtin (look);
  }
  if (cb_dnsmasq_pid (interface) != 0)
    cb_watch_follow (look->watch, cb_dnsmasq_pid (interface));
  else if (look->settings->serving == CB_PLAN_DNSMASQ)
    g_warning ("%s: dnsmasq does not run; plug the cable again or run cableboot up", interface);
}

/* Nothing speaks against it any more. */
static void
take_back (Look *look) {
  g_autoptr (GError) error = NULL;

  look->watch->stood_down = FALSE;
  set_autoconnect (look, TRUE);
  remember_aside (look, FALSE);
  if (look->ours)
    return;
  g_message ("%s: nobody else answers DHCP there, activating", look->link->name);
  if (cb_network_manager_activate (look->manager, look->settings->uuid, look->link->name, &error))
    look->ours = look->facts.activated = TRUE;
  else
    g_warning ("%s: %s", look->link->name, error->message);
}

/* A connection of somebody else's that works isn't cut before it is sure that the cable has moved: it may have
 * flapped too fast for NetworkManager, and the switch or the server may be slow. */
static void
try_to_take_back (Look *look) {
  if (look->ours || !look->facts.activated || cb_observer_is_sure (look->watch->observer))
    take_back (look);
  else
    cb_watch_look_later (look->watch, CB_AFTER_CARRIER_MS);
}

/* A barrier where somebody else's connection runs would cut off that one's own forwarding. */
static void
set_barrier (Look *look) {
  cb_barriers_set (look->watch->upkeep->barriers, look->link->name,
                   !cb_cable_has_way_out (look->settings)
                       && (look->ours || (look->facts.managed && look->facts.active_uuid == NULL)));
}

static void
decide (Look *look) {
  CbWatch *watch = look->watch;
  g_autofree char *obstacle = cb_interface_occupied (look->links, look->link);
  guint32 server;

  cb_watch_keep_observing (watch, look->settings, look->link);
  if (obstacle != NULL)
    stand_down_for_obstacle (look, obstacle);
  else if (cb_observer_found_foreign_server (watch->observer, &server) && !watch->insisted)
    stand_down_for_server (look, server);
  else if (watch->stood_down && look->link->carrier)
    try_to_take_back (look);
  set_barrier (look);
  if (watch->stood_down || !look->ours) {
    watch->stale = FALSE;
    cb_watch_drop_servers (watch);
    return;
  }
  if (!look->facts.activated) {
    cb_watch_look_again (watch);
    return;
  }
  watch->ms_again = 0;
  serve (look);
}

/* Fills in what hangs on the link. */
static void
look_around (Look *look, CbUpkeep *upkeep, CbNetworkManager *manager) {
  const char *uuid = look->settings->uuid;

  look->watch = cb_upkeep_watch (upkeep, uuid, look->link->name);
  cb_network_manager_device (manager, look->link->name, &look->facts);
  look->ours = g_strcmp0 (look->facts.active_uuid, uuid) == 0;
  look->watch->stood_down |= look->settings->aside;
}

/* Nobody guards a cable whose settings are damaged or half-made: its profile isn't left active. */
static void
stop_unguarded (const char *uuid) {
  g_autoptr (CbNetworkManager) manager = cb_network_manager_open (NULL);
  g_autoptr (GError) error = NULL;

  if (manager != NULL && !cb_network_manager_deactivate (manager, uuid, &error))
    g_warning ("%s: %s", uuid, error->message);
}

/* settings: NULL when they are damaged, or gone. */
static void
look_at_idle (CbUpkeep *upkeep, const char *uuid, const CbSettings *settings) {
  g_hash_table_remove (upkeep->watches, uuid);
  if (settings != NULL)
    cb_barriers_set (upkeep->barriers, settings->interface, FALSE);
  if (settings == NULL || settings->state != CB_CABLE_STATE_DOWN)
    stop_unguarded (uuid);
}

/* NetworkManager ends its dnsmasq and its forwarding when it is told to stop. When it has crashed, both live
 * on, and so does the barrier. */
static void
look_without_manager (CbUpkeep *upkeep, const CbSettings *settings) {
  CbWatch *watch = cb_upkeep_watch (upkeep, settings->uuid, settings->interface);
  pid_t pid = cb_dnsmasq_pid (settings->interface);

  if (pid != 0) {
    cb_watch_follow (watch, pid);
    return;
  }
  cb_watch_drop_servers (watch);
  cb_barriers_set (upkeep->barriers, settings->interface, FALSE);
}

void
cb_upkeep_look_at (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  g_auto (Look) look = { .settings = cb_settings_store_load (uuid, NULL) };

  if (look.settings == NULL || look.settings->state != CB_CABLE_STATE_ENABLED) {
    look_at_idle (upkeep, uuid, look.settings);
    return;
  }
  look.manager = cb_network_manager_open (NULL);
  if (look.manager == NULL) {
    look_without_manager (upkeep, look.settings);
    return;
  }
  look.links = cb_links_list (NULL);
  if (look.links == NULL)
    return;
  look.link = interface != NULL ? cb_links_find (look.links, interface)
                                : cb_interface_link (look.links, look.settings);
  if (look.link == NULL) {
    cb_cable_boots_set_plugged (cb_boots_of_cable (upkeep->boots, look.settings), FALSE);
    cb_watch_drop_servers (cb_upkeep_watch (upkeep, uuid, look.settings->interface));
    return;
  }
  look_around (&look, upkeep, look.manager);
  decide (&look);
  cb_boots_of_cable (upkeep->boots, look.settings);
}

void
cb_upkeep_look_at_device (CbUpkeep *upkeep, CbSettings *cable, CbNetworkManager *manager) {
  g_auto (Look) look = { .settings = cb_settings_copy (cable), .links = cb_links_list (NULL) };

  look.link = look.links != NULL ? cb_interface_link (look.links, cable) : NULL;
  if (look.link == NULL)
    return;
  look_around (&look, upkeep, manager);
  set_barrier (&look);
  if (!look.ours)
    cb_watch_drop_servers (look.watch);
}
