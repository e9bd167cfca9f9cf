/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the person asked for: a verb, its folder, its properties and the options. Made from words,
 * checked against the verb table. Pure.
 */

#pragma once

#include "options.h"
#include "property.h"

G_BEGIN_DECLS

typedef struct CbVerb CbVerb;

typedef struct {
  const CbVerb *verb;
  gboolean verb_typed; /* FALSE where "status" is only what no word means */
  CbOptions options;
  char *folder;                 /* as typed; NULL when not given */
  char *argument;               /* the verb's argument (verb.h); NULL when not given */
  const CbVerb *topic;          /* help: the verb to tell about; NULL for all */
  char *values[CB_PROPERTY_N_]; /* NULL when not given */
} CbRequest;

void cb_request_clear (CbRequest *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbRequest, cb_request_clear)

#define CB_REQUEST_INIT                                                                            \
  { .options = CB_OPTIONS_INIT }

/* Fills request from arguments (argv without the program, NULL-terminated). No verb is the verb
 * "status". The first word after a verb that takes a folder is the folder, unless it is the name of
 * a property; a folder of that name is typed as "./server". So is the argument of a verb that takes one; an
 * abbreviation of a choice becomes the choice. With --help or --version nothing behind
 * the verb is looked at. request->options.json is right even when it fails. Error:
 * CB_ERROR_INVALID. */
gboolean cb_request_parse (CbRequest *request, const char *const *arguments, GError **error);

G_END_DECLS
