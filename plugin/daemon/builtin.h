/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The `cableboot-link serve` of one cable: the built-in server as a process, while our profile is active on the
 * cable and dnsmasq doesn't serve there.
 *
 * Its sockets are opened here and the folder is opened there, by the user who enabled. What it asks for beside
 * them is a neighbour entry for a Pi 3, within the cable's own network. Lives on the worker thread.
 */

#pragma once

#include <glib.h>

#include "host/settings.h"
#include "links.h"
#include "notes.h"
#include "wire/boot-event.h"

G_BEGIN_DECLS

typedef struct CbBuiltin CbBuiltin;

typedef struct {
  GMainContext *context; /* in which is called: */
  void (*ended) (gpointer data); /* the process has ended by itself */
  /* An event of a transfer (ASKED to TIMED_OUT), valid during the call. */
  void (*transfer) (const CbBootEvent *event, gpointer data);
  gpointer data;
} CbBuiltinHost;

/* Starts it; the link has its address already. The object may not be freed by what host is called for. NULL and
 * CB_ERROR_ACTIVATION (a port is taken), CB_ERROR_INVALID (a damaged list of MAC prefixes) or
 * CB_ERROR_FAILED. */
CbBuiltin *cb_builtin_new (const CbSettings *settings, const CbLink *link, const CbBuiltinHost *host,
                           GError **error);

/* Ends it. NULL is fine. */
void cb_builtin_free (CbBuiltin *self);

/* Does it run? NULL doesn't. */
gboolean cb_builtin_is_running (const CbBuiltin *self);

/* Is it sending a file? NULL isn't. */
gboolean cb_builtin_is_busy (const CbBuiltin *self);

/* Does it run, and as it would be started now? NULL doesn't. */
gboolean cb_builtin_fits (const CbBuiltin *self, const CbSettings *settings, const CbLink *link);

/* Adds to problems what it couldn't give out and a person can mend. private: who asks may see names of files.
 * NULL has none. */
void cb_builtin_describe (const CbBuiltin *self, gboolean private, CbNotes *problems);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBuiltin, cb_builtin_free)

G_END_DECLS
