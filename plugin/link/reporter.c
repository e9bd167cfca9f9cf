/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reporter.h"

#include <errno.h>
#include <unistd.h>

void
cb_reporter_tell (CbReporter *reporter, const CbBootEvent *event) {
  if (!reporter->is_unheard && !reporter->tell (event, reporter->data))
    reporter->is_unheard = true;
}

/* A record is shorter than PIPE_BUF: it goes whole or not at all. */
bool
cb_reporter_write (const CbBootEvent *event, void *data) {
  const int *fd = data;
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);
  ssize_t n_written;

  if (cb_boot_event_encode (event, &writer) < 0)
    return true;
  do
    n_written = write (*fd, record, writer.n_bytes);
  while (n_written < 0 && errno == EINTR);
  return n_written >= 0;
}
