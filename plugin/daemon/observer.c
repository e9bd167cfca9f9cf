/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "observer.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "cable.h"
#include "host/firewall.h"
#include "host/mac-prefixes.h"
#include "host/mac-text.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "limit.h"
#include "link-process.h"
#include "names.h"
#include "office-probe.h"
#include "packet-tap.h"

/* Silence after the last probe that is an answer. It comes between the probes of 3 s and of 7 s; dnsmasq
 * without no-ping takes 3 s for its offer, and has had them since the first one. */
#define SURE_AFTER_MS 2500

/* A server that doesn't look first whether the address is free answers in this time. */
#define ASKING_MS 2000

typedef struct {
  char *mac;
  char *vendor_class; /* printable; NULL when it named none */
} Stranger;

struct CbObserver {
  CbLinkProcess *process;
  char **argv;
  int ifindex;
  gboolean is_retired;
  guint8 mac[6];         /* that the interface uses */
  guint n_probes;
  gint64 us_begun;
  gint64 us_probed;      /* when the last one went out */
  gboolean foreign_found;
  guint32 foreign_server; /* as it names itself; may be 0 */
  gboolean board_seen;
  GPtrArray *strangers; /* of Stranger */
  gboolean no_offer;    /* a board asked for an address and got no answer */
  gboolean no_file;     /* a request for a file brought nothing */
  CbObserverHost host;
};

static void
stranger_free (gpointer data) {
  Stranger *stranger = data;

  g_free (stranger->mac);
  g_free (stranger->vendor_class);
  g_free (stranger);
}

static void
note_stranger (CbObserver *self, const CbBootEvent *event) {
  const CbBootBytes *class = &event->stranger.vendor_class;
  Stranger *stranger;

  if (self->strangers->len >= CB_MAX_WATCHED_STRANGERS)
    return;
  stranger = g_new0 (Stranger, 1);
  stranger->mac = cb_mac_to_text (event->stranger.mac);
  if (class->n_bytes > 0)
    stranger->vendor_class = cb_quote ((const char *) class->bytes, (gssize) class->n_bytes);
  g_ptr_array_add (self->strangers, stranger);
}

static void
send_probe (CbObserver *self) {
  g_autoptr (GError) error = NULL;

  if (self->n_probes >= CB_MAX_PROBES)
    return;
  self->n_probes++;
  self->us_probed = g_get_monotonic_time ();
  if (!cb_office_probe_send (self->ifindex, self->mac, &error))
    g_debug ("%s", error->message);
}

/* The first one counts: whatever a later packet says, this is no Pi's cable until the next plug. */
static void
note_foreign_server (CbObserver *self, guint32 server) {
  if (self->foreign_found)
    return;
  self->foreign_found = TRUE;
  self->foreign_server = server;
  self->host.changed (self->host.data);
}

static void
on_event (const CbBootEvent *event, gpointer data) {
  CbObserver *self = data;

  if (self->is_retired) {
    self->host.late (event, self->host.data);
    return;
  }
  self->host.told (event, self->host.data);
  switch ((int) event->kind) {
  case CB_BOOT_PROBE_DUE:
    send_probe (self);
    break;
  case CB_BOOT_FOREIGN_SERVER:
    note_foreign_server (self, event->foreign.server);
    break;
  case CB_BOOT_BOARD_SEEN:
    self->board_seen = TRUE;
    self->host.changed (self->host.data);
    break;
  case CB_BOOT_STRANGER:
    note_stranger (self, event);
    break;
  case CB_BOOT_DISCOVER_UNANSWERED:
    self->no_offer = TRUE;
    break;
  case CB_BOOT_REQUEST_UNANSWERED:
    self->no_file = TRUE;
    break;
  case CB_BOOT_ANSWERED:
    if (event->unanswered.address == 0)
      self->no_offer = FALSE;
    else
      self->no_file = FALSE;
    break;
  default:
    break;
  }
}

/* It goes with its interface. What it told stays until the next plug. */
static void
on_end (gpointer data) {
  CbObserver *self = data;

  g_clear_pointer (&self->process, cb_link_process_free);
  if (!self->is_retired)
    self->host.changed (self->host.data);
}

gboolean
cb_observer_found_foreign_server (const CbObserver *self, guint32 *ret_server) {
  if (self == NULL || !self->foreign_found)
    return FALSE;
  *ret_server = self->foreign_server;
  return TRUE;
}

gboolean
cb_observer_is_running (const CbObserver *self) {
  return self != NULL && self->process != NULL;
}

void
cb_observer_retire (CbObserver *self) {
  self->is_retired = TRUE;
}

void
cb_observer_pass_on (CbObserver *self, const CbBootEvent *event) {
  if (cb_observer_is_running (self))
    cb_link_process_tell (self->process, event);
}

static void
add (GPtrArray *argv, const char *word, const char *value) {
  g_ptr_array_add (argv, g_strdup (word));
  g_ptr_array_add (argv, g_strdup (value));
}

