/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A cableboot-link that stays: started with descriptors handed over, heard through a pipe.
 *
 * Its events (wire/boot-event.h) come one by one in the context that was named. Whatever it does, it can't make
 * this process hold more than one record or wait for it; malformed records end it. It gets a clean environment,
 * / as its folder, nothing on stdin unless wanted, and its standard error is ours.
 */

#pragma once

#include <glib.h>

#include "wire/boot-event.h"

G_BEGIN_DECLS

typedef struct CbLinkProcess CbLinkProcess;

typedef struct {
  const char *const *argv;  /* argv[0] is an absolute path */
  const int *fds;           /* borrowed; the child has them as 3, 4, ... */
  gsize n_fds;
  gboolean has_input;       /* it has a pipe from us on stdin, for _tell */
  GMainContext *context;
  /* event is valid during the call, in which the process may not be freed. */
  void (*on_event) (const CbBootEvent *event, gpointer data);
  /* Once, when it ended by itself; not after _free. The process may be freed in it. */
  void (*on_end) (gpointer data);
  gpointer data;
} CbLinkProcessStart;

/* NULL and CB_ERROR_FAILED when it can't be started. Of start only data and what context holds must stay. */
CbLinkProcess *cb_link_process_new (const CbLinkProcessStart *start, GError **error);

/* Writes one record to its stdin. What doesn't fit into the pipe at this moment is dropped whole. */
void cb_link_process_tell (CbLinkProcess *self, const CbBootEvent *event);

/* Ends it, if it lives: its descriptors are closed, unless it hangs (child.h). NULL is fine. */
void cb_link_process_free (CbLinkProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbLinkProcess, cb_link_process_free)

G_END_DECLS
