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

/* "cableboot-eth0", with each byte that nftables has no room for in a name as "_2e"; caller frees. */
char *cb_barrier_table (const char *interface);

/* The commands that put the barrier up, from whatever state; caller frees. NULL when interface doesn't pass
 * cb_interface_name_check(): root may call a link anything. */
char *cb_barrier_render (const char *interface);

/* The commands that take it down, also where there is none; caller frees. */
char *cb_barrier_render_removal (const char *interface);

G_END_DECLS
