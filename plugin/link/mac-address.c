/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mac-address.h"

#include <stdlib.h>
#include <string.h>

/* Returns how many bytes text has, at most n_room, or 0 when it has another form. */
static size_t
read_bytes (const char *text, uint8_t *room, size_t n_room) {
  size_t n_bytes = 0;
  char *end = NULL;

  do {
    unsigned long value = strtoul (text, &end, 16);

    if (end != text + 2 || value > 0xff || n_bytes == n_room)
      return 0;
    room[n_bytes++] = (uint8_t) value;
    text = end + 1;
  } while (*end == ':');
  return *end == '\0' ? n_bytes : 0;
}

bool
cb_mac_address_read_prefix (const char *text, CbDhcpMacPrefix *ret_prefix) {
  CbDhcpMacPrefix prefix = { .n_bytes = 0 };

  prefix.n_bytes = (uint8_t) read_bytes (text, prefix.bytes, sizeof prefix.bytes);
  if (prefix.n_bytes < 3)
    return false;
  *ret_prefix = prefix;
  return true;
}

bool
cb_mac_address_read (const char *text, uint8_t ret_mac[CB_DHCP_MAC_BYTES]) {
  uint8_t mac[CB_DHCP_MAC_BYTES];

  if (read_bytes (text, mac, sizeof mac) != sizeof mac)
    return false;
  memcpy (ret_mac, mac, sizeof mac);
  return true;
}
