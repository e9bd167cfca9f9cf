/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/boot-kin.h"
#include "boot/boot-record.h"
#include "host/dict.h"
#include "limit.h"

#define BEGUN 1700000000000

static const CbStoryEvent board = {
  .what = CB_STORY_BOARD, .mac = { 0xdc, 0xa6, 0x32, 1, 2, 3 }, .serial = 0x91cdf03d, .address = 0x0a2a0005,
};

static CbBootRecord *
begin (guint32 number) {
  return cb_boot_record_new (&(CbBootBegin){ .number = number, .uuid = "u", .interface = "eth0",
                                             .user = "developer", .uid = 1000, .time = BEGUN });
}

static void
take (CbBootRecord *record, CbStoryEvent event) {
  cb_boot_record_complete (record, &event);
  cb_boot_record_take (record, &event, BEGUN + event.ms);
}

static CbStoryEvent
step (CbStoryKind what, CbStoryStage stage, guint32 ms) {
  return (CbStoryEvent){ .what = (guint8) what, .stage = (guint8) stage, .ms = ms };
}

static CbStoryEvent
fetched (guint8 hash, guint32 ms) {
  CbStoryEvent event = step (CB_STORY_KERNEL, CB_STORY_STAGE_SYSTEM, ms);

  event.name = (CbBootBytes){ (const guint8 *) "kernel8.img", 11 };
  event.release = (CbBootBytes){ (const guint8 *) "6.18.0", 6 };
  event.hash[0] = hash;
  return event;
}

/* As far as the kernel. */
static CbBootRecord *
boot (guint32 number, guint8 hash) {
  CbBootRecord *record = begin (number);
  CbStoryEvent file = step (CB_STORY_FILE, CB_STORY_STAGE_FIRMWARE, 150);

  file.outcome = CB_STORY_OUTCOME_SENT;
  file.n_bytes = 1000;
  take (record, board);
  take (record, step (CB_STORY_STAGE, CB_STORY_STAGE_ADDRESS, 0));
  take (record, step (CB_STORY_STAGE, CB_STORY_STAGE_FIRMWARE, 100));
  take (record, file);
  take (record, step (CB_STORY_STAGE, CB_STORY_STAGE_SYSTEM, 300));
  take (record, fetched (hash, 2000));
  return record;
}

static GVariant *
dict_of (const CbBootRecord *record, gboolean with_events) {
  return g_variant_ref_sink (cb_boot_record_to_variant (record, with_events));
}

static void
test_sums_up (void **state) {
  g_autoptr (CbBootRecord) record = boot (3, 0xab);
  g_autoptr (GVariant) dict = dict_of (record, FALSE);
  g_autofree char *text = g_variant_print (dict, TRUE);

  assert_string_equal (
      text,
      "{'number': <uint32 3>, 'uuid': <'u'>, 'interface': <'eth0'>, 'user': <'developer'>, "
      "'uid': <uint32 1000>, 'time': <int64 1700000000000>, 'took_ms': <uint32 2000>, 'running': <true>, "
      "'mac': <'dc:a6:32:01:02:03'>, 'serial': <'91cdf03d'>, 'address': <'10.42.0.5'>, 'stage': <'system'>, "
      "'result': <'running'>, 'kernel': <[byte 0x6b, 0x65, 0x72, 0x6e, 0x65, 0x6c, 0x38, 0x2e, 0x69, 0x6d, "
      "0x67]>, 'release': <'6.18.0'>, 'hash': "
      "<'ab00000000000000000000000000000000000000000000000000000000000000'>, 'kernel_ms': <uint32 2000>, "
      "'files': <uint32 1>, 'bytes': <uint64 1000>, 'stages': <{'address': uint32 100, 'firmware': 200, "
      "'system': 1700}>}");
}

