/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "barriers.h"

#include "host/barrier.h"
#include "nft.h"

struct CbBarriers {
  CbNft *nft;     /* NULL where there is no nftables */
  GHashTable *up; /* set of interfaces */
};

CbBarriers *
cb_barriers_new (void) {
  CbBarriers *barriers = g_new0 (CbBarriers, 1);
  g_autoptr (GError) error = NULL;

  barriers->up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  barriers->nft = cb_nft_new (&error);
  if (barriers->nft == NULL)
    g_warning ("%s", error->message);
  return barriers;
}

static gboolean
run (CbBarriers *barriers, const char *commands) {
  g_autoptr (GError) error = NULL;

  if (barriers->nft == NULL)
    return FALSE;
  if (cb_nft_run (barriers->nft, commands, &error))
    return TRUE;
  g_warning ("%s", error->message);
  return FALSE;
}

void
cb_barriers_set (CbBarriers *barriers, const char *interface, gboolean up) {
  g_autofree char *commands = NULL;

  if (cb_barriers_is_up (barriers, interface) == up)
    return;
  commands = up ? cb_barrier_render (interface) : cb_barrier_render_removal (interface);
  if (commands == NULL || !run (barriers, commands))
    return;
  if (up)
    g_hash_table_add (barriers->up, g_strdup (interface));
  else
    g_hash_table_remove (barriers->up, interface);
}

gboolean
cb_barriers_is_up (CbBarriers *barriers, const char *interface) {
  return g_hash_table_contains (barriers->up, interface);
}

static void
take_all_down (CbBarriers *barriers) {
  GHashTableIter iter;
  gpointer interface;

  g_hash_table_iter_init (&iter, barriers->up);
  while (g_hash_table_iter_next (&iter, &interface, NULL)) {
    g_autofree char *commands = cb_barrier_render_removal (interface);

    run (barriers, commands);
  }
  g_hash_table_remove_all (barriers->up);
}

GPtrArray *
cb_barriers_chains (CbBarriers *barriers) {
  GPtrArray *chains = barriers->nft != NULL ? cb_nft_chains (barriers->nft, NULL) : NULL;

  return chains != NULL ? chains : cb_chains_new ();
}

void
cb_barriers_free (CbBarriers *barriers) {
  if (barriers == NULL)
    return;
  take_all_down (barriers);
  g_hash_table_unref (barriers->up);
  cb_nft_free (barriers->nft);
  g_free (barriers);
}
