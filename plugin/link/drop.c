/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "drop.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

/* The groups of the account, or none at all where it has no entry. */
static int
take_groups (uid_t uid, gid_t *gid) {
  const struct passwd *account;

  if (*gid != (gid_t) -1)
    return setgroups (0, NULL);
  account = getpwuid (uid);
  if (account == NULL) {
    errno = ENOENT;
    return -1;
  }
  *gid = account->pw_gid;
  return initgroups (account->pw_name, account->pw_gid);
}

int
cb_drop_to (uid_t uid, gid_t gid) {
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    return -errno;
  if (geteuid () == 0 && take_groups (uid, &gid) < 0)
    return -errno;
  if (geteuid () == 0 && (setresgid (gid, gid, gid) < 0 || setresuid (uid, uid, uid) < 0))
    return -errno;
  if (geteuid () != uid)
    return -EPERM;
  return prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}
