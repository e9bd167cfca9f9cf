/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "enable.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "await.h"
#include "before.h"
#include "boot-folder.h"
#include "cable-status.h"
#include "cable.h"
#include "dnsmasq.h"
#include "error.h"
#include "fragment-file.h"
#include "interfaces.h"
#include "links.h"
#include "made-folder.h"
#include "names.h"
#include "network-manager.h"
#include "settings-store.h"
#include "targets.h"

/* One run of enable. old_* is what undo puts back. */
typedef struct {
  const CbRequest *request;
  gboolean is_up; /* with everything as it was */
  CbUpkeep *upkeep;
  CbNetworkManager *manager;
  GPtrArray *links;
  GPtrArray *cables;
  CbNotes *warnings;
  const CbLink *link;
  CbSettings *settings;
  CbSettings *old;
  char *dnsmasq;
  CbServePlan plan;
  char *fragment;
  char *fragment_name;
  char *old_fragment;
  char *stale_fragment; /* of the name that the interface had */
  GVariant *old_profile;
  CbDeviceFacts device;
  gboolean changed;    /* profile or fragment: what runs now is out of date */
  gboolean activated;  /* by this run */
} CbEnable;

static void
enable_clear (CbEnable *self) {
  g_clear_pointer (&self->manager, cb_network_manager_close);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->cables, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, cb_notes_free);
  g_clear_pointer (&self->settings, cb_settings_free);
  g_clear_pointer (&self->old, cb_settings_free);
  g_clear_pointer (&self->dnsmasq, g_free);
  g_clear_pointer (&self->fragment, g_free);
  g_clear_pointer (&self->fragment_name, g_free);
  g_clear_pointer (&self->old_fragment, g_free);
  g_clear_pointer (&self->stale_fragment, g_free);
  g_clear_pointer (&self->old_profile, g_variant_unref);
  cb_device_facts_clear (&self->device);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbEnable, enable_clear)

/* --- decide: nothing is changed yet --- */

static gboolean
find_interface (CbEnable *self, GError **error) {
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  CbSettings *old;

  self->manager = cb_network_manager_open (error);
  if (self->manager == NULL)
    return FALSE;
  self->links = cb_links_list (error);
  if (self->links == NULL)
    return FALSE;
  self->cables = cb_settings_store_list (damages);
  if (damages->len > 0) {
    g_set_error (error, CB_ERROR, CB_ERROR_REFUSED,
                 _ ("%s; run cableboot disable, which forgets that cable"),
                 ((const CbSettingsDamage *) damages->pdata[0])->text);
    return FALSE;
  }
  self->link = cb_interface_choose (self->links, self->request->interface, self->cables, self->manager,
                                    error);
  if (self->link == NULL)
    return FALSE;
  old = cb_interface_cable (self->cables, self->link);
  self->old = old ? cb_settings_copy (old) : NULL;
  self->settings = old ? cb_settings_copy (old) : cb_settings_new ();
  if (old == NULL)
    self->settings->uuid = g_uuid_string_random ();
  g_free (self->settings->interface);
  self->settings->interface = g_strdup (self->link->name);
  g_free (self->settings->mac);
  self->settings->mac = g_strdup (self->link->mac);
  cb_network_manager_device (self->manager, self->link->name, &self->device);
  return TRUE;
}

static void
take_options (CbEnable *self) {
  const CbRequest *request = self->request;

  if (request->has_server)
    self->settings->server = request->server;
  if (request->has_clients)
    self->settings->clients = request->clients;
  if (request->has_internet)
    self->settings->internet = request->internet;
  if (request->has_address) {
    self->settings->address_fixed = request->address != 0;
    self->settings->address = request->address;
    self->settings->prefix = request->prefix;
  }
}

