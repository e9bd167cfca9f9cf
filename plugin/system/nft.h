/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* nftables, through libnftables. Which rules are right is decided in core/host.
 *
 * One object is one connection to the kernel. Tables with the flag "owner" that it made live as long as it
 * does: the kernel removes them when the process ends, however it ends.
 */

#pragma once

#include <glib.h>

#include "host/firewall.h"

G_BEGIN_DECLS

typedef struct CbNft CbNft;

/* CB_ERROR_FAILED where the kernel has no nftables. */
CbNft *cb_nft_new (GError **error);

/* NULL is fine. */
void cb_nft_free (CbNft *nft);

/* Runs commands of nft(8), all or none. CB_ERROR_FAILED with nftables' own first words. */
gboolean cb_nft_run (CbNft *nft, const char *commands, GError **error);

/* All base chains: elements CbChain. NULL and CB_ERROR_FAILED when they can't be read. */
GPtrArray *cb_nft_chains (CbNft *nft, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbNft, cb_nft_free)

G_END_DECLS
