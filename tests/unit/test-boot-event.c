/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>
#include <stdbool.h>

#include "wire/boot-event.h"

#define MAC { 0xdc, 0xa6, 0x32, 1, 2, 3 }

static const uint8_t hostile_name[] = { '.', '.', '/', 0xff, 0xfe, '\n', 0x1b };

/* One of each layout, and its record as it stands in the pipe. */
static const struct {
  CbBootEvent event;
  size_t n_record;
  uint8_t record[64];
} samples[] = {
  { { CB_BOOT_READY }, 4, { 0, 1, 0, 0 } },
  { { CB_BOOT_PROBE_DUE }, 4, { 0, 2, 0, 0 } },
  { { CB_BOOT_FOREIGN_SERVER, .foreign = { 0x0a000001, 0x0a000064, 0, MAC } },
    22,
    { 0, 3, 0, 18, 10, 0, 0, 1, 10, 0, 0, 100, 0, 0, 0, 0, 0xdc, 0xa6, 0x32, 1, 2, 3 } },
  { { CB_BOOT_STRANGER, .stranger = { MAC, { (const uint8_t *) "MSFT", 4 } } },
    14,
    { 0, 4, 0, 10, 0xdc, 0xa6, 0x32, 1, 2, 3, 'M', 'S', 'F', 'T' } },
  { { CB_BOOT_STRANGER, .stranger = { MAC, { NULL, 0 } } },
    10,
    { 0, 4, 0, 6, 0xdc, 0xa6, 0x32, 1, 2, 3 } },
  { { CB_BOOT_BOARD_SEEN, .board = { MAC, 0x91cdf03d, 0x00d03114 } },
    18,
    { 0, 5, 0, 14, 0xdc, 0xa6, 0x32, 1, 2, 3, 0x91, 0xcd, 0xf0, 0x3d, 0, 0xd0, 0x31, 0x14 } },
  { { CB_BOOT_REQUEST_UNANSWERED, .unanswered = { MAC, 0x0a2a0005, 2001 } },
    18,
    { 0, 7, 0, 14, 0xdc, 0xa6, 0x32, 1, 2, 3, 10, 42, 0, 5, 0, 0, 0x07, 0xd1 } },
  { { CB_BOOT_ADDRESSED, .addressed = { MAC, 0x0a2a0005 } },
    14,
    { 0, 8, 0, 10, 0xdc, 0xa6, 0x32, 1, 2, 3, 10, 42, 0, 5 } },
  { { CB_BOOT_PROGRESS,
      .transfer = { 0x0a2a0005, 49152, 7, 0x123456789a, CB_BOOT_TOTAL_UNKNOWN, 0x0102,
                    { hostile_name, sizeof hostile_name } } },
    39,
    { 0, 11, 0, 35, 10, 42, 0, 5, 0xc0, 0, 0, 0, 0, 7, 0, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a,
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, '.', '.', '/', 0xff, 0xfe, '\n', 0x1b } },
  { { CB_BOOT_NEIGHBOUR_DUE, .addressed = { MAC, 0x0a2a0005 } },
    14,
    { 0, 18, 0, 10, 0xdc, 0xa6, 0x32, 1, 2, 3, 10, 42, 0, 5 } },
  { { CB_BOOT_ANSWERED, .unanswered = { MAC, 0x0a2a0005, 0 } },
    18,
    { 0, 19, 0, 14, 0xdc, 0xa6, 0x32, 1, 2, 3, 10, 42, 0, 5, 0, 0, 0, 0 } },
};

static const CbStoryEvent story_sample = {
  .what = CB_STORY_KERNEL, .stage = CB_STORY_STAGE_SYSTEM, .role = 1, .file_kind = 14, .board = 9, .mac = MAC,
  .boot = 3, .serial = 0x91cdf03d, .revision = 0x00d03114, .address = 0x0a2a0005, .ms = 4200, .ms_taken = 1900,
  .transfer = 7, .n_bytes = 25000000, .n_total = 25000000, .hash = { 1, 2, 3 },
  .release = { (const uint8_t *) "6.18.0-rc3", 10 }, .build = { (const uint8_t *) "#1 SMP", 6 },
  .name = { hostile_name, sizeof hostile_name },
};

