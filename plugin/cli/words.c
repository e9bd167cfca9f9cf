/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "words.h"

#include <string.h>

/* Longer than every word, and what is typed longer is no slip of one. */
#define MAX_SLIP_BYTES 24

const CbWord *
cb_words_get (const CbWords *words, guint i) {
  return (const CbWord *)(const void *)((const char *)words->first + i * words->stride);
}

int
cb_words_find (const CbWords *words, const char *typed) {
  int found = CB_WORD_UNKNOWN;

  if (!*typed)
    return CB_WORD_UNKNOWN;
  for (guint i = 0; i < words->n_words; i++) {
    const CbWord *word = cb_words_get (words, i);

    if (!g_str_has_prefix (word->full, typed))
      continue;
    if (g_str_has_prefix (typed, word->shortest))
      return (int)i;
    found = CB_WORD_UNCLEAR;
  }
  return found;
}

/* How many slips make b out of a: the optimal string alignment distance. Both are at most
 * MAX_SLIP_BYTES long. */
static guint
count_slips (const char *a, const char *b) {
  guint n[MAX_SLIP_BYTES + 1][MAX_SLIP_BYTES + 1];
  gsize n_a = strlen (a), n_b = strlen (b);

  for (guint i = 0; i <= n_a; i++)
    for (guint j = 0; j <= n_b; j++) {
      if (i == 0 || j == 0) {
        n[i][j] = i + j;
        continue;
      }
      n[i][j] = MIN (MIN (n[i - 1][j], n[i][j - 1]) + 1, n[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        n[i][j] = MIN (n[i][j], n[i - 2][j - 2] + 1);
    }
  return n[n_a][n_b];
}

int
cb_words_nearest (const CbWords *words, const char *typed) {
  int nearest = CB_WORD_UNKNOWN;
  guint least = G_MAXUINT;

  if (strlen (typed) > MAX_SLIP_BYTES)
    return CB_WORD_UNKNOWN;
  for (guint i = 0; i < words->n_words; i++) {
    const char *full = cb_words_get (words, i)->full;
    guint slips = count_slips (typed, full);

    if (slips < least && slips <= MAX (1, strlen (full) / 3)) {
      least = slips;
      nearest = (int)i;
    }
  }
  return nearest;
}

const char *
cb_words_only_shortest (const CbWords *words, const char *typed) {
  const char *shortest = NULL;

  for (guint i = 0; i < words->n_words; i++) {
    if (!g_str_has_prefix (cb_words_get (words, i)->full, typed))
      continue;
    if (shortest)
      return NULL;
    shortest = cb_words_get (words, i)->shortest;
  }
  return shortest;
}

char *
cb_words_candidates (const CbWords *words, const char *typed) {
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < words->n_words; i++)
    if (g_str_has_prefix (cb_words_get (words, i)->full, typed))
      g_ptr_array_add (list, (char *)cb_words_get (words, i)->full);
  if (list->len == 0)
    for (guint i = 0; i < words->n_words; i++)
      g_ptr_array_add (list, (char *)cb_words_get (words, i)->full);
  g_ptr_array_add (list, NULL);
  return g_strjoinv (", ", (char **)list->pdata);
}
