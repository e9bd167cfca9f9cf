/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot serve: the built-in server in the foreground. No daemon, no NetworkManager, nothing that stays.
 *
 * Ports below 1024, and DHCP, need root; root then becomes the person who called (person.h) before the folder
 * is opened, and everything is served from inside the sandbox of cableboot-link.
 */

#include "verb.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "drop.h"
#include "endpoint.h"
#include "error.h"
#include "escape.h"
#include "exit-code.h"
#include "folder.h"
#include "host/link-target.h"
#include "host/mac-prefixes.h"
#include "mac-address.h"
#include "names.h"
#include "output.h"
#include "own-interface.h"
#include "person.h"
#include "sandbox.h"
#include "serve-view.h"
#include "server-sockets.h"
#include "server.h"
#include "targets.h"

#define TFTP_PORT     69
#define LEASE_SECONDS 3600

typedef struct {
  const CbOptions *options;
  CbServeView *view;
  gboolean is_terminal;
  gboolean has_progress; /* a line of progress stands on the terminal */
  CbReporter reporter;
  char *folder_path;
  CbServedFolder folder;
  CbTargets targets;
  CbServerSettings settings;
  CbServer *server;
  CbDhcpService dhcp;
  CbDhcpMacPrefix prefixes[CB_MAX_MAC_PREFIXES];
} Serve;

