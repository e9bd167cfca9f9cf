/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upkeep-private.h"

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "host/firewall.h"
#include "host/subnet.h"
#include "interfaces.h"
#include "refresh.h"
#include "settings-store.h"

/* Watchers that are started for one plug. */
#define MAX_OBSERVERS 5

void
cb_upkeep_clear_source (GSource **source) {
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* NULL where none is known. */
static CbCableBoots *
boots_of (CbWatch *watch) {
  return watch->upkeep->boots != NULL ? cb_boots_find_cable (watch->upkeep->boots, watch->uuid) : NULL;
}

static void
watch_free (gpointer data) {
  CbWatch *watch = data;
  CbCableBoots *boots = boots_of (watch);

  if (boots != NULL)
    cb_cable_boots_end (boots);
  cb_watch_drop_servers (watch);
  cb_upkeep_clear_source (&watch->timer);
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

CbWatch *
cb_upkeep_watch (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  CbWatch *watch = g_hash_table_lookup (upkeep->watches, uuid);

  if (watch != NULL)
    return watch;
  watch = g_new0 (CbWatch, 1);
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
  CbWatch *watch = data;
  g_autofree char *uuid = g_strdup (watch->uuid);

  cb_upkeep_clear_source (&watch->timer);
  cb_upkeep_look_at (watch->upkeep, uuid, NULL);
  return G_SOURCE_REMOVE;
}

/* The sooner of two wins: messages in a row never put a look off. */
void
cb_watch_look_later (CbWatch *watch, guint ms) {
  gint64 us_wanted = g_get_monotonic_time () + (gint64) ms * 1000;

  if (watch->timer != NULL && g_source_get_ready_time (watch->timer) <= us_wanted)
    return;
  cb_upkeep_clear_source (&watch->timer);
  watch->timer = g_timeout_source_new (ms);
  g_source_set_callback (watch->timer, on_timer, watch, NULL);
  g_source_attach (watch->timer, cb_worker_context (watch->upkeep->worker));
}

void
cb_watch_look_again (CbWatch *watch) {
  watch->ms_again = CLAMP (2 * watch->ms_again, CB_AGAIN_MS, CB_MAX_AGAIN_MS);
  cb_watch_look_later (watch, watch->ms_again);
}

/* In the observer's own callback, so the look comes after it. */
static void
on_observed (gpointer data) {
  cb_watch_look_later (data, 0);
}

static void
on_told (const CbBootEvent *event, gpointer data) {
  CbCableBoots *boots = boots_of (data);

  if (boots != NULL)
    cb_cable_boots_take (boots, event);
}

/* outcome: why another one begins, for who follows; or NULL. */
static void
observe (CbWatch *watch, const CbSettings *settings, const CbLink *link, const char *outcome) {
  CbCableBoots *boots = cb_boots_of_cable (watch->upkeep->boots, settings);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&watch->observer, cb_observer_free);
  watch->observer = cb_observer_new (settings, link,
                                     &(CbObserverHost){ .context = cb_worker_context (watch->upkeep->worker),
                                                        .changed = on_observed,
                                                        .told = on_told,
                                                        .data = watch },
                                     &error);
  if (watch->observer == NULL)
    g_warning ("%s: %s", link->name, error->message);
  cb_cable_boots_set_plugged (boots, TRUE);
  cb_cable_boots_watcher_begins (boots, outcome);
}

static void
give_up_watching (CbWatch *watch) {
  CbCableBoots *boots = boots_of (watch);

  if (!watch->unguarded && boots != NULL)
    cb_cable_boots_watcher_given_up (boots);
  watch->unguarded = TRUE;
}

/* A watcher that ended is started again, a few times for each plug; what it had found stays found. */
void
cb_watch_keep_observing (CbWatch *watch, const CbSettings *settings, const CbLink *link) {
  gboolean is_replaced = cb_observer_is_running (watch->observer);
  gboolean has_died = watch->observer != NULL && !is_replaced;
  guint32 server;

  if (!link->carrier || cb_observer_watches (watch->observer, settings, link)
      || cb_observer_found_foreign_server (watch->observer, &server))
    return;
  if (!is_replaced && watch->n_observers >= MAX_OBSERVERS) {
    give_up_watching (watch);
    return;
  }
  if (has_died)
    g_warning ("%s: the watcher has ended, starting it again", link->name);
  watch->n_observers += !is_replaced;
  observe (watch, settings, link, has_died ? "started-again" : NULL);
  watch->unguarded = watch->observer == NULL;
}

/* A carrier that goes and comes within a second is seen as one message. */
static void
set_plugged (CbWatch *watch, gboolean plugged) {
  CbCableBoots *boots = boots_of (watch);

  if (boots != NULL)
    cb_cable_boots_set_plugged (boots, plugged);
}

static void
on_plug (CbWatch *watch, const CbSettings *cable, const CbLink *link) {
  set_plugged (watch, FALSE);
  watch->repaired = watch->insisted = FALSE;
  watch->n_observers = watch->n_builtins = watch->n_hand_overs = 0;
  g_clear_pointer (&watch->observer, cb_observer_free);
  cb_watch_keep_observing (watch, cable, link);
  cb_watch_renew_builtin (watch, cable, link);
  if (!watch->stood_down)
    cb_upkeep_guard (watch->upkeep, cable);
}

/* A flap that NetworkManager doesn't see (under 6 s) leaves a dead dnsmasq dead, so look. */
static void
on_link (const CbLink *link, gpointer data) {
  CbUpkeep *upkeep = data;
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  const CbSettings *cable = cb_interface_cable (cables, link);
  gboolean plugged, moved;
  CbWatch *watch;

  if (cable == NULL || cable->state != CB_CABLE_STATE_ENABLED) {
    cb_barriers_set (upkeep->barriers, link->name, FALSE);
    return;
  }
  watch = cb_upkeep_watch (upkeep, cable->uuid, link->name);
  plugged = link->carrier && watch->plugs != link->plugs;
  moved = watch->master != link->master;
  watch->plugs = link->plugs;
  watch->master = link->master;
  if (plugged)
    on_plug (watch, cable, link);
  else if (!link->carrier)
    set_plugged (watch, FALSE);
  if (moved)
    cb_watch_look_later (watch, CB_AGAIN_MS);
  else if (!link->carrier)
    cb_watch_look_later (watch, CB_AFTER_LOSS_MS);
  else if (plugged || (watch->pid == 0 && !cb_builtin_is_running (watch->builtin)))
    cb_watch_look_later (watch, CB_AFTER_CARRIER_MS);
}

/* --- what the rest of the daemon says and asks --- */

void
cb_upkeep_link_changed (CbUpkeep *upkeep, const char *uuid, const char *interface,
                        const char *action) {
  g_debug ("%s: %s", interface, action);
  if (g_str_equal (action, "up"))
    cb_upkeep_look_at (upkeep, uuid, interface);
  else
    cb_watch_look_later (cb_upkeep_watch (upkeep, uuid, interface), CB_AGAIN_MS);
}

/* The fragment depends on the other profiles by one thing only, so most changes are no work. */
static void
look_at_profiles (CbUpkeep *upkeep, CbSettings *cable, CbNetworkManager *manager) {
  CbWatch *watch = cb_upkeep_watch (upkeep, cable->uuid, cable->interface);
  gboolean shared = cb_network_manager_shares_elsewhere (manager, cable->uuid);

  if (watch->shared_known && watch->shared_elsewhere == shared)
    return;
  watch->shared_known = TRUE;
  watch->shared_elsewhere = shared;
  cb_refresh_fragment (cable, manager);
}

/* Calls look for each enabled cable, with one look at NetworkManager for all. */
static void
for_each_enabled (CbUpkeep *upkeep, void (*look) (CbUpkeep *, CbSettings *, CbNetworkManager *)) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  g_autoptr (CbNetworkManager) manager = cables->len > 0 ? cb_network_manager_open (NULL) : NULL;

  for (guint i = 0; manager != NULL && i < cables->len; i++)
    if (((const CbSettings *) cables->pdata[i])->state == CB_CABLE_STATE_ENABLED)
      look (upkeep, cables->pdata[i], manager);
}

