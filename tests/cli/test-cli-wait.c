/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What monitor and wait make of events in a row: which count, whose they are, and how it ends. */

#include "parsed.h"

#include <string.h>

#include "board-filter.h"
#include "boot/story-words.h"
#include "event-list.h"
#include "host/dict.h"
#include "wait-judge.h"

#define NOW 1000000

#define KERNEL_HASH "aa"
#define MAC_A       "'mac': <'dc:a6:32:00:00:0a'>"
#define MAC_B       "'mac': <'dc:a6:32:00:00:0b'>"

/* Events of a boot. */
#define BOARD(boot, mac) "{'kind': <'board'>, 'boot': <uint32 " #boot ">, " mac "}"
#define KERNEL(boot)     "{'kind': <'kernel'>, 'boot': <uint32 " #boot ">, " MAC_A ", 'hash': <'AA'>}"
#define OTHER(boot)      "{'kind': <'kernel'>, 'boot': <uint32 " #boot ">, " MAC_A ", 'hash': <'bb'>}"
#define NO_HASH(boot)    "{'kind': <'kernel'>, 'boot': <uint32 " #boot ">, " MAC_A "}"
#define LINUX(boot)      "{'kind': <'linux'>, 'boot': <uint32 " #boot ">, " MAC_A "}"
#define RESUMED(boot)    "{'kind': <'resumed'>, 'boot': <uint32 " #boot ">, " MAC_A "}"
#define STALLED(boot, cause)                                                                                  \
  "{'kind': <'stalled'>, 'boot': <uint32 " #boot ">, " MAC_A ", 'cause': <'" cause "'>}"
#define ENDED(boot, cause)                                                                                    \
  "{'kind': <'ended'>, 'boot': <uint32 " #boot ">, " MAC_A ", 'cause': <'" cause "'>}"
#define UNPLUGGED "{'kind': <'unplugged'>}"
#define SILENT    "{'kind': <'silent'>, 'cause': <'no-request'>}"
#define MISSING   "file-missing"

#define MAX_EVENTS 8

typedef struct {
  const char *name;
  CbWaitGoal goal;
  const char *hash;
  const char *events[MAX_EVENTS]; /* of the time of the call and after it */
  CbWaitVerdict verdict;          /* after the last one */
  CbWaitVerdict at_limit;
} Sequence;

#define K CB_WAIT_FOR_KERNEL
#define L CB_WAIT_FOR_LINUX
#define O CB_WAIT_OPEN
#define D CB_WAIT_DONE
#define F CB_WAIT_FAILED
#define X CB_WAIT_OTHER_KERNEL
#define U CB_WAIT_KERNEL_UNKNOWN
#define H KERNEL_HASH

