/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sequence: reads a board's request sequence (boards/NAME.sequence); the format is described in
 * README.md. No network here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "dhcp-round.h"
#include "role.h"
#include "simulated-pi.h"

#define SIM_MAX_STEPS 512
#define SIM_MAX_NAME  128 /* with its NUL */
#define SIM_MAX_WORDS 6
#define SIM_MAX_LINES 16 /* of default, of rename */

typedef enum {
  SIM_STEP_STAGE,  /* words: title */
  SIM_STEP_DHCP,   /* round; NULL: the board's first */
  SIM_STEP_PREFIX, /* words: kind, file that decides, next such file, ... */
  SIM_STEP_PREFIX_FETCH,
  SIM_STEP_PROBE, /* words: file, if no role */
  SIM_STEP_FETCH,
  SIM_STEP_PROBE_FETCH,
  SIM_STEP_OPTIONS,    /* number: SIM_WITH_... */
  SIM_STEP_BLOCK_SIZE, /* number */
  SIM_STEP_ROLL_OVER,  /* number: 1 or 0 */
  SIM_STEP_PAUSE,      /* number: ms */
} SimStepKind;

/* Options of a TFTP request. */
enum { SIM_WITH_TSIZE = 1, SIM_WITH_BLKSIZE = 2 };

typedef struct {
  SimStepKind kind;
  bool optional; /* a missing file doesn't end the boot */
  long number;
  const SimRound *round;
  SimRole role;  /* of files */
  bool slashed;  /* a slash in front of the name */
  size_t n_words;
  char words[SIM_MAX_WORDS][SIM_MAX_NAME];
} SimStep;

typedef struct {
  const SimModel *model; /* NULL: not named */
  unsigned quirks;
  bool has_dhcp;
  size_t n_defaults, n_renames;
  char defaults[SIM_MAX_LINES][SIM_MAX_NAME];   /* lines that config.txt's own come after */
  char renames[SIM_MAX_LINES][2][SIM_MAX_NAME]; /* overlay_map.dtb's: from, to */
  size_t n_steps;
  SimStep steps[SIM_MAX_STEPS];
} SimSequence;

/* serial, mac, or text: and what to put in front. */
bool sim_is_prefix_kind (const char *text);

/* Reads @path and what it includes. SIM_ERROR after a complaint with file and line. */
SimExit sim_sequence_read (SimSequence *sequence, const char *path);
