/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/board.h"
#include "boot/boot-plan.h"
#include "boot/story-report.h"
#include "host/dict.h"
#include "wire/boot-event.h"

#define MAC { 0xdc, 0xa6, 0x32, 1, 2, 3 }
#define BYTES(text) { (const guint8 *) (text), sizeof (text) - 1 }

static const CbStoryPlace place = {
  .uuid = "u", .interface = "eth0", .time = 1700000000123, .number = 7, .same_kernel = -1,
};

static GVariant *
report (const CbStoryEvent *event, const CbStoryPlace *where) {
  return g_variant_ref_sink (cb_story_report (event, where));
}

static guint8
place_of_board (const char *model) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++)
    if (strcmp (boards[i].model, model) == 0)
      return (guint8) (i + 1);
  fail_msg ("no board %s", model);
  return 0;
}

static void
test_tells_all_there_is (void **state) {
  const CbStoryEvent event = {
    .what = CB_STORY_FILE, .stage = CB_STORY_STAGE_SYSTEM, .outcome = CB_STORY_OUTCOME_ABORTED,
    .cause = CB_STORY_CAUSE_UNPLUGGED, .role = CB_ROLE_REQUIRED + 1, .file_kind = CB_FILE_KERNEL + 1,
    .board = place_of_board ("4b"), .mac = MAC, .code = 8, .boot = 3, .serial = 0x91cdf03d,
    .address = 0x0a2a0005, .ms = 4200, .ms_taken = 1900, .transfer = 9, .n_bytes = 1000, .n_total = 25000000,
    .name = BYTES ("a\xff\n"),
  };
  g_autoptr (GVariant) dict = report (&event, &place);
  g_autofree char *text = g_variant_print (dict, TRUE);

  assert_string_equal (
      text,
      "{'kind': <'file'>, 'uuid': <'u'>, 'interface': <'eth0'>, 'time': <int64 1700000000123>, "
      "'boot': <uint32 7>, 'ms': <uint32 4200>, 'mac': <'dc:a6:32:01:02:03'>, 'serial': <'91cdf03d'>, "
      "'model': <'4b'>, 'board': <'Raspberry Pi 4B'>, 'address': <'10.42.0.5'>, 'stage': <'system'>, "
      "'transfer': <uint32 9>, 'file': <[byte 0x61, 0xff, 0x0a]>, 'role': <'required'>, "
      "'file_kind': <'kernel'>, 'bytes': <uint64 1000>, 'total': <uint64 25000000>, 'outcome': <'aborted'>, "
      "'took_ms': <uint32 1900>, 'code': <uint32 8>, 'cause': <'unplugged'>}");
}

static void
test_leaves_out_what_is_not_known (void **state) {
  const CbStoryEvent event = { .what = CB_STORY_STAGE };
  g_autoptr (GVariant) dict = report (&event, &(CbStoryPlace){ .time = 5, .same_kernel = -1 });
  g_autofree char *text = g_variant_print (dict, TRUE);

  assert_string_equal (text, "{'kind': <'stage'>, 'time': <int64 5>}");
}

static void
test_numbers_beyond_their_table_are_not_known (void **state) {
  const CbStoryEvent event = { .what = CB_STORY_ASKED, .role = 255, .file_kind = 255, .board = 255,
                               .name = BYTES ("x") };
  g_autoptr (GVariant) dict = report (&event, &place);
  static const char *const absent[] = { "role", "file_kind", "board", "model" };

  for (gsize i = 0; i < G_N_ELEMENTS (absent); i++)
    assert_null (cb_dict_text (dict, absent[i]));
}

static void
test_each_number_of_the_tables_has_a_word (void **state) {
  gsize n_boards;

  cb_boards (&n_boards);
  for (guint i = 1; i < 256; i++) {
    const CbStoryEvent event = { .what = CB_STORY_ASKED, .role = (guint8) i, .file_kind = (guint8) i,
                                 .board = (guint8) i };
    g_autoptr (GVariant) dict = report (&event, &place);

    assert_int_equal (cb_dict_text (dict, "role") != NULL, i <= CB_ROLE_HIJACK + 1);
    assert_int_equal (cb_dict_text (dict, "file_kind") != NULL, i <= CB_FILE_N_);
    assert_int_equal (cb_dict_text (dict, "board") != NULL, i <= n_boards);
  }
}

