/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "options.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

static const char *const mode_choices[] = { "tabular", "multiline", NULL };
static const char *const color_choices[] = { "auto", "yes", "no", NULL };
static const char *const escape_choices[] = { "yes", "no", NULL };

static const CbOption table[CB_OPTION_N_] = {
  [CB_OPTION_TERSE] = { 't', "terse", NULL, NULL,
                        N_ ("output for programs: fields separated by ':'") },
  [CB_OPTION_FIELDS] = { 'f', "fields", "FIELD,...|all|common", NULL,
                         N_ ("which fields to print") },
  [CB_OPTION_GET_VALUES] = { 'g', "get-values", "FIELD,...|all|common", NULL,
                             N_ ("short for -m tabular -t -f") },
  [CB_OPTION_MODE] = { 'm', "mode", "tabular|multiline", mode_choices,
                       N_ ("a line per cable, or a line per field") },
  [CB_OPTION_PRETTY] = { 'p', "pretty", NULL, NULL, N_ ("with a title and lines") },
  [CB_OPTION_COLORS] = { 'c', "colors", "auto|yes|no", color_choices,
                         N_ ("colours in the output") },
  [CB_OPTION_ESCAPE] = { 'e', "escape", "yes|no", escape_choices,
                         N_ ("write ':' and '\\' in terse values as '\\:' and '\\\\'") },
  [CB_OPTION_WAIT] = { 'w', "wait", "SECONDS", NULL,
                       N_ ("how long to wait for the end of the work") },
  [CB_OPTION_LIMIT] = { 'n', "limit", "N", NULL, N_ ("log: the last N boots alone") },
  [CB_OPTION_JSON] = { 0, "json", NULL, NULL, N_ ("one JSON object, errors too") },
  [CB_OPTION_HELP] = { 'h', "help", NULL, NULL, N_ ("this text, or that of the command") },
  [CB_OPTION_VERSION] = { 'v', "version", NULL, NULL, N_ ("the version") },
};

void
cb_options_clear (CbOptions *options) {
  const CbOptions init = CB_OPTIONS_INIT;

  g_free (options->fields);
  *options = init;
}

const CbOption *
cb_option_get (CbOptionId id) {
  return &table[id];
}

static int
find_letter (char letter) {
  for (int i = 0; i < CB_OPTION_N_; i++)
    if (letter && table[i].letter == letter)
      return i;
  return -1;
}

static int
find_name (const char *name, gsize n_name) {
  for (int i = 0; i < CB_OPTION_N_; i++)
    if (strlen (table[i].name) == n_name && memcmp (table[i].name, name, n_name) == 0)
      return i;
  return -1;
}

int
cb_option_find (const char *argument, const char **ret_value) {
  *ret_value = NULL;
  if (g_str_has_prefix (argument, "--")) {
    const char *equals = strchr (argument, '=');

    if (equals)
      *ret_value = equals + 1;
    return find_name (argument + 2,
                      equals ? (gsize)(equals - argument - 2) : strlen (argument + 2));
  }
  if (argument[0] != '-' || argument[1] == '\0' || argument[2] != '\0')
    return -1;
  return find_letter (argument[1]);
}

static gboolean
parse_wait (const char *value, CbOptions *options, GError **error) {
  guint64 seconds;

  if (!g_ascii_string_to_unsigned (value, 10, 0, CB_MAX_WAIT_S, &seconds, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no time for '--wait': it takes seconds from 0 to %d"), value,
                 CB_MAX_WAIT_S);
    return FALSE;
  }
  options->wait_s = (int)seconds;
  return TRUE;
}