static bool
is_transfer (int kind) {
  return kind >= CB_BOOT_ASKED && kind <= CB_BOOT_TIMED_OUT;
}

static void
test_writes_the_record (void **state) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    uint8_t room[64];
    CbWriter writer = cb_writer_new (room, sizeof room);

    assert_int_equal (cb_boot_event_encode (&samples[i].event, &writer), 0);
    assert_int_equal (writer.n_bytes, samples[i].n_record);
    assert_memory_equal (room, samples[i].record, samples[i].n_record);
  }
}

/* Every kind there is, read back and written once more, comes out as it was. */
static void
test_reads_back_each_kind (void **state) {
  for (unsigned kind = 1; kind < CB_BOOT_N_; kind++) {
    CbBootEvent event = { .kind = (CbBootEventKind) kind }, again;
    uint8_t first[CB_MAX_EVENT_BYTES], second[CB_MAX_EVENT_BYTES];
    CbWriter writer = cb_writer_new (first, sizeof first);
    CbReader reader;

    if (kind == CB_BOOT_STORY)
      event.story = story_sample;
    else if (is_transfer (kind))
      event.transfer = samples[8].event.transfer;
    else if (kind > CB_BOOT_PROBE_DUE && kind != CB_BOOT_STRANGER)
      memset (&event.foreign, 0x5a, 14);
    assert_int_equal (cb_boot_event_encode (&event, &writer), 0);
    reader = cb_reader_new (first, writer.n_bytes);
    assert_int_equal (cb_boot_event_decode (&reader, &again), 0);
    assert_int_equal (again.kind, kind);
    assert_int_equal (reader.n_left, 0);
    writer = cb_writer_new (second, sizeof second);
    assert_int_equal (cb_boot_event_encode (&again, &writer), 0);
    assert_memory_equal (first, second, writer.n_bytes);
  }
}

static int
write_and_read (const CbStoryEvent *story, CbStoryEvent *ret_story) {
  static uint8_t record[CB_MAX_EVENT_BYTES];
  CbBootEvent event = { .kind = CB_BOOT_STORY, .story = *story };
  CbWriter writer = cb_writer_new (record, sizeof record);
  CbReader reader;
  int status = cb_boot_event_encode (&event, &writer);

  if (status < 0)
    return status;
  reader = cb_reader_new (record, writer.n_bytes);
  status = cb_boot_event_decode (&reader, &event);
  *ret_story = event.story;
  return status;
}

static void
test_reads_a_story (void **state) {
  CbStoryEvent story;

  assert_int_equal (write_and_read (&story_sample, &story), 0);
  assert_int_equal (story.what, CB_STORY_KERNEL);
  assert_int_equal (story.file_kind, 14);
  assert_int_equal (story.serial, 0x91cdf03d);
  assert_int_equal (story.n_total, 25000000);
  assert_memory_equal (story.hash, story_sample.hash, CB_STORY_HASH_BYTES);
  assert_int_equal (story.release.n_bytes, 10);
  assert_memory_equal (story.release.bytes, "6.18.0-rc3", 10);
  assert_memory_equal (story.build.bytes, "#1 SMP", 6);
  assert_int_equal (story.name.n_bytes, sizeof hostile_name);
}

