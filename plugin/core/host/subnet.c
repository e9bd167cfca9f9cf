/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/subnet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/quote.h"

#define IPV4(a, b, c, d)                                                                           \
  (((guint32)(a) << 24) | ((guint32)(b) << 16) | ((guint32)(c) << 8) | (guint32)(d))

#define CANDIDATE_PREFIX 24
#define MIN_PREFIX       16
#define MAX_PREFIX       30
/* A network wider than this is somebody's default route in pieces, not a neighbour. */
#define MIN_TAKEN_PREFIX 8

/* Where a /24 is looked for, in this order. A VPN often takes one of the three private blocks
 * whole, so each has a row. Not among them: 10.42 and 10.43 (NetworkManager, k3s), 172.17 to 172.31
 * (Docker), 192.168.0, .1, .122, .178 and other favourites of routers and of libvirt. */
static const struct {
  guint32 first; /* network of the first /24 */
  guint n_subnets;
} candidates[] = {
  { IPV4 (10, 213, 0, 0), 256 },
  { IPV4 (172, 16, 64, 0), 128 },
  { IPV4 (192, 168, 204, 0), 32 },
};

static const CbNetwork private_networks[] = {
  { IPV4 (10, 0, 0, 0), 8 },
  { IPV4 (172, 16, 0, 0), 12 },
  { IPV4 (192, 168, 0, 0), 16 },
};

static guint32
mask_of (guint prefix) {
  return prefix == 0 ? 0 : prefix >= 32 ? G_MAXUINT32 : ~(G_MAXUINT32 >> prefix);
}

static gboolean
overlaps (guint32 address, guint prefix, const CbNetwork *other) {
  guint32 mask = mask_of (MIN (prefix, other->prefix));

  return (address & mask) == (other->network & mask);
}

gboolean
cb_subnet_is_free (guint32 address, guint prefix, const CbNetwork *taken, gsize n_taken) {
  for (gsize i = 0; i < n_taken; i++) {
    if (taken[i].prefix >= MIN_TAKEN_PREFIX && overlaps (address, prefix, &taken[i]))
      return FALSE;
  }
  return TRUE;
}

gboolean
cb_subnet_choose (const CbNetwork *taken, gsize n_taken, guint32 seed, guint32 *ret_address) {
  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++) {
    guint n = candidates[i].n_subnets;

    for (guint step = 0; step < n; step++) {
      guint32 address = candidates[i].first + ((seed % n + step) % n) * 256 + 1;

      if (cb_subnet_is_free (address, CANDIDATE_PREFIX, taken, n_taken)) {
        *ret_address = address;
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* FNV-1a, draft-eastlake-fnv. Not g_str_hash(), which may change with GLib. */
guint32
cb_subnet_seed (const char *mac_or_name) {
  guint32 hash = 2166136261u;

  for (const char *p = mac_or_name; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * 16777619u;
  return hash;
}

/* A decimal number of at most three digits without leading zeros; moves *p behind it. */
static gboolean
take_number (const char **p, guint max, guint *ret) {
  const char *start = *p;
  guint value = 0;

  while (g_ascii_isdigit (**p) && *p - start < 3)
    value = value * 10 + (guint)(*(*p)++ - '0');
  if (*p == start || value > max || (*start == '0' && *p - start > 1))
    return FALSE;
  *ret = value;
  return TRUE;
}

static gboolean
split_text (const char *text, guint32 *ret_address, guint *ret_prefix) {
  static const char behind[] = ".../";
  guint32 address = 0;
  guint prefix;

  for (gsize i = 0; i < 4; i++) {
    guint byte;

    if (!take_number (&text, 255, &byte) || *text++ != behind[i])
      return FALSE;
    address = address << 8 | byte;
  }
  if (!take_number (&text, 32, &prefix) || *text != '\0')
    return FALSE;
  *ret_address = address;
  *ret_prefix = prefix;
  return TRUE;
}

/* The reason why the host's end can't have this address, NULL when it can. */
static const char *
judge_address (guint32 address, guint prefix) {
  guint32 host_bits = address & ~mask_of (prefix);
  gboolean is_private = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (private_networks); i++) {
    if (overlaps (address, 32, &private_networks[i]))
      is_private = TRUE;
  }
  if (prefix < MIN_PREFIX || prefix > MAX_PREFIX)
    return _ ("the prefix must be 16 to 30");
  if (!is_private)
    return _ ("choose a private one, in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
  if (host_bits == 0)
    return _ ("that is the network's own address; take the next one");
  if (host_bits == ~mask_of (prefix))
    return _ ("that is the broadcast address; take the one before");
  return NULL;
}

gboolean
cb_address_parse (const char *text, guint32 *ret_address, guint *ret_prefix, GError **error) {
  guint32 address = 0;
  guint prefix = 0;
  const char *reason;

  if (text == NULL || !split_text (text, &address, &prefix))
    reason = _ ("write it as address/prefix, for example 10.213.7.1/24");
  else
    reason = judge_address (address, prefix);
  if (reason != NULL) {
    g_autofree char *quoted = cb_quote (text, -1);

    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' can't be the address of the cable: %s"), quoted, reason);
    return FALSE;
  }
  *ret_address = address;
  *ret_prefix = prefix;
  return TRUE;
}

char *
cb_address_to_text (guint32 address) {
  return g_strdup_printf ("%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                          address & 255);
}

char *
cb_network_to_text (const CbNetwork *network) {
  g_autofree char *address = cb_address_to_text (network->network & mask_of (network->prefix));

  return g_strdup_printf ("%s/%u", address, network->prefix);
}
