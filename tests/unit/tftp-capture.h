/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Captures of TFTP conversations, as a tap on the server's cable hears them: written here datagram by datagram,
 * without the code of wire/tftp-message, and played to a transfer watch. */

#pragma once

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>

#include "wire/transfer-watch.h"

#define OWN    0x0a2a0001
#define PI     0x0a2a0005
#define NS(ms) ((uint64_t) (ms) * 1000000)

#define UNKNOWN CB_BOOT_TOTAL_UNKNOWN

#define MAX_FRAMES 512
#define MAX_EVENTS 400

typedef struct {
  unsigned ms; /* since the one before */
  uint32_t client;
  uint16_t client_port;
  uint16_t own_port;
  bool is_ours;
  size_t n_bytes;      /* of the payload, here */
  size_t n_sent_bytes;
  uint8_t payload[128];
  const uint8_t *all; /* in place of payload; or NULL */
} Frame;

typedef struct {
  Frame frames[MAX_FRAMES];
  size_t n_frames;
  uint32_t client;
  uint16_t client_port;
  uint16_t own_port;
  unsigned ms; /* from one frame to the next */
} Capture;

static inline Capture
capture_of (uint16_t client_port, uint16_t own_port) {
  return (Capture){ .client = PI, .client_port = client_port, .own_port = own_port };
}

static inline Frame *
add (Capture *capture, bool is_ours, uint16_t own_port) {
  Frame *frame = &capture->frames[capture->n_frames++];

  assert_true (capture->n_frames <= MAX_FRAMES);
  *frame = (Frame){
    .ms = capture->ms, .client = capture->client, .client_port = capture->client_port, .own_port = own_port,
    .is_ours = is_ours,
  };
  return frame;
}

static inline void
put (Frame *frame, const void *bytes, size_t n_bytes) {
  assert_true (frame->n_bytes + n_bytes <= sizeof frame->payload);
  memcpy (frame->payload + frame->n_bytes, bytes, n_bytes);
  frame->n_bytes += n_bytes;
  frame->n_sent_bytes = frame->n_bytes;
}

static inline void
put_text (Frame *frame, const char *text) {
  put (frame, text, strlen (text) + 1);
}

static inline void
put_option (Frame *frame, const char *name, unsigned long long value) {
  char text[24];

  put_text (frame, name);
  snprintf (text, sizeof text, "%llu", value);
  put_text (frame, text);
}

/* What was asked for or is granted; 0 leaves an option out. */
typedef struct {
  unsigned blksize;
  unsigned windowsize;
  bool tsize;
} Options;

static inline void
put_options (Frame *frame, Options options, uint64_t n_total) {
  if (options.tsize)
    put_option (frame, "tsize", n_total);
  if (options.blksize > 0)
    put_option (frame, "blksize", options.blksize);
  if (options.windowsize > 0)
    put_option (frame, "windowsize", options.windowsize);
}

static inline void
asks (Capture *capture, const char *name, Options options) {
  Frame *frame = add (capture, false, 69);

  put (frame, "\0\1", 2);
  put_text (frame, name);
  put_text (frame, "octet");
  put_options (frame, options, 0);
}

static inline void
grants (Capture *capture, Options options, uint64_t n_total) {
  Frame *frame = add (capture, true, capture->own_port);

  put (frame, "\0\6", 2);
  put_options (frame, options, n_total);
}

/* Only the header was captured. n_bytes behind it. */
static inline void
sends (Capture *capture, unsigned number, size_t n_bytes) {
  const uint8_t header[] = { 0, 3, (uint8_t) (number >> 8), (uint8_t) number };
  Frame *frame = add (capture, true, capture->own_port);

  put (frame, header, sizeof header);
  frame->n_sent_bytes += n_bytes;
}

static inline void
acknowledges (Capture *capture, unsigned number) {
  const uint8_t bytes[] = { 0, 4, (uint8_t) (number >> 8), (uint8_t) number };

  put (add (capture, false, capture->own_port), bytes, sizeof bytes);
}

static inline void
stops (Capture *capture, bool is_ours, unsigned code) {
  const uint8_t bytes[] = { 0, 5, 0, (uint8_t) code, 'n', 'o', 0 };

  put (add (capture, is_ours, capture->own_port), bytes, sizeof bytes);
}

/* A whole file, by a server that grants what is asked for. */
static inline void
fetches (Capture *capture, const char *name, Options options, uint64_t n_total) {
  unsigned n_block = options.blksize > 0 ? options.blksize : 512;
  unsigned window = options.windowsize > 0 ? options.windowsize : 1;
  uint64_t n_blocks = n_total / n_block + 1;

  asks (capture, name, options);
  if (options.tsize || options.blksize > 0 || options.windowsize > 0) {
    grants (capture, options, n_total);
    acknowledges (capture, 0);
  }
  for (uint64_t i = 1; i <= n_blocks; i++) {
    sends (capture, (unsigned) i, i < n_blocks ? n_block : (size_t) (n_total % n_block));
    if (i % window == 0 || i == n_blocks)
      acknowledges (capture, (unsigned) i);
  }
}

