/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Is this a name that we let into file names, dnsmasq tags and dnsmasq lines? Narrower than the
 * kernel, which also allows commas, quotes and '#'. Whether the interface exists isn't asked. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 1 to CB_MAX_INTERFACE_BYTES bytes out of A-Z a-z 0-9 . _ - : @ +, not "." and not "..".
 * FALSE with CB_ERROR_INVALID for everything else, NULL too; the message quotes the name safely. */
gboolean cb_interface_name_check (const char *name, GError **error);

G_END_DECLS
