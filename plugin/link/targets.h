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

/* Prints the directories one per line, in the order of their bytes, none beneath another. A path that has a
 * control character or more than CB_MAX_FOLDER_BYTES can't stand in a line: it is left out, and so never
 * served. CB_LINK_EXIT_OK; _MISSING, _NO_FOLDER or _DENIED for the folder; _TOO_MANY, with nothing printed, for
 * more than CB_MAX_LINK_TARGETS; _FAILED for anything else. */
int cb_targets_walk (const char *folder);
