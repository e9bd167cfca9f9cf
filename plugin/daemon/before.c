/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "before.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "links.h"
#include "names.h"

#define FORWARDING "/proc/sys/net/ipv4/ip_forward"

static gboolean
forwards (void) {
  g_autofree char *text = NULL;

  return g_file_get_contents (FORWARDING, &text, NULL, NULL) && text[0] == '1';
}

void
cb_before_record (CbSettings *settings, gboolean ordinary_there, const CbSettings *other) {
  g_autofree char *leases = g_strdup_printf (CB_LEASE_FILE, settings->interface);

  settings->before_known = TRUE;
  settings->ip_forward_was = other != NULL ? other->ip_forward_was : forwards ();
  settings->made_folders = other != NULL ? g_strdupv (other->made_folders) : NULL;
  settings->leases_were_there = g_file_test (leases, G_FILE_TEST_EXISTS);
  settings->default_profile_was_there = ordinary_there;
}

/* A bridge or tunnel of containers, virtual machines or a VPN lives on forwarding. NULL, or its name. */
static char *
find_other_need (void) {
  static const char *const kinds[] = { "bridge", "tun", "wireguard", "macvlan", NULL };
  g_autoptr (GPtrArray) links = cb_links_list (NULL);

  for (guint i = 0; links != NULL && i < links->len; i++) {
    const CbLink *link = links->pdata[i];

    if (link->kind != NULL && g_strv_contains (kinds, link->kind))
      return g_strdup (link->name);
  }
  return NULL;
}

static void
restore_forwarding (const CbSettings *settings, CbNetworkManager *manager, CbNotes *warnings) {
  g_autofree char *other = find_other_need ();
  int fd;

  if (settings->ip_forward_was || !forwards ()
      || cb_network_manager_is_sharing_elsewhere (manager, settings->uuid))
    return;
  if (other != NULL) {
    if (warnings != NULL)
      cb_notes_add (warnings, "forwarding-kept",
                     g_strdup_printf (_ ("net.ipv4.ip_forward stays 1, since %s may need it"), other));
    return;
  }
  fd = g_open (FORWARDING, O_WRONLY | O_CLOEXEC, 0);
  if (fd < 0 || write (fd, "0\n", 2) != 2)
    g_warning ("could not set %s: %s", FORWARDING, g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

void
cb_before_restore_system (const CbSettings *settings, CbNetworkManager *manager,
                          CbNotes *warnings) {
  g_autofree char *leases = g_strdup_printf (CB_LEASE_FILE, settings->interface);

  if (!settings->before_known)
    return;
  if (!settings->leases_were_there)
    g_unlink (leases);
  restore_forwarding (settings, manager, warnings);
}
