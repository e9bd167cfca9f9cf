/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Records of wire/boot-event.h that come through a pipe: what the built-in server tells of its transfers, as
 * cablebootd passes it on. */

#pragma once

#include <stdbool.h>

#include "wire/boot-event.h"

/* All fields are private but for fd, which may be waited for; -1: nothing comes any more. */
typedef struct {
  int fd;
  bool is_over; /* the pipe has ended */
  CbBootEventReader reader;
} CbToldEvents;

/* Takes a chunk of what the pipe has; call when it has something. */
void cb_told_events_take (CbToldEvents *self);

/* tell() is called for each event that was taken, which is valid during the call. At the end of the pipe, and
 * at a record that is malformed, the pipe is closed. */
void cb_told_events_tell (CbToldEvents *self, void (*tell) (const CbBootEvent *event, void *data),
                          void *data);