void
cb_upkeep_profiles_changed (CbUpkeep *upkeep) {
  for_each_enabled (upkeep, look_at_profiles);
}

void
cb_upkeep_devices_changed (CbUpkeep *upkeep) {
  for_each_enabled (upkeep, cb_upkeep_look_at_device);
}

/* Those whose file can't be read at the moment are still enabled. */
void
cb_upkeep_cables_changed (CbUpkeep *upkeep) {
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  g_autoptr (GPtrArray) cables = cb_settings_store_list (damages);
  g_autoptr (GPtrArray) uuids = g_ptr_array_new ();

  for (guint i = 0; i < damages->len; i++)
    g_ptr_array_add (uuids, ((const CbSettingsDamage *) damages->pdata[i])->uuid);
  g_ptr_array_add (uuids, NULL);
  cb_boots_set_cables (upkeep->boots, cables, (const char *const *) uuids->pdata);
}

static gboolean
look_at_all (gpointer data) {
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  g_autoptr (GPtrArray) cables = cb_settings_store_list (damages);

  cb_upkeep_cables_changed (data);
  for (guint i = 0; i < cables->len; i++)
    cb_upkeep_look_at (data, ((const CbSettings *) cables->pdata[i])->uuid, NULL);
  for (guint i = 0; i < damages->len; i++)
    cb_upkeep_look_at (data, ((const CbSettingsDamage *) damages->pdata[i])->uuid, NULL);
  return G_SOURCE_REMOVE;
}

