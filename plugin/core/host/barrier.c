/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/barrier.h"

#include "host/link-event.h"
#include "names.h"

/* One before the priority "filter" (0) of NetworkManager's and firewalld's chains, so that a refusal is the
 * same with and without them. */
#define PRIORITY (-1)

char *
cb_barrier_table (const char *interface) {
  GString *table = g_string_new (CB_BARRIER_PREFIX);

  for (const char *at = interface; *at != '\0'; at++)
    if (g_ascii_isalnum (*at) || *at == '-')
      g_string_append_c (table, *at);
    else
      g_string_append_printf (table, "_%02x", (guchar) *at);
  return g_string_free (table, FALSE);
}

/* Adding a table that is there is no error; deleting one that isn't would be. */
char *
cb_barrier_render_removal (const char *interface) {
  g_autofree char *table = cb_barrier_table (interface);

  return g_strdup_printf ("add table inet %s { flags owner; }\ndelete table inet %s\n", table, table);
}

char *
cb_barrier_render (const char *interface) {
  g_autofree char *table = cb_barrier_table (interface);
  g_autofree char *removal = cb_barrier_render_removal (interface);

  if (!cb_interface_name_is_valid (interface))
    return NULL;
  return g_strdup_printf ("%s"
                          "add table inet %s { flags owner; }\n"
                          "add chain inet %s forward { type filter hook forward priority %d; policy accept; }\n"
                          "add rule inet %s forward iifname \"%s\" reject with icmpx type admin-prohibited\n"
                          "add rule inet %s forward oifname \"%s\" reject with icmpx type admin-prohibited\n",
                          removal, table, table, PRIORITY, table, interface, table, interface);
}
