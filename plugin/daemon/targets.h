/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The directories outside the boot folder that the built-in server may read, because links of the folder lead
 * there: found anew each time, judged, and nothing that the person hasn't confirmed. Whoever holds the cable
 * can then read all that is in them. */

#pragma once

#include <gio/gio.h>

#include "request.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* settings has its user and folder. What was confirmed before is taken from old, which may be NULL or settings
 * itself, if it is of the same user and the same folder; confirmed (NULL: none) and homes end with NULL, homes
 * as for cb_folder_path_judge(). A directory beneath a confirmed one is confirmed.
 *
 * TRUE: settings->targets is what was found, NULL for nothing. FALSE, with settings unchanged:
 * CB_ERROR_UNCONFIRMED, whose message lists the directories; CB_ERROR_INVALID for one that is never served; or
 * those of cb_helper_targets(). */
gboolean cb_targets_find (CbSettings *settings, const CbSettings *old, const char *const *confirmed,
                          const char *const *homes, GError **error);

/* LinkTargets: what enable with this request would have to be told. aay, floating. */
GVariant *cb_targets_answer (const CbRequest *request, CbUpkeep *upkeep, GError **error);

G_END_DECLS