void
cb_upkeep_manager_changed (CbUpkeep *upkeep, gboolean there) {
  look_at_all (upkeep);
}

CbInsistence
cb_upkeep_insist (CbUpkeep *upkeep, const CbSettings *settings) {
  CbWatch *watch = cb_upkeep_watch (upkeep, settings->uuid, settings->interface);
  CbInsistence before = { watch->insisted, watch->stood_down };

  watch->insisted = TRUE;
  watch->stood_down = FALSE;
  return before;
}

void
cb_upkeep_desist (CbUpkeep *upkeep, const CbSettings *settings, CbInsistence before) {
  CbWatch *watch = cb_upkeep_watch (upkeep, settings->uuid, settings->interface);

  watch->insisted = before.insisted;
  watch->stood_down = before.stood_down;
}

void
cb_upkeep_guard (CbUpkeep *upkeep, const CbSettings *settings) {
  cb_barriers_set (upkeep->barriers, settings->interface, !cb_cable_has_way_out (settings));
}

void
cb_upkeep_set_stale (CbUpkeep *upkeep, const CbSettings *settings, gboolean stale) {
  cb_upkeep_watch (upkeep, settings->uuid, settings->interface)->stale = stale;
}

gboolean
cb_upkeep_is_stale (CbUpkeep *upkeep, const CbSettings *settings) {
  return cb_upkeep_watch (upkeep, settings->uuid, settings->interface)->stale;
}

gboolean
cb_upkeep_serve (CbUpkeep *upkeep, const CbSettings *settings, const CbLink *link, gboolean forced,
                 GError **error) {
  CbWatch *watch = cb_upkeep_watch (upkeep, settings->uuid, settings->interface);

  watch->n_builtins = 0;
  if (forced || !cb_builtin_is_busy (watch->builtin))
    g_clear_pointer (&watch->builtin, cb_builtin_free);
  return cb_watch_keep_builtin (watch, settings, link, error);
}

