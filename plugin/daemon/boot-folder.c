/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-folder.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <string.h>

#include "error.h"
#include "helper.h"
#include "host/folder-path.h"
#include "host/quote.h"

gboolean
cb_boot_folder_find_user (const CbRequest *request, CbSettings *settings, GError **error) {
  struct passwd account, *found = NULL;
  char buffer[4096];

  if (request->caller == 0 && request->user == NULL && settings->user != NULL)
    return TRUE;
  if (request->caller == 0 && request->user == NULL) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                         _ ("root has to name the person whose boot folder this is: add 'user NAME'"));
    return FALSE;
  }
  if (request->user != NULL)
    getpwnam_r (request->user, &account, buffer, sizeof buffer, &found);
  else
    getpwuid_r (request->caller, &account, buffer, sizeof buffer, &found);
  if (found == NULL || found->pw_uid == 0) {
    g_autofree char *shown = cb_quote (request->user, -1);

    g_set_error (error, CB_ERROR, found == NULL ? CB_ERROR_NOT_FOUND : CB_ERROR_INVALID,
                 found == NULL ? _ ("there is no user '%s'")
                               : _ ("the folder can't be served as '%s'; name an ordinary user"),
                 shown);
    return FALSE;
  }
  g_free (settings->user);
  settings->user = g_strdup (found->pw_name);
  settings->uid = found->pw_uid;
  return TRUE;
}

char **
cb_boot_folder_homes (void) {
  g_autoptr (GPtrArray) homes = g_ptr_array_new ();
  const struct passwd *account;

  setpwent ();
  while ((account = getpwent ()) != NULL)
    if (account->pw_uid >= 1000 && account->pw_dir != NULL && account->pw_dir[0] == '/'
        && account->pw_dir[1] != '\0')
      g_ptr_array_add (homes, g_strdup (account->pw_dir));
  endpwent ();
  g_ptr_array_add (homes, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&homes), FALSE);
}

gboolean
cb_boot_folder_find (const CbRequest *request, CbSettings *settings, GError **error) {
  g_auto (GStrv) homes = cb_boot_folder_homes ();
  const char *wanted = request->folder ? request->folder : settings->folder;
  g_autofree char *folder = NULL, *resolved = NULL, *judged = NULL;

  if (wanted == NULL) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_NOT_FOUND,
                         _ ("no boot folder is known yet; name one: cableboot enable DIR"));
    return FALSE;
  }
  folder = cb_folder_path_judge (wanted, strlen (wanted), (const char *const *) homes, error);
  if (folder == NULL || !cb_helper_resolve (settings->uid, folder, &resolved, error))
    return FALSE;
  judged = cb_folder_path_judge (resolved, strlen (resolved), (const char *const *) homes, error);
  if (judged == NULL)
    return FALSE;
  g_free (settings->folder);
  settings->folder = g_steal_pointer (&folder);
  return TRUE;
}
