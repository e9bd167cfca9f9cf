/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a board gets its address: the DHCP of its boot loader, of a second one, and of its own system. */

#pragma once

#include "boot/story-board.h"

G_BEGIN_DECLS

/* What the board says. */
void cb_story_address_hear_client (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now);

/* What this machine says to it. */
void cb_story_address_hear_server (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now);

G_END_DECLS
