/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upkeep.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "barriers.h"
#include "cable.h"
#include "dnsmasq.h"
#include "host/subnet.h"
#include "interfaces.h"
#include "links.h"
#include "network-manager.h"
#include "observer.h"
#include "refresh.h"
#include "settings-store.h"

/* After dnsmasq has ended: NetworkManager may be taking the profile down, which is no fault. */
#define AFTER_DEATH_MS 500

/* While NetworkManager is on its way: it announces "up" a moment before the connection says so. */
#define AGAIN_MS 300

/* After the carrier has come: NetworkManager starts dnsmasq within 50 ms, a foreign server answers within
 * 2 s. */
#define AFTER_CARRIER_MS 2000

/* After the carrier has gone: NetworkManager takes the connection down (proven-traps.md 19). */
#define AFTER_LOSS_MS 7000

struct CbUpkeep {
  CbWorker *worker;
  GSource *carriers;
  GHashTable *watches;  /* uuid -> Watch */
  CbBarriers *barriers;
  CbUpkeepListener listener;
};

/* What is remembered of one cable between two looks. */
typedef struct {
  CbUpkeep *upkeep;
  char *uuid;
  guint32 plugs;        /* CbLink.plugs when last seen */
  gboolean repaired;    /* since the cable came */
  gboolean insisted;    /* likewise: a foreign server doesn't count */
  gboolean stood_down;  /* the interface was handed over */
  CbObserver *observer; /* since the cable came */
  pid_t pid;            /* the dnsmasq that is followed */
  int process_fd;
  GSource *process;
  GSource *timer;
} Watch;

/* One look at one cable: what is true at this moment. */
typedef struct {
  Watch *watch;
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

static void look_at (CbUpkeep *upkeep, const char *uuid, const char *interface);

static void
clear_source (GSource **source) {
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
unfollow (Watch *watch) {
  clear_source (&watch->process);
  if (watch->process_fd >= 0)
    close (watch->process_fd);
  watch->process_fd = -1;
  watch->pid = 0;
}

static void
watch_free (gpointer data) {
  Watch *watch = data;

  unfollow (watch);
  clear_source (&watch->timer);
  cb_observer_free (watch->observer);
  g_free (watch->uuid);
  g_free (watch);
}

static guint32
count_plugs (const char *interface) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, interface) : NULL;

  return link != NULL ? link->plugs : 0;
}

static Watch *
watch_of (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  Watch *watch = g_hash_table_lookup (upkeep->watches, uuid);

  if (watch != NULL)
    return watch;
  watch = g_new0 (Watch, 1);
  watch->upkeep = upkeep;
  watch->process_fd = -1;
  watch->uuid = g_strdup (uuid);
  watch->plugs = count_plugs (interface);
  g_hash_table_insert (upkeep->watches, watch->uuid, watch);
  return watch;
}

/* --- when to look --- */

static gboolean
on_timer (gpointer data) {
  Watch *watch = data;
  g_autofree char *uuid = g_strdup (watch->uuid);

  clear_source (&watch->timer);
  look_at (watch->upkeep, uuid, NULL);
  return G_SOURCE_REMOVE;
}

static void
look_later (Watch *watch, guint ms) {
  clear_source (&watch->timer);
  watch->timer = g_timeout_source_new (ms);
  g_source_set_callback (watch->timer, on_timer, watch, NULL);
  g_source_attach (watch->timer, cb_worker_context (watch->upkeep->worker));
}

static gboolean
on_process_end (int fd, GIOCondition condition, gpointer data) {
  Watch *watch = data;

  g_debug ("dnsmasq %d of %s has ended", (int) watch->pid, watch->uuid);
  unfollow (watch);
  look_later (watch, AFTER_DEATH_MS);
  return G_SOURCE_REMOVE;
}