/* The longest of everything fits into a record; one byte more, or a number beyond its enum, does not. */
static void
test_bounds_a_story (void **state) {
  static const uint8_t bytes[CB_MAX_EVENT_NAME_BYTES + 1];
  CbStoryEvent story = {
    .release = { bytes, CB_MAX_KERNEL_WORD_BYTES }, .name = { bytes, CB_MAX_EVENT_NAME_BYTES },
  };
  CbStoryEvent longest, read;

  story.build = story.release;
  longest = story;
  assert_int_equal (write_and_read (&longest, &read), 0);
  assert_int_equal (read.name.n_bytes, CB_MAX_EVENT_NAME_BYTES);
  story.name.n_bytes++;
  assert_int_equal (write_and_read (&story, &read), -EMSGSIZE);
  story = longest;
  story.build.n_bytes++;
  assert_int_equal (write_and_read (&story, &read), -EMSGSIZE);
  story = longest;
  story.cause = CB_STORY_CAUSE_N_;
  assert_int_equal (write_and_read (&story, &read), -EMSGSIZE);
}

static void
test_reads_typed_fields (void **state) {
  CbReader reader = cb_reader_new (samples[8].record, samples[8].n_record);
  CbBootEvent event;

  assert_int_equal (cb_boot_event_decode (&reader, &event), 0);
  assert_int_equal (event.kind, CB_BOOT_PROGRESS);
  assert_int_equal (event.transfer.address, 0x0a2a0005);
  assert_int_equal (event.transfer.port, 49152);
  assert_int_equal (event.transfer.id, 7);
  assert_int_equal (event.transfer.n_bytes, 0x123456789a);
  assert_true (event.transfer.n_total == CB_BOOT_TOTAL_UNKNOWN);
  assert_int_equal (event.transfer.code, 0x0102);
  assert_int_equal (event.transfer.name.n_bytes, sizeof hostile_name);
  assert_memory_equal (event.transfer.name.bytes, hostile_name, sizeof hostile_name);
}

/* A record cut anywhere isn't there yet, and nothing is taken or written. */
static void
test_each_truncation_waits (void **state) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    for (size_t n = 0; n < samples[i].n_record; n++) {
      CbReader reader = cb_reader_new (samples[i].record, n);
      CbBootEvent event = { .kind = CB_BOOT_N_ };

      assert_int_equal (cb_boot_event_decode (&reader, &event), CB_BOOT_EVENT_MORE);
      assert_int_equal (event.kind, CB_BOOT_N_);
      assert_int_equal (reader.n_left, n);
      assert_false (reader.failed);
    }
}

/* The same record with a length that is less or more than its kind has. */
static void
test_wrong_lengths_are_malformed (void **state) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    bool open_end = samples[i].event.kind == CB_BOOT_STRANGER || is_transfer (samples[i].event.kind);
    size_t n_fixed = samples[i].event.kind == CB_BOOT_STRANGER ? 6 : 28;
    uint8_t record[80] = { 0 };

    for (size_t n = 0; n < sizeof record - 4; n++) {
      CbReader reader = cb_reader_new (record, sizeof record);
      bool fits = open_end ? n >= n_fixed : n == samples[i].n_record - 4;
      CbBootEvent event;

      if (samples[i].event.kind == CB_BOOT_STRANGER && n > n_fixed + CB_MAX_EVENT_CLASS_BYTES)
        fits = false;
      memcpy (record, samples[i].record, samples[i].n_record);
      record[3] = (uint8_t) n;
      assert_int_equal (cb_boot_event_decode (&reader, &event), fits ? 0 : -EBADMSG);
    }
  }
}

