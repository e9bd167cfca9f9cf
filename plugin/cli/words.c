/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "words.h"

static const CbWord *
word_at (const CbWords *words, guint i) {
  return (const CbWord *)(const void *)((const char *)words->first + i * words->stride);
}

int
cb_words_find (const CbWords *words, const char *typed) {
  int found = CB_WORD_UNKNOWN;

  if (!*typed)
    return CB_WORD_UNKNOWN;
  for (guint i = 0; i < words->n_words; i++) {
    const CbWord *word = word_at (words, i);

    if (!g_str_has_prefix (word->full, typed))
      continue;
    if (g_str_has_prefix (typed, word->shortest))
      return (int)i;
    found = CB_WORD_UNCLEAR;
  }
  return found;
}

char *
cb_words_candidates (const CbWords *words, const char *typed) {
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < words->n_words; i++)
    if (g_str_has_prefix (word_at (words, i)->full, typed))
      g_ptr_array_add (list, (char *)word_at (words, i)->full);
  if (list->len == 0)
    for (guint i = 0; i < words->n_words; i++)
      g_ptr_array_add (list, (char *)word_at (words, i)->full);
  g_ptr_array_add (list, NULL);
  return g_strjoinv (", ", (char **)list->pdata);
}