static const Sequence sequences[] = {
  { "nothing", K, NULL, { 0 }, O, O },
  { "a kernel", K, NULL, { BOARD (1, MAC_A), KERNEL (1) }, D, D },
  { "a kernel is no system", L, NULL, { BOARD (1, MAC_A), KERNEL (1) }, O, O },
  { "a system", L, NULL, { KERNEL (1), LINUX (1) }, D, D },
  { "a system is no kernel", K, NULL, { LINUX (1) }, O, O },
  { "the image", K, H, { KERNEL (1) }, D, D },
  { "another one", K, H, { OTHER (1) }, X, X },
  { "nobody knows which", K, H, { NO_HASH (1) }, U, U },
  { "another one, whose system is awaited", L, H, { OTHER (1) }, X, X },
  { "the system of the image", L, H, { KERNEL (1), LINUX (1) }, D, D },
  { "the system of an unseen kernel", L, H, { LINUX (1) }, U, U },
  { "another one, then the image", K, H, { OTHER (1), BOARD (2, MAC_A), KERNEL (2) }, D, D },
  { "another one, then the next boot", K, H, { OTHER (1), BOARD (2, MAC_A) }, O, O },
  { "another one, and more of that boot", K, H, { OTHER (1), BOARD (1, MAC_A), RESUMED (1) }, X, X },
  { "another one, then the image's system", L, H,
    { OTHER (1), BOARD (2, MAC_A), KERNEL (2), LINUX (2) }, D, D },
  { "missing", K, NULL, { STALLED (1, MISSING) }, F, F },
  { "missing at the end", K, NULL, { ENDED (1, MISSING) }, F, F },
  { "missing, and it goes on", K, NULL, { STALLED (1, MISSING), RESUMED (1) }, O, O },
  { "missing, and another board begins", K, NULL, { STALLED (1, MISSING), BOARD (2, MAC_B) }, F, F },
  { "missing, and more is known of it", K, NULL, { STALLED (1, MISSING), BOARD (1, MAC_A) }, F, F },
  { "missing, then another boot", K, NULL,
    { STALLED (1, MISSING), ENDED (1, MISSING), BOARD (2, MAC_A) }, O, O },
  { "missing, then the kernel", K, NULL, { STALLED (1, MISSING), KERNEL (1) }, D, D },
  { "done stays done", K, NULL, { KERNEL (1), BOARD (2, MAC_A), STALLED (2, MISSING) }, D, D },
  { "a pulled cable", K, NULL,
    { BOARD (1, MAC_A), STALLED (1, "power-or-cable"), ENDED (1, "unplugged"), UNPLUGGED }, O, O },
  { "a cable that comes back", K, NULL,
    { ENDED (1, "unplugged"), UNPLUGGED, BOARD (2, MAC_A), KERNEL (2) }, D, D },
  { "nobody asks", K, NULL, { SILENT }, O, O },
  { "may go away", K, NULL, { STALLED (1, "firewall") }, O, F },
  { "went away", K, NULL, { STALLED (1, "firewall"), RESUMED (1) }, O, O },
  { "a silent kernel", L, NULL, { KERNEL (1), STALLED (1, "silent-kernel") }, O, F },
  { "a kernel that spoke late", L, NULL, { KERNEL (1), STALLED (1, "silent-kernel"), LINUX (1) }, D, D },
  { "a silent kernel, reset", L, NULL, { KERNEL (1), STALLED (1, "silent-kernel"), BOARD (2, MAC_A) }, O, O },
  { "a silent kernel, unplugged", L, NULL,
    { KERNEL (1), STALLED (1, "silent-kernel"), ENDED (1, "silent-kernel"), UNPLUGGED }, O, O },
  { "no cause", K, NULL, { "{'kind': <'stalled'>, 'boot': <uint32 1>}" }, O, O },
  { "a word of a later daemon", K, NULL,
    { STALLED (1, "gremlins"), "{'kind': <'dance'>}", "@a{sv} {}" }, O, O },
};

static void
assert_verdict (const Sequence *sequence, CbWaitVerdict got, CbWaitVerdict expected, GVariant *event) {
  if (got != expected)
    fail_msg ("'%s' gives %d, not %d", sequence->name, got, expected);
  assert_true (got == CB_WAIT_OPEN || event);
}

static void
test_sequences (void **state) {
  for (guint i = 0; i < G_N_ELEMENTS (sequences); i++) {
    const Sequence *sequence = &sequences[i];
    const CbWaitWish wish = { sequence->goal, sequence->hash, NOW };
    g_autoptr (CbWaitJudge) judge = cb_wait_judge_new (&wish);
    GVariant *event = NULL;
    CbWaitVerdict verdict;

    for (guint j = 0; j < MAX_EVENTS && sequence->events[j]; j++) {
      g_autoptr (GVariant) heard = parsed (sequence->events[j]);

      cb_wait_judge_event (judge, heard, FALSE);
    }
    verdict = cb_wait_judge_verdict (judge, &event);
    assert_verdict (sequence, verdict, sequence->verdict, event);
    verdict = cb_wait_judge_last_verdict (judge, &event);
    assert_verdict (sequence, verdict, sequence->at_limit, event);
  }
}

/* What happened before the call counts from ms_from on; the kernel of a system that speaks later is known all
 * the same. */
