/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/mac-text.h"

char *
cb_mac_to_text (const guint8 *mac) {
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}
