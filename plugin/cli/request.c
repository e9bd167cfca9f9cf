/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "verb.h"

void
cb_request_clear (CbRequest *request) {
  cb_options_clear (&request->options);
  g_clear_pointer (&request->folder, g_free);
  g_clear_pointer (&request->argument, g_free);
  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    g_clear_pointer (&request->values[i], g_free);
  request->verb = NULL;
  request->verb_typed = FALSE;
  request->topic = NULL;
}

static void
set_unclear (const CbWords *words, const char *typed, GError **error) {
  g_autofree char *candidates = cb_words_candidates (words, typed);
  const char *shortest = cb_words_only_shortest (words, typed);

  if (shortest)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is too short; type at least '%s'"),
                 typed, shortest);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is too short, it could be: %s"), typed,
                 candidates);
}

static const CbVerb *
parse_verb (const char *typed, GError **error) {
  const CbWords words = cb_verb_words ();
  int found = cb_words_find (&words, typed);
  int nearest = cb_words_nearest (&words, typed);
  g_autofree char *all = cb_words_candidates (&words, "");

  if (found >= 0)
    return cb_verb_get ((CbVerbId)found);
  if (found == CB_WORD_UNCLEAR)
    set_unclear (&words, typed, error);
  else if (nearest >= 0)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no command; did you mean '%s'?"),
                 typed, cb_verb_get ((CbVerbId)nearest)->word.full);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no command; there are: %s"), typed,
                 all);
  return NULL;
}

/* The property of verb that typed is a slip of, or CB_WORD_UNKNOWN */
static int
nearest_property (const CbVerb *verb, const char *typed) {
  const CbWords words = cb_property_words ();
  int id = cb_words_nearest (&words, typed);

  return id >= 0 && (verb->properties & CB_PROPERTY_BIT (id)) ? id : CB_WORD_UNKNOWN;
}

/* A name that stands alone at the end is the interface, as a rule. */
static gboolean
may_be_interface (const CbRequest *request, char **words) {
  return !words[1] && !request->values[CB_PROPERTY_IFNAME]
         && (request->verb->properties & CB_PROPERTY_BIT (CB_PROPERTY_IFNAME));
}

/* words[0] is no property. Always FALSE. */
static gboolean
unknown_property (const CbRequest *request, char **words, GError **error) {
  const CbVerb *verb = request->verb;
  const char *typed = words[0];
  int nearest = nearest_property (verb, typed);
  g_autofree char *known = cb_property_list (verb->properties);

  if (verb->properties == 0)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is one word too many for '%s'"), typed,
                 verb->word.full);
  else if (verb->takes_folder && !request->folder && strchr (typed, '/'))
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' stands too late: DIR comes before the properties"), typed);
  else if (nearest >= 0)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no property of '%s'; did you mean '%s'?"), typed, verb->word.full,
                 cb_property_get ((CbPropertyId)nearest)->word.full);
  else if (may_be_interface (request, words))
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no property of '%s'; there are: %s. For an interface write 'ifname %s'"),
                 typed, verb->word.full, known, typed);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no property of '%s'; there are: %s"), typed, verb->word.full, known);
  return FALSE;
}

/* Index of the property that typed means, CB_WORD_UNKNOWN if the verb doesn't take it */
static int
find_property (const CbVerb *verb, const char *typed) {
  const CbWords words = cb_property_words ();
  int found = cb_words_find (&words, typed);

  if (found >= 0 && !(verb->properties & CB_PROPERTY_BIT (found)))
    return CB_WORD_UNKNOWN;
  return found;
}

static gboolean
parse_properties (CbRequest *request, char **words, GError **error) {
  for (guint i = 0; words[i]; i += 2) {
    int id = find_property (request->verb, words[i]);
    const char *name;

    if (id < 0)
      return unknown_property (request, words + i, error);
    name = cb_property_get ((CbPropertyId)id)->word.full;
    if (!words[i + 1]) {
      g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                   _ ("the value of '%s' is missing: it takes %s"), name,
                   cb_property_get ((CbPropertyId)id)->value);
      return FALSE;
    }
    if (request->values[id]) {
      g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is there twice"), name);
      return FALSE;
    }
    if (!cb_property_check ((CbPropertyId)id, words[i + 1], error))
      return FALSE;
    request->values[id] = g_strdup (words[i + 1]);
  }
  return TRUE;
}

static gboolean
parse_topic (CbRequest *request, char **words, GError **error) {
  if (words[0])
    request->topic = parse_verb (words[0], error);
  if (words[0] && words[1])
    return unknown_property (request, words + 1, error);
  return !words[0] || request->topic;
}

static gboolean
parse_argument (CbRequest *request, const char *typed, GError **error) {
  const CbVerbArgument *argument = request->verb->argument;
  int found = argument->choices.n_words > 0 ? cb_words_find (&argument->choices, typed) : 0;

  if (found < 0) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no value for '%s': it takes %s"), typed,
                 request->verb->word.full, argument->usage);
    return FALSE;
  }
  if (argument->choices.n_words > 0)
    typed = cb_words_get (&argument->choices, (guint)found)->full;
  request->argument = g_strdup (typed);
  return TRUE;
}

/* The word that stands before the properties, where the verb takes one; *rest goes behind it. */
static gboolean
parse_first (CbRequest *request, char ***rest, GError **error) {
  const CbVerb *verb = request->verb;
  char *typed = (*rest)[0];

  if (!typed || !(verb->takes_folder || verb->argument) || find_property (verb, typed) >= 0)
    return TRUE;
  (*rest)++;
  if (verb->argument)
    return parse_argument (request, typed, error);
  request->folder = g_strdup (typed);
  return TRUE;
}

static gboolean
check_limit (const CbRequest *request, GError **error) {
  if (request->options.limit == 0 || request->verb == cb_verb_get (CB_VERB_LOG))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'--limit' is for '%s' alone"),
               cb_verb_get (CB_VERB_LOG)->word.full);
  return FALSE;
}

gboolean
cb_request_parse (CbRequest *request, const char *const *arguments, GError **error) {
  g_auto (GStrv) words = NULL;
  char **rest;

  if (!cb_options_parse (arguments, &request->options, &words, error))
    return FALSE;
  request->verb = words[0] ? parse_verb (words[0], error) : cb_verb_get (CB_VERB_STATUS);
  if (!request->verb)
    return FALSE;
  request->verb_typed = words[0] != NULL;
  if (request->options.help || request->options.version)
    return TRUE;
  rest = words[0] ? words + 1 : words;
  if (request->verb == cb_verb_get (CB_VERB_HELP))
    return parse_topic (request, rest, error);
  return check_limit (request, error) && parse_first (request, &rest, error)
         && parse_properties (request, rest, error);
}
