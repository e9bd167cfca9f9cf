/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The kernel of a boot: fetched whole, and told once, with what is in its file if the host finds that out in
 * time.
 */

#pragma once

#include "boot/story-board.h"

G_BEGIN_DECLS

/* More of it came over than a probe takes, or all of it (is_whole). name is normal. */
void cb_story_kernel_follow (CbStoryBoard *board, const CbStoryTransfer *transfer, const char *name,
                             gboolean is_whole, guint64 ns_now);

/* facts: NULL, it can't be read. */
void cb_story_kernel_learn (CbStoryBoard *board, const char *name, const CbStoryKernel *facts, guint64 ns_now);

/* Tells it without waiting any longer, if it is whole. */
void cb_story_kernel_finish (CbStoryBoard *board, guint64 ns_now);

guint64 cb_story_kernel_deadline (const CbStoryBoard *board);
void cb_story_kernel_due (CbStoryBoard *board, guint64 ns_now);

G_END_DECLS