static void
close_fd (int *fd) {
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
serve_free (Serve *self) {
  cb_server_free (self->server);
  for (guint i = 0; i < CB_TFTP_MAX_LISTENERS; i++)
    close_fd (&self->settings.tftp.listen_fds[i]);
  close_fd (&self->settings.stop_fd);
  if (self->settings.dhcp) {
    close_fd (&self->dhcp.settings.fd);
    close_fd (&self->dhcp.settings.packet_fd);
  }
  cb_served_folder_close (&self->folder);
  cb_serve_view_free (self->view);
  g_free (self->folder_path);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Serve, serve_free)

static guint64
ns_now (void) {
  return (guint64) g_get_monotonic_time () * 1000;
}

/* On a terminal the last line of progress is written over. */
static void
print_line (Serve *self, const char *line, gboolean is_progress) {
  if (is_progress && !self->is_terminal)
    return;
  if (self->has_progress)
    g_print ("\r\033[K");
  self->has_progress = is_progress;
  g_print ("%s%s", line, is_progress ? "" : "\n");
}

/* False when the output is closed: the end. */
static bool
tell (const CbBootEvent *event, void *data) {
  Serve *self = data;
  g_autofree char *line = NULL;

  if (event->kind == CB_BOOT_NEIGHBOUR_DUE) /* not ours to do */
    return TRUE;
  line = self->options->json ? cb_serve_view_json (self->view, event, ns_now ())
                             : cb_serve_view_text (self->view, event, ns_now ());
  if (self->options->json)
    cb_output_json (line);
  else if (line)
    print_line (self, line, event->kind == CB_BOOT_PROGRESS);
  return fflush (stdout) == 0;
}

static Serve *
serve_new (const CbRequest *request) {
  Serve *self = g_new0 (Serve, 1);

  self->options = &request->options;
  self->view = cb_serve_view_new (cb_output_utf8 ());
  self->is_terminal = isatty (STDOUT_FILENO);
  self->reporter = (CbReporter){ .tell = tell, .data = self };
  self->folder.fd = -1;
  self->settings.tftp = (CbTftpServerSettings){
    .folder = &self->folder, .listen_fds = { -1, -1 }, .reporter = &self->reporter,
  };
  self->settings.stop_fd = -1;
  return self;
}

static gboolean
fail (GError **error, int error_number, const char *what) {
  g_set_error (error, CB_ERROR, error_number == -EADDRINUSE ? CB_ERROR_IN_USE : CB_ERROR_FAILED, "%s: %s", what,
               g_strerror (-error_number));
  return FALSE;
}

static gboolean
read_port (const CbRequest *request, guint16 *ret_port, GError **error) {
  const char *typed = request->values[CB_PROPERTY_PORT];
  guint64 port = TFTP_PORT;

  if (typed && !g_ascii_string_to_unsigned (typed, 10, 1, 65535, &port, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no port: 1 to 65535"), typed);
    return FALSE;
  }
  *ret_port = (guint16) port;
  return TRUE;
}

static gboolean
open_tftp (Serve *self, guint listener, CbSocketAddress *address, guint16 port, const char *interface,
           GError **error) {
  g_autofree char *what = g_strdup_printf (_ ("port %u can't be used"), port);
  socklen_t n_address = address->any.sa_family == AF_INET6 ? sizeof address->v6 : sizeof address->v4;
  int fd;

  address->v4.sin_port = htons (port);
  fd = cb_server_sockets_open_tftp (&address->any, n_address, interface);
  if (fd < 0)
    return fail (error, fd, what);
  self->settings.tftp.listen_fds[listener] = fd;
  return TRUE;
}

/* The address that was named, or every one of both families; a machine without IPv6 has one. */
static gboolean
open_sockets (Serve *self, const CbRequest *request, GError **error) {
  const char *typed = request->values[CB_PROPERTY_ADDRESS], *interface = request->values[CB_PROPERTY_IFNAME];
  CbSocketAddress v4 = { .v4 = { .sin_family = AF_INET } }, v6 = { .v6 = { .sin6_family = AF_INET6 } };
  guint16 port;

  if (!read_port (request, &port, error))
    return FALSE;
  if (!typed)
    return open_tftp (self, 0, &v4, port, interface, error)
           && (open_tftp (self, 1, &v6, port, interface, NULL) || TRUE);
  if (inet_pton (AF_INET, typed, &v4.v4.sin_addr) == 1)
    return open_tftp (self, 0, &v4, port, interface, error);
  if (inet_pton (AF_INET6, typed, &v6.v6.sin6_addr) == 1)
    return open_tftp (self, 1, &v6, port, interface, error);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no IP address"), typed);
  return FALSE;
}

/* Needed only where Pis have to be told from others. */
static gboolean
read_prefixes (Serve *self, CbDhcpServerSettings *dhcp, GError **error) {
  const char *file = CB_DATA_DIR "/pi-mac-prefixes";
  g_autofree char *text = NULL;
  g_auto (GStrv) prefixes = NULL;
  gsize n_text;

  if (!dhcp->only_pis)
    return TRUE;
  if (!g_file_get_contents (file, &text, &n_text, error))
    return FALSE;
  prefixes = cb_mac_prefixes_parse (text, n_text, NULL, file, error);
  for (guint i = 0; prefixes && prefixes[i]; i++)
    dhcp->n_mac_prefixes += cb_mac_address_read_prefix (prefixes[i], &self->prefixes[dhcp->n_mac_prefixes]);
  dhcp->mac_prefixes = self->prefixes;
  return prefixes != NULL;
}

static gboolean
open_dhcp_sockets (Serve *self, CbDhcpServiceSettings *dhcp, const CbOwnInterface *interface, const char *name,
                   GError **error) {
  dhcp->fd = cb_server_sockets_open_dhcp (name);
  if (dhcp->fd < 0)
    return fail (error, dhcp->fd, _ ("DHCP can't be served"));
  dhcp->packet_fd = cb_server_sockets_open_packet (interface->index);
  if (dhcp->packet_fd < 0 || cb_dhcp_service_init (&self->dhcp, dhcp) < 0) {
    close_fd (&dhcp->fd);
    close_fd (&dhcp->packet_fd);
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("the network of '%s' doesn't suit: its prefix must be 16 to 30"), name);
    return FALSE;
  }
  self->settings.dhcp = &self->dhcp;
  return TRUE;
}

static gboolean
open_dhcp (Serve *self, const CbRequest *request, GError **error) {
  const char *name = request->values[CB_PROPERTY_IFNAME];
  CbOwnInterface interface;
  CbDhcpServiceSettings dhcp = { .fd = -1, .packet_fd = -1, .reporter = self->settings.tftp.reporter };

  if (g_strcmp0 (request->values[CB_PROPERTY_DHCP], "yes") != 0)
    return TRUE;
  if (!name) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID, _ ("'dhcp yes' needs 'ifname IFACE'"));
    return FALSE;
  }
  if (!cb_own_interface_look (name, &interface, error))
    return FALSE;
  dhcp.server.only_pis = g_strcmp0 (request->values[CB_PROPERTY_CLIENTS], "any") != 0;
  dhcp.server.terms = (CbDhcpTerms){
    .own_address = interface.address, .prefix = interface.prefix,
    .lease_seconds = LEASE_SECONDS, .has_tftp = true,
  };
  memcpy (dhcp.server.mac, interface.mac, sizeof dhcp.server.mac);
  return read_prefixes (self, &dhcp.server, error)
         && open_dhcp_sockets (self, &dhcp, &interface, name, error);
}

/* From here on for good the person's rights, if it was root who opened the sockets. */
static gboolean
become_person (const CbRequest *request, char **ret_home, GError **error) {
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (CbPerson) person =
      cb_person_find (geteuid (), getuid (), environment, request->values[CB_PROPERTY_USER], error);
  int dropped;

  if (!person)
    return FALSE;
  dropped = geteuid () == 0 ? cb_drop_to (person->uid, (gid_t) -1) : 0;
  if (dropped < 0)
    return fail (error, dropped, _ ("could not become the user who serves"));
  *ret_home = g_strdup (person->home);
  return TRUE;
}

