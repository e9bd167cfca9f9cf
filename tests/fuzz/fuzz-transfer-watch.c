/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Datagrams of a cable, one after another, and time that goes by. Of each transfer there is told: first that it
 * is asked for (unless it's refused), once; how far it is, never less than before and never more than there is;
 * and at most one end. What is told can be written and read again, and no more is remembered than the table
 * holds.
 *
 * Steps: a byte of who speaks (bit 0: we; bit 1: to or from which of two clients; bits 2 and 3: which port of
 * ours; bits 4 to 7: how many periods of 0.7 s go by before), a byte with the client's port, one with the
 * length of the payload, one with what was cut off behind it (in units of 92 bytes), and the payload. */

#include "fuzz.h"

#include <string.h>

#include "wire/transfer-watch.h"

#define OWN       0x0a2a0001
#define MAX_KNOWN 4096

typedef struct {
  CbTransferWatch *watch;
  uint64_t ns_now;
  size_t n_open; /* asked for and not at their end */
  struct {
    bool is_asked;
    bool is_over;
    uint64_t n_bytes;
  } known[MAX_KNOWN]; /* by id */
} Session;

static void
check_record (const CbBootEvent *event) {
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);
  CbBootEvent again;
  CbReader reader;

  fuzz_assert (cb_boot_event_encode (event, &writer) == 0);
  reader = cb_reader_new (record, writer.n_bytes);
  fuzz_assert (cb_boot_event_decode (&reader, &again) == 0);
  fuzz_assert (reader.n_left == 0 && again.kind == event->kind);
}

static void
check_event (Session *session, const CbBootEvent *event) {
  const CbBootTransfer *transfer = &event->transfer;
  bool is_end = event->kind != CB_BOOT_ASKED && event->kind != CB_BOOT_PROGRESS;
  bool is_refused = event->kind == CB_BOOT_MISSING || event->kind == CB_BOOT_REFUSED;

  check_record (event);
  fuzz_assert (event->kind >= CB_BOOT_ASKED && event->kind <= CB_BOOT_TIMED_OUT);
  fuzz_assert (event->kind != CB_BOOT_CHANGED);
  fuzz_assert (transfer->id > 0 && transfer->id < MAX_KNOWN);
  fuzz_assert (!session->known[transfer->id].is_over);
  fuzz_assert (is_refused || session->known[transfer->id].is_asked != (event->kind == CB_BOOT_ASKED));
  fuzz_assert (transfer->n_total == CB_BOOT_TOTAL_UNKNOWN || transfer->n_bytes <= transfer->n_total);
  fuzz_assert (transfer->n_bytes >= session->known[transfer->id].n_bytes);
  session->n_open += event->kind == CB_BOOT_ASKED;
  session->n_open -= is_end && session->known[transfer->id].is_asked;
  session->known[transfer->id].is_asked |= event->kind == CB_BOOT_ASKED;
  session->known[transfer->id].is_over = is_end;
  session->known[transfer->id].n_bytes = transfer->n_bytes;
  fuzz_assert (session->n_open <= CB_MAX_WATCHED_TRANSFERS);
}

static void
let_time_pass (Session *session, uint64_t ns) {
  CbBootEvent event;

  session->ns_now += ns;
  while (cb_transfer_watch_due (session->watch, session->ns_now, &event) == 0)
    check_event (session, &event);
  fuzz_assert (cb_transfer_watch_deadline (session->watch) > session->ns_now);
}

static void
hear (Session *session, const CbCableFrame *frame) {
  CbBootEvent events[CB_TRANSFER_WATCH_MAX_EVENTS];
  size_t n = cb_transfer_watch_hear (session->watch, frame, session->ns_now, events);

  fuzz_assert (n <= CB_TRANSFER_WATCH_MAX_EVENTS);
  for (size_t i = 0; i < n; i++)
    check_event (session, &events[i]);
}

static void
step (Session *session, CbReader *reader) {
  static const uint16_t own_ports[] = { 69, 40000, 40001, 40000 };
  unsigned who = cb_reader_u8 (reader);
  uint16_t client_port = (uint16_t) (49152 + cb_reader_u8 (reader)), own_port = own_ports[who >> 2 & 3];
  size_t n_payload = cb_reader_u8 (reader), n_cut = (size_t) cb_reader_u8 (reader) * 92;
  bool is_ours = who & 1;
  uint32_t client = 0x0a2a0005 + (who >> 1 & 1);
  CbReader payload = cb_reader_part (reader, n_payload);
  CbCableFrame frame = {
    .datagram = {
      .source = is_ours ? OWN : client, .destination = is_ours ? client : OWN,
      .source_port = is_ours ? own_port : client_port, .destination_port = is_ours ? client_port : own_port,
      .payload = payload.bytes, .n_bytes = payload.n_left, .n_sent_bytes = payload.n_left + n_cut,
    },
    .is_ours = is_ours,
  };

  let_time_pass (session, (uint64_t) (who >> 4) * 700000000);
  if (!payload.failed)
    hear (session, &frame);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  static Session session;
  CbReader reader = cb_reader_new (bytes, n_bytes);

  memset (&session, 0, sizeof session);
  session.watch = cb_transfer_watch_new (OWN);
  session.ns_now = 1;
  fuzz_assert (session.watch != NULL);
  for (unsigned i = 1; i < MAX_KNOWN && reader.n_left > 0 && !reader.failed; i++)
    step (&session, &reader);
  let_time_pass (&session, UINT64_C (3600000000000));
  fuzz_assert (session.n_open == 0);
  fuzz_assert (cb_transfer_watch_deadline (session.watch) == CB_CABLE_WATCH_NEVER);
  cb_transfer_watch_free (session.watch);
  return 0;
}
