/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Entries of the kernel's neighbour table that stay: the ROM of a Pi 3 doesn't answer ARP once it fetches files
 * (pi-netboot.md 2.1), and the kernel would give the board up in mid-file.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on address (IPv4, host order) is mac (6 bytes) on the link, whatever was known of it. FALSE and
 * CB_ERROR_FAILED when the kernel refuses. */
gboolean cb_neighbour_keep (int ifindex, guint32 address, const guint8 *mac, GError **error);

/* Forgets it; one that isn't there, or a link that has gone, is no error. */
void cb_neighbour_forget (int ifindex, guint32 address);

G_END_DECLS
