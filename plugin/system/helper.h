/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What cablebootd has cableboot-link find out for it, as somebody without privileges: nothing that a user
 * or a peer chose is opened or parsed in this process. The answers are exit codes (exit-code.h) and paths.
 */

#pragma once

#include <glib.h>

#include "child.h"
#include "host/serve-plan.h"

G_BEGIN_DECLS

/* Looks at the folder as the user who enables. CB_ERROR_NOT_FOUND, CB_ERROR_INVALID (not a folder) or
 * CB_ERROR_UNREACHABLE (the user can't enter it). *ret_resolved (caller frees) is the path with all links
 * resolved, as the user sees it. */
gboolean cb_helper_resolve (guint32 uid, const char *folder, char **ret_resolved, GError **error);

/* The directories outside the folder to which its links lead, as its user sees them (link/targets.h): any
 * bytes but line ends, at most CB_MAX_LINK_TARGETS. *ret_targets (caller frees with g_strfreev) ends with NULL.
 * Errors as cb_helper_resolve(); CB_ERROR_REFUSED where there are more. */
gboolean cb_helper_targets (guint32 uid, const char *folder, char ***ret_targets, GError **error);

/* Walks the folder as identity, targets of links included. *ret_where (caller frees, may be NULL) is the
 * first file or folder that is closed or special, printable. CB_REACH_UNKNOWN when the walk itself failed. */
CbReach cb_helper_reach (const CbIdentity *identity, const char *folder, char **ret_where);

typedef enum {
  CB_PROOF_SERVED,     /* the file came, or the server answered that there is none of that name */
  CB_PROOF_DENIED,     /* the server answered that it may not read it */
  CB_PROOF_SILENT,     /* no answer */
} CbProof;

/* Asks the TFTP server on address (host order) for config.txt, as nobody (proven-traps.md 32).
 * *ret_there: the file itself came. */
CbProof cb_helper_prove (guint32 address, gboolean *ret_there);

G_END_DECLS
