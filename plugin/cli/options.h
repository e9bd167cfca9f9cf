/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The options that every verb takes, before or after it, with nmcli's letters. Help, parsing and
 * completion come from one table. Pure: prints nothing, asks neither terminal nor environment.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_OPTION_TERSE,
  CB_OPTION_FIELDS,
  CB_OPTION_GET_VALUES,
  CB_OPTION_MODE,
  CB_OPTION_PRETTY,
  CB_OPTION_COLORS,
  CB_OPTION_ESCAPE,
  CB_OPTION_WAIT,
  CB_OPTION_LIMIT,
  CB_OPTION_JSON,
  CB_OPTION_HELP,
  CB_OPTION_VERSION,
  CB_OPTION_N_
} CbOptionId;

typedef struct {
  char letter;                /* 0 where it has only a name */
  const char *name;           /* without the two dashes */
  const char *value;          /* how the help writes the value; NULL for a flag */
  const char *const *choices; /* the only values, NULL-terminated; NULL for free text */
  const char *help;           /* not translated yet */
} CbOption;

typedef enum {
  CB_MODE_DEFAULT, /* what suits the verb */
  CB_MODE_TABULAR,
  CB_MODE_MULTILINE,
} CbMode;

typedef enum {
  CB_COLORS_AUTO,
  CB_COLORS_YES,
  CB_COLORS_NO,
} CbColors;

#define CB_WAIT_DEFAULT (-1)
#define CB_MAX_WAIT_S   86400
#define CB_MAX_LIMIT    1000000

typedef struct {
  gboolean terse;
  gboolean pretty;
  gboolean escape;
  gboolean json;
  gboolean help;
  gboolean version;
  CbMode mode;
  CbColors colors;
  int wait_s;   /* seconds, 0 for "don't wait", CB_WAIT_DEFAULT for the verb's own */
  guint limit;  /* 0 when not given */
  char *fields; /* as typed, NULL when not given */
} CbOptions;

#define CB_OPTIONS_INIT                                                                            \
  { .escape = TRUE, .wait_s = CB_WAIT_DEFAULT }

/* Frees what is in options and makes it CB_OPTIONS_INIT; may be called twice. */
void cb_options_clear (CbOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbOptions, cb_options_clear)

const CbOption *cb_option_get (CbOptionId id);

/* The option that an argument such as "-f", "--fields" or "--fields=X" names, or -1. ret_value is
 * set to the text behind "=", or to NULL. */
int cb_option_find (const char *argument, const char **ret_value);

/* Parses arguments (argv without the program, NULL-terminated). Options go to options, everything
 * else, and all that follows "--", to ret_words (free with g_strfreev). options->json is right even
 * when it fails, so that the error can be told as JSON. Error: CB_ERROR_INVALID. */
gboolean cb_options_parse (const char *const *arguments, CbOptions *options, char ***ret_words,
                           GError **error);

/* Whether the output is to be fields in a table instead of sentences. */
gboolean cb_options_want_fields (const CbOptions *options);

G_END_DECLS
