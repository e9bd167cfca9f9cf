/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What comes out of the pipe: whole records of any bytes. What was read can be written, and is the same. */

#include "fuzz.h"

#include <string.h>

#include "wire/boot-event.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  int status = 0;

  while (status == 0 || status == CB_BOOT_EVENT_UNKNOWN) {
    const uint8_t *record = reader.bytes;
    uint8_t again[CB_MAX_EVENT_BYTES];
    CbWriter writer = cb_writer_new (again, sizeof again);
    CbBootEvent event;

    status = cb_boot_event_decode (&reader, &event);
    if (status != 0)
      continue;
    fuzz_assert (cb_boot_event_encode (&event, &writer) == 0);
    fuzz_assert (writer.n_bytes == (size_t) (reader.bytes - record));
    fuzz_assert (memcmp (again, record, writer.n_bytes) == 0);
  }
  return 0;
}
