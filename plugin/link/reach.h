/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Can this process read every file of a boot folder? Runs as whoever would serve it.
 *
 * Links are followed, since a TFTP server follows them. A FIFO, device or socket is a finding: the first
 * request for one hangs dnsmasq for good (proven-traps.md 13). A link that leads nowhere is none: to a
 * server it is an absent file. The walk ends at its first finding, and at the bounds of limit.h; what lies
 * beyond them isn't judged.
 */

#pragma once

/* Walks folder. CB_LINK_EXIT_OK, _MISSING, _NO_FOLDER, or with the path printed on standard output
 * _DENIED or _SPECIAL; _FAILED for anything else. */
int cb_reach_walk (const char *folder);
