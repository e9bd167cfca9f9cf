/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The desktop's notifications: shows and withdraws what notice.h says, and opens folders for them.
 * Without a server for them, nothing happens.
 */

#pragma once

#include <glib.h>

#include "notice.h"

G_BEGIN_DECLS

typedef struct CbBubbles CbBubbles;

/* One for each process: libnotify has one state. */
CbBubbles *cb_bubbles_new (void);

/* Those that stand are withdrawn: nobody would do it later. */
void cb_bubbles_free (CbBubbles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBubbles, cb_bubbles_free)

void cb_bubbles_do (CbBubbles *self, const CbNotice *notice);

G_END_DECLS
