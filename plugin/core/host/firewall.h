/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What other people's packet filters do to a cable: judged from the base chains of nftables, and from what a
 * program calls its own. Nothing is read here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A base chain. Strings are owned by the struct. */
typedef struct {
  char *family;  /* "ip", "inet", ... */
  char *table;
  char *name;
  char *hook;    /* "input", "forward", ... */
  char *policy;  /* "accept" or "drop" */
} CbChain;

/* An array of CbChain, freed with the array. */
GPtrArray *cb_chains_new (void);

/* The first chain at hook that drops what nobody accepts and sees IPv4, or NULL. Owned by chains. */
const CbChain *cb_firewall_find_drop (GPtrArray *chains, const char *hook);

/* What to do so that a board's requests pass the firewall that owns chain (NULL: some firewall, not known
 * which), for interface, in a sentence; caller frees. */
char *cb_firewall_input_remedy (const CbChain *chain, const char *interface);

/* The same for forwarding, with `internet yes`. */
char *cb_firewall_forward_remedy (const CbChain *chain, const char *interface);

G_END_DECLS