static gboolean
parse_limit (const char *value, CbOptions *options, GError **error) {
  guint64 limit;

  if (!g_ascii_string_to_unsigned (value, 10, 1, CB_MAX_LIMIT, &limit, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no number for '--limit': it takes 1 to %d"), value, CB_MAX_LIMIT);
    return FALSE;
  }
  options->limit = (guint)limit;
  return TRUE;
}

static void
set_fields (CbOptions *options, const char *value) {
  g_free (options->fields);
  options->fields = g_strdup (value);
}

/* value is NULL for a flag, and one of the choices where there are any */
static gboolean
set_option (CbOptions *options, CbOptionId id, const char *value, GError **error) {
  char first = value != NULL ? value[0] : '\0';

  switch (id) {
  case CB_OPTION_TERSE:
    options->terse = TRUE;
    break;
  case CB_OPTION_FIELDS:
    set_fields (options, value);
    break;
  case CB_OPTION_GET_VALUES:
    options->terse = TRUE;
    options->mode = CB_MODE_TABULAR;
    set_fields (options, value);
    break;
  case CB_OPTION_MODE:
    options->mode = first == 't' ? CB_MODE_TABULAR : CB_MODE_MULTILINE;
    break;
  case CB_OPTION_PRETTY:
    options->pretty = TRUE;
    break;
  case CB_OPTION_COLORS:
    options->colors = first == 'a' ? CB_COLORS_AUTO : first == 'y' ? CB_COLORS_YES : CB_COLORS_NO;
    break;
  case CB_OPTION_ESCAPE:
    options->escape = first == 'y';
    break;
  case CB_OPTION_WAIT:
    return parse_wait (value, options, error);
  case CB_OPTION_LIMIT:
    return parse_limit (value, options, error);
  case CB_OPTION_JSON:
    options->json = TRUE;
    break;
  case CB_OPTION_HELP:
    options->help = TRUE;
    break;
  case CB_OPTION_VERSION:
    options->version = TRUE;
    break;
  case CB_OPTION_N_:
    g_assert_not_reached ();
  }
  return TRUE;
}

static gboolean
set_checked (CbOptions *options, int id, const char *value, GError **error) {
  const CbOption *option = &table[id];

  if (option->value && !value) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("the value of '--%s' is missing: it takes %s"), option->name, option->value);
    return FALSE;
  }
  if (!option->value && value) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'--%s' takes no value"), option->name);
    return FALSE;
  }
  if (option->choices && !g_strv_contains (option->choices, value)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no value of '--%s': it takes %s"),
                 value, option->name, option->value);
    return FALSE;
  }
  return set_option (options, (CbOptionId)id, value, error);
}

static gboolean
unknown_option (const char *argument, GError **error) {
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("option '%s' is unknown, see 'cableboot --help'"), argument);
  return FALSE;
}

/* "--name", "--name=value" or "--name value"; *i stays at the last argument that was used */
static gboolean
parse_long (const char *const *arguments, guint *i, CbOptions *options, GError **error) {
  const char *value;
  int id = cb_option_find (arguments[*i], &value);

  if (id < 0)
    return unknown_option (arguments[*i], error);
  if (table[id].value && !value && arguments[*i + 1])
    value = arguments[++*i];
  return set_checked (options, id, value, error);
}

/* "-t", "-tp", "-f value", "-fvalue" or "-tf value" */
static gboolean
parse_letters (const char *const *arguments, guint *i, CbOptions *options, GError **error) {
  const char *argument = arguments[*i];

  for (const char *letter = argument + 1; *letter; letter++) {
    int id = find_letter (*letter);

    if (id < 0)
      return unknown_option (argument, error);
    if (table[id].value) {
      const char *value = letter[1] ? letter + 1 : NULL;

      if (!value && arguments[*i + 1])
        value = arguments[++*i];
      return set_checked (options, id, value, error);
    }
    if (!set_checked (options, id, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_together (const CbOptions *options, GError **error) {
  if (!options->terse || !options->pretty)
    return TRUE;
  g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID,
                       _ ("'--terse' and '--pretty' exclude each other"));
  return FALSE;
}

static gboolean
has_json (const char *const *arguments) {
  for (guint i = 0; arguments[i] && strcmp (arguments[i], "--") != 0; i++)
    if (strcmp (arguments[i], "--json") == 0)
      return TRUE;
  return FALSE;
}

gboolean
cb_options_parse (const char *const *arguments, CbOptions *options, char ***ret_words,
                  GError **error) {
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  gboolean only_words = FALSE;

  options->json = has_json (arguments);
  for (guint i = 0; arguments[i]; i++) {
    const char *argument = arguments[i];

    if (only_words || argument[0] != '-' || argument[1] == '\0')
      g_strv_builder_add (words, argument);
    else if (strcmp (argument, "--") == 0)
      only_words = TRUE;
    else if (argument[1] == '-' ? !parse_long (arguments, &i, options, error)
                                : !parse_letters (arguments, &i, options, error))
      return FALSE;
  }
  if (!check_together (options, error))
    return FALSE;
  *ret_words = g_strv_builder_end (words);
  return TRUE;
}

gboolean
cb_options_want_fields (const CbOptions *options) {
  return options->fields || options->terse || options->pretty || options->mode != CB_MODE_DEFAULT;
}
