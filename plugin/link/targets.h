/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the links of a boot folder lead, if they lead out of it: the directories that its server must be able
 * to read besides the folder itself. Runs as the user whose folder it is.
 *
 * A link to a file means the directory that the file lies in, since a file that is written anew is another
 * one (proven-traps.md 10); a link to a directory means the directory, whose own links are looked at as well.
 * All by real paths, so that a chain of links counts by its end. None is a link that leads nowhere, to what is
 * neither file nor directory, or to where the user can't go; and whatever has a name with a dot in front,
 * because nobody can ask for it (tftp-name.h).
 *
 * The walk ends at the bounds of limit.h, as that of reach.h, and enters at most CB_MAX_LINK_TARGETS
 * directories outside; what lies beyond is not served.
 */

#pragma once

#include <stddef.h>

#include "limit.h"

typedef struct {
  char *paths[CB_MAX_LINK_TARGETS]; /* in the order of their bytes, none beneath another */
  size_t n_paths;
} CbTargets;

/* Once for each process: what it finds stays. A path that has a control character or more than
 * CB_MAX_FOLDER_BYTES can't stand in a line: it is left out, and so never served. 0 and *ret_targets, or an
 * exit code of exit-code.h: CB_LINK_EXIT_MISSING, _NO_FOLDER or _DENIED for the folder; _TOO_MANY for more than
 * CB_MAX_LINK_TARGETS; _FAILED for anything else. */
int cb_targets_find (const char *folder, CbTargets *ret_targets);

/* The same, printed one per line. */
int cb_targets_print (const char *folder);

/* A directory that was confirmed, for the sandbox (sandbox.h). By its real path only: a link that has come into
 * it since may lead anywhere. A descriptor, or -1. */
int cb_targets_open (const char *path);
