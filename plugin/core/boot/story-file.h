/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The files of a board's boot, from the transfer's events. */

#pragma once

#include "boot/story-board.h"

G_BEGIN_DECLS

/* May a transfer's event be the first of a request? A refusal may; what goes on without one is past telling. */
gboolean cb_story_file_is_request (const CbBootEvent *event);

/* event: ASKED to TIMED_OUT. A request may begin a boot, or end one and begin another. */
void cb_story_file_hear (CbStoryBoard *board, const CbBootEvent *event, guint64 ns_now);

G_END_DECLS
