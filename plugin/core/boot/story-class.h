/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a file is to its board, by the boot plan, else by its name; and what it means that it came, or didn't.
 */

#pragma once

#include "boot/story-board.h"

G_BEGIN_DECLS

/* Learns of the board from the name, and asks the host for the plan where that is due. name is normal. */
void cb_story_class_prepare (CbStoryBoard *board, const char *name, guint64 ns_now);

/* Fills in kind, role and is_planned. */
void cb_story_class_asked (CbStoryBoard *board, const char *name, CbStoryTransfer *transfer);

/* What came of it. outcome: ABSENT for whatever isn't there. Returns what is to be told: MISSING where the
 * board can't do without it. */
CbStoryOutcome cb_story_class_over (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer,
                                    CbStoryOutcome outcome);

G_END_DECLS
