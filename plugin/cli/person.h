/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The person at the keyboard, who under sudo, pkexec and doas isn't the one whose uid the process
 * has. The boot folder is that person's: the default one lies in that home, and paths are looked at
 * with those rights.
 */

#pragma once

#include <sys/types.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  uid_t uid;
  gid_t gid;
  char *name;
  char *home;
} CbPerson;

void cb_person_free (CbPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbPerson, cb_person_free)

/* Who typed the command. euid is that of the process, environment its environment (as g_get_environ
 * gives it). For an ordinary user that is himself; for root the user that named says (NULL for
 * none), else who called sudo, pkexec or doas. NULL with CB_ERROR_NOT_FOUND where the user isn't
 * known to this machine; NULL with CB_ERROR_INVALID for a root who is nobody else, or names
 * root, and then the message says to add "user NAME". */
CbPerson *cb_person_find (uid_t euid, uid_t uid, char **environment, const char *named,
                          GError **error);

/* The names of the ordinary users that this machine lists. Free with g_strfreev. */
char **cb_person_list (void);

/* Makes file access that of person while the process is root; does nothing for other processes.
 * Error: CB_ERROR_FAILED, and then nothing has changed. */
gboolean cb_person_enter (const CbPerson *person, GError **error);

/* Undoes cb_person_enter. Ends the process if that fails: it must not go on with mixed rights. */
void cb_person_leave (void);

G_END_DECLS
