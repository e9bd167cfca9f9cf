/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The dnsmasq program and the process that NetworkManager runs of it.
 *
 * Its fragment check executes `conf-script=` lines, so it is run as nobody only (proven-traps.md 4).
 * A pid file alone proves nothing: dnsmasq's stays behind when it is killed (proven-traps.md 18).
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

#include "child.h"

G_BEGIN_DECLS

/* Absolute path of the program, or NULL when none is installed. Caller frees. */
char *cb_dnsmasq_find (void);

/* Who this dnsmasq becomes after its start, by its own word (`--help`). FALSE with CB_ERROR_FAILED when
 * it can't be run or names a user who doesn't exist. */
gboolean cb_dnsmasq_identity (const char *program, CbIdentity *ret_identity, GError **error);

/* Checks the whole folder of fragments, and the file candidate (NULL for none) with it.
 * FALSE with CB_ERROR_FRAGMENT and dnsmasq's own message, which names file and line. */
gboolean cb_dnsmasq_test (const char *program, const char *folder, const char *candidate,
                          GError **error);

/* The dnsmasq that NetworkManager runs on interface: its pid, or 0 when none lives. The program behind
 * the pid and its arguments are looked at, so a reused pid isn't taken for it. */
pid_t cb_dnsmasq_pid (const char *interface);

/* Ends every dnsmasq that was started for interface and that the pid file doesn't name, and waits for it. Such
 * a one is left when NetworkManager is killed; it holds the address, and the next dnsmasq can't start. */
void cb_dnsmasq_end_orphans (const char *interface);

/* A descriptor that becomes readable when pid ends, or -1 when it has ended already. Caller closes. */
int cb_dnsmasq_open_pid (pid_t pid);

G_END_DECLS