static void
test_sizes (void **state) {
  static const struct {
    CbStoryEvent event;
    gboolean has_bytes, has_total;
  } rows[] = {
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_SENT }, TRUE, TRUE }, /* an empty file */
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_ABSENT }, FALSE, FALSE },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_MISSING, .n_total = CB_BOOT_TOTAL_UNKNOWN },
      FALSE, FALSE },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_PROBED, .n_total = 5 }, TRUE, TRUE },
    { { .what = CB_STORY_PROGRESS, .n_bytes = 5, .n_total = CB_BOOT_TOTAL_UNKNOWN }, TRUE, FALSE },
    { { .what = CB_STORY_STALLED, .name = BYTES ("x") }, FALSE, FALSE },
    { { .what = CB_STORY_STALLED, .name = BYTES ("x"), .n_bytes = 1, .n_total = 2 }, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GVariant) dict = report (&rows[i].event, &place);
    g_autoptr (GVariant) bytes = g_variant_lookup_value (dict, "bytes", G_VARIANT_TYPE_UINT64);
    g_autoptr (GVariant) total = g_variant_lookup_value (dict, "total", G_VARIANT_TYPE_UINT64);

    assert_int_equal (bytes != NULL, rows[i].has_bytes);
    assert_int_equal (total != NULL, rows[i].has_total);
  }
}

static void
test_the_kernel (void **state) {
  CbStoryEvent event = { .what = CB_STORY_KERNEL, .hash = { 0x01, 0xab }, .release = BYTES ("6.18\x1b[31m"),
                         .build = BYTES ("#1 SMP") };
  CbStoryPlace again = place;
  g_autoptr (GVariant) dict = NULL;

  again.same_kernel = FALSE;
  dict = report (&event, &again);
  assert_string_equal (cb_dict_text (dict, "hash"),
                       "01ab000000000000000000000000000000000000000000000000000000000000");
  assert_string_equal (cb_dict_text (dict, "release"), "6.18\\x1b[31m");
  assert_string_equal (cb_dict_text (dict, "build"), "#1 SMP");
  assert_true (cb_dict_has_flag (dict, "same_kernel"));
  assert_false (cb_dict_flag (dict, "same_kernel"));
  assert_false (cb_dict_has_flag (dict, "first_time"));
}

static void
test_the_signal (void **state) {
  static const struct {
    CbStoryEvent event;
    const char *signal;
  } rows[] = {
    { { .what = CB_STORY_BOARD }, "BoardSeen" },
    { { .what = CB_STORY_ASKED }, "FileAsked" },
    { { .what = CB_STORY_PROGRESS }, "FileProgress" },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_SENT }, "FileSent" },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_PROBED }, "FileSent" },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_ABSENT }, "FileMissing" },
    { { .what = CB_STORY_FILE, .outcome = CB_STORY_OUTCOME_TIMED_OUT }, "FileMissing" },
    { { .what = CB_STORY_KERNEL }, "KernelFetched" },
    { { .what = CB_STORY_LINUX }, "LinuxUp" },
    { { .what = CB_STORY_STALLED }, "BootStalled" },
    { { .what = CB_STORY_SILENT }, "BootStalled" },
    { { .what = CB_STORY_RESUMED }, "BootChanged" },
    { { .what = CB_STORY_ENDED }, "BootChanged" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_string_equal (cb_story_signal (&rows[i].event), rows[i].signal);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_tells_all_there_is),
    cmocka_unit_test (test_leaves_out_what_is_not_known),
    cmocka_unit_test (test_numbers_beyond_their_table_are_not_known),
    cmocka_unit_test (test_each_number_of_the_tables_has_a_word),
    cmocka_unit_test (test_sizes),
    cmocka_unit_test (test_the_kernel),
    cmocka_unit_test (test_the_signal),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
