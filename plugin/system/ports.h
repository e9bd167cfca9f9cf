/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who holds a UDP port on this machine (networkmanager-dnsmasq.md 1.4: a busy 53, 67 or 69 stops dnsmasq). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Is the UDP port bound on all addresses by a program other than dnsmasq and cableboot-link? *ret_who (transfer
 * full, may be set to NULL when the owner can't be seen) names it. */
gboolean cb_port_is_taken (guint16 port, char **ret_who);

G_END_DECLS
