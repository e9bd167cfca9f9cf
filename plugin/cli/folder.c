/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "escape.h"

static void
set_missing (GError **error, const char *path, int error_number) {
  g_autofree char *shown = cb_escape_bytes (path, strlen (path), TRUE);

  if (error_number == ENOENT && strstr (path, "/~"))
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND,
                 _ ("the folder '%s' does not exist; the shell makes your home out of '~' only at the "
                    "beginning of a word and without quotes"),
                 shown);
  else if (error_number == ENOENT)
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("the folder '%s' does not exist"), shown);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("the folder '%s' can't be used: %s"), shown,
                 g_strerror (error_number));
}

/* path without empty parts and "."; it is absolute */
static char *
clean (const char *path) {
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  GString *cleaned = g_string_new (NULL);

  for (guint i = 0; parts[i]; i++)
    if (*parts[i] && strcmp (parts[i], ".") != 0)
      g_string_append_printf (cleaned, "/%s", parts[i]);
  if (cleaned->len == 0)
    g_string_append_c (cleaned, '/');
  return g_string_free (cleaned, FALSE);
}

/* Where the part behind the last ".." of a clean path begins: at a '/' or at its end; NULL without
 * ".." */
static const char *
behind_dot_dot (const char *path) {
  const char *behind = NULL;

  for (const char *at = strstr (path, "/.."); at; at = strstr (at + 1, "/.."))
    if (at[3] == '/' || at[3] == '\0')
      behind = at + 3;
  return behind;
}

char *
cb_folder_absolute (const char *typed, const char *cwd, GError **error) {
  g_autofree char *joined = NULL;
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;
  g_autofree char *both = NULL;
  const char *behind;
  char *resolved;

  if (!*typed) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID, _ ("the name of the folder is empty"));
    return NULL;
  }
  joined = *typed == '/' ? g_strdup (typed) : g_strconcat (cwd, "/", typed, NULL);
  path = clean (joined);
  behind = behind_dot_dot (path);
  if (!behind)
    return g_steal_pointer (&path);

  before = g_strndup (path, (gsize)(behind - path));
  resolved = realpath (before, NULL);
  if (!resolved) {
    set_missing (error, before, errno);
    return NULL;
  }
  both = g_strconcat (resolved, behind, NULL);
  free (resolved);
  return clean (both);
}

gboolean
cb_folder_check (const char *path, GError **error) {
  g_autofree char *shown = cb_escape_bytes (path, strlen (path), TRUE);
  struct stat status;

  if (stat (path, &status) != 0) {
    if (errno == EACCES)
      return TRUE;
    set_missing (error, path, errno);
    return FALSE;
  }
  if (S_ISDIR (status.st_mode))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is not a folder"), shown);
  return FALSE;
}
