/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable-status.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cable.h"
#include "dnsmasq.h"
#include "error.h"
#include "fragment-file.h"
#include "host/dict.h"
#include "host/subnet.h"
#include "interfaces.h"
#include "links.h"
#include "names.h"

/* One cable as it is at this moment. */
typedef struct {
  const CbSettings *settings;
  CbNetworkManager *manager; /* NULL when it isn't running */
  CbNotes *problems;
  CbDeviceFacts facts;
  gboolean ours;             /* our profile is active on the interface, or on its way */
  gboolean private;          /* who asks may see the folder */
  gboolean missing;          /* the interface */
  gboolean carrier;
  CbUpkeepView upkeep;
  char *occupied;            /* by a bridge, by a VLAN; or NULL */
  char *dnsmasq;             /* the program, or NULL */
  pid_t pid;                 /* the dnsmasq that runs, or 0 */
  CbServePlan plan;
} View;

static void
view_clear (View *view) {
  g_clear_pointer (&view->problems, cb_notes_free);
  cb_device_facts_clear (&view->facts);
  g_clear_pointer (&view->occupied, g_free);
  g_clear_pointer (&view->dnsmasq, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (View, view_clear)

/* How the profile differs from what it should be. Where something else lives on the interface, autoconnect is
 * on its way off, or off. */
static char *
profile_difference (const View *view) {
  gboolean enabled = view->settings->state == CB_CABLE_STATE_ENABLED && !view->settings->aside;
  g_autofree char *difference
      = cb_network_manager_profile_difference (view->manager, view->settings, enabled);

  if (difference == NULL || view->occupied == NULL)
    return g_steal_pointer (&difference);
  return cb_network_manager_profile_difference (view->manager, view->settings, FALSE);
}

static void
note_profile (const View *view) {
  const CbSettings *settings = view->settings;
  g_autofree char *difference = profile_difference (view);
  g_auto (GStrv) competitors = cb_network_manager_competitors (view->manager, settings);
  g_autofree char *names = competitors ? g_strjoinv ("', '", competitors) : NULL;

  if (!cb_network_manager_has_profile (view->manager, settings->uuid))
    cb_notes_add (view->problems, "profile-missing",
                  g_strdup_printf (_ ("the profile is gone; run cableboot enable ifname %s to make it again"),
                                   settings->interface));
  else if (difference != NULL)
    cb_notes_add (view->problems, "profile-changed",
                  g_strdup_printf (_ ("somebody changed the profile (%s); run cableboot enable ifname %s "
                                      "to put it right"),
                                   difference, settings->interface));
  if (names != NULL)
    cb_notes_add (view->problems, "competitor",
                  g_strdup_printf (_ ("'%s' has the same priority on %s and may win; lower its "
                                      "connection.autoconnect-priority"),
                                   names, settings->interface));
}

static void
note_fragment (const View *view) {
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted
      = cb_cable_render_fragment (view->settings, &view->plan, view->manager, &error);
  g_autofree char *name = cb_fragment_file_name (view->settings->interface);
  g_autofree char *present = cb_fragment_file_read (name);

  if (error == NULL && wanted != NULL && g_strcmp0 (wanted, present) != 0)
    cb_notes_add (view->problems, "fragment-changed",
                  g_strdup_printf (_ ("%s/%s is not as it should be; run cableboot enable ifname %s to "
                                      "put it right"),
                                   CB_FRAGMENT_DIR, name, view->settings->interface));
  if (error == NULL && view->dnsmasq != NULL
      && !cb_dnsmasq_test (view->dnsmasq, CB_FRAGMENT_DIR, NULL, &error))
    cb_notes_add (view->problems, "fragment-refused", g_strdup (error->message));
  else if (error != NULL)
    cb_notes_add (view->problems, "fragment-impossible", g_strdup (error->message));
}

static gboolean
is_served (const View *view) {
  return view->settings->serving == CB_PLAN_DNSMASQ ? view->pid != 0 : view->upkeep.builtin_runs;
}

/* waiting, starting, serving, down, unfinished, stood-down or stopped. */
static const char *
state_of (const View *view) {
  if (view->manager == NULL)
    return "stopped";
  if (view->settings->state == CB_CABLE_STATE_DOWN)
    return "down";
  if (view->settings->state != CB_CABLE_STATE_ENABLED)
    return "unfinished";
  if (view->occupied != NULL || (view->upkeep.stood_down && view->carrier))
    return "stood-down";
  if (!view->carrier)
    return "waiting";
  if (view->ours && view->facts.activated)
    return is_served (view) ? "serving" : "stopped";
  return view->ours ? "starting" : "stopped";
}

static void
note_state (const View *view, const char *state) {
  if (view->occupied != NULL)
    cb_notes_add (view->problems, "occupied", g_strdup (view->occupied));
  if (g_str_equal (state, "unfinished"))
    cb_notes_add (view->problems, "unfinished",
                  g_strdup (_ ("the last enable or disable was cut short; run it again")));
  if (!g_str_equal (state, "stopped"))
    return;
  if (view->ours && view->settings->serving == CB_PLAN_DNSMASQ)
    cb_notes_add (view->problems, "dnsmasq-dead",
                  g_strdup (_ ("dnsmasq has died; plug the cable again or run cableboot up")));
  else if (view->ours)
    cb_notes_add (view->problems, "builtin-dead",
                  g_strdup (_ ("the built-in server does not run; plug the cable again or run cableboot up, "
                               "and see: journalctl -u cablebootd")));
  else
    cb_notes_add (view->problems, "not-active",
                  g_strdup_printf (_ ("'%s' is used by '%s'; run cableboot up to take it"),
                                   view->settings->interface,
                                   view->facts.active_id ? view->facts.active_id : "-"));
}

/* As the person sees it: dnsmasq may be kept out of a folder that is there. */
static void
note_folder (const View *view) {
  g_autoptr (GError) error = NULL;
  g_autofree char *resolved = NULL;

  if (cb_helper_resolve (view->settings->uid, view->settings->folder, &resolved, &error)
      || error->code == CB_ERROR_FAILED)
    return;
  cb_notes_add (view->problems, "folder-missing",
                view->private ? g_strdup (error->message)
                              : g_strdup (_ ("the boot folder is gone or closed to who enabled it")));
}

static void
note_problems (const View *view, const char *state, const char *plan_text) {
  if (view->missing)
    cb_notes_add (view->problems, "interface-missing",
                  g_strdup_printf (_ ("there is no interface '%s' at this moment; plug the adapter in"),
                                   view->settings->interface));
  note_folder (view);

  if (view->manager == NULL) {
    cb_notes_add (view->problems, "no-network-manager",
                  g_strdup (_ ("NetworkManager is not running; start it and try again")));
    return;
  }
  note_state (view, state);
  if (cb_network_manager_firewalld_zone (view->manager) == CB_FIREWALLD_MISSING)
    cb_notes_add (view->problems, "firewalld-zone",
                  g_strdup_printf (_ ("firewalld runs and hasn't loaded the zone '%s', so it may block the Pi; "
                                      "run: firewall-cmd --reload && cableboot enable ifname %s"),
                                   CB_FIREWALLD_ZONE, view->settings->interface));
  note_profile (view);
  if (view->plan.server == CB_PLAN_NONE)
    cb_notes_add (view->problems, view->plan.reason, g_strdup (plan_text));
  else if (view->plan.server != view->settings->serving)
    cb_notes_add (view->problems, "server-due",
                  g_strdup (_ ("another server than at the last plug fits now; the next plug or cableboot up "
                               "takes it")));
  else
    note_fragment (view);
}

static void
add_settings (GVariantBuilder *dict, const CbSettings *settings, gboolean private) {
  g_autofree char *address = cb_address_to_text (settings->address);
  g_autofree char *with_prefix = g_strdup_printf ("%s/%u", address, settings->prefix);
  g_autofree char *profile = g_strdup_printf (CB_PROFILE_ID, settings->interface);

  cb_dict_add_text (dict, "uuid", settings->uuid);
  cb_dict_add_text (dict, "interface", settings->interface);
  cb_dict_add_text (dict, "mac", settings->mac);
  if (private)
    g_variant_builder_add (dict, "{sv}", "folder",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, settings->folder,
                                                      strlen (settings->folder), 1));
  cb_dict_add_text (dict, "user", settings->user);
  cb_dict_add_text (dict, "address", with_prefix);
  cb_dict_add_text (dict, "server_choice", cb_server_choice_to_text (settings->server));
  cb_dict_add_text (dict, "clients", cb_clients_to_text (settings->clients));
  cb_dict_add_text (dict, "internet", cb_internet_to_text (settings->internet));
  cb_dict_add_text (dict, "profile", profile);
}

static void
add_server (GVariantBuilder *dict, const View *view, const char *plan_text) {
  cb_dict_add_text (dict, "server", cb_plan_server_to_text (view->plan.server));
  cb_dict_add_text (dict, "server_reason", view->plan.reason);
  cb_dict_add_text (dict, "server_text", plan_text);
  if (view->pid != 0)
    g_variant_builder_add (dict, "{sv}", "dnsmasq_pid", g_variant_new_uint32 ((guint32) view->pid));
}

static void
look (View *view) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, view->settings->interface) : NULL;

  view->problems = cb_notes_new ();
  view->dnsmasq = cb_dnsmasq_find ();
  view->pid = cb_dnsmasq_pid (view->settings->interface);
  view->missing = link == NULL;
  view->carrier = link != NULL && link->carrier;
  view->occupied = link != NULL ? cb_interface_occupied (links, link) : NULL;
  if (view->manager != NULL)
    cb_network_manager_device (view->manager, view->settings->interface, &view->facts);
  view->ours = g_strcmp0 (view->facts.active_uuid, view->settings->uuid) == 0;
}

