/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/story-words.h"

#define ABSURD 250

static void
test_every_number_has_a_code (void **state) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 1; i < CB_STORY_N_; i++)
    assert_true (g_hash_table_add (seen, (gpointer) cb_story_kind_to_code (i)));
  g_hash_table_remove_all (seen);
  for (guint i = 0; i < CB_STORY_STAGE_N_; i++) {
    assert_true (g_hash_table_add (seen, (gpointer) cb_story_stage_to_code (i)));
    assert_int_equal (cb_story_stage_from_code (cb_story_stage_to_code (i)), i);
    assert_true (cb_story_stage_to_text (i)[0] != '\0');
  }
  g_hash_table_remove_all (seen);
  for (guint i = 0; i < CB_STORY_OUTCOME_N_; i++)
    assert_true (g_hash_table_add (seen, (gpointer) cb_story_outcome_to_code (i)));
  for (guint i = 0; i < CB_STORY_CAUSE_N_; i++)
    assert_int_equal (cb_story_cause_from_code (cb_story_cause_to_code (i)), i);
}

static void
test_every_cause_has_words (void **state) {
  assert_string_equal (cb_story_cause_to_text (CB_STORY_CAUSE_NONE), "");
  assert_string_equal (cb_story_cause_to_remedy (CB_STORY_CAUSE_NONE), "");
  for (guint i = 1; i < CB_STORY_CAUSE_N_; i++) {
    const char *text = cb_story_cause_to_text (i), *remedy = cb_story_cause_to_remedy (i);

    assert_true (text[0] != '\0' && remedy[0] != '\0');
    assert_false (g_str_has_suffix (text, ".") || g_str_has_suffix (remedy, "."));
  }
}

static void
test_absurd_values (void **state) {
  assert_string_equal (cb_story_kind_to_code (ABSURD), "board");
  assert_string_equal (cb_story_kind_to_code (0), "board");
  assert_string_equal (cb_story_stage_to_code (ABSURD), "none");
  assert_string_equal (cb_story_outcome_to_code (ABSURD), "none");
  assert_string_equal (cb_story_cause_to_code (ABSURD), "none");
  assert_string_equal (cb_story_cause_to_text (ABSURD), "");
  assert_int_equal (cb_story_stage_from_code (NULL), CB_STORY_STAGE_NONE);
  assert_int_equal (cb_story_cause_from_code (""), CB_STORY_CAUSE_NONE);
}

static void
test_build_time (void **state) {
  static const struct {
    const char *build;
    const char *time; /* in UTC; NULL: none */
  } cases[] = {
    { "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024", "2024-03-07T10:00:00Z" },
    { "#1 SMP PREEMPT Thu Mar  7 10:00:00 UTC 2024", "2024-03-07T10:00:00Z" },
    { "#42 SMP Sun Oct 5 23:59:59 CEST 2025", "2025-10-05T21:59:59Z" },
    { "#42 SMP Sun Oct 5 23:59:59 +0530 2025", "2025-10-05T18:29:59Z" },
    { "#42 SMP Sun Oct 5 00:00:00 -03 2025", "2025-10-05T03:00:00Z" },
    { "#1 SMP Debian 6.1.76-1 (2024-02-01)", NULL },
    { "#1 SMP PREEMPT Thu Mar 7 25:00:00 UTC 2024", NULL },
    { "#1 SMP PREEMPT Thu Feb 31 10:00:00 UTC 2024", NULL },
    { "#1 SMP PREEMPT Thu Mar 7 10:00 UTC 2024", NULL },
    { "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 0", NULL },
    { "Mar 7 10:00:00 UTC 2024", NULL },
    { "", NULL },
    { "\xff \xff \xff \xff \xff \xff \xff", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GDateTime) time = cb_story_build_time (cases[i].build);
    g_autoptr (GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
    g_autofree char *text = utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;

    if (g_strcmp0 (text, cases[i].time) != 0)
      fail_msg ("%s: %s", cases[i].build, text);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_number_has_a_code),
    cmocka_unit_test (test_every_cause_has_words),
    cmocka_unit_test (test_absurd_values),
    cmocka_unit_test (test_build_time),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
