/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/firewall.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
chain_free (gpointer data) {
  CbChain *chain = data;

  g_free (chain->family);
  g_free (chain->table);
  g_free (chain->name);
  g_free (chain->hook);
  g_free (chain->policy);
  g_free (chain);
}

GPtrArray *
cb_chains_new (void) {
  return g_ptr_array_new_with_free_func (chain_free);
}

const CbChain *
cb_firewall_find_drop (GPtrArray *chains, const char *hook) {
  for (guint i = 0; i < chains->len; i++) {
    const CbChain *chain = chains->pdata[i];

    if (g_str_equal (chain->hook, hook) && g_str_equal (chain->policy, "drop")
        && (g_str_equal (chain->family, "ip") || g_str_equal (chain->family, "inet")))
      return chain;
  }
  return NULL;
}

/* Whose chain it is, by the names that each program gives. iptables' own tables are Docker's and ufw's too,
 * which the remedies name. */
typedef enum {
  OWNER_IPTABLES,
  OWNER_OTHER,
} Owner;

static Owner
owner_of (const CbChain *chain) {
  gboolean of_iptables = chain != NULL && g_str_equal (chain->family, "ip")
                         && g_str_equal (chain->table, "filter") && g_ascii_isupper (chain->name[0]);

  return of_iptables ? OWNER_IPTABLES : OWNER_OTHER;
}

static char *
name_of (const CbChain *chain) {
  return g_strdup_printf ("%s %s %s", chain->family, chain->table, chain->name);
}

char *
cb_firewall_input_remedy (const CbChain *chain, const char *interface) {
  g_autofree char *name = chain ? name_of (chain) : NULL;

  if (chain == NULL)
    return g_strdup_printf (_ ("let UDP ports 67 and 69 in on %s in your firewall"), interface);
  if (owner_of (chain) == OWNER_IPTABLES)
    return g_strdup_printf (_ ("chain %s drops it; run: ufw allow in on %s to any port 67,69 proto udp "
                               "(without ufw: iptables -I INPUT -i %s -p udp -m multiport --dports 67,69 "
                               "-j ACCEPT)"),
                            name, interface, interface);
  return g_strdup_printf (_ ("chain %s drops it; run: nft insert rule %s iifname \"%s\" udp dport { 67, 69 } "
                             "accept"),
                          name, name, interface);
}

char *
cb_firewall_forward_remedy (const CbChain *chain, const char *interface) {
  g_autofree char *name = name_of (chain);

  if (owner_of (chain) == OWNER_IPTABLES)
    return g_strdup_printf (_ ("chain %s drops what is forwarded, as Docker sets it; run: iptables -I "
                               "DOCKER-USER -i %s -j ACCEPT && iptables -I DOCKER-USER -o %s -j ACCEPT "
                               "(without Docker: the same with FORWARD)"),
                            name, interface, interface);
  return g_strdup_printf (_ ("chain %s drops what is forwarded; run: nft insert rule %s iifname \"%s\" accept "
                             "&& nft insert rule %s oifname \"%s\" accept"),
                          name, name, interface, name, interface);
}
