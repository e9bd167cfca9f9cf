/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exit-code.h"
#include "folder-sandbox.h"
#include "mac-address.h"
#include "server.h"

#define EVENT_FD    STDOUT_FILENO
#define TFTP_FD     3
#define TFTP_V6_FD  4
#define DHCP_FD     5
#define PACKET_FD   CB_SANDBOX_PACKET_FD
#define LAST_FD     PACKET_FD

#define LEASE_SECONDS 3600

typedef struct {
  const char *folder;
  const char *targets[CB_MAX_LINK_TARGETS];
  size_t n_targets;
  unsigned ifindex;
  CbDhcpMacPrefix prefixes[CB_MAX_MAC_PREFIXES];
  CbDhcpServerSettings dhcp;
} Wishes;

static bool
read_ipv4 (const char *text, uint32_t *ret_address) {
  struct in_addr address;

  if (inet_pton (AF_INET, text, &address) != 1)
    return false;
  *ret_address = ntohl (address.s_addr);
  return true;
}

static bool
read_address (Wishes *wishes, const char *value) {
  const char *slash = strchr (value, '/');
  char text[INET_ADDRSTRLEN] = "", *end = NULL;
  unsigned long prefix;

  if (slash == NULL || (size_t) (slash - value) >= sizeof text || slash[1] < '0' || slash[1] > '9')
    return false;
  memcpy (text, value, (size_t) (slash - value));
  prefix = strtoul (slash + 1, &end, 10);
  wishes->dhcp.terms.prefix = (unsigned) prefix;
  return *end == '\0' && prefix <= 32 && read_ipv4 (text, &wishes->dhcp.terms.own_address);
}

static bool
read_mac (Wishes *wishes, const char *value) {
  return cb_mac_address_read (value, wishes->dhcp.mac);
}

static bool
read_ifindex (Wishes *wishes, const char *value) {
  char *end = NULL;

  wishes->ifindex = (unsigned) strtoul (value, &end, 10);
  return value[0] >= '1' && value[0] <= '9' && *end == '\0';
}

static bool
read_choice (const char *value, const char *yes, const char *no, bool *ret_choice) {
  *ret_choice = strcmp (value, yes) == 0;
  return *ret_choice || strcmp (value, no) == 0;
}

static bool
read_clients (Wishes *wishes, const char *value) {
  return read_choice (value, "pi", "any", &wishes->dhcp.only_pis);
}

static bool
read_router (Wishes *wishes, const char *value) {
  return read_choice (value, "yes", "no", &wishes->dhcp.terms.has_router);
}

static bool
read_name_server (Wishes *wishes, const char *value) {
  return read_ipv4 (value, &wishes->dhcp.terms.name_server);
}

static bool
read_prefix (Wishes *wishes, const char *value) {
  return wishes->dhcp.n_mac_prefixes < CB_MAX_MAC_PREFIXES
         && cb_mac_address_read_prefix (value, &wishes->prefixes[wishes->dhcp.n_mac_prefixes++]);
}

static bool
read_target (Wishes *wishes, const char *value) {
  if (wishes->n_targets == CB_MAX_LINK_TARGETS)
    return false;
  wishes->targets[wishes->n_targets++] = value;
  return true;
}

static const struct {
  const char *word;
  bool (*read) (Wishes *wishes, const char *value);
} settings[] = {
  { "target", read_target },   { "address", read_address },        { "mac", read_mac },
  { "clients", read_clients }, { "prefix", read_prefix },          { "router", read_router },
  { "nameserver", read_name_server }, { "ifindex", read_ifindex },
};

static bool
read_setting (Wishes *wishes, const char *word, const char *value) {
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
    if (strcmp (settings[i].word, word) == 0)
      return value != NULL && settings[i].read (wishes, value);
  return false;
}

static bool
read_wishes (char **arguments, Wishes *wishes) {
  wishes->folder = *arguments++;
  wishes->dhcp.only_pis = true;
  wishes->dhcp.mac_prefixes = wishes->prefixes;
  wishes->dhcp.terms.lease_seconds = LEASE_SECONDS;
  wishes->dhcp.terms.has_tftp = true;
  for (; *arguments != NULL; arguments += 2)
    if (!read_setting (wishes, arguments[0], arguments[1]))
      return false;
  return true;
}

/* The descriptor if it is a socket, else -1. */
static int
socket_or_none (int fd) {
  int type;
  socklen_t n_type = sizeof type;

  return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &n_type) == 0 ? fd : -1;
}

static int
judge_folder (int error) {
  switch (error) {
  case -ENOENT: return CB_LINK_EXIT_MISSING;
  case -ENOTDIR: return CB_LINK_EXIT_NO_FOLDER;
  case -EACCES: return CB_LINK_EXIT_DENIED;
  default: return CB_LINK_EXIT_FAILED;
  }
}

/* Serves in the sandbox, and doesn't come back from there. */
static int
serve (const Wishes *wishes, CbServedFolder *folder, CbServerSettings *server_settings) {
  const CbBootEvent ready = { .kind = CB_BOOT_READY };
  CbServer *server;
  int error = cb_server_new (server_settings, &server);

  if (error < 0
      || cb_folder_sandbox_enter (CB_SANDBOX_SERVE, folder, wishes->targets, wishes->n_targets) < 0)
    return CB_LINK_EXIT_FAILED;
  cb_reporter_tell (server_settings->tftp.reporter, &ready);
  error = cb_server_run (server);
  /* Exit handlers weren't made for this room. */
  _exit (error < 0 ? CB_LINK_EXIT_FAILED : CB_LINK_EXIT_OK);
}

int
cb_serve_run (char **arguments) {
  static int event_fd = EVENT_FD;
  static Wishes wishes;
  static CbDhcpService dhcp;
  static CbReporter reporter = { .tell = cb_reporter_write, .data = &event_fd };
  CbServedFolder folder = CB_SERVED_FOLDER_NULL;
  CbServerSettings server = {
    .tftp = {
      .folder = &folder,
      .listen_fds = { socket_or_none (TFTP_FD), socket_or_none (TFTP_V6_FD) },
      .reporter = &reporter,
    },
    .stop_fd = EVENT_FD,
  };
  CbDhcpServiceSettings dhcp_settings = {
    .fd = socket_or_none (DHCP_FD), .packet_fd = socket_or_none (PACKET_FD), .reporter = &reporter,
  };
  int error;

  if (!read_wishes (arguments, &wishes) || (server.tftp.listen_fds[0] < 0 && server.tftp.listen_fds[1] < 0))
    return CB_LINK_EXIT_USAGE;
  server.tftp.ifindex = wishes.ifindex;
  dhcp_settings.server = wishes.dhcp;
  if (dhcp_settings.fd >= 0 && cb_dhcp_service_init (&dhcp, &dhcp_settings) < 0)
    return CB_LINK_EXIT_USAGE;
  server.dhcp = dhcp_settings.fd >= 0 ? &dhcp : NULL;
  signal (SIGPIPE, SIG_IGN);
  if (close_range (LAST_FD + 1, ~0U, 0) < 0)
    return CB_LINK_EXIT_FAILED;
  error = cb_served_folder_open (wishes.folder, &folder);
  return error < 0 ? judge_folder (error) : serve (&wishes, &folder, &server);
}
