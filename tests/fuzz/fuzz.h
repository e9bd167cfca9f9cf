/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What each fuzzer includes first: the function that it defines, and a check that stops the process. */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* bytes may be anything, and NULL when n_bytes is 0. Always 0: what is wrong ends the process. */
int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes);

/* Holds in every build; assert() would go with NDEBUG. */
#define fuzz_assert(condition)                                                                             \
  do {                                                                                                     \
    if (!(condition))                                                                                      \
      __builtin_trap ();                                                                                   \
  } while (0)
