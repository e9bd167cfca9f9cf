/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/folder-path.h"
#include "host/interface-name.h"
#include "host/link-event.h"
#include "host/link-target.h"
#include "host/mac-prefixes.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "limit.h"
#include "names.h"

#define VERSION      1
#define GROUP        "cable"
#define GROUP_BEFORE "before"

#define MAX_USER_BYTES   256
#define MAX_MADE_FOLDERS 32

static const char *const state_words[] = {
  [CB_CABLE_STATE_UNFINISHED] = "unfinished",
  [CB_CABLE_STATE_ENABLED] = "enabled",
  [CB_CABLE_STATE_DOWN] = "down",
  [CB_CABLE_STATE_DISABLING] = "disabling",
  NULL,
};

static const char *const server_words[] = {
  [CB_SERVER_AUTO] = "auto",
  [CB_SERVER_DNSMASQ] = "dnsmasq",
  [CB_SERVER_BUILTIN] = "builtin",
  NULL,
};

static const char *const serving_words[] = {
  [CB_PLAN_DNSMASQ] = "dnsmasq",
  [CB_PLAN_BUILTIN_BESIDE] = "beside",
  [CB_PLAN_BUILTIN_ALONE] = "alone",
  NULL,
};

static const char *const clients_words[] = {
  [CB_CLIENTS_PI] = "pi",
  [CB_CLIENTS_ANY] = "any",
  NULL,
};

static const char *const internet_words[] = { [FALSE] = "no", [TRUE] = "yes", NULL };

CbSettings *
cb_settings_new (void) {
  return g_new0 (CbSettings, 1);
}

void
cb_settings_free (CbSettings *self) {
  if (self == NULL)
    return;
  g_free (self->uuid);
  g_free (self->interface);
  g_free (self->mac);
  g_free (self->folder);
  g_free (self->user);
  g_strfreev (self->targets);
  g_strfreev (self->made_folders);
  g_free (self);
}

CbSettings *
cb_settings_copy (const CbSettings *self) {
  CbSettings *copy = g_memdup2 (self, sizeof *self);

  copy->uuid = g_strdup (self->uuid);
  copy->interface = g_strdup (self->interface);
  copy->mac = g_strdup (self->mac);
  copy->folder = g_strdup (self->folder);
  copy->user = g_strdup (self->user);
  copy->targets = g_strdupv (self->targets);
  copy->made_folders = g_strdupv (self->made_folders);
  return copy;
}

/* ---- words ---- */

/* The index of text in words, or -1 with CB_ERROR_INVALID that lists them. */
static int
find_word (const char *const *words, const char *text, GError **error) {
  g_autofree char *quoted = cb_quote (text, -1);
  g_autofree char *all = NULL;

  for (int i = 0; words[i] != NULL; i++) {
    if (g_strcmp0 (text, words[i]) == 0)
      return i;
  }
  all = g_strjoinv (", ", (char **)words);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is not one of: %s"), quoted, all);
  return -1;
}

const char *
cb_cable_state_to_text (CbCableState state) {
  return state_words[state];
}

gboolean
cb_cable_state_from_text (const char *text, CbCableState *ret, GError **error) {
  int found = find_word (state_words, text, error);

  if (found >= 0)
    *ret = (CbCableState)found;
  return found >= 0;
}

const char *
cb_server_choice_to_text (CbServerChoice choice) {
  return server_words[choice];
}

gboolean
cb_server_choice_from_text (const char *text, CbServerChoice *ret, GError **error) {
  int found = find_word (server_words, text, error);

  if (found >= 0)
    *ret = (CbServerChoice)found;
  return found >= 0;
}

const char *
cb_serving_to_text (CbPlanServer serving) {
  return serving_words[serving];
}

gboolean
cb_serving_from_text (const char *text, CbPlanServer *ret, GError **error) {
  int found = find_word (serving_words, text, error);

  if (found >= 0)
    *ret = (CbPlanServer)found;
  return found >= 0;
}

const char *
cb_clients_to_text (CbClients clients) {
  return clients_words[clients];
}

gboolean
cb_clients_from_text (const char *text, CbClients *ret, GError **error) {
  int found = find_word (clients_words, text, error);

  if (found >= 0)
    *ret = (CbClients)found;
  return found >= 0;
}

const char *
cb_internet_to_text (gboolean internet) {
  return internet_words[internet ? TRUE : FALSE];
}

