/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "person.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* login.defs(5): below it are the system's own; and the kernel's uid for "nobody that is known here". */
#define UID_FIRST  1000
#define UID_NOBODY 65534

void
cb_person_free (CbPerson *person) {
  if (!person)
    return;
  g_free (person->name);
  g_free (person->home);
  g_free (person);
}

static CbPerson *
from_passwd (const struct passwd *entry) {
  CbPerson *person = g_new0 (CbPerson, 1);

  person->uid = entry->pw_uid;
  person->gid = entry->pw_gid;
  person->name = g_strdup (entry->pw_name);
  person->home = g_strdup (entry->pw_dir);
  return person;
}

static CbPerson *
find_name (const char *name, GError **error) {
  const struct passwd *entry = getpwnam (name);

  if (entry)
    return from_passwd (entry);
  g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no user '%s' on this machine"),
               name);
  return NULL;
}

static CbPerson *
find_uid (uid_t uid, GError **error) {
  const struct passwd *entry = getpwuid (uid);

  if (entry)
    return from_passwd (entry);
  g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND,
               _ ("there is no user with the number %u on this machine"), (guint)uid);
  return NULL;
}

/* TRUE and a uid that isn't root's, if the variable holds one */
static gboolean
uid_variable (char **environment, const char *variable, uid_t *ret_uid) {
  const char *text = g_environ_getenv (environment, variable);
  guint64 number;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32 - 1, &number, NULL))
    return FALSE;
  *ret_uid = (uid_t)number;
  return TRUE;
}

static CbPerson *
find_behind_root (char **environment, GError **error) {
  const char *doas = g_environ_getenv (environment, "DOAS_USER");
  uid_t uid;

  if (uid_variable (environment, "SUDO_UID", &uid)
      || uid_variable (environment, "PKEXEC_UID", &uid))
    return find_uid (uid, error);
  if (doas && *doas && g_strcmp0 (doas, "root") != 0)
    return find_name (doas, error);
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                       _ ("root must say whose boot folder it is: add 'user NAME'"));
  return NULL;
}

static CbPerson *
find_for_root (char **environment, const char *named, GError **error) {
  g_autoptr (CbPerson) person = named ? find_name (named, error) : find_behind_root (environment, error);

  if (!person || person->uid != 0)
    return g_steal_pointer (&person);
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                       _ ("root must say whose boot folder it is: add 'user NAME'"));
  return NULL;
}

CbPerson *
cb_person_find (uid_t euid, uid_t uid, char **environment, const char *named, GError **error) {
  const char *home = g_environ_getenv (environment, "HOME");
  CbPerson *person;

  if (euid == 0)
    return find_for_root (environment, named, error);
  person = find_uid (uid, error);
  if (person && home && g_path_is_absolute (home)) {
    g_free (person->home);
    person->home = g_strdup (home);
  }
  return person;
}

char **
cb_person_list (void) {
  GPtrArray *names = g_ptr_array_new ();
  const struct passwd *entry;

  setpwent ();
  while ((entry = getpwent ()))
    if (entry->pw_uid >= UID_FIRST && entry->pw_uid != UID_NOBODY)
      g_ptr_array_add (names, g_strdup (entry->pw_name));
  endpwent ();
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

gboolean
cb_person_enter (const CbPerson *person, GError **error) {
  if (geteuid () != 0 || person->uid == 0)
    return TRUE;
  if (initgroups (person->name, person->gid) == 0 && setegid (person->gid) == 0
      && seteuid (person->uid) == 0)
    return TRUE;
  /* errno is still that of the call that failed */
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("can't look at the folder as user '%s': %s"),
               person->name, g_strerror (errno));
  cb_person_leave ();
  return FALSE;
}

void
cb_person_leave (void) {
  if (getuid () != 0)
    return;
  if (seteuid (0) != 0 || setegid (0) != 0)
    g_error ("can't become root again: %s", g_strerror (errno));
  /* groups that stay give root nothing */
  (void)setgroups (0, NULL);
}
