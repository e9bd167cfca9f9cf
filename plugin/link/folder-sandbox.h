/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The sandbox of a worker with a boot folder: what may be read is that folder, and folders outside it to which
 * its links may lead.
 */

#pragma once

#include <stddef.h>

#include "sandbox.h"
#include "served-folder.h"

/* Locks the process as cb_sandbox_enter() does, and returns what that does. A folder that isn't open counts for
 * nothing, and so do its targets; of the targets (n_targets paths, at most CB_MAX_LINK_TARGETS) those that
 * can't be opened are left out. folder->follows_out is set. */
int cb_folder_sandbox_enter (CbSandboxWorker worker, CbServedFolder *folder, const char *const *targets,
                             size_t n_targets);
