/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "nft.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <nftables/libnftables.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

struct CbNft {
  struct nft_ctx *context;
};

/* Asked first, because the library ends the process where the kernel has none. */
static gboolean
kernel_has_it (void) {
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

CbNft *
cb_nft_new (GError **error) {
  struct nft_ctx *context = kernel_has_it () ? nft_ctx_new (NFT_CTX_DEFAULT) : NULL;
  CbNft *nft;

  if (context == NULL) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, _ ("nftables can't be used"));
    return NULL;
  }
  nft_ctx_buffer_output (context);
  nft_ctx_buffer_error (context);
  nft = g_new (CbNft, 1);
  nft->context = context;
  return nft;
}

void
cb_nft_free (CbNft *nft) {
  if (nft == NULL)
    return;
  nft_ctx_free (nft->context);
  g_free (nft);
}

gboolean
cb_nft_run (CbNft *nft, const char *commands, GError **error) {
  g_autofree char *words = NULL;
  int failed = nft_run_cmd_from_buffer (nft->context, commands);

  nft_ctx_get_output_buffer (nft->context); /* empties it */
  words = g_strdup (nft_ctx_get_error_buffer (nft->context));
  if (failed == 0)
    return TRUE;
  words[strcspn (words, "\n")] = '\0';
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("nftables refused a rule: %s"),
               g_str_is_ascii (words) ? words : "?");
  return FALSE;
}

static char *
member (JsonObject *object, const char *name) {
  return g_strdup (json_object_get_string_member_with_default (object, name, ""));
}

static void
take_chain (JsonArray *array, guint index, JsonNode *node, gpointer data) {
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *entry = object && json_object_has_member (object, "chain")
                          ? json_object_get_object_member (object, "chain")
                          : NULL;
  CbChain *chain;

  if (entry == NULL || !json_object_has_member (entry, "hook"))
    return;
  chain = g_new (CbChain, 1);
  *chain = (CbChain){ member (entry, "family"), member (entry, "table"), member (entry, "name"),
                      member (entry, "hook"), member (entry, "policy") };
  g_ptr_array_add (data, chain);
}

static GPtrArray *
parse_chains (const char *text, GError **error) {
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) chains = cb_chains_new ();
  JsonObject *top = NULL;

  if (json_parser_load_from_data (parser, text, -1, NULL)
      && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    top = json_node_get_object (json_parser_get_root (parser));
  if (top == NULL || !json_object_has_member (top, "nftables")) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, _ ("nftables' rules can't be read"));
    return NULL;
  }
  json_array_foreach_element (json_object_get_array_member (top, "nftables"), take_chain, chains);
  return g_steal_pointer (&chains);
}

GPtrArray *
cb_nft_chains (CbNft *nft, GError **error) {
  int failed;

  nft_ctx_output_set_flags (nft->context, NFT_CTX_OUTPUT_JSON);
  failed = nft_run_cmd_from_buffer (nft->context, "list chains");
  nft_ctx_output_set_flags (nft->context, 0);
  nft_ctx_get_error_buffer (nft->context);
  return parse_chains (failed == 0 ? nft_ctx_get_output_buffer (nft->context) : "", error);
}
