/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-link watch: hears a cable through a packet socket and reports boot events.
 *
 * Started with
 *   0  a pipe through which cablebootd passes on what the built-in server tells (records of
 *      wire/boot-event.h), or /dev/null. Its end is no end of the watcher; malformed records end the pipe
 *   1  a pipe, to which records of wire/boot-event.h are written
 *   2  where sanitizers and broken assertions may complain
 *   3  the packet socket of system/packet-tap.h
 * Every other descriptor is closed. It ends when pipe 1 has no reader, or by SIGTERM at any moment: it holds
 * nothing that needs to be given back.
 *
 * The order: exec as root, another user (drop.h), that user's folder, Landlock, seccomp, CB_BOOT_READY. A
 * folder that can't be opened, or be bounded by Landlock, is done without: boots are then watched without a
 * plan.
 *
 * A full pipe 1 is waited for; packets are lost meanwhile, and that is the right order: a slow reader must not
 * grow our memory.
 */

#pragma once

#include "watch-wishes.h"

/* arguments, NULL-terminated:
 *   our own address in host order as a number
 *   guard|look         ask for probes, or not
 *   wire|told          transfers are read from the wire, where dnsmasq serves and the tap has whole transfers;
 *                      or they are told through pipe 0
 *   the boot folder    "" for none
 * and pairs of words, as often as need be:
 *   target FOLDER      a folder outside, as of serve.h
 *   prefix PREFIX      by which MAC addresses of Pis are known, as "dc:a6:32"
 * Returns only before the sandbox is entered: CB_LINK_EXIT_USAGE for bad arguments, CB_LINK_EXIT_FAILED when
 * the sandbox or the ring can't be had. Afterwards the process ends here, with CB_LINK_EXIT_OK when nobody
 * reads any more and CB_LINK_EXIT_FAILED when the socket fails. */
int cb_watch_run (char **arguments);
