/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable-status.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cable.h"
#include "dnsmasq.h"
#include "fragment-file.h"
#include "host/subnet.h"
#include "links.h"
#include "names.h"

static void
note_profile (CbNotes *problems, const CbSettings *settings, CbNetworkManager *manager) {
  gboolean autoconnect = settings->state == CB_CABLE_STATE_ENABLED;
  g_autofree char *difference
      = cb_network_manager_profile_difference (manager, settings, autoconnect);
  g_auto (GStrv) competitors = cb_network_manager_competitors (manager, settings);
  g_autofree char *names = competitors ? g_strjoinv ("', '", competitors) : NULL;

  if (!cb_network_manager_has_profile (manager, settings->uuid))
    cb_notes_add (problems, "profile-missing",
                   g_strdup (_ ("the profile is gone; run cableboot enable to make it again")));
  else if (difference != NULL)
    cb_notes_add (problems, "profile-changed",
                   g_strdup_printf (_ ("somebody changed the profile (%s); run cableboot enable to "
                                       "put it right"),
                                    difference));
  if (names != NULL)
    cb_notes_add (problems, "competitor",
                   g_strdup_printf (_ ("'%s' has the same priority on %s and may win; lower its "
                                       "connection.autoconnect-priority"),
                                    names, settings->interface));
}

static void
note_fragment (CbNotes *problems, const CbSettings *settings, const CbServePlan *plan,
               CbNetworkManager *manager, const char *dnsmasq) {
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = cb_cable_render_fragment (settings, plan, manager, &error);
  g_autofree char *name = cb_fragment_file_name (settings->interface);
  g_autofree char *present = cb_fragment_file_read (name);

  if (error == NULL && wanted != NULL && g_strcmp0 (wanted, present) != 0)
    cb_notes_add (problems, "fragment-changed",
                   g_strdup_printf (_ ("%s/%s is not as it should be; run cableboot enable to put it "
                                       "right"),
                                    CB_FRAGMENT_DIR, name));
  if (error == NULL && dnsmasq != NULL && !cb_dnsmasq_test (dnsmasq, CB_FRAGMENT_DIR, NULL, &error))
    cb_notes_add (problems, "fragment-refused", g_strdup (error->message));
  else if (error != NULL)
    cb_notes_add (problems, "fragment-impossible", g_strdup (error->message));
}

/* waiting, starting, serving, down, unfinished or stopped. */
static const char *
state_of (const CbSettings *settings, const CbDeviceFacts *facts, gboolean carrier, pid_t dnsmasq) {
  gboolean ours = g_strcmp0 (facts->active_uuid, settings->uuid) == 0;

  if (settings->state == CB_CABLE_STATE_DOWN)
    return "down";
  if (settings->state != CB_CABLE_STATE_ENABLED)
    return "unfinished";
  if (!carrier)
    return "waiting";
  if (ours && facts->activated)
    return dnsmasq != 0 ? "serving" : "stopped";
  return ours ? "starting" : "stopped";
}

static void
note_state (CbNotes *problems, const CbSettings *settings, const char *state,
            const CbDeviceFacts *facts) {
  gboolean ours = g_strcmp0 (facts->active_uuid, settings->uuid) == 0;

  if (g_str_equal (state, "unfinished"))
    cb_notes_add (problems, "unfinished",
                   g_strdup (_ ("the last enable or disable was cut short; run it again")));
  if (!g_str_equal (state, "stopped"))
    return;
  if (ours)
    cb_notes_add (problems, "dnsmasq-dead",
                   g_strdup (_ ("dnsmasq has died; plug the cable again or run cableboot up")));
  else
    cb_notes_add (problems, "not-active",
                   g_strdup_printf (_ ("%s is used by '%s'; run cableboot up to take it"),
                                    settings->interface,
                                    facts->active_id ? facts->active_id : "-"));
}

static void
add_text (GVariantBuilder *dict, const char *key, const char *text) {
  if (text != NULL)
    g_variant_builder_add (dict, "{sv}", key, g_variant_new_string (text));
}

static void
add_settings (GVariantBuilder *dict, const CbSettings *settings, guint32 viewer) {
  g_autofree char *address = cb_address_to_text (settings->address);
  g_autofree char *with_prefix = g_strdup_printf ("%s/%u", address, settings->prefix);
  g_autofree char *profile = g_strdup_printf (CB_PROFILE_ID, settings->interface);

  add_text (dict, "uuid", settings->uuid);
  add_text (dict, "interface", settings->interface);
  add_text (dict, "mac", settings->mac);
  if (viewer == 0 || viewer == settings->uid)
    g_variant_builder_add (dict, "{sv}", "folder",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, settings->folder,
                                                      strlen (settings->folder), 1));
  add_text (dict, "user", settings->user);
  add_text (dict, "address", with_prefix);
  add_text (dict, "server_choice", cb_server_choice_to_text (settings->server));
  add_text (dict, "clients", cb_clients_to_text (settings->clients));
  add_text (dict, "internet", cb_internet_to_text (settings->internet));
  add_text (dict, "profile", profile);
}

GVariant *
cb_cable_status (const CbSettings *settings, guint32 viewer, CbNetworkManager *manager,
                   CbNotes *warnings) {
  g_autoptr (CbNotes) problems = cb_notes_new ();
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, settings->interface) : NULL;
  g_autofree char *dnsmasq = cb_dnsmasq_find (), *where = NULL, *text = NULL;
  CbServePlan plan = cb_cable_plan (settings, dnsmasq, &where);
  g_auto (CbDeviceFacts) facts = { 0 };
  pid_t pid = cb_dnsmasq_pid (settings->interface);
  gboolean carrier = link != NULL && link->carrier;
  GVariantBuilder dict;
  const char *state;

  if (manager != NULL)
    cb_network_manager_device (manager, settings->interface, &facts);
  state = state_of (settings, &facts, carrier, pid);
  text = cb_cable_describe_plan (&plan, viewer == 0 || viewer == settings->uid ? where : NULL);
  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  add_settings (&dict, settings, viewer);
  add_text (&dict, "state", manager != NULL ? state : "stopped");
  g_variant_builder_add (&dict, "{sv}", "carrier", g_variant_new_boolean (carrier));
  add_text (&dict, "server", cb_plan_server_to_text (plan.server));
  add_text (&dict, "server_reason", plan.reason);
  add_text (&dict, "server_text", text);
  if (pid != 0)
    g_variant_builder_add (&dict, "{sv}", "dnsmasq_pid", g_variant_new_uint32 ((guint32) pid));
  if (manager == NULL) {
    cb_notes_add (problems, "no-network-manager",
                   g_strdup (_ ("NetworkManager is not running; start it and try again")));
  } else {
    note_state (problems, settings, state, &facts);
    note_profile (problems, settings, manager);
    if (plan.server == CB_PLAN_NONE)
      cb_notes_add (problems, plan.reason, g_strdup (text));
    else
      note_fragment (problems, settings, &plan, manager, dnsmasq);
  }
  g_variant_builder_add (&dict, "{sv}", "problems", cb_notes_to_variant (problems));
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
  add_text (&dict, "uuid", damage->uuid);
  add_text (&dict, "state", "damaged");
  g_variant_builder_add (&dict, "{sv}", "problems", cb_notes_to_variant (problems));
  return g_variant_builder_end (&dict);
}