GVariant *
cb_cable_status (const CbSettings *settings, guint32 viewer, CbNetworkManager *manager,
                 CbUpkeep *upkeep, CbNotes *warnings) {
  g_auto (View) view = { .settings = settings,
                         .manager = manager,
                         .private = viewer == 0 || viewer == settings->uid };
  g_autofree char *where = NULL, *plan_text = NULL;
  GVariantBuilder dict;
  const char *state;

  look (&view);
  view.plan = cb_cable_plan (settings, view.dnsmasq, &where);
  plan_text = cb_serve_plan_describe (&view.plan, view.private ? where : NULL);
  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  add_settings (&dict, settings, view.private);
  cb_upkeep_describe (upkeep, settings, view.private, &dict, view.problems, &view.upkeep);
  state = state_of (&view);
  cb_dict_add_text (&dict, "state", state);
  g_variant_builder_add (&dict, "{sv}", "carrier", g_variant_new_boolean (view.carrier));
  add_server (&dict, &view, plan_text);
  note_problems (&view, state, plan_text);
  g_variant_builder_add (&dict, "{sv}", "problems", cb_notes_to_variant (view.problems));
  if (warnings != NULL)
    g_variant_builder_add (&dict, "{sv}", "warnings", cb_notes_to_variant (warnings));
  return g_variant_builder_end (&dict);
}

GVariant *
cb_cable_status_damaged (const CbSettingsDamage *damage) {
  g_autoptr (CbNotes) problems = cb_notes_new ();
  GVariantBuilder dict;

  cb_notes_add (problems, "settings-damaged",
                g_strdup_printf (_ ("%s; run cableboot disable, which forgets that cable"), damage->text));
  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  cb_dict_add_text (&dict, "uuid", damage->uuid);
  cb_dict_add_text (&dict, "state", "damaged");
  g_variant_builder_add (&dict, "{sv}", "problems", cb_notes_to_variant (problems));
  return g_variant_builder_end (&dict);
}