static void
test_limits_of_writing (void **state) {
  static const uint8_t longest[CB_MAX_EVENT_NAME_BYTES + 1];
  CbBootEvent event = { CB_BOOT_ASKED, .transfer.name = { longest, sizeof longest } };
  uint8_t room[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (room, sizeof room);

  assert_int_equal (cb_boot_event_encode (&event, &writer), -EMSGSIZE);
  assert_int_equal (writer.n_bytes, 0);
  event.transfer.name.n_bytes--;
  assert_int_equal (cb_boot_event_encode (&event, &writer), 0);
  writer = cb_writer_new (room, 31 + CB_MAX_EVENT_NAME_BYTES);
  assert_int_equal (cb_boot_event_encode (&event, &writer), -EMSGSIZE);
  assert_int_equal (writer.n_bytes, 0);
}

static void
feed (CbBootEventReader *reader, const uint8_t *bytes, size_t n) {
  size_t n_room;
  uint8_t *room = cb_boot_event_reader_room (reader, &n_room);

  assert_true (n <= n_room);
  memcpy (room, bytes, n);
  cb_boot_event_reader_filled (reader, n);
}

/* All samples and an unknown kind in a row, in chunks of each size. */
static void
test_reader_makes_records_of_chunks (void **state) {
  static const uint8_t unknown[] = { 0x7f, 0xff, 0, 3, 1, 2, 3 };
  uint8_t stream[512];
  CbWriter writer = cb_writer_new (stream, sizeof stream);

  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    cb_writer_bytes (&writer, samples[i].record, samples[i].n_record);
    cb_writer_bytes (&writer, unknown, sizeof unknown);
  }
  for (size_t n_chunk = 1; n_chunk <= writer.n_bytes; n_chunk++) {
    CbBootEventReader reader = { 0 };
    size_t n_events = 0;

    for (size_t at = 0; at < writer.n_bytes; at += n_chunk) {
      CbBootEvent event;

      feed (&reader, stream + at, n_chunk < writer.n_bytes - at ? n_chunk : writer.n_bytes - at);
      while (cb_boot_event_reader_next (&reader, &event) == 0)
        assert_int_equal (event.kind, samples[n_events++].event.kind);
    }
    assert_int_equal (n_events, sizeof samples / sizeof *samples);
  }
}

/* The longest records there are never leave the reader without room. */
static void
test_reader_always_has_room (void **state) {
  static const uint8_t name[CB_MAX_EVENT_NAME_BYTES];
  const CbBootEvent event = { CB_BOOT_SENT, .transfer.name = { name, sizeof name } };
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);
  CbBootEventReader reader = { 0 };
  CbBootEvent got;
  size_t n_events = 0;

  assert_int_equal (cb_boot_event_encode (&event, &writer), 0);
  for (size_t i = 0; i < 50 * writer.n_bytes; i++) {
    feed (&reader, record + i % writer.n_bytes, 1);
    while (cb_boot_event_reader_next (&reader, &got) == 0)
      n_events++;
  }
  assert_int_equal (n_events, 50);
}

static void
test_reader_stays_failed (void **state) {
  static const uint8_t too_long[] = { 0, 1, 0xff, 0xff }, wrong[] = { 0, 1, 0, 1, 9 };
  CbBootEventReader reader = { 0 };
  CbBootEvent event;

  feed (&reader, too_long, sizeof too_long);
  assert_int_equal (cb_boot_event_reader_next (&reader, &event), -EBADMSG);
  feed (&reader, samples[0].record, samples[0].n_record);
  assert_int_equal (cb_boot_event_reader_next (&reader, &event), -EBADMSG);
  reader = (CbBootEventReader){ 0 };
  feed (&reader, wrong, sizeof wrong);
  feed (&reader, samples[0].record, samples[0].n_record);
  assert_int_equal (cb_boot_event_reader_next (&reader, &event), -EBADMSG);
  assert_int_equal (cb_boot_event_reader_next (&reader, &event), -EBADMSG);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_writes_the_record),
    cmocka_unit_test (test_reads_back_each_kind),
    cmocka_unit_test (test_reads_typed_fields),
    cmocka_unit_test (test_reads_a_story),
    cmocka_unit_test (test_bounds_a_story),
    cmocka_unit_test (test_each_truncation_waits),
    cmocka_unit_test (test_wrong_lengths_are_malformed),
    cmocka_unit_test (test_limits_of_writing),
    cmocka_unit_test (test_reader_makes_records_of_chunks),
    cmocka_unit_test (test_reader_always_has_room),
    cmocka_unit_test (test_reader_stays_failed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
