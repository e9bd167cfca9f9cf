/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/fragment.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "error.h"
#include "host/folder-path.h"
#include "host/interface-name.h"
#include "host/mac-prefixes.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "limit.h"
#include "names.h"

/* The tag of a client that looks like a Pi. The same in every fragment: it is only ever set, and
 * asked for only together with the tag of one interface. */
#define PI_TAG "cableboot-pi"

/* pi-netboot.md 2.3, in the form that also suits the first Pi 3B: sub-option 6 = 3, the prompt
 * "PXE", one menu entry "Raspberry Pi Boot" with three blanks, end. */
#define OPTION_43                                                                                  \
  "06:01:03:0a:04:00:50:58:45:09:17:00:00:14:"                                                     \
  "52:61:73:70:62:65:72:72:79:20:50:69:20:42:6f:6f:74:20:20:20:ff"

/* The beginning of option 97: type 0 and "RPi4" or "RPi5" in either byte order (pi-netboot.md 1.3).
 */
static const char *const pi_uuids[] = {
  "00:52:50:69:34",
  "00:34:69:50:52",
  "00:52:50:69:35",
  "00:35:69:50:52",
};

#define MAC_BYTES 6

char *
cb_fragment_file_name (const char *interface) {
  return g_strconcat (CB_FRAGMENT_PREFIX, interface, CB_FRAGMENT_SUFFIX, NULL);
}

static void
G_GNUC_PRINTF (2, 3) add_line (GString *text, const char *format, ...) {
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
  g_string_append_c (text, '\n');
}

static void
add_head (GString *text, const char *interface) {
  add_line (text, "# Written by cablebootd for the cable at %s; changes are overwritten.",
            interface);
  add_line (text, "# To get rid of it: cableboot disable ifname %s", interface);
}

static gboolean
check (const CbFragment *fragment, GError **error) {
  const char *folder = fragment->folder != NULL ? fragment->folder : "";
  g_autofree char *normal = NULL;

  if (!cb_interface_name_check (fragment->interface, error))
    return FALSE;
  normal = cb_folder_path_judge (folder, strlen (folder), NULL, error);
  if (normal == NULL)
    return FALSE;
  if (strcmp (normal, folder) != 0 || fragment->address == 0) {
    g_autofree char *quoted = cb_quote (folder, -1);

    g_set_error (
        error, CB_ERROR, CB_ERROR_INVALID,
        _ ("no fragment for %s: the folder '%s' isn't in its normal form, or the cable has "
           "no address; run 'cableboot enable' again"),
        fragment->interface, quoted);
    return FALSE;
  }
  return TRUE;
}

static void
add_boot_lines (GString *text, const CbFragment *fragment) {
  const char *interface = fragment->interface;
  g_autofree char *address = cb_address_to_text (fragment->address);

  add_line (text, "enable-tftp=%s", interface);
  add_line (text, "tftp-root=\"%s\",%s", fragment->folder, interface);
  add_line (text, "tftp-no-fail");
  add_line (text, "dhcp-option-force=tag:%s,60,PXEClient", interface);
  add_line (text, "dhcp-option-force=tag:%s,43,%s", interface, OPTION_43);
  add_line (text, "dhcp-option-force=tag:%s,66,%s", interface, address);
}

static gboolean
add_pi_lines (GString *text, const CbFragment *fragment, GError **error) {
  for (gsize i = 0; fragment->mac_prefixes != NULL && fragment->mac_prefixes[i] != NULL; i++) {
    const char *prefix = fragment->mac_prefixes[i];
    g_autofree char *quoted = cb_quote (prefix, -1);

    if (!cb_mac_prefix_is_normal (prefix)) {
      g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no MAC prefix"), quoted);
      return FALSE;
    }
    g_string_append_printf (text, "dhcp-mac=set:%s,%s", PI_TAG, prefix);
    for (gsize n = (strlen (prefix) + 1) / 3; n < MAC_BYTES; n++)
      g_string_append (text, ":*");
    g_string_append_c (text, '\n');
  }
  for (gsize i = 0; i < G_N_ELEMENTS (pi_uuids); i++)
    add_line (text, "dhcp-match=set:%s,97,%s", PI_TAG, pi_uuids[i]);
  add_line (text, "dhcp-ignore=tag:%s,tag:!%s", fragment->interface, PI_TAG);
  return TRUE;
}

/* networkmanager-dnsmasq.md 2.1: a longer line is split, and its rest is a bad option. */
static gboolean
check_lines (const char *text, GError **error) {
  for (const char *line = text; *line != '\0';) {
    gsize n = strcspn (line, "\n");

    if (n > CB_MAX_FRAGMENT_LINE_BYTES) {
      g_set_error (error, CB_ERROR, CB_ERROR_FRAGMENT,
                   _ ("a line for dnsmasq would be longer than %d bytes; choose a folder with a "
                      "shorter path"),
                   CB_MAX_FRAGMENT_LINE_BYTES);
      return FALSE;
    }
    line += n + (line[n] == '\n');
  }
  return TRUE;
}

char *
cb_fragment_render_full (const CbFragment *fragment, GError **error) {
  g_autoptr (GString) text = g_string_new (NULL);

  if (!check (fragment, error))
    return NULL;
  add_head (text, fragment->interface);
  add_boot_lines (text, fragment);
  if (fragment->clients == CB_CLIENTS_PI && !add_pi_lines (text, fragment, error))
    return NULL;
  if (fragment->only_shared)
    add_line (text, "no-ping");
  if (!check_lines (text->str, error))
    return NULL;
  return g_strdup (text->str);
}

char *
cb_fragment_render_silent (const char *interface) {
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (cb_interface_name_check (interface, NULL), g_string_free (text, FALSE));
  add_head (text, interface);
  add_line (text, "dhcp-ignore=tag:%s", interface);
  return g_string_free (text, FALSE);
}
