/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "ports.h"

#include <stdio.h>
#include <string.h>

/* The inode of the socket that is bound to 0.0.0.0 or :: on port, or 0. A line of /proc/net/udp reads
 * "sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode ..." (proc(5)). */
static guint64
find_socket (const char *table, guint16 port) {
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
    unsigned long long inode;
    char address[33];
    unsigned bound;

    if (sscanf (lines[i], " %*d: %32[0-9A-F]:%x %*s %*s %*s %*s %*s %*s %*s %llu", address, &bound,
                &inode)
            == 3
        && bound == port && strspn (address, "0") == strlen (address))
      return inode;
  }
  return 0;
}

static gboolean
process_has (const char *pid, const char *socket_name) {
  g_autofree char *folder = g_strdup_printf ("/proc/%s/fd", pid);
  GDir *dir = g_dir_open (folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *target = g_file_read_link (path, NULL);

    found = g_strcmp0 (target, socket_name) == 0;
  }
  g_clear_pointer (&dir, g_dir_close);
  return found;
}

/* "name (pid)" of the process that holds the socket, or NULL. */
static char *
find_owner (guint64 inode) {
  g_autofree char *socket_name = g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode);
  GDir *dir = g_dir_open ("/proc", 0, NULL);
  char *owner = NULL;
  const char *pid;

  while (dir != NULL && owner == NULL && (pid = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/proc/%s/comm", pid);
    g_autofree char *name = NULL;

    if (!g_ascii_isdigit (pid[0]) || !process_has (pid, socket_name))
      continue;
    if (g_file_get_contents (path, &name, NULL, NULL) && g_utf8_validate (name, -1, NULL))
      owner = g_strdup_printf ("%s (%s)", g_strstrip (name), pid);
  }
  g_clear_pointer (&dir, g_dir_close);
  return owner;
}

/* NetworkManager's dnsmasq, and our own server, which holds all addresses of its one cable. */
static gboolean
is_expected (const char *owner) {
  return owner != NULL
         && (g_str_has_prefix (owner, "dnsmasq (") || g_str_has_prefix (owner, "cableboot-link ("));
}

gboolean
cb_port_is_taken (guint16 port, char **ret_who) {
  static const char *const tables[] = { "/proc/net/udp", "/proc/net/udp6" };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
    guint64 inode = find_socket (tables[i], port);
    g_autofree char *owner = inode == 0 ? NULL : find_owner (inode);

    if (inode == 0 || is_expected (owner))
      continue;
    *ret_who = g_steal_pointer (&owner);
    return TRUE;
  }
  return FALSE;
}
