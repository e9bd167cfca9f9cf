/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a DHCP server has to know of the interface that it serves on. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint index;
  guint8 mac[6];
  guint32 address; /* the first IPv4 address, in host order */
  guint prefix;
} CbOwnInterface;

/* Errors: CB_ERROR_NOT_FOUND (no such interface), CB_ERROR_INVALID (no Ethernet, or no IPv4 address), and
 * nothing is written. */
gboolean cb_own_interface_look (const char *name, CbOwnInterface *ret_interface, GError **error);

G_END_DECLS