static void
follow (Watch *watch, pid_t pid) {
  if (pid == watch->pid)
    return;
  unfollow (watch);
  watch->process_fd = cb_dnsmasq_open_pid (pid);
  if (watch->process_fd < 0)
    return;
  watch->pid = pid;
  watch->process = g_unix_fd_source_new (watch->process_fd, G_IO_IN);
  g_source_set_callback (watch->process, G_SOURCE_FUNC (on_process_end), watch, NULL);
  g_source_attach (watch->process, cb_worker_context (watch->upkeep->worker));
}

/* In the observer's own callback, so the look comes after it. */
static void
on_foreign_server (gpointer data) {
  look_later (data, 0);
}

static void
observe (Watch *watch, const CbSettings *settings, const CbLink *link) {
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&watch->observer, cb_observer_free);
  watch->observer = cb_observer_new (settings, link, cb_worker_context (watch->upkeep->worker),
                                     on_foreign_server, watch, &error);
  if (watch->observer == NULL)
    g_warning ("%s: %s", link->name, error->message);
}

static void
on_plug (Watch *watch, const CbSettings *cable, const CbLink *link) {
  watch->repaired = watch->insisted = FALSE;
  observe (watch, cable, link);
  if (!watch->stood_down)
    cb_barriers_set (watch->upkeep->barriers, link->name, !cable->internet);
}

/* A flap that NetworkManager doesn't see (under 6 s) leaves a dead dnsmasq dead, so look. */
static void
on_link (const CbLink *link, gpointer data) {
  CbUpkeep *upkeep = data;
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  const CbSettings *cable = cb_interface_cable (cables, link);
  gboolean plugged;
  Watch *watch;

  if (cable == NULL || cable->state != CB_CABLE_STATE_ENABLED)
    return;
  watch = watch_of (upkeep, cable->uuid, link->name);
  plugged = link->carrier && (watch->plugs != link->plugs || watch->observer == NULL);
  watch->plugs = link->plugs;
  if (plugged)
    on_plug (watch, cable, link);
  if (!link->carrier)
    look_later (watch, AFTER_LOSS_MS);
  else if (plugged || watch->pid == 0)
    look_later (watch, AFTER_CARRIER_MS);
}

/* --- what to do --- */

/* The profile that has the interface without ours: an ordinary one, where NetworkManager had made one. */
static char *
find_successor (Look *look) {
  char *successor = cb_network_manager_successor (look->manager, look->settings);

  if (successor != NULL || !look->settings->default_profile_was_there)
    return successor;
  cb_network_manager_ensure_ordinary (look->manager, look->settings->interface, NULL);
  return cb_network_manager_successor (look->manager, look->settings);
}

