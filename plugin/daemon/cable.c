/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable.h"

#include <glib/gi18n-lib.h>

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

gboolean
cb_cable_find_address (CbSettings *settings, int link_index, gboolean *ret_moved, GError **error) {
  g_autoptr (GArray) taken = cb_links_taken_networks (link_index, error);
  const CbNetwork *networks;
  guint32 before = settings->address;

  if (taken == NULL)
    return FALSE;
  networks = (const CbNetwork *) taken->data;
  if (settings->address == 0
      || !cb_subnet_is_free (settings->address, settings->prefix, networks, taken->len)) {
    if (settings->address_fixed) {
      g_set_error_literal (error, CB_ERROR, CB_ERROR_REFUSED,
                           _ ("that address lies in a network this machine uses already; choose another, "
                              "or 'address auto'"));
      return FALSE;
    }
    if (!cb_subnet_choose (networks, taken->len,
                           cb_subnet_seed (settings->mac ? settings->mac : settings->interface),
                           &settings->address)) {
      g_set_error_literal (error, CB_ERROR, CB_ERROR_REFUSED,
                           _ ("every network that could be used is taken; name one with 'address'"));
      return FALSE;
    }
    settings->prefix = 24;
  }
  if (ret_moved != NULL)
    *ret_moved = settings->address != before;
  return TRUE;
}

char *
cb_cable_drop_fragment (const char *old_name, const char *uuid, GPtrArray *cables) {
  g_autofree char *file = cb_fragment_file_name (old_name);
  char *text = cb_fragment_file_read (file);

  for (guint i = 0; i < cables->len; i++) {
    const CbSettings *other = cables->pdata[i];

    if (g_str_equal (other->interface, old_name) && !g_str_equal (other->uuid, uuid)) {
      g_free (text);
      return NULL;
    }
  }
  cb_fragment_file_remove (file, NULL);
  return text;
}

/* *ret_where (may be NULL) is replaced when a program stands in the way. */
static CbPorts
look_at_ports (char **ret_where) {
  g_autofree char *who = NULL;
  CbPorts ports = CB_PORTS_FREE;

  if (cb_port_is_taken (69, &who) || cb_port_is_taken (67, &who))
    ports = CB_PORTS_BOOT_TAKEN;
  else if (cb_port_is_taken (53, &who))
    ports = CB_PORTS_DNS_TAKEN;
  if (ports == CB_PORTS_BOOT_TAKEN || *ret_where == NULL) {
    g_free (*ret_where);
    *ret_where = g_steal_pointer (&who);
  }
  return ports;
}

CbServePlan
cb_cable_plan (const CbSettings *settings, const char *dnsmasq, char **ret_where) {
  CbServeFacts facts = {
    .choice = settings->server,
    .dnsmasq_installed = dnsmasq != NULL,
    .reach = CB_REACH_UNKNOWN,
  };
  CbIdentity identity;

  *ret_where = NULL;
  if (dnsmasq != NULL && settings->server != CB_SERVER_BUILTIN
      && cb_dnsmasq_identity (dnsmasq, &identity, NULL))
    facts.reach = cb_helper_reach (&identity, settings->folder, ret_where);
  facts.ports = look_at_ports (ret_where);
  return cb_serve_plan_make (&facts);
}

gboolean
cb_cable_has_way_out (const CbSettings *settings) {
  return settings->internet && settings->serving != CB_PLAN_BUILTIN_ALONE;
}

char **
cb_cable_mac_prefixes (GError **error) {
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
  prefixes = cb_cable_mac_prefixes (error);
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

static gboolean
prove_builtin (const CbSettings *settings, GError **error) {
  gboolean there;

  if (cb_helper_prove (settings->address, &there) == CB_PROOF_SERVED)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_UNREACHABLE,
               _ ("the built-in server gives no files out on %s; look for a firewall that blocks UDP port 69, "
                  "and see: journalctl -u cablebootd"),
               settings->interface);
  return FALSE;
}

static gboolean
prove_dnsmasq (const CbSettings *settings, const char *dnsmasq, GError **error) {
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
                 _ ("dnsmasq runs but may not read '%s'; look for SELinux or AppArmor, add 'server "
                    "builtin', or move the folder, for example to /srv/rpi-boot"),
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

gboolean
cb_cable_prove (const CbSettings *settings, const char *dnsmasq, GError **error) {
  return settings->serving == CB_PLAN_DNSMASQ ? prove_dnsmasq (settings, dnsmasq, error)
                                              : prove_builtin (settings, error);
}
