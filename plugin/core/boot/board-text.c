/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/board.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/quote.h"
#include "limit.h"

#define MIN_REVISION_DIGITS 6
#define MAX_REVISION_DIGITS 8
#define SERIAL_DIGITS       8
#define LONG_SERIAL_DIGITS  16

/* Squeezed words (see below) for a model that are neither its word nor its name. */
static const struct {
  const char *word;
  const char *model;
} other_words[] = {
  { "1", "1b" },           { "b", "1b" },          { "a", "1a" },          { "bplus", "1b+" },
  { "aplus", "1a+" },      { "cm", "cm1" },        { "2", "2b-v1.2" },     { "2b", "2b-v1.2" },
  { "2b1.1", "2b-v1.1" },  { "2b1.2", "2b-v1.2" }, { "2brev1.1", "2b-v1.1" }, { "2brev1.2", "2b-v1.2" },
  { "0", "zero" },         { "0w", "zero-w" },     { "02", "zero-2-w" },   { "02w", "zero-2-w" },
  { "zero2", "zero-2-w" }, { "3", "3b" },          { "3plus", "3b+" },     { "4", "4b" },
  { "cm4l", "cm4" },       { "cm4lite", "cm4" },   { "5b", "5" },          { "500plus", "500" },
  { "500/500plus", "500" },
  { "cm5l", "cm5-lite" },
};

/* The first of them that the text begins with is cut off. */
static const char *const makers[] = { "raspberrypi", "raspi", "rpi", "pi" };

static void
cut_end (GString *text, const char *end) {
  if (text->len > strlen (end) && g_str_has_suffix (text->str, end))
    g_string_truncate (text, text->len - strlen (end));
}

static void
cut_maker (GString *text) {
  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++) {
    gsize n = strlen (makers[i]);

    if (text->len > n && g_str_has_prefix (text->str, makers[i])) {
      g_string_erase (text, 0, (gssize) n);
      return;
    }
  }
}

/* "Raspberry Pi 4 Model B" and "rpi-4-b" are both "4b": lower case without blanks, '-', '_', "model", ".dtb"
 * and the maker's name; '+' is "plus". */
static GString *
squeeze (const char *text) {
  GString *word = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isspace (*p) && *p != '-' && *p != '_')
      g_string_append_c (word, g_ascii_tolower (*p));
  }
  g_string_replace (word, "+", "plus", 0);
  g_string_replace (word, "computemodule", "cm", 0);
  g_string_replace (word, "model", "", 0);
  cut_end (word, ".dtb");
  cut_maker (word);
  return word;
}

static gboolean
is_squeezed (const char *name, const char *word) {
  g_autoptr (GString) squeezed = squeeze (name);

  return g_str_equal (squeezed->str, word);
}

static gboolean
any_is_squeezed (const char *const *names, const char *word) {
  for (gsize i = 0; names[i] != NULL; i++) {
    if (is_squeezed (names[i], word))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_called (const CbBoard *board, const char *word) {
  return is_squeezed (board->model, word) || is_squeezed (board->name, word)
         || any_is_squeezed (board->dtb, word) || any_is_squeezed (board->dtb_mainline, word);
}

/* NULL if it's none of the other words. */
static const char *
find_model (const char *word) {
  for (gsize i = 0; i < G_N_ELEMENTS (other_words); i++) {
    if (g_str_equal (other_words[i].word, word))
      return other_words[i].model;
  }
  return NULL;
}

static const CbBoard *
find_word (const char *word) {
  const char *model = find_model (word);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++) {
    if (model != NULL ? g_str_equal (boards[i].model, model) : is_called (&boards[i], word))
      return &boards[i];
  }
  return NULL;
}

/* As the device tree of a running board says: "4brev1.4" is "4b". */
static void
cut_stepping (GString *word) {
  char *stepping = g_strrstr (word->str, "rev");

  if (stepping == NULL || stepping == word->str)
    return;
  if (stepping[3 + strspn (stepping + 3, "0123456789.")] == '\0')
    g_string_truncate (word, (gsize) (stepping - word->str));
}

/* Hex digits alone, after an optional "0x"; where they begin, or NULL. */
static const char *
find_hex (const char *text, gsize *ret_n_digits) {
  if (text[0] == '0' && g_ascii_tolower (text[1]) == 'x')
    text += 2;
  *ret_n_digits = strspn (text, "0123456789abcdefABCDEF");
  return text[*ret_n_digits] == '\0' ? text : NULL;
}

static gboolean
is_revision (const char *text, guint32 *ret_revision) {
  gsize n_digits;
  const char *digits = find_hex (text, &n_digits);

  if (digits == NULL || n_digits < MIN_REVISION_DIGITS || n_digits > MAX_REVISION_DIGITS)
    return FALSE;
  *ret_revision = (guint32) g_ascii_strtoull (digits, NULL, 16);
  return TRUE;
}

static char *
list_models (void) {
  g_autoptr (GString) list = g_string_new (NULL);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", boards[i].model);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
set_unknown (GError **error, const char *text) {
  g_autofree char *quoted = cb_quote (text, -1);
  g_autofree char *models = list_models ();

  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("'%s' is no model of a Raspberry Pi; known are: %s"),
               quoted, models);
}

const CbBoard *
cb_board_from_text (const char *text, GError **error) {
  const CbBoard *board = NULL;
  guint32 revision;

  if (text != NULL && strnlen (text, CB_MAX_MODEL_BYTES + 1) <= CB_MAX_MODEL_BYTES) {
    g_autoptr (GString) word = squeeze (text);

    board = find_word (word->str);
    if (board == NULL && is_revision (word->str, &revision))
      board = cb_board_from_revision (revision);
    cut_stepping (word);
    if (board == NULL)
      board = find_word (word->str);
  }
  if (board == NULL)
    set_unknown (error, text);
  return board;
}

char *
cb_board_serial_from_text (const char *text, GError **error) {
  gsize n_digits = 0;
  const char *digits = text != NULL ? find_hex (text, &n_digits) : NULL;

  g_autofree char *quoted = NULL;

  if (digits != NULL && (n_digits == SERIAL_DIGITS || n_digits == LONG_SERIAL_DIGITS))
    return g_ascii_strdown (digits + n_digits - SERIAL_DIGITS, SERIAL_DIGITS);
  quoted = cb_quote (text, -1);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("'%s' is no serial number of a Raspberry Pi: write its 8 or 16 hex digits, for example "
                  "10000000abcd1234"),
               quoted);
  return NULL;
}
