/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "request.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "verb.h"

void
cb_request_clear (CbRequest *request) {
  cb_options_clear (&request->options);
  g_clear_pointer (&request->folder, g_free);
  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    g_clear_pointer (&request->values[i], g_free);
  request->verb = NULL;
  request->verb_typed = FALSE;
  request->topic = NULL;
}

static const CbVerb *
parse_verb (const char *typed, GError **error) {
  const CbWords words = cb_verb_words ();
  int found = cb_words_find (&words, typed);
  g_autofree char *candidates = NULL;

  if (found >= 0)
    return cb_verb_get ((CbVerbId)found);
  candidates = cb_words_candidates (&words, typed);
  if (found == CB_WORD_UNCLEAR)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is too short, it could be: %s"), typed,
                 candidates);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no command; there are: %s"), typed,
                 candidates);
  return NULL;
}

static gboolean
unknown_property (const CbVerb *verb, const char *typed, GError **error) {
  g_autofree char *known = cb_property_list (verb->properties);

  if (verb->properties == 0)
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is one word too many for '%s'"), typed,
                 verb->word.full);
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
      return unknown_property (request->verb, words[i], error);
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
    return unknown_property (request->verb, words[1], error);
  return !words[0] || request->topic;
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
  if (rest[0] && request->verb->takes_folder && find_property (request->verb, rest[0]) < 0)
    request->folder = g_strdup (*rest++);
  return parse_properties (request, rest, error);
}
