/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One helper process: started, bounded in time and output, waited for.
 *
 * The child gets a clean environment (PATH and LC_ALL=C, unless told otherwise), / as its folder, nothing on
 * stdin and no descriptor of ours. Standard output and error come back as one text. Leaves out: long-running
 * children.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who a process is to be; no supplementary groups. */
typedef struct {
  guint32 uid;
  guint32 gid;
} CbIdentity;

typedef struct {
  const char *const *argv;      /* argv[0] is an absolute path */
  const CbIdentity *identity;   /* becomes this before exec; NULL stays what we are */
  const char *const *environment; /* NULL: cb_child_environment */
} CbChild;

/* Runs the child to its end. On success *ret_exit is its exit status (128 + signal when killed) and
 * *ret_output (transfer full, never NULL, zero-ended, at most CB_MAX_CHILD_OUTPUT_BYTES, may be any
 * bytes) what it printed; more than that is read and dropped.
 * CB_ERROR_TIMEOUT after CB_MAX_CHILD_MS (the child is killed), CB_ERROR_FAILED when it can't be started. */
gboolean cb_child_run (const CbChild *child, int *ret_exit, char **ret_output, GError **error);

/* What every child of ours has for an environment, NULL-terminated. */
extern const char *const cb_child_environment[];

/* Kills a child and waits half a second at most until it is gone, and with it what it held; a child that hangs
 * longer is left to itself. */
void cb_child_end (GPid pid);

/* The identity of nobody. */
CbIdentity cb_identity_nobody (void);

G_END_DECLS
