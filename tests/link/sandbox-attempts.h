/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is tried in the sandbox, and how it has to end. */

#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#define LOOPBACK    1 /* ifindex */
#define KILLED      (-SIGSYS)

/* What the worker was handed before it locked itself in. */
typedef struct {
  int packet_fd; /* -1 where no namespace of our own could be had */
  int folder_fd; /* holds "kernel", 6 bytes */
  int pipe_fds[2];
  char *folder;
} Handed;

extern Handed handed;

/* The watcher is there twice: as it is without a boot folder, and with one. */
typedef enum { PLACE_WATCH, PLACE_WATCH_FOLDER, PLACE_SERVE, PLACE_N_ } Place;

#define BLIND   (1u << PLACE_WATCH)
#define READER  (1u << PLACE_WATCH_FOLDER)
#define WATCH   (BLIND | READER)
#define SERVE   (1u << PLACE_SERVE)
#define BOTH    (WATCH | SERVE)
#define FOLDERS (READER | SERVE)

typedef struct {
  long (*attempt) (void);
  const char *name;
  unsigned places;
  int outcome;   /* an errno, KILLED, or 0 where it may be done */
  bool landlock; /* the outcome needs Landlock */
} Attempt;

#define ATTEMPT(function, places, outcome)  { function, #function, places, outcome, false }
#define LANDLOCK(function, places, outcome) { function, #function, places, outcome, true }

#define N_ELEMENTS(array) (sizeof (array) / sizeof *(array))

/* With a packet socket. */
extern const Attempt packet_attempts[];
extern const size_t n_packet_attempts;
