/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-link watch: hears a cable through a packet socket and reports boot events.
 *
 * Started with
 *   0  /dev/null
 *   1  a pipe, to which records of wire/boot-event.h are written
 *   2  where sanitizers and broken assertions may complain
 *   3  the packet socket of system/packet-tap.h
 * Every other descriptor is closed. It ends when the pipe has no reader, or by SIGTERM at any moment: it
 * holds nothing that needs to be given back.
 *
 * A full pipe is waited for; packets are lost meanwhile, and that is the right order: a slow reader must not
 * grow our memory.
 */

#pragma once

/* arguments, NULL-terminated: our own address in host order as a number; "guard" to ask for probes or "look"
 * not to; and any number of MAC prefixes of Pis as "dc:a6:32", at most CB_MAX_MAC_PREFIXES.
 * Returns only before the sandbox is entered: CB_LINK_EXIT_USAGE for bad arguments, CB_LINK_EXIT_FAILED when
 * the sandbox can't be had. Afterwards the process ends here, with CB_LINK_EXIT_OK when nobody reads any more
 * and CB_LINK_EXIT_FAILED when the socket fails. */
int cb_watch_run (char **arguments);
