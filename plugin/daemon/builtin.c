/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "builtin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <unistd.h>

#include "cable.h"
#include "error.h"
#include "host/mac-text.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "limit.h"
#include "link-process.h"
#include "names.h"
#include "neighbours.h"
#include "ports.h"
#include "server-sockets.h"

#define TFTP_PORT 69
#define DHCP_PORT 67

/* In the order of link/serve.h. */
enum { SOCKET_TFTP, SOCKET_TFTP_V6, SOCKET_DHCP, SOCKET_PACKET, N_SOCKETS };

struct CbBuiltin {
  CbLinkProcess *process; /* NULL when it has ended */
  char **argv;
  int ifindex;
  CbNetwork network;      /* of our address */
  guint32 neighbours[CB_MAX_NEIGHBOURS];
  guint n_neighbours;
  guint n_transfers;      /* that run */
  char *refused_link;     /* printable: the last file asked for that is a link to where nothing is given out */
  CbBuiltinHost host;
};

/* --- how it is started --- */

static void
add (GPtrArray *argv, const char *word, const char *value) {
  g_ptr_array_add (argv, g_strdup (word));
  g_ptr_array_add (argv, g_strdup (value));
}

static void
add_address (GPtrArray *argv, const CbSettings *settings) {
  g_autofree char *address = cb_address_to_text (settings->address);
  g_autofree char *with_prefix = g_strdup_printf ("%s/%u", address, settings->prefix);
  gboolean shares = cb_cable_has_way_out (settings);

  add (argv, "address", with_prefix);
  add (argv, "router", cb_internet_to_text (shares));
  if (shares)
    add (argv, "nameserver", address);
}

static void
add_link (GPtrArray *argv, const CbLink *link) {
  g_autofree char *index = g_strdup_printf ("%d", link->index);
  g_autofree char *mac = cb_mac_to_text (link->hardware);

  add (argv, "ifindex", index);
  add (argv, "mac", mac);
}

/* NULL and the error of cb_cable_mac_prefixes. */
static char **
make_argv (const CbSettings *settings, const CbLink *link, GError **error) {
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *user = g_strdup_printf ("--user=%u", settings->uid);
  g_auto (GStrv) prefixes = cb_cable_mac_prefixes (error);

  if (prefixes == NULL)
    return NULL;
  add (argv, CB_LINK_PROGRAM, "serve");
  add (argv, user, "--");
  g_ptr_array_add (argv, g_strdup (settings->folder));
  for (char **target = settings->targets; target != NULL && *target != NULL; target++)
    add (argv, "target", *target);
  add_address (argv, settings);
  add_link (argv, link);
  add (argv, "clients", cb_clients_to_text (settings->clients));
  for (char **prefix = prefixes; *prefix != NULL; prefix++)
    add (argv, "prefix", *prefix);
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

/* TFTP listens on the address and not on the link alone: what this machine asks itself, as the proof does,
 * comes by the loopback. Over IPv6 there is nothing but the link. */
static int
open_tftp (const CbSettings *settings) {
  const struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons (TFTP_PORT), .sin_addr = { htonl (settings->address) },
  };

  return cb_server_sockets_open_tftp ((const struct sockaddr *) &address, sizeof address, NULL);
}

/* Without IPv6 in the kernel there is none. */
static int
open_tftp_v6 (const CbLink *link) {
  const struct sockaddr_in6 address = {
    .sin6_family = AF_INET6, .sin6_port = htons (TFTP_PORT), .sin6_addr = IN6ADDR_ANY_INIT,
  };
  int fd = cb_server_sockets_open_tftp ((const struct sockaddr *) &address, sizeof address, link->name);

  return fd >= 0 ? fd : open ("/dev/null", O_RDONLY | O_CLOEXEC);
}

static gboolean
explain_socket (int outcome, guint16 port, const CbLink *link, GError **error) {
  g_autofree char *who = NULL;

  if (outcome == -EADDRINUSE) {
    cb_port_is_taken (port, &who);
    g_set_error (error, CB_ERROR, CB_ERROR_ACTIVATION,
                 _ ("the built-in server did not start on %s: UDP port %u is taken by %s; stop that program"),
                 link->name, port, who ? who : _ ("a program that 'ss -ulpn' names"));
  } else {
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("the built-in server did not start on %s: %s"),
                 link->name, g_strerror (-outcome));
  }
  return FALSE;
}

static gboolean
open_sockets (int *fds, const CbSettings *settings, const CbLink *link, GError **error) {
  fds[SOCKET_TFTP] = open_tftp (settings);
  if (fds[SOCKET_TFTP] < 0)
    return explain_socket (fds[SOCKET_TFTP], TFTP_PORT, link, error);
  fds[SOCKET_TFTP_V6] = open_tftp_v6 (link);
  if (fds[SOCKET_TFTP_V6] < 0)
    return explain_socket (-errno, TFTP_PORT, link, error);
  fds[SOCKET_DHCP] = cb_server_sockets_open_dhcp (link->name);
  if (fds[SOCKET_DHCP] < 0)
    return explain_socket (fds[SOCKET_DHCP], DHCP_PORT, link, error);
  fds[SOCKET_PACKET] = cb_server_sockets_open_packet ((unsigned) link->index);
  return fds[SOCKET_PACKET] >= 0 || explain_socket (fds[SOCKET_PACKET], DHCP_PORT, link, error);
}

