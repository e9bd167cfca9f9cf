/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-link serve: the built-in server of one cable, in its sandbox.
 *
 * Started with
 *   0  /dev/null
 *   1  a pipe, to which records of wire/boot-event.h are written
 *   2  where sanitizers and broken assertions may complain
 *   3  TFTP over IPv4: a socket of system/server-sockets.h
 *   4  the same over IPv6
 *   5  DHCP: likewise
 *   6  the packet socket for replies of DHCP: likewise
 * In place of a socket that isn't wanted there is anything that is no socket, as /dev/null; of 3 and 4 one must
 * be there, and 6 goes only with 5. Every other descriptor is closed. It ends when the pipe has no reader, or
 * by SIGTERM at any moment: it holds nothing that needs to be given back.
 *
 * The order: exec as root, the user who enabled (drop.h), that user's folder, Landlock, seccomp, CB_BOOT_READY.
 *
 * A full pipe is waited for, and nothing is served meanwhile: a slow reader must not grow our memory.
 */

#pragma once

#include "limit.h"

/* The words behind the folder, two for each setting; targets and prefixes may come often. */
#define CB_SERVE_MAX_WORDS (1 + 2 * (7 + CB_MAX_MAC_PREFIXES + CB_MAX_LINK_TARGETS))

/* arguments, NULL-terminated: the boot folder, and pairs of words:
 *   target FOLDER        a folder outside, to files in which links of the boot folder may lead; with no link in
 *                        its own path
 *   address ADDRESS/PREFIX   of ours on the cable; with DHCP it must be given, as must be the next one
 *   mac MAC              of the interface
 *   ifindex N            of the interface: requests by other links aren't answered; without it all are
 *   clients pi|any       who gets an answer from DHCP; pi without it
 *   prefix PREFIX        by which MAC addresses of Pis are known, as "dc:a6:32"
 *   router yes|no        is our address the way out; no without it
 *   nameserver ADDRESS   to be told with router yes
 * Returns only before the sandbox is entered: CB_LINK_EXIT_USAGE for bad arguments or descriptors,
 * CB_LINK_EXIT_MISSING, CB_LINK_EXIT_DENIED or CB_LINK_EXIT_NO_FOLDER for the boot folder,
 * CB_LINK_EXIT_FAILED for all else. A target that can't be opened is left out. Afterwards the process ends
 * here, with CB_LINK_EXIT_OK when nobody reads any more and CB_LINK_EXIT_FAILED when it can't go on. */
int cb_serve_run (char **arguments);