static void
test_before (void **state) {
  static const struct {
    gint64 ms; /* of the kernel, which comes before the call */
    gint64 ms_from;
    CbWaitVerdict verdict;
  } table[] = {
    { NOW - 1, NOW, O }, { NOW, NOW, D }, { NOW - 5000, NOW - 5000, D }, { NOW - 5001, NOW - 5000, O },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    const CbWaitWish wish = { K, NULL, table[i].ms_from };
    g_autoptr (CbWaitJudge) judge = cb_wait_judge_new (&wish);
    g_autofree char *text = g_strdup_printf ("{'kind': <'kernel'>, 'boot': <uint32 1>, 'time': <int64 %"
                                             G_GINT64_FORMAT ">}", table[i].ms);
    g_autoptr (GVariant) kernel = parsed (text);
    GVariant *event;

    cb_wait_judge_event (judge, kernel, TRUE);
    assert_int_equal (cb_wait_judge_verdict (judge, &event), table[i].verdict);
  }
}

static void
test_last_boot_before (void **state) {
  static const char *const events[] = {
    KERNEL (1), BOARD (2, MAC_B), BOARD (1, MAC_A), BOARD (3, MAC_A), LINUX (3),
  };
  static const CbWaitVerdict verdicts[] = { D, D, D, O, O };
  const CbWaitWish wish = { K, NULL, G_MININT64 };
  g_autoptr (CbWaitJudge) judge = cb_wait_judge_new (&wish);

  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    g_autoptr (GVariant) heard = parsed (events[i]);
    GVariant *event;

    cb_wait_judge_event (judge, heard, TRUE);
    assert_int_equal (cb_wait_judge_verdict (judge, &event), verdicts[i]);
  }
}

static void
test_kernel_before_and_linux_after (void **state) {
  const CbWaitWish wish = { L, H, NOW };
  g_autoptr (CbWaitJudge) judge = cb_wait_judge_new (&wish);
  g_autoptr (GVariant) kernel = parsed (KERNEL (1));
  g_autoptr (GVariant) failure = parsed (STALLED (1, MISSING));
  g_autoptr (GVariant) spoke = parsed (LINUX (1));
  GVariant *event;

  cb_wait_judge_event (judge, kernel, TRUE);
  cb_wait_judge_event (judge, failure, TRUE);
  assert_int_equal (cb_wait_judge_verdict (judge, &event), O);
  cb_wait_judge_event (judge, spoke, FALSE);
  assert_int_equal (cb_wait_judge_verdict (judge, &event), D);
}

static void
test_every_cause_is_classed (void **state) {
  guint n_never = 0;

  for (int cause = 0; cause < CB_STORY_CAUSE_N_; cause++) {
    assert_int_equal (cb_story_cause_from_code (cb_story_cause_to_code ((guint) cause)), cause);
    n_never += cb_wait_judge_cause ((CbStoryCause) cause) == CB_FAILURE_NEVER;
  }
  assert_int_equal (n_never, 4);
  assert_int_equal (cb_wait_judge_cause (CB_STORY_CAUSE_UNPLUGGED), CB_FAILURE_NEVER);
  assert_int_equal (cb_wait_judge_cause (CB_STORY_CAUSE_POWER_OR_CABLE), CB_FAILURE_NEVER);
  assert_int_equal (cb_wait_judge_cause (CB_STORY_CAUSE_N_), CB_FAILURE_NEVER);
}

static void
collect (GVariant *event, gpointer data) {
  g_string_append_printf (data, "%s ", cb_dict_text (event, "kind"));
}

static void
assert_passed (const char *serial, const char *const *events, const char *expected) {
  g_autoptr (GString) passed = g_string_new (NULL);
  g_autoptr (CbBoardFilter) filter = cb_board_filter_new (serial, collect, passed);

  for (guint i = 0; events[i]; i++) {
    g_autoptr (GVariant) event = parsed (events[i]);

    cb_board_filter_event (filter, event);
  }
  assert_string_equal (passed->str, expected);
}

#define OF(kind, boot)             "{'kind': <'" kind "'>, 'boot': <uint32 " #boot ">}"
#define OF_BOARD(kind, boot, text) "{'kind': <'" kind "'>, 'boot': <uint32 " #boot ">, 'serial': <'" text "'>}"

