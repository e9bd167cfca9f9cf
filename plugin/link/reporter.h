/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who is told what happens: the pipe to cablebootd, or a person at a terminal. */

#pragma once

#include <stdbool.h>

#include "wire/boot-event.h"

typedef struct CbReporter {
  /* event is valid during the call. False when nobody listens any more, and all is to end. */
  bool (*tell) (const CbBootEvent *event, void *data);
  void *data;
  bool is_unheard; /* that was the answer once: nothing is told any more */
} CbReporter;

void cb_reporter_tell (CbReporter *reporter, const CbBootEvent *event);

/* Writes event as one record to fd, waiting for room. False when nobody reads any more. data: a pointer to fd.
 * */
bool cb_reporter_write (const CbBootEvent *event, void *data);
