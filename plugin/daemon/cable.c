/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "await.h"
#include "dnsmasq.h"
#include "error.h"
#include "fragment-file.h"
#include "host/mac-prefixes.h"
#include "host/subnet.h"
#include "links.h"
#include "names.h"
#include "ports.h"

#define DNSMASQ_START_MS 3000
#define POLL_MS          20

/* dnsmasq's own ports; a busy one stops it (networkmanager-dnsmasq.md 1.4). */
static const guint16 dnsmasq_ports[] = { 53, 67, 69 };

CbServePlan
cb_cable_plan (const CbSettings *settings, const char *dnsmasq, char **ret_where) {
  CbServeFacts facts = {
    .choice = settings->server,
    .dnsmasq_installed = dnsmasq != NULL,
    .reach = CB_REACH_UNKNOWN,
    .builtin_available = FALSE,
  };
  CbIdentity identity;

  *ret_where = NULL;
  if (dnsmasq != NULL && cb_dnsmasq_identity (dnsmasq, &identity, NULL))
    facts.reach = cb_helper_reach (&identity, settings->folder, ret_where);
  if (*ret_where == NULL)
    facts.port_taken = cb_port_is_taken (69, ret_where) || cb_port_is_taken (67, ret_where);
  return cb_serve_plan_make (&facts);
}

char *
cb_cable_describe_plan (const CbServePlan *plan, const char *where) {
  g_autofree char *text = cb_serve_plan_describe (plan);

  return where == NULL ? g_steal_pointer (&text) : g_strdup_printf ("%s (%s)", text, where);
}

/* Our list and the user's; a damaged file of the user's is an error that names it. */
static char **
read_prefixes (GError **error) {
  static const char *const files[] = { CB_MAC_PREFIXES, CB_MAC_PREFIXES_OF_USER };
  char **prefixes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *text = NULL;
    gsize n;

    if (!g_file_get_contents (files[i], &text, &n, NULL))
      continue;
    prefixes = cb_mac_prefixes_parse (text, n, prefixes, files[i], error);
    if (prefixes == NULL)
      return NULL;
  }
  return prefixes != NULL ? prefixes : g_new0 (char *, 1);
}

char *
cb_cable_render_fragment (const CbSettings *settings, const CbServePlan *plan,
                          CbNetworkManager *manager, GError **error) {
  g_auto (GStrv) prefixes = NULL;

  if (plan->fragment == CB_FRAGMENT_NONE)
    return NULL;
  if (plan->fragment == CB_FRAGMENT_SILENT)
    return cb_fragment_render_silent (settings->interface);
  prefixes = read_prefixes (error);
  if (prefixes == NULL)
    return NULL;
  return cb_fragment_render_full (
      &(CbFragment){
          .interface = settings->interface,
          .folder = settings->folder,
          .address = settings->address,
          .clients = settings->clients,
          .mac_prefixes = (const char *const *) prefixes,
          .only_shared = !cb_network_manager_shares_elsewhere (manager, settings->uuid),
      },
      error);
}

static gboolean
dnsmasq_runs (gpointer data) {
  return cb_dnsmasq_pid (data) != 0;
}

static gboolean
dnsmasq_is_gone (gpointer data) {
  return cb_dnsmasq_pid (data) == 0;
}

pid_t
cb_cable_wait_dnsmasq (const char *interface, guint timeout_ms) {
  cb_await_until (dnsmasq_runs, (gpointer) interface, POLL_MS, timeout_ms);
  return cb_dnsmasq_pid (interface);
}

gboolean
cb_cable_wait_no_dnsmasq (const char *interface, guint timeout_ms) {
  gboolean gone = cb_await_until (dnsmasq_is_gone, (gpointer) interface, POLL_MS, timeout_ms);

  cb_dnsmasq_end_orphans (interface);
  return gone;
}

/* Why did dnsmasq die? A fragment that it refuses, a port that somebody holds, or its own log. */
static void
explain_death (const CbSettings *settings, const char *dnsmasq, GError **error) {
  if (dnsmasq != NULL && !cb_dnsmasq_test (dnsmasq, CB_FRAGMENT_DIR, NULL, error))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (dnsmasq_ports); i++) {
    g_autofree char *who = NULL;

    if (!cb_port_is_taken (dnsmasq_ports[i], &who))
      continue;
    g_set_error (error, CB_ERROR, CB_ERROR_ACTIVATION,
                 _ ("dnsmasq did not start on %s: UDP port %u is taken by %s; stop that program"),
                 settings->interface, dnsmasq_ports[i], who ? who : _ ("another program"));
    return;
  }
  g_set_error (error, CB_ERROR, CB_ERROR_ACTIVATION,
               _ ("dnsmasq did not start on %s; its own words: journalctl -u NetworkManager -t "
                  "dnsmasq"),
               settings->interface);
}

