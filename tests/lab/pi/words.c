/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "words.h"

#include <stdio.h>
#include <string.h>


bool
sim_words_next (const char **at, char *word, size_t size) {
  size_t length = strcspn (*at, " ");

  if (length == 0) {
    return false;
  }
  snprintf (word, size, "%.*s", (int) length, *at);
  *at += length;
  *at += strspn (*at, " ");
  return true;
}


bool
sim_words_have (const char *words, const char *word) {
  char one[64];

  while (sim_words_next (&words, one, sizeof one)) {
    if (strcmp (one, word) == 0) {
      return true;
    }
  }
  return false;
}
