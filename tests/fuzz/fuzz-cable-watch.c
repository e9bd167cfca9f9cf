/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Frames of a cable, one after another: two bytes of length, a byte whose lowest bit says whether the frame
 * is ours and the others how many seconds go by, and the packet from its IP header on. What is reported can be
 * written and read again. */

#include "fuzz.h"

#include "wire/cable-watch.h"

static void
check_event (const CbBootEvent *event) {
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
hear (CbCableWatch *watch, CbReader *packet, bool is_ours, uint64_t ns_now) {
  CbCableFrame frame = { .mac = { 2, 0, 0, 0, 0, 1 }, .is_ours = is_ours };
  CbBootEvent event;

  if (cb_datagram_parse (packet->bytes, packet->n_left, CB_DATAGRAM_TRUST_CHECKSUM | CB_DATAGRAM_MAY_BE_CUT,
                         &frame.datagram)
      != 0)
    return;
  fuzz_assert (frame.datagram.n_bytes <= packet->n_left);
  if (cb_cable_watch_hear (watch, &frame, ns_now, &event) == 0)
    check_event (&event);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  static const CbDhcpMacPrefix prefix = { { 0xdc, 0xa6, 0x32 }, 3 };
  const CbCableWatchSettings settings = { 0x0a2a0001, true, &prefix, 1 };
  CbReader reader = cb_reader_new (bytes, n_bytes);
  uint64_t ns_now = 1;
  CbCableWatch watch;
  CbBootEvent event;

  cb_cable_watch_init (&watch, &settings, ns_now);
  while (reader.n_left > 0 && !reader.failed) {
    size_t n_packet = cb_reader_u16 (&reader);
    unsigned how = cb_reader_u8 (&reader);
    CbReader packet = cb_reader_part (&reader, n_packet);

    ns_now += (uint64_t) (how >> 1) * 1000000000;
    if (!packet.failed)
      hear (&watch, &packet, how & 1, ns_now);
    while (cb_cable_watch_due (&watch, ns_now, &event) == 0)
      check_event (&event);
    fuzz_assert (cb_cable_watch_deadline (&watch) > ns_now);
  }
  return 0;
}