/* --- what it tells --- */

/* It parses what peers send, so nothing it asks for is taken on trust. */
static void
keep_neighbour (CbBuiltin *self, guint32 address, const guint8 *mac) {
  g_autoptr (GError) error = NULL;
  guint i = 0;

  while (i < self->n_neighbours && self->neighbours[i] != address)
    i++;
  if (cb_subnet_is_free (address, 32, &self->network, 1) || address == self->network.network
      || (mac[0] & 1) != 0 || i == CB_MAX_NEIGHBOURS)
    return;
  if (!cb_neighbour_keep (self->ifindex, address, mac, &error)) {
    g_debug ("%s", error->message);
    return;
  }
  self->neighbours[i] = address;
  self->n_neighbours = MAX (self->n_neighbours, i + 1);
}

/* Each transfer is asked for once and ends once. */
static void
count_transfer (CbBuiltin *self, CbBootEventKind kind) {
  if (kind == CB_BOOT_ASKED)
    self->n_transfers++;
  else if (self->n_transfers > 0
           && (kind == CB_BOOT_PROBED || kind == CB_BOOT_SENT || kind == CB_BOOT_ABORTED
               || kind == CB_BOOT_CHANGED || kind == CB_BOOT_TIMED_OUT))
    self->n_transfers--;
}

static void
note_refusal (CbBuiltin *self, const CbBootTransfer *transfer) {
  if (transfer->code != CB_BOOT_REFUSED_LINK || transfer->name.n_bytes == 0)
    return;
  g_free (self->refused_link);
  self->refused_link = cb_quote ((const char *) transfer->name.bytes, (gssize) transfer->name.n_bytes);
}

static void
on_event (const CbBootEvent *event, gpointer data) {
  CbBuiltin *self = data;

  count_transfer (self, event->kind);
  if (cb_boot_event_is_transfer (event))
    self->host.transfer (event, self->host.data);
  if (event->kind == CB_BOOT_NEIGHBOUR_DUE)
    keep_neighbour (self, event->addressed.address, event->addressed.mac);
  else if (event->kind == CB_BOOT_REFUSED)
    note_refusal (self, &event->transfer);
}

static void
on_end (gpointer data) {
  CbBuiltin *self = data;

  g_clear_pointer (&self->process, cb_link_process_free);
  self->host.ended (self->host.data);
}

/* --- */

static gboolean
start (CbBuiltin *self, const CbSettings *settings, const CbLink *link, GError **error) {
  int fds[N_SOCKETS] = { -1, -1, -1, -1 };

  if (open_sockets (fds, settings, link, error))
    self->process = cb_link_process_new (
        &(CbLinkProcessStart){ .argv = (const char *const *) self->argv,
                               .fds = fds,
                               .n_fds = N_SOCKETS,
                               .context = self->host.context,
                               .on_event = on_event,
                               .on_end = on_end,
                               .data = self },
        error);
  for (guint i = 0; i < N_SOCKETS; i++)
    if (fds[i] >= 0)
      close (fds[i]);
  return self->process != NULL;
}

CbBuiltin *
cb_builtin_new (const CbSettings *settings, const CbLink *link, const CbBuiltinHost *host, GError **error) {
  g_autoptr (CbBuiltin) self = g_new0 (CbBuiltin, 1);

  self->ifindex = link->index;
  self->network = (CbNetwork){ settings->address, settings->prefix };
  self->host = *host;
  self->argv = make_argv (settings, link, error);
  if (self->argv == NULL || !start (self, settings, link, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cb_builtin_free (CbBuiltin *self) {
  if (self == NULL)
    return;
  cb_link_process_free (self->process);
  for (guint i = 0; i < self->n_neighbours; i++)
    cb_neighbour_forget (self->ifindex, self->neighbours[i]);
  g_strfreev (self->argv);
  g_free (self->refused_link);
  g_free (self);
}

gboolean
cb_builtin_is_running (const CbBuiltin *self) {
  return self != NULL && self->process != NULL;
}

gboolean
cb_builtin_is_busy (const CbBuiltin *self) {
  return cb_builtin_is_running (self) && self->n_transfers > 0;
}

gboolean
cb_builtin_fits (const CbBuiltin *self, const CbSettings *settings, const CbLink *link) {
  g_auto (GStrv) argv = NULL;

  if (!cb_builtin_is_running (self))
    return FALSE;
  argv = make_argv (settings, link, NULL);
  return argv == NULL || g_strv_equal ((const char *const *) argv, (const char *const *) self->argv);
}

void
cb_builtin_describe (const CbBuiltin *self, gboolean private, CbNotes *problems) {
  if (self == NULL || self->refused_link == NULL)
    return;
  cb_notes_add (problems, "link-refused",
                private ? g_strdup_printf (_ ("'%s' was asked for and is a link to a folder that nothing is "
                                              "given out of; run cableboot enable again to allow it"),
                                           self->refused_link)
                        : g_strdup (_ ("a file that was asked for is a link to a folder that nothing is given "
                                       "out of; run cableboot enable again to allow it")));
}
