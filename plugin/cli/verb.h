/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The verbs in one table. Dispatch, abbreviations, help and completion come from it; a new verb is
 * a line in verb.c and a file verb-NAME.c.
 */

#pragma once

#include "bus.h"
#include "request.h"
#include "words.h"

G_BEGIN_DECLS

typedef enum {
  CB_VERB_ENABLE,
  CB_VERB_DISABLE,
  CB_VERB_UP,
  CB_VERB_DOWN,
  CB_VERB_STATUS,
  CB_VERB_CHECK,
  CB_VERB_MONITOR,
  CB_VERB_WAIT,
  CB_VERB_LOG,
  CB_VERB_SERVE,
  CB_VERB_HELP,
  CB_VERB_N_
} CbVerbId;

/* Does the verb and prints its outcome to standard output. Error: any, CB_ERROR as a rule; nothing was printed
 * then, but with CB_ERROR_INCOMPLETE and CB_ERROR_BOOT_FAILED all was, and only the exit code is left to do. */
typedef gboolean (*CbVerbRun) (const CbRequest *request, CbBus *bus, GError **error);

/* A word before the properties that is no folder. */
typedef struct {
  const char *usage; /* how the help writes it: "BOOT", "kernel|linux" */
  CbWords choices;   /* the only ones; none for free text */
  const char *help;  /* not translated yet */
} CbVerbArgument;

struct CbVerb {
  CbWord word;
  gboolean takes_folder;
  guint properties; /* CB_PROPERTY_BIT of each one that it takes */
  int wait_s;       /* how long its answer may take where --wait isn't given */
  const char *help; /* not translated yet */
  CbVerbRun run;
  const CbVerbArgument *argument; /* NULL for none; not beside a folder */
};

const CbVerb *cb_verb_get (CbVerbId id);

/* All verbs as words, in the order of CbVerbId. */
CbWords cb_verb_words (void);

gboolean cb_verb_enable (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_disable (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_up (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_down (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_status (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_check (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_monitor (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_wait (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_log (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_serve (const CbRequest *request, CbBus *bus, GError **error);
gboolean cb_verb_help (const CbRequest *request, CbBus *bus, GError **error);

G_END_DECLS