gboolean
cb_cable_prove (const CbSettings *settings, const char *dnsmasq, GError **error) {
  gboolean there;

  if (cb_cable_wait_dnsmasq (settings->interface, DNSMASQ_START_MS) == 0) {
    explain_death (settings, dnsmasq, error);
    return FALSE;
  }
  switch (cb_helper_prove (settings->address, &there)) {
  case CB_PROOF_SERVED:
    return TRUE;
  case CB_PROOF_DENIED:
    g_set_error (error, CB_ERROR, CB_ERROR_UNREACHABLE,
                 _ ("dnsmasq runs but may not read '%s'; look for SELinux or AppArmor, or move the "
                    "folder, for example to /srv/rpi-boot"),
                 settings->folder);
    return FALSE;
  default:
    if (cb_dnsmasq_pid (settings->interface) == 0)
      explain_death (settings, dnsmasq, error);
    else
      g_set_error (error, CB_ERROR, CB_ERROR_UNREACHABLE,
                   _ ("dnsmasq runs on %s but gives no files out; look for a firewall that blocks UDP "
                      "port 69"),
                   settings->interface);
    return FALSE;
  }
}

void
cb_cable_note (GPtrArray *pairs, const char *code, char *text) {
  g_ptr_array_add (pairs, g_strdup (code));
  g_ptr_array_add (pairs, text);
}

GVariant *
cb_cable_notes (GPtrArray *pairs) {
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; pairs != NULL && i + 1 < pairs->len; i += 2)
    g_variant_builder_add (&builder, "(ss)", pairs->pdata[i], pairs->pdata[i + 1]);
  return g_variant_builder_end (&builder);
}

static void
note_profile (GPtrArray *problems, const CbSettings *settings, CbNetworkManager *manager) {
  gboolean autoconnect = settings->state == CB_CABLE_STATE_ENABLED;
  g_autofree char *difference
      = cb_network_manager_profile_difference (manager, settings, autoconnect);
  g_auto (GStrv) competitors = cb_network_manager_competitors (manager, settings);
  g_autofree char *names = competitors ? g_strjoinv ("', '", competitors) : NULL;

  if (!cb_network_manager_has_profile (manager, settings->uuid))
    cb_cable_note (problems, "profile-missing",
                   g_strdup (_ ("the profile is gone; run cableboot enable to make it again")));
  else if (difference != NULL)
    cb_cable_note (problems, "profile-changed",
                   g_strdup_printf (_ ("somebody changed the profile (%s); run cableboot enable to "
                                       "put it right"),
                                    difference));
  if (names != NULL)
    cb_cable_note (problems, "competitor",
                   g_strdup_printf (_ ("'%s' has the same priority on %s and may win; lower its "
                                       "connection.autoconnect-priority"),
                                    names, settings->interface));
}

static void
note_fragment (GPtrArray *problems, const CbSettings *settings, const CbServePlan *plan,
               CbNetworkManager *manager, const char *dnsmasq) {
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = cb_cable_render_fragment (settings, plan, manager, &error);
  g_autofree char *name = cb_fragment_file_name (settings->interface);
  g_autofree char *present = cb_fragment_file_read (name);

  if (error == NULL && wanted != NULL && g_strcmp0 (wanted, present) != 0)
    cb_cable_note (problems, "fragment-changed",
                   g_strdup_printf (_ ("%s/%s is not as it should be; run cableboot enable to put it "
                                       "right"),
                                    CB_FRAGMENT_DIR, name));
  if (error == NULL && dnsmasq != NULL && !cb_dnsmasq_test (dnsmasq, CB_FRAGMENT_DIR, NULL, &error))
    cb_cable_note (problems, "fragment-refused", g_strdup (error->message));
  else if (error != NULL)
    cb_cable_note (problems, "fragment-impossible", g_strdup (error->message));
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
note_state (GPtrArray *problems, const CbSettings *settings, const char *state,
            const CbDeviceFacts *facts) {
  gboolean ours = g_strcmp0 (facts->active_uuid, settings->uuid) == 0;

  if (g_str_equal (state, "unfinished"))
    cb_cable_note (problems, "unfinished",
                   g_strdup (_ ("the last enable or disable was cut short; run it again")));
  if (!g_str_equal (state, "stopped"))
    return;
  if (ours)
    cb_cable_note (problems, "dnsmasq-dead",
                   g_strdup (_ ("dnsmasq has died; plug the cable again or run cableboot up")));
  else
    cb_cable_note (problems, "not-active",
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
  add_text (dict, "profile", profile);
}

GVariant *
cb_cable_describe (const CbSettings *settings, guint32 viewer, CbNetworkManager *manager,
                   GPtrArray *warnings) {
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
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
    cb_cable_note (problems, "no-network-manager",
                   g_strdup (_ ("NetworkManager is not running; start it and try again")));
  } else {
    note_state (problems, settings, state, &facts);
    note_profile (problems, settings, manager);
    if (plan.server == CB_PLAN_NONE)
      cb_cable_note (problems, plan.reason, g_strdup (text));
    else
      note_fragment (problems, settings, &plan, manager, dnsmasq);
  }
  g_variant_builder_add (&dict, "{sv}", "problems", cb_cable_notes (problems));
  if (warnings != NULL)
    g_variant_builder_add (&dict, "{sv}", "warnings", cb_cable_notes (warnings));
  return g_variant_builder_end (&dict);
}
