/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "settings-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "host/link-event.h"
#include "limit.h"
#include "made-folder.h"
#include "names.h"

/* Where a file is written before it is renamed into its place: one name for all cables, so that what a
 * killed daemon leaves is taken by the next save or removal. Not *.conf, so it is never read. */
#define ASIDE CB_SETTINGS_DIR "/.new"

static char *
path_of (const char *uuid) {
  return g_strconcat (CB_SETTINGS_DIR "/", uuid, CB_SETTINGS_SUFFIX, NULL);
}

CbSettings *
cb_settings_store_load (const char *uuid, GError **error) {
  g_autofree char *path = path_of (uuid);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  CbSettings *settings;
  gsize n;

  if (!g_file_get_contents (path, &text, &n, &local)) {
    gboolean absent = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

    g_set_error_literal (error, CB_ERROR, absent ? CB_ERROR_NOT_FOUND : CB_ERROR_FAILED,
                         local->message);
    return NULL;
  }
  settings = cb_settings_parse (uuid, text, n, error);
  if (settings == NULL)
    g_prefix_error (error, "%s: ", path);
  return settings;
}

static int
compare_names (gconstpointer a, gconstpointer b) {
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The UUIDs of all files whose name is one of ours. */
static GPtrArray *
list_uuids (void) {
  GPtrArray *uuids = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (CB_SETTINGS_DIR, 0, NULL);
  const char *name;

  while (dir != NULL && uuids->len < CB_MAX_CABLES && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *uuid = g_strdup (name);

    if (!g_str_has_suffix (name, CB_SETTINGS_SUFFIX))
      continue;
    uuid[strlen (uuid) - strlen (CB_SETTINGS_SUFFIX)] = '\0';
    if (cb_uuid_is_valid (uuid))
      g_ptr_array_add (uuids, g_steal_pointer (&uuid));
  }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (uuids, compare_names);
  return uuids;
}

static void
damage_free (gpointer data) {
  CbSettingsDamage *damage = data;

  g_free (damage->uuid);
  g_free (damage->text);
  g_free (damage);
}

GPtrArray *
cb_settings_damages_new (void) {
  return g_ptr_array_new_with_free_func (damage_free);
}

static void
note_damage (GPtrArray *damages, const char *uuid, const char *text) {
  CbSettingsDamage *damage = g_new (CbSettingsDamage, 1);

  *damage = (CbSettingsDamage){ g_strdup (uuid), g_strdup (text) };
  g_ptr_array_add (damages, damage);
}

GPtrArray *
cb_settings_store_list (GPtrArray *damages) {
  GPtrArray *cables = g_ptr_array_new_with_free_func ((GDestroyNotify) cb_settings_free);
  g_autoptr (GPtrArray) uuids = list_uuids ();

  for (guint i = 0; i < uuids->len; i++) {
    g_autoptr (GError) error = NULL;
    CbSettings *settings = cb_settings_store_load (uuids->pdata[i], &error);

    if (settings != NULL)
      g_ptr_array_add (cables, settings);
    else if (damages != NULL)
      note_damage (damages, uuids->pdata[i], error->message);
  }
  return cables;
}

/* The new name reaches the disk. */
static void
sync_folder (void) {
  int fd = g_open (CB_SETTINGS_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  (void) fsync (fd);
  close (fd);
}

/* Writes beside and renames. Not with GLib's CONSISTENT, which does the same under a name of its own
 * choice each time: nobody would find what a killed daemon leaves. */
static gboolean
replace (const char *path, const char *text, GError **error) {
  g_autoptr (GError) local = NULL;
  int code;

  if (!g_file_set_contents_full (ASIDE, text, -1, G_FILE_SET_CONTENTS_DURABLE, 0600, &local)) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, local->message);
    g_unlink (ASIDE);
    return FALSE;
  }
  if (g_rename (ASIDE, path) == 0) {
    sync_folder ();
    return TRUE;
  }
  code = errno;
  g_unlink (ASIDE);
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not write %s: %s"), path,
               g_strerror (code));
  return FALSE;
}

gboolean
cb_settings_store_save (CbSettings *settings, GError **error) {
  g_autofree char *path = path_of (settings->uuid);
  g_autofree char *text = NULL;

  if (!cb_made_folder_ensure (CB_SETTINGS_DIR, 0755, &settings->made_folders, error))
    return FALSE;
  text = cb_settings_render (settings);
  return replace (path, text, error);
}

gboolean
cb_settings_store_remove (const char *uuid, GError **error) {
  g_autofree char *path = path_of (uuid);

  g_unlink (ASIDE);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not remove %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}
