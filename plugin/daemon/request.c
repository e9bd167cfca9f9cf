/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/interface-name.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "limit.h"

/* A locale's name goes to the C library, which makes a path of it. */
#define LOCALE_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@-"
#define LOCALE_BYTES      64

static gboolean
take_locale (CbRequest *request, GVariant *value, GError **error) {
  const char *text = g_variant_get_string (value, NULL);

  g_clear_pointer (&request->locale, g_free); /* a key may be there twice */
  if (strlen (text) <= LOCALE_BYTES && strspn (text, LOCALE_CHARACTERS) == strlen (text))
    request->locale = g_strdup (text);
  return TRUE;
}

static gboolean
take_user (CbRequest *request, GVariant *value, GError **error) {
  if (request->caller != 0) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                         _ ("only root can name a user; leave the option 'user' away"));
    return FALSE;
  }
  g_free (request->user);
  request->user = g_variant_dup_string (value, NULL);
  return TRUE;
}

static gboolean
take_server (CbRequest *request, GVariant *value, GError **error) {
  request->has_server = TRUE;
  return cb_server_choice_from_text (g_variant_get_string (value, NULL), &request->server, error);
}

static gboolean
take_clients (CbRequest *request, GVariant *value, GError **error) {
  request->has_clients = TRUE;
  return cb_clients_from_text (g_variant_get_string (value, NULL), &request->clients, error);
}

static gboolean
take_internet (CbRequest *request, GVariant *value, GError **error) {
  request->has_internet = TRUE;
  return cb_internet_from_text (g_variant_get_string (value, NULL), &request->internet, error);
}

static gboolean
take_address (CbRequest *request, GVariant *value, GError **error) {
  const char *text = g_variant_get_string (value, NULL);

  request->has_address = TRUE;
  return strcmp (text, "auto") == 0
         || cb_address_parse (text, &request->address, &request->prefix, error);
}

static gboolean
take_takeover (CbRequest *request, GVariant *value, GError **error) {
  request->takeover = g_variant_get_boolean (value);
  return TRUE;
}

/* The bytes of a path; empty for none. NULL with an error. */
static char *
take_path (GVariant *value, GError **error) {
  gsize n = 0;
  const char *bytes = g_variant_get_fixed_array (value, &n, 1);

  /* GLib's byte strings end with a zero byte, others' don't */
  if (n > 0 && bytes[n - 1] == '\0')
    n--;
  if (n == 0)
    return g_strdup ("");
  if (memchr (bytes, '\0', n) == NULL && n <= CB_MAX_FOLDER_BYTES)
    return g_strndup (bytes, n);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("the path of the folder has a zero byte or more than %d bytes"), CB_MAX_FOLDER_BYTES);
  return NULL;
}

static gboolean
take_folder (CbRequest *request, GVariant *folder, GError **error) {
  g_autofree char *path = take_path (folder, error);

  if (path != NULL && *path != '\0')
    request->folder = g_steal_pointer (&path);
  return request->folder != NULL || path != NULL;
}

/* The list only says yes to what is found; so it need not pass the judge of link-target.h. */
static gboolean
take_targets (CbRequest *request, GVariant *value, GError **error) {
  gsize n = g_variant_n_children (value);

  g_clear_pointer (&request->targets, g_strfreev);
  if (n > CB_MAX_LINK_TARGETS) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("the option 'targets' has more than %d folders"),
                 CB_MAX_LINK_TARGETS);
    return FALSE;
  }
  request->targets = g_new0 (char *, n + 1);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) bytes = g_variant_get_child_value (value, i);

    request->targets[i] = take_path (bytes, error);
    if (request->targets[i] == NULL)
      return FALSE;
    if (request->targets[i][0] != '/') {
      g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                           _ ("a folder in the option 'targets' is no full path"));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
take_watching (CbRequest *request, GVariant *value, GError **error) {
  static const char *const words[] = { [CB_WATCHING_MONITOR] = "monitor", [CB_WATCHING_WAIT] = "wait",
                                       [CB_WATCHING_NOTIFY] = "notify" };
  const char *text = g_variant_get_string (value, NULL);

  for (guint i = CB_WATCHING_MONITOR; i < G_N_ELEMENTS (words); i++)
    if (strcmp (text, words[i]) == 0) {
      request->watching = (CbWatching) i;
      return TRUE;
    }
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                       _ ("the option 'watching' is monitor, wait or notify"));
  return FALSE;
}

static gboolean
take_limit (CbRequest *request, GVariant *value, GError **error) {
  request->limit = g_variant_get_uint32 (value);
  return TRUE;
}

static gboolean
take_number (CbRequest *request, GVariant *value, GError **error) {
  request->has_number = TRUE;
  request->number = g_variant_get_uint32 (value);
  return TRUE;
}

static const struct {
  const char *name;
  const char *type;
  gboolean (*take) (CbRequest *request, GVariant *value, GError **error);
} options_known[] = {
  { "locale", "s", take_locale },
  { "user", "s", take_user },
  { "server", "s", take_server },
  { "clients", "s", take_clients },
  { "internet", "s", take_internet },
  { "address", "s", take_address },
  { "takeover", "b", take_takeover },
  { "targets", "aay", take_targets },
  { "watching", "s", take_watching },
  { "limit", "u", take_limit },
  { "number", "u", take_number },
};

static gboolean
take_option (CbRequest *request, const char *name, GVariant *value, GError **error) {
  g_autofree char *shown = cb_quote (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (options_known); i++)
    if (strcmp (name, options_known[i].name) == 0
        && g_variant_is_of_type (value, G_VARIANT_TYPE (options_known[i].type)))
      return options_known[i].take (request, value, error);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("the option '%s' isn't known, or its value has the wrong type"), shown);
  return FALSE;
}

CbRequest *
cb_request_new (guint32 caller, const char *interface, GVariant *folder, GVariant *options,
                GError **error) {
  g_autoptr (CbRequest) request = g_new0 (CbRequest, 1);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  request->caller = caller;
  if (*interface != '\0') {
    if (!cb_interface_name_check (interface, error))
      return NULL;
    request->interface = g_strdup (interface);
  }
  if (folder != NULL && !take_folder (request, folder, error))
    return NULL;
  g_variant_iter_init (&iter, options);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (!take_option (request, name, value, error)) {
      g_variant_unref (value);
      return NULL;
    }
  return g_steal_pointer (&request);
}

void
cb_request_free (CbRequest *request) {
  if (request == NULL)
    return;
  g_free (request->interface);
  g_free (request->folder);
  g_free (request->locale);
  g_free (request->user);
  g_strfreev (request->targets);
  g_free (request);
}