static gboolean
open_folder (Serve *self, const CbRequest *request, const char *home, GError **error) {
  g_autofree char *cwd = g_get_current_dir ();
  g_autofree char *typed =
      request->folder ? g_strdup (request->folder) : g_build_filename (home, CB_DEFAULT_FOLDER, NULL);
  g_autofree char *shown = NULL, *what = NULL;
  int opened;

  self->folder_path = cb_folder_absolute (typed, cwd, error);
  if (!self->folder_path || !cb_folder_check (self->folder_path, error))
    return FALSE;
  opened = cb_served_folder_open (self->folder_path, &self->folder);
  if (opened == 0)
    return TRUE;
  shown = cb_escape_bytes (self->folder_path, strlen (self->folder_path), TRUE);
  what = g_strdup_printf (_ ("the folder '%s' can't be opened"), shown);
  return fail (error, opened, what);
}

static gboolean
judge_targets (const Serve *self, const char *home, GError **error) {
  const char *const homes[] = { home, NULL };

  for (gsize i = 0; i < self->targets.n_paths; i++) {
    const char *path = self->targets.paths[i];
    g_autofree char *judged = cb_link_target_judge (path, strlen (path), homes, error);

    if (judged == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
find_targets (Serve *self, const CbRequest *request, const char *home, GError **error) {
  if (g_strcmp0 (request->values[CB_PROPERTY_LINKS], "yes") != 0)
    return TRUE;
  if (cb_targets_find (self->folder_path, &self->targets) == 0)
    return judge_targets (self, home, error);
  g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED,
                       _ ("the links of the folder lead to too many others, or can't be followed"));
  return FALSE;
}

/* SIGINT and SIGTERM are read instead of killing. */
static gboolean
catch_signals (Serve *self, GError **error) {
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  sigprocmask (SIG_BLOCK, &set, NULL);
  signal (SIGPIPE, SIG_IGN);
  self->settings.stop_fd = signalfd (-1, &set, SFD_CLOEXEC);
  return self->settings.stop_fd >= 0 || fail (error, -errno, "signalfd");
}

/* Before the sandbox, so that character tables and translations are loaded. */
static void
print_beginning (const Serve *self) {
  g_autofree char *shown = cb_escape_bytes (self->folder_path, strlen (self->folder_path), cb_output_utf8 ());

  if (self->options->json)
    return;
  g_print (_ ("Serving '%s'. Ctrl-C ends it.\n"), shown);
  for (gsize i = 0; i < self->targets.n_paths; i++) {
    const char *path = self->targets.paths[i];
    g_autofree char *target = cb_escape_bytes (path, strlen (path), cb_output_utf8 ());

    g_print (_ ("What links name in '%s' is served, too.\n"), target);
  }
}

/* The folder, and those targets that are still there. */
static int
enter_sandbox (const Serve *self) {
  int fds[1 + CB_MAX_LINK_TARGETS] = { self->folder.fd };
  gsize n_fds = 1;
  int entered;

  for (gsize i = 0; i < self->targets.n_paths; i++) {
    fds[n_fds] = cb_targets_open (self->targets.paths[i]);
    n_fds += fds[n_fds] >= 0;
  }
  entered = cb_sandbox_enter (CB_SANDBOX_SERVE, fds, n_fds);
  while (n_fds > 1)
    close (fds[--n_fds]);
  return entered;
}

/* Doesn't come back: exit handlers weren't made for the sandbox. */
static gboolean
serve (Serve *self, GError **error) {
  const CbBootEvent ready = { .kind = CB_BOOT_READY };
  int status = cb_server_new (&self->settings, &self->server);

  if (status < 0)
    return fail (error, status, _ ("the server can't be started"));
  print_beginning (self);
  status = enter_sandbox (self);
  if (status < 0)
    return fail (error, status, _ ("the sandbox can't be entered"));
  self->folder.follows_out = status == 0;
  cb_reporter_tell (&self->reporter, &ready);
  status = cb_server_run (self->server);
  if (self->has_progress)
    g_print ("\n");
  _exit (status < 0 || fflush (stdout) != 0 ? CB_EXIT_FAILED : CB_EXIT_DONE);
}

gboolean
cb_verb_serve (const CbRequest *request, CbBus *bus, GError **error) {
  g_autoptr (Serve) self = serve_new (request);
  g_autofree char *home = NULL;

  return open_sockets (self, request, error) && open_dhcp (self, request, error)
         && become_person (request, &home, error) && open_folder (self, request, home, error)
         && find_targets (self, request, home, error) && catch_signals (self, error) && serve (self, error);
}
