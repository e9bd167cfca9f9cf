/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whose boot folder a request means, and which one. Both are noted in settings, which holds what was enabled
 * before, or nothing. */

#pragma once

#include "request.h"

G_BEGIN_DECLS

/* The person the folder is read for: who called, or whom root named; as it was where root names nobody.
 * CB_ERROR_NOT_FOUND, CB_ERROR_INVALID. */
gboolean cb_boot_folder_find_user (const CbRequest *request, CbSettings *settings, GError **error);

/* The folder that was named, or the one that was enabled before; settings has its user. CB_ERROR_NOT_FOUND,
 * CB_ERROR_INVALID, CB_ERROR_UNREACHABLE. */
gboolean cb_boot_folder_find (const CbRequest *request, CbSettings *settings, GError **error);

/* The homes of ordinary users, for cb_folder_path_judge(). Ends with NULL; caller frees with g_strfreev. */
char **cb_boot_folder_homes (void);

G_END_DECLS