static void
add_identity (GPtrArray *argv, const CbSettings *settings) {
  const CbIdentity nobody = cb_identity_nobody ();

  if (settings->serving != CB_PLAN_DNSMASQ) {
    g_ptr_array_add (argv, g_strdup_printf ("--user=%u", settings->uid));
    return;
  }
  g_ptr_array_add (argv, g_strdup_printf ("--user=%u", nobody.uid));
  g_ptr_array_add (argv, g_strdup_printf ("--group=%u", nobody.gid));
}

/* NULL and the error of cb_cable_mac_prefixes. */
static char **
make_argv (const CbSettings *settings, GError **error) {
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) prefixes = cb_cable_mac_prefixes (error);

  if (prefixes == NULL)
    return NULL;
  add (argv, CB_LINK_PROGRAM, "watch");
  add_identity (argv, settings);
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, g_strdup_printf ("%u", settings->address));
  add (argv, "guard", settings->serving == CB_PLAN_DNSMASQ ? "wire" : "told");
  g_ptr_array_add (argv, g_strdup (settings->folder != NULL ? settings->folder : ""));
  for (char **target = settings->targets; target != NULL && *target != NULL; target++)
    add (argv, "target", *target);
  for (char **prefix = prefixes; *prefix != NULL; prefix++)
    add (argv, "prefix", *prefix);
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

gboolean
cb_observer_watches (const CbObserver *self, const CbSettings *settings, const CbLink *link) {
  g_auto (GStrv) argv = NULL;

  if (!cb_observer_is_running (self) || self->ifindex != link->index)
    return FALSE;
  argv = make_argv (settings, NULL);
  return argv == NULL || g_strv_equal ((const char *const *) argv, (const char *const *) self->argv);
}

gboolean
cb_observer_is_sure (const CbObserver *self) {
  if (self == NULL)
    return FALSE;
  return self->board_seen
         || (self->n_probes > 0 && g_get_monotonic_time () - self->us_probed > SURE_AFTER_MS * 1000);
}

gboolean
cb_observer_is_asking (const CbObserver *self) {
  return self != NULL && !self->board_seen && !self->foreign_found
         && g_get_monotonic_time () - self->us_begun < ASKING_MS * 1000;
}

static void
describe_strangers (const CbObserver *self, GVariantBuilder *dict) {
  GVariantBuilder list;

  if (self->strangers->len == 0)
    return;
  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{ss}"));
  for (guint i = 0; i < self->strangers->len; i++) {
    const Stranger *stranger = self->strangers->pdata[i];

    g_variant_builder_open (&list, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&list, "{ss}", "mac", stranger->mac);
    if (stranger->vendor_class != NULL)
      g_variant_builder_add (&list, "{ss}", "vendor_class", stranger->vendor_class);
    g_variant_builder_close (&list);
  }
  g_variant_builder_add (dict, "{sv}", "strangers", g_variant_builder_end (&list));
}

void
cb_observer_describe (const CbObserver *self, const char *interface, GPtrArray *chains,
                      GVariantBuilder *dict, CbNotes *problems) {
  g_autofree char *remedy = NULL;

  if (self == NULL)
    return;
  describe_strangers (self, dict);
  if (!self->no_offer && !self->no_file)
    return;
  remedy = cb_firewall_input_remedy (cb_firewall_find_drop (chains, "input"), interface);
  if (self->no_offer)
    cb_notes_add (problems, "no-offer",
                  g_strdup_printf (_ ("a board asked for an address on %s and got no answer, as with a "
                                      "firewall: %s"),
                                   interface, remedy));
  else
    cb_notes_add (problems, "no-file",
                  g_strdup_printf (_ ("a board asked for a file on %s and got no answer, as with a "
                                      "firewall: %s"),
                                   interface, remedy));
}

void
cb_observer_free (CbObserver *self) {
  if (self == NULL)
    return;
  cb_link_process_free (self->process);
  g_ptr_array_unref (self->strangers);
  g_strfreev (self->argv);
  g_free (self);
}

static gboolean
start (CbObserver *self, const CbSettings *settings, GError **error) {
  gboolean reads_transfers = settings->serving == CB_PLAN_DNSMASQ;
  int tap = cb_packet_tap_open (self->ifindex, settings->address, reads_transfers, error);

  if (tap < 0)
    return FALSE;
  self->process = cb_link_process_new (&(CbLinkProcessStart){ .argv = (const char *const *) self->argv,
                                                              .fds = &tap,
                                                              .n_fds = 1,
                                                              .has_input = !reads_transfers,
                                                              .context = self->host.context,
                                                              .on_event = on_event,
                                                              .on_end = on_end,
                                                              .data = self },
                                       error);
  close (tap);
  return self->process != NULL;
}

CbObserver *
cb_observer_new (const CbSettings *settings, const CbLink *link, const CbObserverHost *host,
                 GError **error) {
  g_autoptr (CbObserver) self = g_new0 (CbObserver, 1);

  self->ifindex = link->index;
  self->us_begun = g_get_monotonic_time ();
  memcpy (self->mac, link->hardware, sizeof self->mac);
  self->strangers = g_ptr_array_new_with_free_func (stranger_free);
  self->host = *host;
  self->argv = make_argv (settings, error);
  return self->argv != NULL && start (self, settings, error) ? g_steal_pointer (&self) : NULL;
}
