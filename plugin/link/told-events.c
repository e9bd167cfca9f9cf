/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "told-events.h"

#include <errno.h>
#include <unistd.h>

void
cb_told_events_take (CbToldEvents *self) {
  size_t n_room;
  uint8_t *room = cb_boot_event_reader_room (&self->reader, &n_room);
  ssize_t n = read (self->fd, room, n_room);

  if (n > 0)
    cb_boot_event_reader_filled (&self->reader, (size_t) n);
  self->is_over = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

void
cb_told_events_tell (CbToldEvents *self, void (*tell) (const CbBootEvent *event, void *data), void *data) {
  CbBootEvent event;
  int outcome;

  while ((outcome = cb_boot_event_reader_next (&self->reader, &event)) == 0)
    tell (&event, data);
  if (!self->is_over && outcome >= 0)
    return;
  close (self->fd);
  self->fd = -1;
}
