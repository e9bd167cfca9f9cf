/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fragment-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dnsmasq.h"
#include "error.h"
#include "made-folder.h"
#include "names.h"

static char *
path_of (const char *file_name) {
  return g_build_filename (CB_FRAGMENT_DIR, file_name, NULL);
}

char *
cb_fragment_file_read (const char *file_name) {
  g_autofree char *path = path_of (file_name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static gboolean
install (const char *aside, const char *path, const char *program, GError **error) {
  if (program != NULL && !cb_dnsmasq_test (program, CB_FRAGMENT_DIR, aside, error))
    return FALSE;
  if (g_rename (aside, path) == 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not write %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}

gboolean
cb_fragment_file_write (const char *file_name, const char *text, const char *program, char ***made,
                        gboolean *ret_changed, GError **error) {
  g_autofree char *path = path_of (file_name);
  g_autofree char *aside = g_strdup_printf (CB_FRAGMENT_DIR "/.%s.new", file_name);
  g_autofree char *old = cb_fragment_file_read (file_name);
  g_autoptr (GError) local = NULL;
  gboolean same = g_strcmp0 (old, text) == 0;

  if (same && program != NULL && !cb_dnsmasq_test (program, CB_FRAGMENT_DIR, NULL, error))
    return FALSE;
  if (!same) {
    if (!cb_made_folder_ensure (CB_FRAGMENT_DIR, 0755, made, error))
      return FALSE;
    if (!g_file_set_contents_full (aside, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                   &local)) {
      g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, local->message);
      return FALSE;
    }
    if (!install (aside, path, program, error)) {
      g_unlink (aside);
      return FALSE;
    }
  }
  if (ret_changed != NULL)
    *ret_changed = !same;
  return TRUE;
}

gboolean
cb_fragment_file_remove (const char *file_name, GError **error) {
  g_autofree char *path = path_of (file_name);
  g_autofree char *aside = g_strdup_printf (CB_FRAGMENT_DIR "/.%s.new", file_name);

  g_unlink (aside);
  if (g_unlink (path) == 0 || errno == ENOENT || errno == ENOTDIR)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not remove %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}
