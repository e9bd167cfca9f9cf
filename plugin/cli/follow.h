/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Hears what cablebootd tells of boots, until somebody has enough: the loop of `cableboot monitor` and `wait`.
 *
 * Nothing is lost between the events before and the first signal. A daemon that ends is awaited, and followed
 * again when it is back, with what it told meanwhile; it isn't started for that.
 */

#pragma once

#include "bus.h"

G_BEGIN_DECLS

typedef struct {
  const char *watching; /* "monitor" or "wait" */

  /* What happened before, oldest first (aa{sv}); again when a daemon is back: what it told meanwhile. */
  void (*before) (GVariant *events, gboolean again, gpointer data);
  void (*event) (GVariant *event, gpointer data);

  /* The daemon has ended, or is back. */
  void (*daemon) (gboolean is_there, gpointer data);

  /* Ten times in a second, where it isn't NULL. */
  void (*tick) (gpointer data);

  /* Ctrl-C and SIGTERM end the loop; else they end the program, as they should in a script. */
  gboolean takes_signals;
  gpointer data;
} CbFollower;

typedef enum {
  CB_FOLLOW_STOPPED,     /* cb_follow_stop */
  CB_FOLLOW_INTERRUPTED,
  CB_FOLLOW_TIME_OVER,
} CbFollowEnd;

typedef struct CbFollow CbFollow;

/* Borrows bus and follower. */
CbFollow *cb_follow_new (CbBus *bus, const CbFollower *follower);
void cb_follow_free (CbFollow *follow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbFollow, cb_follow_free)

/* Calls the follower's functions until the end. limit_s: at most so many seconds; below 0: no limit; 0: what
 * happened before, and no more. Called once. FALSE with error where it can't even begin. */
gboolean cb_follow_run (CbFollow *follow, int limit_s, CbFollowEnd *ret_end, GError **error);

/* Ends cb_follow_run; called by the follower's functions. */
void cb_follow_stop (CbFollow *follow);

G_END_DECLS
