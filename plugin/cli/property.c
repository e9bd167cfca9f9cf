/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "property.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "options.h"

static const char *const server_choices[] = { "auto", "dnsmasq", "builtin", NULL };
static const char *const client_choices[] = { "pi", "any", NULL };
static const char *const address_choices[] = { "auto", NULL };
static const char *const yes_no_choices[] = { "yes", "no", NULL };
static const char *const show_choices[] = { "files", "problems", NULL };

static const CbProperty properties[CB_PROPERTY_N_] = {
  [CB_PROPERTY_IFNAME] = { { "ifname", "if" },
                           "IFACE",
                           NULL,
                           FALSE,
                           N_ ("the network interface that the cable is plugged into") },
  [CB_PROPERTY_SERVER] = { { "server", "se" },
                           "auto|dnsmasq|builtin",
                           server_choices,
                           TRUE,
                           N_ ("who serves the folder") },
  [CB_PROPERTY_CLIENTS] = { { "clients", "cl" },
                            "pi|any",
                            client_choices,
                            TRUE,
                            N_ ("who gets an answer: Raspberry Pis only, or everything") },
  [CB_PROPERTY_INTERNET] = { { "internet", "int" },
                             "yes|no",
                             yes_no_choices,
                             TRUE,
                             N_ ("may the Pi use this machine's other networks") },
  [CB_PROPERTY_ADDRESS] = { { "address", "ad" },
                            "IP/PREFIX|auto",
                            address_choices,
                            FALSE,
                            N_ ("the address of this end of the cable") },
  [CB_PROPERTY_USER] = { { "user", "us" },
                         "NAME",
                         NULL,
                         FALSE,
                         N_ ("whose boot folder it is; for root only") },
  [CB_PROPERTY_TAKEOVER] = { { "takeover", "ta" },
                             "yes|no",
                             yes_no_choices,
                             TRUE,
                             N_ ("take the interface even if it is the way to the internet") },
  [CB_PROPERTY_LINKS] = { { "links", "li" },
                          "yes|no",
                          yes_no_choices,
                          TRUE,
                          N_ ("serve what links of the folder name outside it; asks without it") },
  [CB_PROPERTY_INCOMPLETE] = { { "incomplete", "inc" },
                               "yes|no",
                               yes_no_choices,
                               TRUE,
                               N_ ("enable a boot folder that lacks something all the same") },
  [CB_PROPERTY_PORT] = { { "port", "po" },
                         "N",
                         NULL,
                         FALSE,
                         N_ ("the UDP port for requests; 69 without it, which takes root") },
  [CB_PROPERTY_DHCP] = { { "dhcp", "dh" },
                         "yes|no",
                         yes_no_choices,
                         TRUE,
                         N_ ("give addresses as well, on the interface of 'ifname'") },
  [CB_PROPERTY_MODEL] = { { "model", "mo" },
                          "MODEL",
                          NULL,
                          FALSE,
                          N_ ("the board: 4b, pi4, cm4, bcm2711-rpi-4-b, a revision code") },
  [CB_PROPERTY_SERIAL] = { { "serial", "seri" },
                           "HEX",
                           NULL,
                           FALSE,
                           N_ ("the board's serial number, 8 or 16 digits") },
  [CB_PROPERTY_SHOW] = { { "show", "sh" },
                         "files|problems",
                         show_choices,
                         TRUE,
                         N_ ("each file, or what is wrong alone") },
  [CB_PROPERTY_SINCE] = { { "since", "si" },
                          "SECONDS",
                          NULL,
                          FALSE,
                          N_ ("so long before the call counts too"),
                          CB_PROPERTY_SECONDS },
  [CB_PROPERTY_IMAGE] = { { "image", "im" },
                          "FILE",
                          NULL,
                          FALSE,
                          N_ ("the kernel must be this file; any other one is an error"),
                          CB_PROPERTY_FILE },
};

const CbProperty *
cb_property_get (CbPropertyId id) {
  return &properties[id];
}

CbWords
cb_property_words (void) {
  return CB_WORDS (properties);
}

static gboolean
check_seconds (const CbProperty *property, const char *value, GError **error) {
  if (g_ascii_string_to_unsigned (value, 10, 0, CB_MAX_WAIT_S, NULL, NULL))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("'%s' is no value of '%s': it takes seconds from 0 to %d"), value, property->word.full,
               CB_MAX_WAIT_S);
  return FALSE;
}

gboolean
cb_property_check (CbPropertyId id, const char *value, GError **error) {
  const CbProperty *property = &properties[id];

  if (property->form == CB_PROPERTY_SECONDS)
    return check_seconds (property, value, error);
  if (property->form != CB_PROPERTY_FILE && !g_utf8_validate (value, -1, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("the value of '%s' is not UTF-8 text"),
                 property->word.full);
    return FALSE;
  }
  if (!*value || (property->only_choices && !g_strv_contains (property->choices, value))) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no value of '%s': it takes %s"),
                 value, property->word.full, property->value);
    return FALSE;
  }
  return TRUE;
}

char *
cb_property_list (guint mask) {
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    if (mask & CB_PROPERTY_BIT (i))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", properties[i].word.full);
  return g_string_free (list, FALSE);
}
