/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fragment-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dnsmasq.h"
#include "error.h"
#include "host/interface-name.h"
#include "made-folder.h"
#include "names.h"

static char *
path_of (const char *file_name) {
  return g_build_filename (CB_FRAGMENT_DIR, file_name, NULL);
}

static char *
aside_of (const char *file_name) {
  return g_strdup_printf (CB_FRAGMENT_DIR "/.%s.new", file_name);
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
  g_autofree char *aside = aside_of (file_name);
  g_autofree char *old = cb_fragment_file_read (file_name);
  g_autoptr (GError) local = NULL;
  gboolean same = g_strcmp0 (old, text) == 0;

  if (same && program != NULL && !cb_dnsmasq_test (program, CB_FRAGMENT_DIR, NULL, error))
    return FALSE;
  if (!same) {
    if (!cb_made_folder_ensure (CB_FRAGMENT_DIR, 0755, made, error))
      return FALSE;
    /* in place and not CONSISTENT, which would leave a file of yet another name when we are killed */
    if (!g_file_set_contents_full (aside, text, -1, G_FILE_SET_CONTENTS_DURABLE, 0644, &local)) {
      g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, local->message);
      g_unlink (aside);
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
  g_autofree char *aside = aside_of (file_name);

  g_unlink (aside);
  if (g_unlink (path) == 0 || errno == ENOENT || errno == ENOTDIR)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not remove %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}

/* "eth0" of "cableboot-eth0.conf", or NULL. */
static char *
interface_of (const char *file_name) {
  gsize n = strlen (file_name), n_around = strlen (CB_FRAGMENT_PREFIX) + strlen (CB_FRAGMENT_SUFFIX);
  g_autofree char *interface = NULL;

  if (n <= n_around || !g_str_has_prefix (file_name, CB_FRAGMENT_PREFIX)
      || !g_str_has_suffix (file_name, CB_FRAGMENT_SUFFIX))
    return NULL;
  interface = g_strndup (file_name + strlen (CB_FRAGMENT_PREFIX), n - n_around);
  return cb_interface_name_check (interface, NULL) ? g_steal_pointer (&interface) : NULL;
}

char **
cb_fragment_file_interfaces (void) {
  g_autoptr (GStrvBuilder) interfaces = g_strv_builder_new ();
  GDir *dir = g_dir_open (CB_FRAGMENT_DIR, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *interface = interface_of (name);

    if (interface != NULL)
      g_strv_builder_add (interfaces, interface);
  }
  g_clear_pointer (&dir, g_dir_close);
  return g_strv_builder_end (interfaces);
}
