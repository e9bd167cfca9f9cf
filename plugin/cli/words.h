/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Words that may be shortened.
 *
 * Each word names its shortest form, so what an abbreviation means never changes when a new word
 * comes: "d" stays unclear and "di" stays "disable". A table of words is any array of structs whose
 * member "word" is a CbWord. Pure: no output, no globals.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *full;
  const char *shortest; /* a prefix of full; every prefix from this one on means the word */
} CbWord;

/* A table of words inside an array of larger structs. */
typedef struct {
  const CbWord *first;
  gsize stride;
  guint n_words;
} CbWords;

#define CB_WORDS(array)                                                                            \
  ((CbWords){ &(array)[0].word, sizeof (array)[0], (guint)G_N_ELEMENTS (array) })

#define CB_WORD_UNKNOWN (-1) /* no word begins like this */
#define CB_WORD_UNCLEAR (-2) /* shorter than the shortest form of each word that begins like this  \
                              */

const CbWord *cb_words_get (const CbWords *words, guint i);

/* Index of the word that typed means, or one of the two codes above. The empty text is unknown. */
int cb_words_find (const CbWords *words, const char *typed);

/* Index of the word that typed is a slip of: another letter, one too many, one too few or two swapped, up to a
 * third of the word. CB_WORD_UNKNOWN where none is that near. */
int cb_words_nearest (const CbWords *words, const char *typed);

/* The shortest form of the word that begins with typed, where it is the only one; else NULL. */
const char *cb_words_only_shortest (const CbWords *words, const char *typed);

/* The words that begin with typed, as "disable, down"; all of them where none does. Free with
 * g_free. */
char *cb_words_candidates (const CbWords *words, const char *typed);

G_END_DECLS
