/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sequence: reads a board's request sequence (boards/NAME.sequence); the format is described in
 * README.md. No network here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "simulated-pi.h"

#define SIM_MAX_STEPS 512
#define SIM_MAX_NAME  128 /* with its NUL */
#define SIM_MAX_WORDS 6

typedef enum {
  SIM_STEP_STAGE,  /* words: title */
  SIM_STEP_PREFIX, /* words: kind, file that decides, next such file, ... */
  SIM_STEP_PROBE,  /* words: file */
  SIM_STEP_FETCH,
  SIM_STEP_PROBE_FETCH,
  SIM_STEP_BLOCK_SIZE, /* number */
  SIM_STEP_ROLL_OVER,  /* number: 1 or 0 */
} SimStepKind;

typedef struct {
  SimStepKind kind;
  bool optional; /* a missing file doesn't end the boot */
  long number;
  size_t n_words;
  char words[SIM_MAX_WORDS][SIM_MAX_NAME];
} SimStep;

typedef struct {
  size_t n_steps;
  SimStep steps[SIM_MAX_STEPS];
} SimSequence;

/* Reads @path and what it includes. SIM_ERROR after a complaint with file and line. */
SimExit sim_sequence_read (SimSequence *sequence, const char *path);
