/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sequence: words of a line, a table of verbs, and includes relative to the including file.
 */
#include "sequence.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quirk.h"

#define MAX_LINE  1024
#define MAX_DEPTH 8
#define BLANKS    " \t\r\n"

typedef struct {
  SimSequence *sequence;
  const char *path;
  unsigned line;
  unsigned depth;
} Reader;

typedef SimExit (*Filler) (const Reader *reader, SimStep *step);

static SimExit read_file (SimSequence *sequence, const char *path, unsigned depth);


static SimExit
wrong (const Reader *reader, const char *what, const char *word) {
  sim_complain ("%s:%u: %s%s%s", reader->path, reader->line, what, *word != '\0' ? ": " : "", word);
  return SIM_ERROR;
}


static SimExit
fill_nothing (const Reader *reader, SimStep *step) {
  return SIM_OK;
}


bool
sim_is_prefix_kind (const char *text) {
  return strcmp (text, "serial") == 0 || strcmp (text, "mac") == 0
         || (strncmp (text, "text:", strlen ("text:")) == 0 && strlen (text) < SIM_MAX_NAME);
}


static SimExit
fill_prefix (const Reader *reader, SimStep *step) {
  if (!sim_is_prefix_kind (step->words[0])) {
    return wrong (reader, "a prefix is serial, mac or text:WORDS", step->words[0]);
  }
  return SIM_OK;
}


/* "/NAME" and "/@ROLE" have a slash of their own: pi-netboot.md 4.4. */
static SimExit
fill_file (const Reader *reader, SimStep *step) {
  char *name = step->words[0];

  step->slashed = name[0] == '/';
  if (step->slashed) {
    memmove (name, name + 1, strlen (name));
  }
  step->role = sim_role_find (name);
  if (name[0] == '@' && step->role == SIM_ROLE_NONE) {
    return wrong (reader, "no such role", name);
  }
  return SIM_OK;
}


static SimExit
fill_dhcp (const Reader *reader, SimStep *step) {
  step->round = sim_round_find (step->words[0]);
  if (step->round == NULL && strcmp (step->words[0], "board") != 0) {
    return wrong (reader, "no such round of DHCP", step->words[0]);
  }
  reader->sequence->has_dhcp = true;
  return SIM_OK;
}


static SimExit
fill_options (const Reader *reader, SimStep *step) {
  for (size_t i = 0; i < step->n_words; i++) {
    if (strcmp (step->words[i], "tsize") == 0) {
      step->number |= SIM_WITH_TSIZE;
    } else if (strcmp (step->words[i], "blksize") == 0) {
      step->number |= SIM_WITH_BLKSIZE;
    } else if (strcmp (step->words[i], "none") != 0 || step->n_words > 1) {
      return wrong (reader, "options are none, or of tsize and blksize", step->words[i]);
    }
  }
  return SIM_OK;
}


static SimExit
fill_pause (const Reader *reader, SimStep *step) {
  char *end;

  step->number = strtol (step->words[0], &end, 10);
  if (*end != '\0' || step->number < 1 || step->number > 10000) {
    return wrong (reader, "pause is a number of milliseconds up to 10000", step->words[0]);
  }
  return SIM_OK;
}


static SimExit
fill_block_size (const Reader *reader, SimStep *step) {
  char *end;

  step->number = strtol (step->words[0], &end, 10);
  if (*end != '\0' || step->number < 8 || step->number > 65464) {
    return wrong (reader, "block-size is a number from 8 to 65464", step->words[0]);
  }
  return SIM_OK;
}


static SimExit
fill_roll_over (const Reader *reader, SimStep *step) {
  step->number = strcmp (step->words[0], "yes") == 0;
  if (step->number == 0 && strcmp (step->words[0], "no") != 0) {
    return wrong (reader, "roll-over is yes or no", step->words[0]);
  }
  return SIM_OK;
}


static const struct {
  const char *verb;
  SimStepKind kind;
  bool may_be_optional;
  size_t min_words, max_words;
  Filler fill;
} VERBS[] = {
  { "stage", SIM_STEP_STAGE, false, 1, 1, fill_nothing },
  { "dhcp", SIM_STEP_DHCP, false, 1, 1, fill_dhcp },
  { "prefix", SIM_STEP_PREFIX, false, 2, SIM_MAX_WORDS, fill_prefix },
  { "prefix-fetch", SIM_STEP_PREFIX_FETCH, false, 2, 2, fill_prefix },
  { "probe", SIM_STEP_PROBE, true, 1, 1, fill_file },
  { "fetch", SIM_STEP_FETCH, true, 1, 1, fill_file },
  { "probe-fetch", SIM_STEP_PROBE_FETCH, true, 1, 1, fill_file },
  { "options", SIM_STEP_OPTIONS, false, 1, 2, fill_options },
  { "block-size", SIM_STEP_BLOCK_SIZE, false, 1, 1, fill_block_size },
  { "roll-over", SIM_STEP_ROLL_OVER, false, 1, 1, fill_roll_over },
  { "pause", SIM_STEP_PAUSE, false, 1, 1, fill_pause },
};


