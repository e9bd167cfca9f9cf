/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words: texts that are lists, their words separated by one blank each.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Copies the next word to @word and moves *@at behind it. False at the end. A word that doesn't fit is cut. */
bool sim_words_next (const char **at, char *word, size_t size);

bool sim_words_have (const char *words, const char *word);
