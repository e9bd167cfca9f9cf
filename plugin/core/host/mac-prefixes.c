/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/mac-prefixes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"
#include "host/quote.h"
#include "limit.h"

#define MAC_BYTES        6
#define MIN_PREFIX_BYTES 3
#define MAX_PREFIX_BYTES 5

/* n bytes of text as "dc:a6:32" when they are min to max pairs of hexadecimal digits, with the same
 * separator between all of them; else NULL. */
static char *
normalize_pairs (const char *text, gsize n, gsize min, gsize max) {
  gsize n_pairs = (n + 1) / 3;
  char *normal;

  if (n % 3 != 2 || n_pairs < min || n_pairs > max)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    if (i % 3 == 2 ? (text[i] != ':' && text[i] != '-') || text[i] != text[2]
                   : !g_ascii_isxdigit (text[i]))
      return NULL;
  }
  normal = g_ascii_strdown (text, (gssize)n);
  return g_strdelimit (normal, "-", ':');
}

gboolean
cb_mac_prefix_is_normal (const char *text) {
  g_autofree char *normal = NULL;

  if (text == NULL)
    return FALSE;
  normal = normalize_pairs (text, strlen (text), MIN_PREFIX_BYTES, MAX_PREFIX_BYTES);
  return normal != NULL && strcmp (normal, text) == 0;
}

char *
cb_mac_normalize (const char *text) {
  return text == NULL ? NULL : normalize_pairs (text, strlen (text), MAC_BYTES, MAC_BYTES);
}

/* Cuts the comment and the blanks around off. */
static void
trim_line (const char **line, gsize *n) {
  const char *comment = memchr (*line, '#', *n);

  if (comment != NULL)
    *n = (gsize)(comment - *line);
  while (*n > 0 && g_ascii_isspace ((*line)[0])) {
    (*line)++;
    (*n)--;
  }
  while (*n > 0 && g_ascii_isspace ((*line)[*n - 1]))
    (*n)--;
}

static gboolean
add_line (GPtrArray *list, const char *line, gsize n, const char *file_name, guint number,
          GError **error) {
  g_autofree char *normal = NULL;
  g_autofree char *quoted = NULL;

  trim_line (&line, &n);
  if (n == 0)
    return TRUE;
  normal = normalize_pairs (line, n, MIN_PREFIX_BYTES, MAX_PREFIX_BYTES);
  if (normal == NULL) {
    quoted = cb_quote (line, (gssize)n);
    g_set_error (
        error, CB_ERROR, CB_ERROR_INVALID,
        _ ("%s:%u: '%s' is no MAC prefix; write three to five bytes, for example dc:a6:32"),
        file_name, number, quoted);
    return FALSE;
  }
  if (g_ptr_array_find_with_equal_func (list, normal, g_str_equal, NULL))
    return TRUE;
  if (list->len >= CB_MAX_MAC_PREFIXES) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("%s:%u: more than %d MAC prefixes; remove some"), file_name, number,
                 CB_MAX_MAC_PREFIXES);
    return FALSE;
  }
  g_ptr_array_add (list, g_steal_pointer (&normal));
  return TRUE;
}

static GPtrArray *
list_from (char **into) {
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (char **item = into; item != NULL && *item != NULL; item++)
    g_ptr_array_add (list, *item);
  g_free (into);
  return list;
}

char **
cb_mac_prefixes_parse (const char *text, gsize n_text, char **into, const char *file_name,
                       GError **error) {
  g_autoptr (GPtrArray) list = list_from (into);
  gsize from = 0;

  if (n_text > CB_MAX_MAC_PREFIX_BYTES) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("%s: longer than %d bytes; shorten it"),
                 file_name, CB_MAX_MAC_PREFIX_BYTES);
    return NULL;
  }
  for (guint number = 1; from < n_text; number++) {
    const char *stop = memchr (text + from, '\n', n_text - from);
    gsize n_line = stop != NULL ? (gsize)(stop - text) - from : n_text - from;

    if (!add_line (list, text + from, n_line, file_name, number, error))
      return NULL;
    from += n_line + 1;
  }
  g_ptr_array_add (list, NULL);
  return (char **)g_ptr_array_steal (list, NULL);
}