static gboolean
find_server (CbEnable *self, GError **error) {
  g_autofree char *where = NULL, *text = NULL;

  self->dnsmasq = cb_dnsmasq_find ();
  self->plan = cb_cable_plan (self->settings, self->dnsmasq, &where);
  if (self->plan.server != CB_PLAN_NONE) {
    self->settings->serving = self->plan.server;
    self->settings->aside = FALSE;
    return TRUE;
  }
  text = cb_serve_plan_describe (&self->plan, where);
  g_set_error_literal (error, CB_ERROR, CB_ERROR_UNREACHABLE, text);
  return FALSE;
}

/* What was confirmed for another folder, or by somebody else, counts no more. */
static void
forget_targets (CbEnable *self) {
  if (self->old != NULL && g_str_equal (self->old->folder, self->settings->folder)
      && self->old->uid == self->settings->uid)
    return;
  g_clear_pointer (&self->settings->targets, g_strfreev);
}

/* dnsmasq follows links by itself. `up` asks nobody: a link that is new stays closed. */
static gboolean
find_targets (CbEnable *self, GError **error) {
  g_auto (GStrv) homes = cb_boot_folder_homes ();
  g_autoptr (GError) local = NULL;

  forget_targets (self);
  if (self->settings->serving == CB_PLAN_DNSMASQ)
    return TRUE;
  if (cb_targets_find (self->settings, self->old, (const char *const *) self->request->targets,
                       (const char *const *) homes, &local))
    return TRUE;
  if (self->is_up) {
    cb_notes_add (self->warnings, "links-closed", g_strdup (local->message));
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_use (CbEnable *self, GError **error) {
  g_auto (GStrv) competitors = cb_network_manager_competitors (self->manager, self->settings);
  g_autofree char *names = competitors ? g_strjoinv ("', '", competitors) : NULL;

  if (self->device.default_route && !self->request->takeover
      && g_strcmp0 (self->device.active_uuid, self->settings->uuid) != 0) {
    g_set_error (error, CB_ERROR, CB_ERROR_IN_USE,
                 _ ("'%s' is in use: '%s' carries this machine's default route there; add 'takeover yes' "
                    "to take it all the same"),
                 self->link->name, self->device.active_id);
    return FALSE;
  }
  if (names != NULL)
    cb_notes_add (self->warnings, "competitor",
                   g_strdup_printf (_ ("'%s' has the same priority on %s and may win; lower its "
                                       "connection.autoconnect-priority"),
                                    names, self->link->name));
  return TRUE;
}

static gboolean
make_fragment (CbEnable *self, GError **error) {
  g_autoptr (GError) local = NULL;

  self->fragment
      = cb_cable_render_fragment (self->settings, &self->plan, self->manager, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  self->fragment_name = cb_fragment_file_name (self->settings->interface);
  self->old_fragment = cb_fragment_file_read (self->fragment_name);
  self->old_profile = cb_network_manager_profile_backup (self->manager, self->settings->uuid);
  if (!self->settings->before_known)
    cb_before_record (self->settings, self->device.ordinary_there,
                      self->cables->len > 0 ? self->cables->pdata[0] : NULL);
  return TRUE;
}

static gboolean
decide (CbEnable *self, GError **error) {
  if (!find_interface (self, error)
      || !cb_boot_folder_find_user (self->request, self->settings, error)
      || !cb_boot_folder_find (self->request, self->settings, error))
    return FALSE;
  take_options (self);
  return check_use (self, error) && find_server (self, error) && find_targets (self, error)
         && cb_cable_find_address (self->settings, self->link->index, NULL, error)
         && make_fragment (self, error);
}

/* --- do: each step can be undone --- */

static gboolean
is_active (CbEnable *self) {
  return g_strcmp0 (self->device.active_uuid, self->settings->uuid) == 0;
}

static gboolean
is_running (CbEnable *self) {
  return self->device.activated && is_active (self)
         && (self->settings->serving != CB_PLAN_DNSMASQ
             || cb_dnsmasq_pid (self->settings->interface) != 0);
}

/* Nothing that runs or is to start by itself changes. */
static gboolean
stays (CbEnable *self) {
  g_autofree char *difference
      = cb_network_manager_profile_difference (self->manager, self->settings, TRUE);

  return self->old_profile != NULL && difference == NULL
         && g_strcmp0 (self->fragment, self->old_fragment) == 0 && is_running (self);
}

/* What was enabled before doesn't start by itself while this isn't finished: killed halfway, it would start
 * with half of each. */
static gboolean
step_rest (CbEnable *self, GError **error) {
  if (self->old == NULL || self->old_profile == NULL || stays (self))
    return TRUE;
  return cb_network_manager_profile_save (self->manager, self->old, FALSE, error);
}

static void
undo_profile (CbEnable *self) {
  g_autoptr (GError) error = NULL;

  if (!cb_network_manager_profile_restore (self->manager, self->settings->uuid, self->old_profile,
                                           &error))
    g_warning ("could not put the profile back: %s", error->message);
}

static gboolean
step_settings (CbEnable *self, GError **error) {
  self->settings->state = CB_CABLE_STATE_UNFINISHED;
  return cb_settings_store_save (self->settings, error);
}

/* Undone last, so the traces of an activation and the connection that was there before come here. */
static void
undo_settings (CbEnable *self) {
  if (self->old != NULL) {
    cb_settings_store_save (self->old, NULL);
  } else {
    cb_before_restore_system (self->settings, self->manager, NULL);
    cb_settings_store_remove (self->settings->uuid, NULL);
    cb_made_folder_remove_all (self->settings->made_folders);
  }
  if (self->activated && self->device.active_uuid != NULL)
    cb_network_manager_activate (self->manager, self->device.active_uuid, self->link->name, NULL);
}

static gboolean
step_fragment (CbEnable *self, GError **error) {
  if (self->old != NULL && !g_str_equal (self->old->interface, self->settings->interface))
    self->stale_fragment
        = cb_cable_drop_fragment (self->old->interface, self->settings->uuid, self->cables);
  if (self->fragment == NULL)
    return cb_fragment_file_remove (self->fragment_name, error);
  return cb_fragment_file_write (self->fragment_name, self->fragment, self->dnsmasq,
                                 &self->settings->made_folders, &self->changed, error)
         && cb_settings_store_save (self->settings, error);
}

static void
undo_fragment (CbEnable *self) {
  if (self->old_fragment != NULL)
    cb_fragment_file_write (self->fragment_name, self->old_fragment, NULL,
                            &self->settings->made_folders, NULL, NULL);
  else
    cb_fragment_file_remove (self->fragment_name, NULL);
  if (self->stale_fragment != NULL) {
    g_autofree char *stale = cb_fragment_file_name (self->old->interface);

    cb_fragment_file_write (stale, self->stale_fragment, NULL, &self->settings->made_folders, NULL,
                            NULL);
  }
}

/* A profile that is right and running keeps its autoconnect, so that nothing is interrupted. */
static gboolean
step_profile (CbEnable *self, GError **error) {
  g_autofree char *difference
      = cb_network_manager_profile_difference (self->manager, self->settings, TRUE);
  gboolean as_it_should = self->old_profile != NULL && difference == NULL;

  self->changed |= !as_it_should || !is_running (self) || cb_upkeep_is_stale (self->upkeep, self->settings);
  if (!self->changed)
    return TRUE;
  return cb_network_manager_profile_save (self->manager, self->settings, FALSE, error);
}

/* Before anything can be on the cable with an address of ours. */
static gboolean
step_barrier (CbEnable *self, GError **error) {
  cb_upkeep_guard (self->upkeep, self->settings);
  return TRUE;
}

static void
undo_barrier (CbEnable *self) {
  if (self->old != NULL && self->old->state == CB_CABLE_STATE_ENABLED)
    cb_upkeep_guard (self->upkeep, self->old);
  else
    cb_upkeep_forget (self->upkeep, self->settings);
}

/* Only with the cable in: NetworkManager dispatches nothing at the plug of a profile that was activated
 * without carrier (proven-traps.md 16). */
static gboolean
step_activation (CbEnable *self, GError **error) {
  if (!self->changed)
    return TRUE;
  cb_upkeep_set_stale (self->upkeep, self->settings, !self->link->carrier && is_active (self));
  if (!self->link->carrier)
    return TRUE;
  self->activated = TRUE;
  if (self->settings->serving == CB_PLAN_DNSMASQ)
    cb_upkeep_unserve (self->upkeep, self->settings);
  cb_dnsmasq_end_orphans (self->settings->interface);
  return cb_network_manager_activate (self->manager, self->settings->uuid, self->settings->interface,
                                      error);
}

static void
undo_activation (CbEnable *self) {
  if (!self->activated)
    return;
  cb_network_manager_deactivate (self->manager, self->settings->uuid, NULL);
  cb_cable_wait_no_dnsmasq (self->settings->interface, CB_DNSMASQ_END_MS);
}

static gboolean
step_server (CbEnable *self, GError **error) {
  return !self->link->carrier
         || cb_upkeep_serve (self->upkeep, self->settings, self->link, self->is_up, error);
}

static void
undo_server (CbEnable *self) {
  cb_upkeep_unserve (self->upkeep, self->settings);
}

static gboolean
step_proof (CbEnable *self, GError **error) {
  if (!self->link->carrier)
    return TRUE;
  return cb_cable_prove (self->settings, self->dnsmasq, error);
}

static gboolean
step_enabled (CbEnable *self, GError **error) {
  self->settings->state = CB_CABLE_STATE_ENABLED;
  return cb_settings_store_save (self->settings, error);
}

/* The last step: from here on it starts by itself (proven-traps.md 17). */
static gboolean
step_autoconnect (CbEnable *self, GError **error) {
  return cb_network_manager_profile_save (self->manager, self->settings, TRUE, error);
}

static const struct {
  const char *name;
  gboolean (*take) (CbEnable *self, GError **error);
  void (*undo) (CbEnable *self);
} steps[] = {
  { N_ ("profile"), step_rest, undo_profile },
  { N_ ("settings"), step_settings, undo_settings },
  { N_ ("fragment"), step_fragment, undo_fragment },
  { N_ ("profile"), step_profile, undo_profile },
  { N_ ("barrier"), step_barrier, undo_barrier },
  { N_ ("activation"), step_activation, undo_activation },
  { N_ ("server"), step_server, undo_server },
  { N_ ("proof"), step_proof, NULL },
  { N_ ("settings"), step_enabled, NULL },
  { N_ ("autoconnect"), step_autoconnect, NULL },
};

static gboolean
take_steps (CbEnable *self, GError **error) {
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_debug ("enable %s: %s", self->settings->interface, steps[i].name);
    if (steps[i].take (self, error))
      continue;
    g_prefix_error (error, "%s: ", gettext (steps[i].name));
    for (gsize j = i + 1; j > 0; j--)
      if (steps[j - 1].undo != NULL)
        steps[j - 1].undo (self);
    return FALSE;
  }
  return TRUE;
}

/* viewer: who is told the outcome. */
static GVariant *
run (const CbRequest *request, gboolean is_up, guint32 viewer, CbUpkeep *upkeep, GError **error) {
  g_auto (CbEnable) self = { .request = request, .is_up = is_up, .upkeep = upkeep };

  self.warnings = cb_notes_new ();
  if (!decide (&self, error) || !take_steps (&self, error))
    return NULL;
  return cb_cable_status (self.settings, viewer, self.manager, upkeep, self.warnings);
}

GVariant *
cb_enable (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  return run (request, FALSE, request->caller, upkeep, error);
}

/* As root with no user named, which keeps the one of the settings. */
GVariant *
cb_up (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  const CbSettings *cable = cb_interface_enabled (cables, request->interface, error);
  CbRequest as_it_was = { .caller = 0, .takeover = TRUE };
  CbInsistence before;
  GVariant *answer;

  if (cable == NULL)
    return NULL;
  as_it_was.interface = cable->interface;
  before = cb_upkeep_insist (upkeep, cable);
  answer = run (&as_it_was, TRUE, request->caller, upkeep, error);
  if (answer == NULL)
    cb_upkeep_desist (upkeep, cable, before);
  return answer;
}