/* An event, with its name kept. */
typedef struct {
  CbBootEvent event;
  char name[CB_MAX_EVENT_NAME_BYTES + 1];
} Told;

typedef struct {
  CbTransferWatch *watch;
  uint64_t ns_now;
  Told told[MAX_EVENTS];
  size_t n_told;
} Hearing;

static inline Hearing *
hearing_new (void) {
  Hearing *hearing = g_new0 (Hearing, 1);

  hearing->watch = cb_transfer_watch_new (OWN);
  hearing->ns_now = NS (1000);
  return hearing;
}

static inline void
hearing_free (Hearing *hearing) {
  cb_transfer_watch_free (hearing->watch);
  g_free (hearing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hearing, hearing_free)

static inline void
keep (Hearing *hearing, const CbBootEvent *event) {
  Told *told = &hearing->told[hearing->n_told++];

  assert_true (hearing->n_told <= MAX_EVENTS);
  told->event = *event;
  memcpy (told->name, event->transfer.name.bytes != NULL ? (const char *) event->transfer.name.bytes : "",
          event->transfer.name.n_bytes);
  told->name[event->transfer.name.n_bytes] = '\0';
}

/* Time goes by, and the watch is asked at each deadline. */
static inline void
wait_ms (Hearing *hearing, unsigned ms) {
  uint64_t ns_end = hearing->ns_now + NS (ms);
  CbBootEvent event;

  while (cb_transfer_watch_deadline (hearing->watch) <= ns_end) {
    if (cb_transfer_watch_deadline (hearing->watch) > hearing->ns_now)
      hearing->ns_now = cb_transfer_watch_deadline (hearing->watch);
    while (cb_transfer_watch_due (hearing->watch, hearing->ns_now, &event) == 0)
      keep (hearing, &event);
    assert_true (cb_transfer_watch_deadline (hearing->watch) > hearing->ns_now);
  }
  hearing->ns_now = ns_end;
}

static inline void
hear (Hearing *hearing, const Frame *frame) {
  CbBootEvent events[CB_TRANSFER_WATCH_MAX_EVENTS];
  CbCableFrame heard = {
    .datagram = {
      .source = frame->is_ours ? OWN : frame->client,
      .destination = frame->is_ours ? frame->client : OWN,
      .source_port = frame->is_ours ? frame->own_port : frame->client_port,
      .destination_port = frame->is_ours ? frame->client_port : frame->own_port,
      .payload = frame->all != NULL ? frame->all : frame->payload,
      .n_bytes = frame->n_bytes,
      .n_sent_bytes = frame->n_sent_bytes,
    },
    .mac = { 0xdc, 0xa6, 0x32, 1, 2, 3 },
    .is_ours = frame->is_ours,
  };
  size_t n;

  wait_ms (hearing, frame->ms);
  n = cb_transfer_watch_hear (hearing->watch, &heard, hearing->ns_now, events);
  assert_true (n <= CB_TRANSFER_WATCH_MAX_EVENTS);
  for (size_t i = 0; i < n; i++)
    keep (hearing, &events[i]);
}

static inline void
play (Hearing *hearing, const Capture *capture) {
  for (size_t i = 0; i < capture->n_frames; i++)
    hear (hearing, &capture->frames[i]);
}

static inline void
assert_told (const Hearing *hearing, size_t at, CbBootEventKind kind, uint64_t n_bytes, uint64_t n_total) {
  assert_true (at < hearing->n_told);
  assert_int_equal (hearing->told[at].event.kind, kind);
  assert_int_equal (hearing->told[at].event.transfer.n_bytes, n_bytes);
  assert_int_equal (hearing->told[at].event.transfer.n_total, n_total);
}

static inline const CbBootTransfer *
last (const Hearing *hearing, CbBootEventKind kind) {
  assert_true (hearing->n_told > 0);
  assert_int_equal (hearing->told[hearing->n_told - 1].event.kind, kind);
  return &hearing->told[hearing->n_told - 1].event.transfer;
}

static inline size_t
count (const Hearing *hearing, CbBootEventKind kind) {
  size_t n = 0;

  for (size_t i = 0; i < hearing->n_told; i++)
    n += hearing->told[i].event.kind == kind;
  return n;
}

/* Just this one transfer, asked once, and whole. */
static inline void
assert_one_sent (const Hearing *hearing, uint64_t n_bytes) {
  assert_int_equal (count (hearing, CB_BOOT_ASKED), 1);
  assert_int_equal (last (hearing, CB_BOOT_SENT)->n_bytes, n_bytes);
  assert_int_equal (hearing->told[0].event.kind, CB_BOOT_ASKED);
  for (size_t i = 1; i + 1 < hearing->n_told; i++)
    assert_int_equal (hearing->told[i].event.kind, CB_BOOT_PROGRESS);
}