gboolean
cb_internet_from_text (const char *text, gboolean *ret, GError **error) {
  int found = find_word (internet_words, text, error);

  if (found >= 0)
    *ret = found == TRUE;
  return found >= 0;
}

/* ---- one value ---- */

static gboolean
invalid (GError **error, const char *reason) {
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID, reason);
  return FALSE;
}

/* Each reader takes the value of one key, unescaped and valid UTF-8, and either stores it or says
 * what is wrong with it. The caller puts group and key before the message. */
typedef gboolean (*Reader) (CbSettings *self, const char *value, GError **error);

static gboolean
read_state (CbSettings *self, const char *value, GError **error) {
  return cb_cable_state_from_text (value, &self->state, error);
}

static gboolean
read_interface (CbSettings *self, const char *value, GError **error) {
  if (!cb_interface_name_check (value, error))
    return FALSE;
  self->interface = g_strdup (value);
  return TRUE;
}

static gboolean
read_mac (CbSettings *self, const char *value, GError **error) {
  self->mac = cb_mac_normalize (value);
  return self->mac != NULL || invalid (error, _ ("this is no MAC address"));
}

static gboolean
read_folder (CbSettings *self, const char *value, GError **error) {
  self->folder = cb_folder_path_judge (value, strlen (value), NULL, error);
  return self->folder != NULL;
}

static gboolean
read_user (CbSettings *self, const char *value, GError **error) {
  if (value[0] == '\0' || strlen (value) > MAX_USER_BYTES || strpbrk (value, ":/") != NULL)
    return invalid (error, _ ("this is no user name"));
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return invalid (error, _ ("this is no user name"));
  }
  self->user = g_strdup (value);
  return TRUE;
}

static gboolean
read_uid (CbSettings *self, const char *value, GError **error) {
  guint64 uid;

  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT32 - 1, &uid, NULL))
    return invalid (error, _ ("this is no uid of an ordinary user"));
  self->uid = (guint32)uid;
  return TRUE;
}

static gboolean
read_server (CbSettings *self, const char *value, GError **error) {
  return cb_server_choice_from_text (value, &self->server, error);
}

static gboolean
read_serving (CbSettings *self, const char *value, GError **error) {
  return cb_serving_from_text (value, &self->serving, error);
}

static gboolean
read_clients (CbSettings *self, const char *value, GError **error) {
  return cb_clients_from_text (value, &self->clients, error);
}

static gboolean
read_internet (CbSettings *self, const char *value, GError **error) {
  return cb_internet_from_text (value, &self->internet, error);
}

static gboolean
read_address (CbSettings *self, const char *value, GError **error) {
  return cb_address_parse (value, &self->address, &self->prefix, error);
}

static gboolean
read_bool (const char *value, gboolean *ret, GError **error) {
  if (strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    return invalid (error, _ ("this must be true or false"));
  *ret = value[0] == 't';
  return TRUE;
}

static gboolean
read_aside (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->aside, error);
}

static gboolean
read_address_fixed (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->address_fixed, error);
}

static gboolean
read_before_known (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->before_known, error);
}

static gboolean
read_ip_forward (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->ip_forward_was, error);
}

static gboolean
read_leases (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->leases_were_there, error);
}

static gboolean
read_default_profile (CbSettings *self, const char *value, GError **error) {
  return read_bool (value, &self->default_profile_was_there, error);
}

static const struct {
  const char *group;
  const char *key;
  gboolean required;
  Reader read;
} keys[] = {
  { GROUP, "state", TRUE, read_state },
  { GROUP, "interface", TRUE, read_interface },
  { GROUP, "mac", FALSE, read_mac },
  { GROUP, "folder", TRUE, read_folder },
  { GROUP, "user", TRUE, read_user },
  { GROUP, "uid", TRUE, read_uid },
  { GROUP, "server", TRUE, read_server },
  { GROUP, "serving", FALSE, read_serving },
  { GROUP, "aside", FALSE, read_aside },
  { GROUP, "clients", TRUE, read_clients },
  { GROUP, "internet", FALSE, read_internet },
  { GROUP, "address-fixed", TRUE, read_address_fixed },
  { GROUP, "address", FALSE, read_address },
  { GROUP_BEFORE, "known", TRUE, read_before_known },
  { GROUP_BEFORE, "ip-forward", TRUE, read_ip_forward },
  { GROUP_BEFORE, "leases", TRUE, read_leases },
  { GROUP_BEFORE, "default-profile", TRUE, read_default_profile },
};