static void
hand_over (Look *look) {
  g_autofree char *successor = find_successor (look);
  g_autoptr (GError) error = NULL;
  gboolean done = successor != NULL
                      ? cb_network_manager_start (look->manager, successor, look->link->name, &error)
                      : cb_network_manager_deactivate (look->manager, look->settings->uuid, &error);

  if (!done)
    g_warning ("%s: %s", look->link->name, error->message);
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

static void
stand_down_for_obstacle (Look *look, const char *obstacle) {
  if (!look->watch->stood_down)
    g_message ("%s; standing down", obstacle);
  look->watch->stood_down = TRUE;
  unfollow (look->watch);
  set_autoconnect (look, FALSE);
  if (look->ours)
    cb_network_manager_deactivate (look->manager, look->settings->uuid, NULL);
}

static void
stand_down_for_server (Look *look) {
  CbUpkeep *upkeep = look->watch->upkeep;
  guint32 server = cb_observer_foreign_server (look->watch->observer);
  g_autofree char *address = cb_address_to_text (server);

  look->watch->stood_down = TRUE;
  if (!look->ours)
    return;
  unfollow (look->watch);
  g_message ("%s: %s answers DHCP there, so this is no Pi's cable; standing down", look->link->name,
             address);
  hand_over (look);
  if (upkeep->listener.stood_down != NULL)
    upkeep->listener.stood_down (look->link->name, server, upkeep->listener.data);
}

static void
serve (Look *look) {
  Watch *watch = look->watch;
  const char *interface = look->link->name;
  gboolean stale = cb_refresh (look->settings, interface, look->manager);
  pid_t pid = cb_cable_wait_dnsmasq (interface, 1000);
  g_autoptr (GError) error = NULL;

  if ((stale || pid == 0) && !watch->repaired) {
    watch->repaired = TRUE;
    g_message ("%s: %s, activating again", interface, stale ? "settings changed" : "dnsmasq died");
    cb_dnsmasq_end_orphans (interface);
    if (!cb_network_manager_activate (look->manager, look->settings->uuid, interface, &error))
      g_warning ("%s: %s", interface, error->message);
    pid = cb_cable_wait_dnsmasq (interface, 3000);
  }
  if (pid != 0)
    follow (watch, pid);
  else
    g_warning ("%s: dnsmasq does not run; plug the cable again or run cableboot up", interface);
}

/* Nothing speaks against it any more. */
static void
take_back (Look *look) {
  g_autoptr (GError) error = NULL;

  look->watch->stood_down = FALSE;
  set_autoconnect (look, TRUE);
  if (look->ours)
    return;
  g_message ("%s: nobody else answers DHCP there, activating", look->link->name);
  if (cb_network_manager_activate (look->manager, look->settings->uuid, look->link->name, &error))
    look->ours = look->facts.activated = TRUE;
  else
    g_warning ("%s: %s", look->link->name, error->message);
}

/* A barrier where somebody else's connection runs would cut off that one's own forwarding. */
static void
set_barrier (Look *look) {
  cb_barriers_set (look->watch->upkeep->barriers, look->link->name,
                   !look->settings->internet && (look->ours || look->facts.active_uuid == NULL));
}

static void
decide (Look *look) {
  Watch *watch = look->watch;
  g_autofree char *obstacle = cb_interface_occupied (look->links, look->link);

  if (look->link->carrier && watch->observer == NULL)
    observe (watch, look->settings, look->link);
  if (obstacle != NULL)
    stand_down_for_obstacle (look, obstacle);
  else if (cb_observer_foreign_server (watch->observer) != 0 && !watch->insisted)
    stand_down_for_server (look);
  else if (watch->stood_down && look->link->carrier)
    take_back (look);
  set_barrier (look);
  if (watch->stood_down || !look->ours)
    return;
  if (look->facts.activated)
    serve (look);
  else
    look_later (watch, AGAIN_MS);
}

static void
look_at (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  g_auto (Look) look = { .settings = cb_settings_store_load (uuid, NULL) };

  if (look.settings == NULL || look.settings->state != CB_CABLE_STATE_ENABLED) {
    g_hash_table_remove (upkeep->watches, uuid);
    return;
  }
  look.manager = cb_network_manager_open (NULL);
  look.links = cb_links_list (NULL);
  if (look.manager == NULL || look.links == NULL)
    return;
  look.link = interface != NULL ? cb_links_find (look.links, interface)
                                : cb_interface_link (look.links, look.settings);
  if (look.link == NULL)
    return;
  look.watch = watch_of (upkeep, uuid, look.link->name);
  cb_network_manager_device (look.manager, look.link->name, &look.facts);
  look.ours = g_strcmp0 (look.facts.active_uuid, uuid) == 0;
  decide (&look);
}

/* --- what the rest of the daemon says and asks --- */

void
cb_upkeep_link_changed (CbUpkeep *upkeep, const char *uuid, const char *interface,
                        const char *action) {
  g_debug ("%s: %s", interface, action);
  if (g_str_equal (action, "up"))
    look_at (upkeep, uuid, interface);
  else
    look_later (watch_of (upkeep, uuid, interface), AGAIN_MS);
}

void
cb_upkeep_profiles_changed (CbUpkeep *upkeep) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  g_autoptr (CbNetworkManager) manager = cables->len > 0 ? cb_network_manager_open (NULL) : NULL;

  for (guint i = 0; manager != NULL && i < cables->len; i++)
    cb_refresh_fragment (cables->pdata[i], manager);
}

