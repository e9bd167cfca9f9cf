/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter: which kind a name is of, and whether it is true.
 */
#include "filter.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

static const char MODEL_WORDS[] = "pi0 pi0w pi02 pi1 pi2 pi3 pi3+ pi4 pi400 cm4 cm4s pi5 pi500 cm5 cm0";

#define BOARD_TYPE(revision) ((revision) >> 4 & 0xff) /* pi-netboot.md 5.4 */


void
sim_filter_take (SimFilter *self, const char *name) {
  const SimOptions *options = self->options;
  unsigned number, level;

  if (strcmp (name, "all") == 0) {
    memset (self->shut, 0, sizeof self->shut);
  } else if (sim_words_have (MODEL_WORDS, name)) {
    self->shut[SIM_FILTER_MODEL] = !sim_words_have (options->model->filters, name);
  } else if (sscanf (name, "board-type=%x", &number) == 1) {
    self->shut[SIM_FILTER_TYPE] = number != BOARD_TYPE (options->revision);
  } else if (sscanf (name, "0x%x", &number) == 1) {
    self->shut[SIM_FILTER_SERIAL] = number != options->serial;
  } else if (sscanf (name, "gpio%u=%u", &number, &level) == 2) {
    self->shut[SIM_FILTER_PIN] = level != 0;
  } else {
    self->shut[SIM_FILTER_OTHER] = true;
  }
}


bool
sim_filter_applies (const SimFilter *self) {
  return memchr (self->shut, true, sizeof self->shut) == NULL;
}
