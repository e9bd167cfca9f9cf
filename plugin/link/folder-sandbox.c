/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "folder-sandbox.h"

#include <unistd.h>

#include "limit.h"
#include "targets.h"

int
cb_folder_sandbox_enter (CbSandboxWorker worker, CbServedFolder *folder, const char *const *targets,
                         size_t n_targets) {
  int fds[1 + CB_MAX_LINK_TARGETS], entered;
  size_t n_fds = 0;

  if (folder->fd >= 0)
    fds[n_fds++] = folder->fd;
  for (size_t i = 0; i < n_targets && folder->fd >= 0; i++) {
    fds[n_fds] = cb_targets_open (targets[i]);
    n_fds += fds[n_fds] >= 0;
  }
  entered = cb_sandbox_enter (worker, fds, n_fds);
  while (n_fds > 1)
    close (fds[--n_fds]);
  folder->follows_out = entered == 0;
  return entered;
}
