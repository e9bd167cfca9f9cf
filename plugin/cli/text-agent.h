/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A polkit agent on the terminal, for a session that has none: over ssh the daemon's question for a
 * password would otherwise be a refusal. It answers for this process only, and a desktop's own
 * agent goes first.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Starts the agent, in a thread of its own and until the process ends. Does nothing where none is
 * needed or possible, which is no error: for root, without a terminal, without polkit. A second
 * call does nothing. */
void cb_text_agent_start (void);

/* Puts the terminal right again, as a question for a password may still be open. May be called
 * without an agent. */
void cb_text_agent_stop (void);

G_END_DECLS
