/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The rules that keep what is on a cable away from the machine's other networks, as text for nftables.
 *
 * NetworkManager's shared mode forwards and translates for whoever is on the cable, a stranger with an address
 * of its own too (proven-traps.md 26). The barrier is a table of ours before NetworkManager's, which is left
 * alone: a rejection in one table is final, whatever another accepts. It bears the flag "owner", so the kernel
 * removes it with the process that made it. Nothing is done to the kernel here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "cableboot-eth0", with what nftables has no room for in a name turned into '_'; caller frees. interface must
 * pass cb_interface_name_check(). */
char *cb_barrier_table (const char *interface);

/* The commands that put the barrier up, from whatever state; caller frees. interface as above. */
char *cb_barrier_render (const char *interface);

/* The commands that take it down, also where there is none; caller frees. */
char *cb_barrier_render_removal (const char *interface);

G_END_DECLS
