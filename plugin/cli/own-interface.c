/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "own-interface.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

static guint32
ipv4_of (const struct sockaddr *address) {
  struct sockaddr_in ipv4;

  memcpy (&ipv4, address, sizeof ipv4);
  return ntohl (ipv4.sin_addr.s_addr);
}

static void
note_link (CbOwnInterface *interface, const struct sockaddr *address) {
  struct sockaddr_ll link;

  memcpy (&link, address, sizeof link);
  if (link.sll_hatype != ARPHRD_ETHER || link.sll_halen != sizeof interface->mac)
    return;
  interface->index = (guint) link.sll_ifindex;
  memcpy (interface->mac, link.sll_addr, sizeof interface->mac);
}

static void
note (CbOwnInterface *interface, const struct ifaddrs *entry) {
  if (!entry->ifa_addr)
    return;
  if (entry->ifa_addr->sa_family == AF_PACKET)
    note_link (interface, entry->ifa_addr);
  if (entry->ifa_addr->sa_family != AF_INET || !entry->ifa_netmask || interface->address != 0)
    return;
  interface->address = ipv4_of (entry->ifa_addr);
  interface->prefix = (guint) __builtin_popcount (ipv4_of (entry->ifa_netmask));
}

gboolean
cb_own_interface_look (const char *name, CbOwnInterface *ret_interface, GError **error) {
  CbOwnInterface interface = { 0 };
  struct ifaddrs *entries = NULL;

  if (if_nametoindex (name) == 0) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no interface '%s'"), name);
    return FALSE;
  }
  if (getifaddrs (&entries) == 0)
    for (const struct ifaddrs *entry = entries; entry; entry = entry->ifa_next)
      if (strcmp (entry->ifa_name, name) == 0)
        note (&interface, entry);
  if (entries)
    freeifaddrs (entries);
  if (interface.index == 0 || interface.address == 0) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' can't give addresses: it needs to be Ethernet and to have an IPv4 address"), name);
    return FALSE;
  }
  *ret_interface = interface;
  return TRUE;
}