/* stage reached, stalled before, cause told -> result, cause */
static void
test_results (void **state) {
  static const struct {
    CbStoryStage stage;
    CbStoryCause stalled, cause;
    const char *result, *shown;
  } rows[] = {
    { CB_STORY_STAGE_FIRMWARE, 0, CB_STORY_CAUSE_UNPLUGGED, "failed", "unplugged" },
    { CB_STORY_STAGE_FIRMWARE, CB_STORY_CAUSE_NO_CONFIG, CB_STORY_CAUSE_UNPLUGGED, "failed", "no-config" },
    { CB_STORY_STAGE_FIRMWARE, 0, 0, "failed", NULL },
    { CB_STORY_STAGE_LOADER, 0, CB_STORY_CAUSE_UNPLUGGED, "handed-over", NULL },
    { CB_STORY_STAGE_HANDED_OVER, 0, CB_STORY_CAUSE_UNPLUGGED, "handed-over", NULL },
    { CB_STORY_STAGE_LINUX, 0, CB_STORY_CAUSE_UNPLUGGED, "linux", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CbBootRecord) record = begin (1);
    g_autoptr (GVariant) dict = NULL;
    CbStoryEvent stalled = step (CB_STORY_STALLED, rows[i].stage, 10);

    stalled.cause = (guint8) rows[i].stalled;
    take (record, step (CB_STORY_STAGE, rows[i].stage, 5));
    if (rows[i].stalled != 0)
      take (record, stalled);
    take (record, cb_boot_record_end (record, rows[i].cause, 20));
    dict = dict_of (record, FALSE);
    assert_false (cb_boot_record_is_running (record));
    assert_string_equal (cb_dict_text (dict, "result"), rows[i].result);
    assert_int_equal (g_strcmp0 (cb_dict_text (dict, "cause"), rows[i].shown), 0);
  }
}

static void
test_nothing_is_taken_after_the_end (void **state) {
  g_autoptr (CbBootRecord) record = boot (1, 1);
  g_autofree char *before = NULL, *after = NULL;

  take (record, cb_boot_record_end (record, CB_STORY_CAUSE_UNPLUGGED, 3000));
  before = cb_boot_record_to_text (record);
  take (record, step (CB_STORY_LINUX, CB_STORY_STAGE_LINUX, 9000));
  after = cb_boot_record_to_text (record);
  assert_string_equal (before, after);
}

static void
test_text_comes_back (void **state) {
  g_autoptr (CbBootRecord) record = boot (3, 0xab);
  g_autofree char *text = cb_boot_record_to_text (record);
  g_autoptr (GVariant) read = cb_boot_record_parse (text, strlen (text), NULL), whole = dict_of (record, TRUE);
  g_autoptr (GVariant) shown = NULL, events = NULL;

  assert_non_null (read);
  assert_int_equal (cb_dict_number (read, "uid"), 1000);
  assert_int_equal (cb_dict_number (read, "number"), 3);
  events = g_variant_lookup_value (read, "events", G_VARIANT_TYPE ("aa{sv}"));
  assert_int_equal (g_variant_n_children (events), 6);
  shown = g_variant_ref_sink (cb_boot_record_pick (read, 0));
  assert_int_equal (cb_dict_number (shown, "uid"), 0);
  assert_null (g_variant_lookup_value (shown, "events", NULL));
}

/* The end stands in it, however much there was before, and names are as long and as ugly as can be. */
static void
test_bounded (void **state) {
  g_autoptr (CbBootRecord) record = begin (1);
  g_autoptr (GVariant) read = NULL, events = NULL, last = NULL;
  g_autofree char *text = NULL;
  guint8 name[CB_MAX_EVENT_NAME_BYTES];
  CbStoryEvent event = step (CB_STORY_FILE, CB_STORY_STAGE_SYSTEM, 1), kernel = fetched (1, 2);

  memset (name, 0xff, sizeof name);
  event.name = kernel.name = (CbBootBytes){ name, sizeof name };
  kernel.release = kernel.build = (CbBootBytes){ name, CB_MAX_KERNEL_WORD_BYTES };
  take (record, board);
  for (guint i = 0; i < 1000; i++)
    take (record, event);
  for (guint i = 0; i < 100; i++)
    take (record, kernel);
  event.what = CB_STORY_STALLED;
  event.cause = CB_STORY_CAUSE_POWER_OR_CABLE;
  for (guint i = 0; i < 100; i++)
    take (record, event);
  take (record, cb_boot_record_end (record, CB_STORY_CAUSE_UNPLUGGED, 3));
  text = cb_boot_record_to_text (record);
  assert_true (strlen (text) <= CB_MAX_BOOT_RECORD_BYTES);
  read = cb_boot_record_parse (text, strlen (text), NULL);
  assert_non_null (read);
  events = g_variant_lookup_value (read, "events", NULL);
  last = g_variant_get_child_value (events, g_variant_n_children (events) - 1);
  assert_string_equal (cb_dict_text (last, "kind"), "ended");
}