static gboolean
look_at_all (gpointer data) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);

  for (guint i = 0; i < cables->len; i++)
    look_at (data, ((const CbSettings *) cables->pdata[i])->uuid, NULL);
  return G_SOURCE_REMOVE;
}

void
cb_upkeep_manager_changed (CbUpkeep *upkeep, gboolean there) {
  if (there)
    look_at_all (upkeep);
  else
    cb_barriers_clear (upkeep->barriers);
}

void
cb_upkeep_insist (CbUpkeep *upkeep, const CbSettings *settings) {
  Watch *watch = watch_of (upkeep, settings->uuid, settings->interface);

  watch->insisted = TRUE;
  watch->stood_down = FALSE;
}

void
cb_upkeep_guard (CbUpkeep *upkeep, const CbSettings *settings) {
  cb_barriers_set (upkeep->barriers, settings->interface, !settings->internet);
}

void
cb_upkeep_forget (CbUpkeep *upkeep, const CbSettings *settings) {
  g_hash_table_remove (upkeep->watches, settings->uuid);
  cb_barriers_set (upkeep->barriers, settings->interface, FALSE);
}

static void
describe_way_out (CbUpkeep *upkeep, const CbSettings *settings, GPtrArray *chains, CbNotes *problems) {
  const CbChain *drop = cb_firewall_find_drop (chains, "forward");

  if (!settings->internet)
    return;
  if (!cb_links_have_default_route ())
    cb_notes_add (problems, "no-default-route",
                  g_strdup (_ ("this machine has no way to the internet itself, so the Pi has none")));
  if (drop != NULL)
    cb_notes_add (problems, "forwarding-dropped",
                  cb_firewall_forward_remedy (drop, settings->interface));
}

static void
describe_standing_down (const Watch *watch, CbNotes *problems) {
  guint32 server = cb_observer_foreign_server (watch->observer);
  g_autofree char *address = cb_address_to_text (server);

  if (watch->stood_down && server != 0)
    cb_notes_add (problems, "foreign-server",
                  g_strdup_printf (_ ("%s answers DHCP on this cable, so it is no Pi's and is left alone until "
                                      "the next plug; run cableboot up to take it all the same"),
                                   address));
}

void
cb_upkeep_describe (CbUpkeep *upkeep, const CbSettings *settings, GVariantBuilder *dict,
                    CbNotes *problems, gboolean *ret_stood_down) {
  g_autoptr (GPtrArray) chains = cb_barriers_chains (upkeep->barriers);
  const Watch *watch = g_hash_table_lookup (upkeep->watches, settings->uuid);

  g_variant_builder_add (dict, "{sv}", "barrier",
                         g_variant_new_boolean (cb_barriers_is_up (upkeep->barriers, settings->interface)));
  describe_way_out (upkeep, settings, chains, problems);
  *ret_stood_down = watch != NULL && watch->stood_down;
  if (watch == NULL)
    return;
  describe_standing_down (watch, problems);
  cb_observer_describe (watch->observer, settings->interface, chains, dict, problems);
}

CbUpkeep *
cb_upkeep_new (CbWorker *worker) {
  CbUpkeep *upkeep = g_new0 (CbUpkeep, 1);
  g_autoptr (GError) error = NULL;

  upkeep->worker = worker;
  upkeep->barriers = cb_barriers_new ();
  upkeep->watches = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, watch_free);
  upkeep->carriers = cb_links_watch (cb_worker_context (worker), on_link, upkeep, &error);
  if (upkeep->carriers == NULL)
    g_warning ("%s", error->message);
  cb_worker_post (worker, look_at_all, upkeep);
  return upkeep;
}

void
cb_upkeep_listen (CbUpkeep *upkeep, const CbUpkeepListener *listener) {
  upkeep->listener = *listener;
}

void
cb_upkeep_free (CbUpkeep *upkeep) {
  if (upkeep == NULL)
    return;
  clear_source (&upkeep->carriers);
  g_hash_table_unref (upkeep->watches);
  cb_barriers_free (upkeep->barriers);
  g_free (upkeep);
}
