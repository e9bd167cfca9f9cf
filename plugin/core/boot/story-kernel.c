/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-kernel.h"

#include <string.h>

/* What is in a kernel of 30 MB is read in 0.3 s, while it is sent. */
#define NS_FACTS 1000000000u

static CbBootBytes
word_of (const char *word) {
  gsize n_bytes = strnlen (word, CB_MAX_KERNEL_WORD_BYTES);

  return n_bytes > 0 ? (CbBootBytes){ (const uint8_t *) word, n_bytes } : (CbBootBytes){ NULL, 0 };
}

void
cb_story_kernel_finish (CbStoryBoard *board, guint64 ns_now) {
  CbStoryFetch *fetch = &board->fetch;
  CbBootEvent event = cb_story_board_event (board, CB_STORY_KERNEL, ns_now);

  if (fetch->ns_sent == CB_STORY_NEVER || fetch->is_told)
    return;
  fetch->is_told = TRUE;
  event.story.name = cb_story_name_bytes (&fetch->asked);
  event.story.transfer = fetch->transfer;
  event.story.n_bytes = event.story.n_total = fetch->n_bytes;
  event.story.ms_taken = fetch->ms_taken;
  event.story.release = word_of (fetch->facts.release);
  event.story.build = word_of (fetch->facts.build);
  if (fetch->facts.has_hash)
    memcpy (event.story.hash, fetch->facts.hash, sizeof event.story.hash);
  cb_story_board_tell (board, &event);
}

static void
look_at (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer) {
  const CbStoryHost *host = &board->teller->host;
  CbStoryFetch *fetch = &board->fetch;

  g_free (fetch->name);
  *fetch = (CbStoryFetch){ .name = g_strdup (name), .ns_sent = CB_STORY_NEVER, .is_expected = TRUE };
  cb_story_name_set (&fetch->asked, transfer->name, transfer->n_name);
  if (host->look_at_kernel == NULL || !host->look_at_kernel (fetch->name, host->data))
    fetch->is_expected = FALSE;
}

void
cb_story_kernel_follow (CbStoryBoard *board, const CbStoryTransfer *transfer, const char *name,
                        gboolean is_whole, guint64 ns_now) {
  CbStoryFetch *fetch = &board->fetch;

  if (fetch->is_told || fetch->ns_sent != CB_STORY_NEVER)
    return;
  if (g_strcmp0 (fetch->name, name) != 0)
    look_at (board, name, transfer);
  if (!is_whole)
    return;
  fetch->ns_sent = ns_now;
  fetch->transfer = transfer->id;
  fetch->n_bytes = transfer->n_bytes;
  fetch->ms_taken = cb_story_ms (transfer->ns_asked, ns_now);
  if (!fetch->is_expected)
    cb_story_kernel_finish (board, ns_now);
}

void
cb_story_kernel_learn (CbStoryBoard *board, const char *name, const CbStoryKernel *facts, guint64 ns_now) {
  CbStoryFetch *fetch = &board->fetch;

  if (!fetch->is_expected || fetch->is_told || g_strcmp0 (fetch->name, name) != 0)
    return;
  fetch->is_expected = FALSE;
  if (facts != NULL)
    fetch->facts = *facts;
  cb_story_kernel_finish (board, ns_now);
}

guint64
cb_story_kernel_deadline (const CbStoryBoard *board) {
  const CbStoryFetch *fetch = &board->fetch;

  return fetch->ns_sent == CB_STORY_NEVER || fetch->is_told ? CB_STORY_NEVER : fetch->ns_sent + NS_FACTS;
}

void
cb_story_kernel_due (CbStoryBoard *board, guint64 ns_now) {
  if (ns_now >= cb_story_kernel_deadline (board))
    cb_story_kernel_finish (board, ns_now);
}
