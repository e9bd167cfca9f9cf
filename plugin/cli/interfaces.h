/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names of the wired interfaces, from sysfs alone: for completion, which must start no daemon. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The Ethernet interfaces below folder ("/sys/class/net") that have a device, or are one end of a
 * veth pair; no wireless ones, no bridges, VLANs and the like. Sorted, NULL-terminated, empty where
 * nothing can be read. Free with g_strfreev. */
char **cb_interfaces_list (const char *folder);

G_END_DECLS