static void
test_board_filter (void **state) {
  static const char *const events[] = {
    OF ("a", 1), OF ("x", 2), OF ("b", 1), "{'kind': <'cable'>}", OF_BOARD ("c", 1, "91CDF03D"), OF ("d", 1),
    OF_BOARD ("y", 2, "00000001"), OF ("z", 2), OF ("e", 1), NULL,
  };

  assert_passed ("91cdf03d", events, "cable a b c d e ");
  assert_passed ("00000001", events, "cable x y z ");
  assert_passed ("00000002", events, "cable ");
  assert_passed (NULL, events, "a x b cable c d y z e ");
}

static void
test_board_filter_is_bounded (void **state) {
  g_autoptr (GString) passed = g_string_new (NULL);
  g_autoptr (CbBoardFilter) filter = cb_board_filter_new ("91cdf03d", collect, passed);
  g_autoptr (GVariant) own = parsed (OF_BOARD ("own", 7, "91cdf03d"));
  g_autoptr (GVariant) unknown = parsed (OF ("u", 7));

  for (guint i = 0; i < 5000; i++)
    cb_board_filter_event (filter, unknown);
  assert_int_equal (passed->len, 0);
  cb_board_filter_event (filter, own);
  assert_true (g_str_has_suffix (passed->str, "u own "));
  assert_int_equal (passed->len, 400 * 2 + 4);
}

static void
assert_kinds (GVariant *events, const char *expected) {
  g_autoptr (GString) kinds = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    collect (event, kinds);
  }
  assert_string_equal (kinds->str, expected);
}

static void
test_events_after (void **state) {
  static const struct {
    const char *last;
    const char *kinds;
  } table[] = {
    { "{'kind': <'a'>, 'time': <int64 5>}", "b b c " },
    { "{'time': <int64 6>, 'kind': <'b'>, 'watched': <true>}", "c " },
    { "{'kind': <'c'>, 'time': <int64 7>}", "" },
    { "{'kind': <'gone'>, 'time': <int64 6>}", "c " },
    { "{'kind': <'gone'>, 'time': <int64 1>}", "a b b c " },
  };
  g_autoptr (GVariant) events =
      parsed ("[{'kind': <'a'>, 'time': <int64 5>}, {'kind': <'b'>, 'time': <int64 6>},"
              " {'kind': <'b'>, 'time': <int64 6>}, {'kind': <'c'>, 'time': <int64 7>}]");
  g_autoptr (GVariant) all = cb_event_list_after (events, NULL);

  assert_kinds (all, "a b b c ");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GVariant) last = parsed (table[i].last);
    g_autoptr (GVariant) after = cb_event_list_after (events, last);

    assert_kinds (after, table[i].kinds);
  }
}

static void
test_events_under_way (void **state) {
  g_autoptr (GVariant) events = parsed (
      "[{'kind': <'a1'>, 'boot': <uint32 1>}, {'kind': <'a2'>, 'boot': <uint32 2>}, {'kind': <'cable'>},"
      " {'kind': <'ended'>, 'boot': <uint32 1>}, {'kind': <'a3'>, 'boot': <uint32 3>},"
      " {'kind': <'stage'>, 'boot': <uint32 3>, 'stage': <'handed-over'>}, {'kind': <'a4'>,"
      " 'boot': <uint32 4>}, {'kind': <'linux'>, 'boot': <uint32 4>},"
      " {'kind': <'stage'>, 'boot': <uint32 2>, 'stage': <'system'>}]");
  g_autoptr (GVariant) under_way = cb_event_list_under_way (events);

  assert_kinds (under_way, "a2 stage ");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sequences),
    cmocka_unit_test (test_before),
    cmocka_unit_test (test_last_boot_before),
    cmocka_unit_test (test_kernel_before_and_linux_after),
    cmocka_unit_test (test_every_cause_is_classed),
    cmocka_unit_test (test_board_filter),
    cmocka_unit_test (test_board_filter_is_bounded),
    cmocka_unit_test (test_events_after),
    cmocka_unit_test (test_events_under_way),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