void
cb_upkeep_unserve (CbUpkeep *upkeep, const CbSettings *settings) {
  CbWatch *watch = cb_upkeep_watch (upkeep, settings->uuid, settings->interface);

  cb_watch_drop_servers (watch);
  cb_watch_look_later (watch, 0);
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
  if (!cb_cable_has_way_out (settings))
    cb_notes_add (problems, "nobody-shares",
                  g_strdup (_ ("NetworkManager needs dnsmasq to share the way to the internet; install "
                               "dnsmasq-base (on some systems dnsmasq) and run cableboot up")));
  if (!cb_links_have_default_route ())
    cb_notes_add (problems, "no-default-route",
                  g_strdup (_ ("this machine has no way to the internet itself, so the Pi has none")));
  if (drop != NULL)
    cb_notes_add (problems, "forwarding-dropped",
                  cb_firewall_forward_remedy (drop, settings->interface));
}

static void
describe_standing_down (const CbWatch *watch, CbNotes *problems) {
  guint32 server = 0;
  gboolean found = cb_observer_found_foreign_server (watch->observer, &server);
  g_autofree char *address = cb_address_to_text (server);

  if (watch->unguarded)
    cb_notes_add (problems, "guard-missing",
                  g_strdup (_ ("nobody watches the cable for other DHCP servers; see: journalctl -u "
                               "cablebootd")));
  if (watch->stood_down && found)
    cb_notes_add (problems, "foreign-server",
                  g_strdup_printf (_ ("%s answers DHCP on this cable, so it is no Pi's and is left alone until "
                                      "the next plug; run cableboot up to take it all the same"),
                                   address));
}

void
cb_upkeep_describe (CbUpkeep *upkeep, const CbSettings *settings, gboolean private,
                    GVariantBuilder *dict, CbNotes *problems, CbUpkeepView *ret_view) {
  g_autoptr (GPtrArray) chains = cb_barriers_chains (upkeep->barriers);
  const CbWatch *watch = g_hash_table_lookup (upkeep->watches, settings->uuid);

  g_variant_builder_add (dict, "{sv}", "barrier",
                         g_variant_new_boolean (cb_barriers_is_up (upkeep->barriers, settings->interface)));
  describe_way_out (upkeep, settings, chains, problems);
  *ret_view = (CbUpkeepView){ 0 };
  if (watch == NULL)
    return;
  ret_view->stood_down = watch->stood_down;
  ret_view->builtin_runs = cb_builtin_is_running (watch->builtin);
  cb_builtin_describe (watch->builtin, private, problems);
  describe_standing_down (watch, problems);
  if (!watch->stood_down)
    cb_observer_describe (watch->observer, settings->interface, chains, dict, problems);
}

CbBoots *
cb_upkeep_boots (CbUpkeep *upkeep) {
  return upkeep->boots;
}

CbUpkeep *
cb_upkeep_new (CbWorker *worker, CbHerald *herald) {
  CbUpkeep *upkeep = g_new0 (CbUpkeep, 1);

  upkeep->worker = worker;
  upkeep->barriers = cb_barriers_new ();
  upkeep->boots = cb_boots_new (herald, cb_worker_context (worker));
  upkeep->watches = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, watch_free);
  return upkeep;
}

void
cb_upkeep_start (CbUpkeep *upkeep) {
  g_autoptr (GError) error = NULL;

  upkeep->carriers = cb_links_watch (cb_worker_context (upkeep->worker), on_link, upkeep, &error);
  if (upkeep->carriers == NULL)
    g_warning ("%s", error->message);
  cb_worker_post (upkeep->worker, look_at_all, upkeep);
}

void
cb_upkeep_listen (CbUpkeep *upkeep, const CbUpkeepListener *listener) {
  upkeep->listener = *listener;
}

void
cb_upkeep_free (CbUpkeep *upkeep) {
  if (upkeep == NULL)
    return;
  cb_upkeep_clear_source (&upkeep->carriers);
  g_clear_pointer (&upkeep->boots, cb_boots_free);
  g_hash_table_unref (upkeep->watches);
  cb_barriers_free (upkeep->barriers);
  g_free (upkeep);
}
