/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where a boot is, by what is asked for and by how long nothing was: the hand-over, stalls, and the board's own
 * system. */

#pragma once

#include "boot/story-board.h"

G_BEGIN_DECLS

/* The stage that files of that kind belong to; NONE: to any. */
CbStoryStage cb_story_stage_of_kind (CbFileKind kind);

/* Now, for what the table of causes says. */
void cb_story_stage_stall (CbStoryBoard *board, guint64 ns_now);

/* Is all loaded? Then KERNEL and HANDED_OVER are told if they weren't, without waiting any longer. */
gboolean cb_story_stage_hand_over (CbStoryBoard *board, guint64 ns_now);

typedef enum {
  CB_STORY_BY_DHCP,
  CB_STORY_BY_ARP,
} CbStoryWord;

/* The board said something that its own system says too. */
void cb_story_stage_system_speaks (CbStoryBoard *board, CbStoryWord word, guint64 ns_now);

guint64 cb_story_stage_deadline (const CbStoryBoard *board);
void cb_story_stage_due (CbStoryBoard *board, guint64 ns_now);

G_END_DECLS
