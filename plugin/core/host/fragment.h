/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text of our file in /etc/NetworkManager/dnsmasq-shared.d (lab-recipe.md 3).
 *
 * Every dnsmasq that NetworkManager starts for a shared connection reads that folder, a Wi-Fi
 * hotspot's too. So each line is bound to one interface by name or by its tag, and none is of the
 * kind that may stand only once (networkmanager-dnsmasq.md 0.1, 0.7; proven-traps.md 23). The one
 * exception is no-ping, see only_shared. Neither the file nor the folder is touched here. */

#pragma once

#include <glib.h>

#include "host/settings.h"

G_BEGIN_DECLS

typedef enum {
  CB_FRAGMENT_NONE,    /* no file */
  CB_FRAGMENT_SILENT,  /* dnsmasq runs, and says nothing on our cable */
  CB_FRAGMENT_FULL,    /* dnsmasq serves the boot */
} CbFragmentKind;

typedef struct {
  const char *interface;
  const char *folder;                /* as cb_folder_path_judge() returns it */
  guint32 address;                   /* host's end, host byte order */
  CbClients clients;
  const char *const *mac_prefixes;   /* normal form; NULL for none; unused with ANY */
  gboolean only_shared;              /* no other shared profile exists: no-ping harms nobody */
} CbFragment;

/* "cableboot-IFACE.conf"; caller frees. interface must pass cb_interface_name_check(). */
char *cb_fragment_file_name (const char *interface);

/* The lines by which dnsmasq serves the boot; caller frees.
 *
 * NULL with CB_ERROR_INVALID: interface, folder or a prefix isn't what its module lets through, or
 * the address is 0; with CB_ERROR_FRAGMENT: a line is longer than CB_MAX_FRAGMENT_LINE_BYTES. */
char *cb_fragment_render_full (const CbFragment *fragment, GError **error);

/* The one line that silences dnsmasq on this interface (proven-traps.md 24); caller frees.
 * interface must pass cb_interface_name_check(). */
char *cb_fragment_render_silent (const char *interface);

G_END_DECLS
