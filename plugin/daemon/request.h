/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a caller asked for: the arguments of one method call, judged and typed. */

#pragma once

#include <glib.h>

#include "host/settings.h"

G_BEGIN_DECLS

/* What a follower watches for. */
typedef enum {
  CB_WATCHING_UNKNOWN,
  CB_WATCHING_MONITOR,
  CB_WATCHING_WAIT,
  CB_WATCHING_NOTIFY,
} CbWatching;

typedef struct {
  guint32 caller;       /* uid */
  char *interface;      /* NULL: the only one that fits */
  char *folder;         /* NULL: as it was */
  char *locale;         /* for messages; NULL: the daemon's */
  char *user;           /* whom root named; NULL: the caller */
  char **targets;       /* directories that the person confirmed (targets.h); NULL: none */
  gboolean has_server;
  CbServerChoice server;
  gboolean has_clients;
  CbClients clients;
  gboolean has_internet;
  gboolean internet;
  gboolean has_address; /* with address 0: chosen by us */
  guint32 address;
  guint prefix;
  gboolean takeover;
  CbWatching watching;
  guint32 limit;        /* of answers; 0: none */
  gboolean has_number;
  guint32 number;       /* of a boot */
} CbRequest;

/* interface and options (a{sv}) as the interface file says; folder (ay) may be NULL. CB_ERROR_INVALID, naming
 * the option, for anything else. Transfer full. */
CbRequest *cb_request_new (guint32 caller, const char *interface, GVariant *folder, GVariant *options,
                           GError **error);

/* NULL is fine. */
void cb_request_free (CbRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbRequest, cb_request_free)

G_END_DECLS
