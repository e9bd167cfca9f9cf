/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "interfaces.h"

#include <string.h>

/* ARPHRD_ETHER of linux/if_arp.h, as sysfs writes it */
#define TYPE_ETHERNET "1"

static char *
attribute (const char *folder, const char *interface, const char *name) {
  g_autofree char *path = g_build_filename (folder, interface, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (text);
}

static gboolean
has (const char *folder, const char *interface, const char *name) {
  g_autofree char *path = g_build_filename (folder, interface, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The kernel names the kind of everything that isn't a plain Ethernet device (wlan, bridge, vlan,
 * bond), and one end of a veth pair has the other end as its link. */
static gboolean
is_wired (const char *folder, const char *interface) {
  g_autofree char *type = attribute (folder, interface, "type");
  g_autofree char *uevent = attribute (folder, interface, "uevent");
  g_autofree char *index = attribute (folder, interface, "ifindex");
  g_autofree char *link = attribute (folder, interface, "iflink");

  if (strcmp (type, TYPE_ETHERNET) != 0 || strstr (uevent, "DEVTYPE="))
    return FALSE;
  return has (folder, interface, "device") || strcmp (index, link) != 0;
}

static int
compare (gconstpointer a, gconstpointer b) {
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **
cb_interfaces_list (const char *folder) {
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new ();
  const char *name;

  while (entries && (name = g_dir_read_name (entries)))
    if (is_wired (folder, name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}