static SimExit
take_step (const Reader *reader, const char *verb, bool optional, char **rest) {
  SimSequence *sequence = reader->sequence;
  SimStep *step = &sequence->steps[sequence->n_steps];
  const char *word;
  size_t i = 0;

  if (sequence->n_steps == SIM_MAX_STEPS) {
    return wrong (reader, "too many steps", "");
  }
  while (i < sizeof VERBS / sizeof VERBS[0] && strcmp (verb, VERBS[i].verb) != 0) {
    i++;
  }
  if (i == sizeof VERBS / sizeof VERBS[0] || (optional && !VERBS[i].may_be_optional)) {
    return wrong (reader, optional ? "not a verb that can be optional" : "unknown verb", verb);
  }
  *step = (SimStep){ .kind = VERBS[i].kind, .optional = optional };
  while ((word = strtok_r (NULL, BLANKS, rest)) != NULL) {
    if (step->n_words == VERBS[i].max_words || strlen (word) >= SIM_MAX_NAME) {
      return wrong (reader, "one word too many, or too long", word);
    }
    strcpy (step->words[step->n_words++], word);
  }
  if (step->n_words < VERBS[i].min_words) {
    return wrong (reader, "a word is missing after", verb);
  }
  sequence->n_steps++;
  return VERBS[i].fill (reader, step);
}


static SimExit
include (const Reader *reader, char **rest) {
  const char *name = strtok_r (NULL, BLANKS, rest);
  const char *slash = strrchr (reader->path, '/');
  char path[PATH_MAX];
  int n;

  if (name == NULL) {
    return wrong (reader, "a word is missing after", "include");
  }
  if (reader->depth == MAX_DEPTH) {
    return wrong (reader, "includes are nested too deep", name);
  }
  n = snprintf (path, sizeof path, "%.*s%s", slash == NULL ? 0 : (int) (slash - reader->path + 1),
                reader->path, name);
  if (n < 0 || (size_t) n >= sizeof path) {
    return wrong (reader, "path too long", name);
  }
  return read_file (reader->sequence, path, reader->depth + 1);
}


static bool
keep_word (char place[SIM_MAX_NAME], const char *word) {
  if (word == NULL || strlen (word) >= SIM_MAX_NAME) {
    return false;
  }
  strcpy (place, word);
  return true;
}


static SimExit
take_board (const Reader *reader, const char *name, char **rest) {
  reader->sequence->model = sim_model_find (name);
  return reader->sequence->model != NULL ? SIM_OK : wrong (reader, "no such board", name);
}


static SimExit
take_quirk (const Reader *reader, const char *name, char **rest) {
  return sim_quirk_add (&reader->sequence->quirks, name) ? SIM_OK : wrong (reader, "no such quirk", name);
}


static SimExit
take_default (const Reader *reader, const char *line, char **rest) {
  SimSequence *sequence = reader->sequence;

  if (sequence->n_defaults == SIM_MAX_LINES || !keep_word (sequence->defaults[sequence->n_defaults++], line)) {
    return wrong (reader, "too many defaults, or too long", line);
  }
  return SIM_OK;
}


static SimExit
take_rename (const Reader *reader, const char *from, char **rest) {
  SimSequence *sequence = reader->sequence;
  char(*pair)[SIM_MAX_NAME] = sequence->renames[sequence->n_renames];

  if (sequence->n_renames == SIM_MAX_LINES || !keep_word (pair[0], from)
      || !keep_word (pair[1], strtok_r (NULL, BLANKS, rest))) {
    return wrong (reader, "too many renames, or not two words", from);
  }
  sequence->n_renames++;
  return SIM_OK;
}


/* What is true of the whole sequence, and no step of it. */
static const struct {
  const char *verb;
  SimExit (*take) (const Reader *reader, const char *word, char **rest);
} PROPERTIES[] = {
  { "board", take_board },
  { "quirk", take_quirk },
  { "default", take_default },
  { "rename", take_rename },
};


/* False: @verb is something else. */
static bool
take_property (const Reader *reader, const char *verb, char **rest, SimExit *ret_status) {
  for (size_t i = 0; i < sizeof PROPERTIES / sizeof PROPERTIES[0]; i++) {
    if (strcmp (verb, PROPERTIES[i].verb) == 0) {
      const char *word = strtok_r (NULL, BLANKS, rest);

      *ret_status = word == NULL ? wrong (reader, "a word is missing after", verb)
                                 : PROPERTIES[i].take (reader, word, rest);
      return true;
    }
  }
  return false;
}


static SimExit
take_line (const Reader *reader, char *line) {
  char *rest = NULL;
  char *comment = strchr (line, '#');
  const char *verb;
  bool optional;
  SimExit status;

  if (comment != NULL) {
    *comment = '\0';
  }
  verb = strtok_r (line, BLANKS, &rest);
  if (verb == NULL) {
    return SIM_OK;
  }
  if (strcmp (verb, "include") == 0) {
    return include (reader, &rest);
  }
  if (take_property (reader, verb, &rest, &status)) {
    return status;
  }
  optional = strcmp (verb, "optional") == 0;
  if (optional && (verb = strtok_r (NULL, BLANKS, &rest)) == NULL) {
    return wrong (reader, "a word is missing after", "optional");
  }
  return take_step (reader, verb, optional, &rest);
}


static SimExit
read_file (SimSequence *sequence, const char *path, unsigned depth) {
  Reader reader = { .sequence = sequence, .path = path, .depth = depth };
  char line[MAX_LINE];
  SimExit r = SIM_OK;
  FILE *file = fopen (path, "re");

  if (file == NULL) {
    sim_complain ("%s: %s", path, strerror (errno));
    return SIM_ERROR;
  }
  while (r == SIM_OK && fgets (line, sizeof line, file) != NULL) {
    reader.line++;
    r = strlen (line) == sizeof line - 1 ? wrong (&reader, "line too long", "")
                                         : take_line (&reader, line);
  }
  if (ferror (file)) {
    r = wrong (&reader, "can't read", "");
  }
  fclose (file);
  return r;
}


SimExit
sim_sequence_read (SimSequence *sequence, const char *path) {
  *sequence = (SimSequence){ 0 };
  return read_file (sequence, path, 0);
}