/* Read apart: a number that is looked at first, and lists. */
#define KEY_VERSION      "version"
#define KEY_TARGETS      "targets"
#define KEY_MADE_FOLDERS "made-folders"

/* ---- the text ---- */

static gboolean
is_known (const char *group, const char *key) {
  if (strcmp (group, GROUP) == 0 && (strcmp (key, KEY_VERSION) == 0 || strcmp (key, KEY_TARGETS) == 0))
    return TRUE;
  if (strcmp (group, GROUP_BEFORE) == 0 && strcmp (key, KEY_MADE_FOLDERS) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    if (strcmp (group, keys[i].group) == 0 && strcmp (key, keys[i].key) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_known (GKeyFile *file, GError **error) {
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (char **group = groups; *group != NULL; group++) {
    g_auto (GStrv) names = g_key_file_get_keys (file, *group, NULL, NULL);

    for (char **name = names; name != NULL && *name != NULL; name++) {
      if (!is_known (*group, *name)) {
        g_autofree char *quoted_group = cb_quote (*group, -1);
        g_autofree char *quoted = cb_quote (*name, -1);

        g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("unknown key '%s' in [%s]"), quoted,
                     quoted_group);
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* Turns GKeyFile's error, whose text may quote any bytes, into ours. */
static gboolean
fail_key (GError **error, const char *group, const char *key, GError *cause) {
  g_autofree char *quoted = cb_quote (cause->message, -1);

  if (cause->domain == CB_ERROR)
    g_set_error (error, CB_ERROR, cause->code, "[%s] %s: %s", group, key, cause->message);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, "[%s] %s: %s", group, key, quoted);
  g_error_free (cause);
  return FALSE;
}

static gboolean
check_version (GKeyFile *file, GError **error) {
  g_autofree char *value = g_key_file_get_string (file, GROUP, KEY_VERSION, NULL);
  guint64 version;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT32, &version, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("[%s] %s: missing or no number"), GROUP,
                 KEY_VERSION);
    return FALSE;
  }
  if (version > VERSION) {
    g_set_error (error, CB_ERROR, CB_ERROR_REFUSED,
                 _ ("[%s] %s: written by a newer cableboot (version %u, this one knows %d); update "
                    "cableboot, or enable the cable again"),
                 GROUP, KEY_VERSION, (guint)version, VERSION);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_keys (CbSettings *self, GKeyFile *file, GError **error) {
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    GError *cause = NULL;
    g_autofree char *value = NULL;

    if (!keys[i].required && !g_key_file_has_key (file, keys[i].group, keys[i].key, NULL))
      continue;
    value = g_key_file_get_string (file, keys[i].group, keys[i].key, &cause);
    /* GLib also hands out the value of a bad escape, with the error set */
    if (cause != NULL || !keys[i].read (self, value, &cause))
      return fail_key (error, keys[i].group, keys[i].key, cause);
  }
  return TRUE;
}

/* *ret_list stays as it is where the key is absent. */
static gboolean
read_list (GKeyFile *file, const char *group, const char *key, gsize n_max, char ***ret_list, GError **error) {
  GError *cause = NULL;
  gsize n = 0;

  if (!g_key_file_has_key (file, group, key, NULL))
    return TRUE;
  *ret_list = g_key_file_get_string_list (file, group, key, &n, &cause);
  if (*ret_list != NULL && n > n_max)
    invalid (&cause, _ ("too many folders"));
  return cause == NULL || fail_key (error, group, key, cause);
}

static gboolean
read_made_folders (CbSettings *self, GKeyFile *file, GError **error) {
  static const char *const makeable[] = { CB_SETTINGS_DIR, CB_FRAGMENT_DIR, NULL };
  GError *cause = NULL;

  if (!read_list (file, GROUP_BEFORE, KEY_MADE_FOLDERS, MAX_MADE_FOLDERS, &self->made_folders, error))
    return FALSE;
  for (char **folder = self->made_folders; folder != NULL && *folder != NULL; folder++)
    if (!g_strv_contains (makeable, *folder)) {
      invalid (&cause, _ ("not a folder that enable makes"));
      return fail_key (error, GROUP_BEFORE, KEY_MADE_FOLDERS, cause);
    }
  return TRUE;
}

static gboolean
read_targets (CbSettings *self, GKeyFile *file, GError **error) {
  GError *cause = NULL;

  if (!read_list (file, GROUP, KEY_TARGETS, CB_MAX_LINK_TARGETS, &self->targets, error))
    return FALSE;
  for (char **target = self->targets; target != NULL && *target != NULL; target++) {
    char *judged = cb_link_target_judge (*target, strlen (*target), NULL, &cause);

    if (judged == NULL)
      return fail_key (error, GROUP, KEY_TARGETS, cause);
    g_free (*target);
    *target = judged;
  }
  return TRUE;
}

static GKeyFile *
load_text (const char *text, gsize n_text, GError **error) {
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GError *cause = NULL;

  if (n_text > CB_MAX_SETTINGS_BYTES || memchr (text != NULL ? text : "", '\0', n_text) != NULL) {
    invalid (error, _ ("this is no settings file: too long, or a zero byte in it"));
    return NULL;
  }
  if (!g_key_file_load_from_data (file, text != NULL ? text : "", n_text, G_KEY_FILE_NONE,
                                  &cause)) {
    g_autofree char *quoted = cb_quote (cause->message, -1);

    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("this is no settings file: %s"), quoted);
    g_error_free (cause);
    return NULL;
  }
  return g_steal_pointer (&file);
}

CbSettings *
cb_settings_parse (const char *uuid, const char *text, gsize n_text, GError **error) {
  g_autoptr (CbSettings) self = cb_settings_new ();
  g_autoptr (GKeyFile) file = NULL;

  if (!cb_uuid_is_valid (uuid)) {
    invalid (error, _ ("the name of a settings file must be a UUID"));
    return NULL;
  }
  self->uuid = g_ascii_strdown (uuid, -1);
  file = load_text (text, n_text, error);
  if (file == NULL || !check_version (file, error) || !check_known (file, error)
      || !read_keys (self, file, error) || !read_targets (self, file, error)
      || !read_made_folders (self, file, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
render_list (GKeyFile *file, const char *group, const char *key, char **list) {
  if (list != NULL && list[0] != NULL)
    g_key_file_set_string_list (file, group, key, (const char *const *)list, g_strv_length (list));
}

static void
render_cable (const CbSettings *self, GKeyFile *file) {
  g_key_file_set_integer (file, GROUP, KEY_VERSION, VERSION);
  g_key_file_set_string (file, GROUP, "state", cb_cable_state_to_text (self->state));
  g_key_file_set_string (file, GROUP, "interface", self->interface != NULL ? self->interface : "");
  if (self->mac != NULL)
    g_key_file_set_string (file, GROUP, "mac", self->mac);
  g_key_file_set_string (file, GROUP, "folder", self->folder != NULL ? self->folder : "");
  render_list (file, GROUP, KEY_TARGETS, self->targets);
  g_key_file_set_string (file, GROUP, "user", self->user != NULL ? self->user : "");
  g_key_file_set_uint64 (file, GROUP, "uid", self->uid);
  g_key_file_set_string (file, GROUP, "server", cb_server_choice_to_text (self->server));
  g_key_file_set_string (file, GROUP, "serving", cb_serving_to_text (self->serving));
  if (self->aside)
    g_key_file_set_boolean (file, GROUP, "aside", TRUE);
  g_key_file_set_string (file, GROUP, "clients", cb_clients_to_text (self->clients));
  g_key_file_set_string (file, GROUP, "internet", cb_internet_to_text (self->internet));
  g_key_file_set_boolean (file, GROUP, "address-fixed", self->address_fixed);
  if (self->address != 0) {
    g_autofree char *address = cb_address_to_text (self->address);
    g_autofree char *with_prefix = g_strdup_printf ("%s/%u", address, self->prefix);

    g_key_file_set_string (file, GROUP, "address", with_prefix);
  }
}

char *
cb_settings_render (const CbSettings *self) {
  static const char opening[] =
      "# Written by cablebootd; don't edit it. Run `cableboot enable` with "
      "what should change.\n\n";
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *body = NULL;

  render_cable (self, file);
  g_key_file_set_boolean (file, GROUP_BEFORE, "known", self->before_known);
  g_key_file_set_boolean (file, GROUP_BEFORE, "ip-forward", self->ip_forward_was);
  g_key_file_set_boolean (file, GROUP_BEFORE, "leases", self->leases_were_there);
  g_key_file_set_boolean (file, GROUP_BEFORE, "default-profile", self->default_profile_was_there);
  render_list (file, GROUP_BEFORE, KEY_MADE_FOLDERS, self->made_folders);
  body = g_key_file_to_data (file, NULL, NULL);
  return g_strconcat (opening, body, NULL);
}
