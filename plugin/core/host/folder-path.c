/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/folder-path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/quote.h"
#include "limit.h"

typedef enum {
  ITSELF,
  ITSELF_AND_BELOW,
} Extent;

/* Folders that nobody means when he names a boot folder. Whoever holds the cable reads what is
 * served, and in those marked BELOW are secrets or files that aren't files. */
static const struct {
  const char *path;
  Extent extent;
  const char *reason;
} forbidden[] = {
  { "/", ITSELF, N_ ("it is the whole system") },
  { "/bin", ITSELF, N_ ("it belongs to the system") },
  { "/boot", ITSELF, N_ ("it boots this machine") },
  { "/home", ITSELF, N_ ("it holds everybody's files") },
  { "/lib", ITSELF, N_ ("it belongs to the system") },
  { "/lib64", ITSELF, N_ ("it belongs to the system") },
  { "/opt", ITSELF, N_ ("it belongs to the system") },
  { "/sbin", ITSELF, N_ ("it belongs to the system") },
  { "/tmp", ITSELF, N_ ("everybody can write to it") },
  { "/usr", ITSELF, N_ ("it belongs to the system") },
  { "/var", ITSELF, N_ ("it belongs to the system") },
  { "/dev", ITSELF_AND_BELOW, N_ ("it holds devices, not files") },
  { "/etc", ITSELF_AND_BELOW, N_ ("it holds the settings and secrets of this machine") },
  { "/proc", ITSELF_AND_BELOW, N_ ("it holds no real files") },
  { "/root", ITSELF_AND_BELOW, N_ ("it is root's home") },
  { "/run", ITSELF_AND_BELOW, N_ ("it belongs to running programs and is empty after a reboot") },
  { "/sys", ITSELF_AND_BELOW, N_ ("it holds no real files") },
};

/* Where desktops mount what is plugged in: /run/media/USER/LABEL. */
#define MEDIA        "/run/media/"
#define MEDIA_LEVELS 2

/* The reason why these bytes can't stand in a dnsmasq line, NULL when they can. */
static const char *
judge_bytes (const char *bytes, gsize n_bytes) {
  if (n_bytes == 0)
    return _ ("the name is empty");
  if (n_bytes > CB_MAX_FOLDER_BYTES)
    return _ ("the name is too long");
  if (!g_utf8_validate_len (bytes, n_bytes, NULL))
    return _ ("the name isn't UTF-8");
  if (bytes[0] != '/')
    return _ ("the name must be a full path that begins with '/'");
  for (gsize i = 0; i < n_bytes;) {
    gunichar c = g_utf8_get_char (bytes + i);

    if (g_unichar_iscntrl (c))
      return _ ("the name has a control character");
    if (c == '"' || c == '\\')
      return _ ("dnsmasq can't read a name with \" or \\ in it");
    i += (gsize)g_unichar_to_utf8 (c, NULL);
  }
  return NULL;
}

/* NULL when a part of the path is "..". path: zero-terminated, begins with '/'. */
static char *
normalize (const char *path) {
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GString) normal = g_string_new (NULL);

  for (char **part = parts; *part != NULL; part++) {
    if ((*part)[0] == '\0' || strcmp (*part, ".") == 0)
      continue;
    if (strcmp (*part, "..") == 0)
      return NULL;
    g_string_append_c (normal, '/');
    g_string_append (normal, *part);
  }
  if (normal->len == 0)
    g_string_append_c (normal, '/');
  return g_strdup (normal->str);
}

static gboolean
is_below (const char *path, const char *folder) {
  gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && path[n] == '/';
}

static gboolean
is_mounted_media (const char *path) {
  guint n_levels = 1;

  if (!g_str_has_prefix (path, MEDIA))
    return FALSE;
  for (const char *p = path + strlen (MEDIA); *p != '\0'; p++)
    n_levels += *p == '/';
  return n_levels >= MEDIA_LEVELS;
}

/* The reason why nobody means this path, in normal form; NULL when there is none. */
static const char *
judge_place (const char *path, const char *const *homes) {
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++) {
    gboolean below = forbidden[i].extent == ITSELF_AND_BELOW && is_below (path, forbidden[i].path);

    if ((below && !is_mounted_media (path)) || strcmp (path, forbidden[i].path) == 0)
      return _ (forbidden[i].reason);
  }
  for (gsize i = 0; homes != NULL && homes[i] != NULL; i++) {
    g_autofree char *home = homes[i][0] == '/' ? normalize (homes[i]) : NULL;

    if (home != NULL && strcmp (path, home) == 0)
      return _ ("it is a whole home folder, with all that is in it");
  }
  return NULL;
}

char *
cb_folder_path_normalize (const char *bytes, gsize n_bytes, const char *const *homes,
                          const char **ret_reason) {
  g_autofree char *given = NULL, *normal = NULL;

  *ret_reason = judge_bytes (bytes, n_bytes);
  if (*ret_reason != NULL)
    return NULL;
  given = g_strndup (bytes, n_bytes);
  normal = normalize (given);
  *ret_reason = normal != NULL ? judge_place (normal, homes) : _ ("the name has a '..' in it");
  return *ret_reason == NULL ? g_steal_pointer (&normal) : NULL;
}

char *
cb_folder_path_judge (const char *bytes, gsize n_bytes, const char *const *homes, GError **error) {
  const char *reason;
  char *normal = cb_folder_path_normalize (bytes, n_bytes, homes, &reason);
  g_autofree char *quoted = NULL;

  if (normal != NULL)
    return normal;
  quoted = cb_quote (bytes, bytes != NULL ? (gssize) n_bytes : 0);
  g_set_error (
      error, CB_ERROR, CB_ERROR_INVALID,
      _ ("'%s' can't be the boot folder: %s; make or choose a folder for the boot files, "
         "for example ~/rpi-boot"),
      quoted, reason);
  return NULL;
}