static void
test_refuses_damage (void **state) {
  static const char *const texts[] = {
    "", "x", "{", "[]", "{}", "{'number': <uint32 1>}",
    "{'number': <1>, 'uuid': <'u'>, 'uid': <uint32 1>, 'time': <int64 1>}",
    "{'number': <uint32 1>, 'uuid': <'u'>, 'uid': <uint32 1>, 'time': <int64 1>",
    "{'number': <uint32 1>, 'uuid': <'u'>, 'uid': <uint32 1>, 'time': <int64 1>} x",
    "{'number': <uint32 1>, 'uuid': <'\xff'>, 'uid': <uint32 1>, 'time': <int64 1>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    GError *error = NULL;

    assert_null (cb_boot_record_parse (texts[i], strlen (texts[i]), &error));
    assert_error (&error, CB_ERROR_INVALID, "record");
  }
}

static void
test_takes_known_keys_of_their_type_alone (void **state) {
  static const char text[] = "{'number': <uint32 1>, 'uuid': <'u'>, 'uid': <uint32 1>, 'time': <int64 1>, "
                             "'running': <true>, 'result': <'running'>, 'files': <'many'>, 'evil': <1>}";
  g_autoptr (GVariant) read = cb_boot_record_parse (text, strlen (text), NULL), closed = NULL;

  assert_non_null (read);
  assert_int_equal (g_variant_n_children (read), 6);
  closed = g_variant_ref_sink (cb_boot_record_close (read));
  assert_false (cb_dict_flag (closed, "running"));
  assert_string_equal (cb_dict_text (closed, "result"), "failed");
}

static void
test_kin (void **state) {
  g_autoptr (GPtrArray) boots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (CbBootRecord) first = boot (1, 0xaa), second = begin (2);
  CbStoryEvent kernel = board, other = board, unknown = { 0 };

  kernel.hash[0] = 0xaa;
  assert_true (cb_boot_kin_is_first (boots, 1000, 1, &board));
  assert_int_equal (cb_boot_kin_has_same_kernel (boots, 1000, 1, &kernel), -1);
  take (second, board);
  g_ptr_array_add (boots, dict_of (first, FALSE));
  g_ptr_array_add (boots, dict_of (second, FALSE));
  assert_true (cb_boot_kin_is_first (boots, 1000, 1, &board));
  assert_false (cb_boot_kin_is_first (boots, 1000, 2, &board));
  assert_true (cb_boot_kin_is_first (boots, 1001, 2, &board)); /* somebody else's */
  assert_false (cb_boot_kin_is_first (boots, 1000, 3, &unknown));
  other.serial = 0x12345678; /* the same network chip, another board */
  assert_true (cb_boot_kin_is_first (boots, 1000, 3, &other));
  other.serial = 0;
  assert_false (cb_boot_kin_is_first (boots, 1000, 3, &other));
  /* the second had no kernel */
  assert_int_equal (cb_boot_kin_has_same_kernel (boots, 1000, 3, &kernel), TRUE);
  kernel.hash[0] = 0xbb;
  assert_int_equal (cb_boot_kin_has_same_kernel (boots, 1000, 3, &kernel), FALSE);
  kernel.hash[0] = 0;
  assert_int_equal (cb_boot_kin_has_same_kernel (boots, 1000, 3, &kernel), -1);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sums_up),
    cmocka_unit_test (test_results),
    cmocka_unit_test (test_nothing_is_taken_after_the_end),
    cmocka_unit_test (test_text_comes_back),
    cmocka_unit_test (test_bounded),
    cmocka_unit_test (test_refuses_damage),
    cmocka_unit_test (test_takes_known_keys_of_their_type_alone),
    cmocka_unit_test (test_kin),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
