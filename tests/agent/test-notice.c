/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sequences of events as cablebootd tells them, and the bubbles that come of each. */

#include "../unit/unit.h"

#include "notice.h"

#define UUID   "'uuid': <'7d4e'>, 'interface': <'enp0s31f6'>, "
#define BEGIN  1795615200 /* 2026-11-25 14:00 UTC */
#define MINUTE 60

#define BOOT(n) UUID "'boot': <uint32 " #n ">, "

#define BOARD(n)                                                                                   \
  BOOT (n)                                                                                         \
  "'kind': <'board'>, 'mac': <'dc:a6:32:01:36:c2'>, 'serial': <'91cdf03d'>, 'board': <'Raspberry " \
  "Pi 4B'>"
#define KERNEL(n)                                                                                  \
  BOOT (n)                                                                                         \
  "'kind': <'kernel'>, 'bytes': <uint64 25000000>, 'took_ms': <uint32 1900>, 'file': "             \
  "<b'91cdf03d/kernel8.img'>, "                                                                    \
  "'release': <'6.18.0-rc3-00042-g1a2b3c4'>, 'build': <'#1 SMP PREEMPT Wed Nov 25 13:41:00 UTC "   \
  "2026'>"
#define FILE_OF(n, outcome, role, kind, name)                                                      \
  BOOT (n)                                                                                         \
  "'kind': <'file'>, 'outcome': <'" outcome "'>, 'role': <'" role "'>, 'file_kind': <'" kind       \
  "'>, 'file': <b'" name "'>"
#define NO_TREE(n) FILE_OF (n, "missing", "required", "device-tree", "91cdf03d/bcm2711-rpi-4-b.dtb")
#define STALLED(n, more)                                                                           \
  BOOT (n)                                                                                         \
  "'kind': <'stalled'>, 'stage': <'firmware'>, 'file': <b'91cdf03d/start4.elf'>, 'took_ms': "      \
  "<uint32 12000>, "                                                                               \
  "'bytes': <uint64 1100000>, 'total': <uint64 2200000>" more
#define RESUMED(n)    BOOT (n) "'kind': <'resumed'>"
#define LINUX(n)      BOOT (n) "'kind': <'linux'>, 'stage': <'linux'>"
#define STRANGER(mac) UUID "'kind': <'stranger'>, 'mac': <'" mac "'>"
#define WATCHED       ", 'watched': <true>"
#define FIRST_TIME    ", 'first_time': <true>"

#define FETCHED                                                                                    \
  "passing boot: Raspberry Pi 4B Fetched Its Kernel: 6.18.0-rc3-00042-g1a2b3c4, built 13:41. "     \
  "25.0 MB in 1.9 s."
#define TREE_IS_MISSING                                                                            \
  "staying problem: Raspberry Pi 4B Cannot Boot: bcm2711-rpi-4-b.dtb Is Missing: "                 \
  "It is not in ~/rpi-boot/91cdf03d. Run \"make dtbs\", then power-cycle. "                        \
  "[/home/dev/rpi-boot/91cdf03d]"
#define HAS_STOPPED                                                                                \
  "staying problem: Raspberry Pi 4B Stopped While Loading start4.elf: Nothing for 12 s, after "    \
  "1.1 MB of 2.2 MB."
#define NO_PROBLEM "withdraw problem"

typedef struct {
  guint seconds; /* since the first */
  const char *event;
  const char *expected; /* NULL: no bubble */
} Row;

static const Row good_boots[] = {
  { 0, BOARD (1), NULL },
  { 0, UUID "'kind': <'plugged'>", NULL },
  { 0, BOOT (1) "'kind': <'stage'>, 'stage': <'firmware'>", NULL },
  { 1, FILE_OF (1, "sent", "required", "firmware", "start4.elf"), NULL },
  { 1, FILE_OF (1, "probed", "choice", "kernel", "kernel8.img"), NULL },
  { 1, FILE_OF (1, "absent", "optional", "other", "dt-blob.bin"), NULL },
  { 1, FILE_OF (1, "absent", "configured", "overlay", "overlays/x.dtbo"), NULL },
  { 2, BOOT (1) "'kind': <'progress'>, 'bytes': <uint64 10>", NULL },
  { 4, KERNEL (1), FETCHED },
  { 5, KERNEL (1), NULL },
  { 9, LINUX (1), NULL },
  { 60, BOOT (1) "'kind': <'ended'>", NULL },
  { 60, UUID "'kind': <'silent'>, 'cause': <'no-request'>", NULL },
  { 99, BOARD (2), NULL },
  { 99, KERNEL (2) ", 'same_kernel': <true>",
    "passing boot: Raspberry Pi 4B Fetched Its Kernel: Same kernel as last time, built 13:41." },
};

static const Row first_boot[] = {
  { 0,
    BOOT (1) "'kind': <'board'>, 'mac': <'dc:a6:32:01:36:c2'>, 'serial': <'91cdf03d'>" FIRST_TIME,
    NULL },
  { 1, BOARD (1) FIRST_TIME,
    "passing boot: Raspberry Pi 4B Connected: Serial 91cdf03d on enp0s31f6. It boots from "
    "~/rpi-boot." },
  { 1, BOARD (1) FIRST_TIME, NULL },
  { 4, KERNEL (1), FETCHED "\nSerial 91cdf03d on enp0s31f6. It boots from ~/rpi-boot." },
  { 60, BOARD (2), NULL },
  { 64, KERNEL (2), FETCHED },
};

static const Row first_boot_of_no_known_model[] = {
  { 0,
    BOOT (1) "'kind': <'board'>, 'mac': <'dc:a6:32:01:36:c2'>, 'serial': <'91cdf03d'>" FIRST_TIME,
    NULL },
  { 1, BOOT (1) "'kind': <'asked'>, 'file': <b'a'>",
    "passing boot: Raspberry Pi Connected: Serial 91cdf03d on enp0s31f6. It boots from "
    "~/rpi-boot." },
};

static const Row missing_file[] = {
  { 0, BOARD (1), NULL },
  { 1, NO_TREE (1), TREE_IS_MISSING },
  { 1, FILE_OF (1, "missing", "choice", "kernel", "kernel7l.img"), NULL },
  { 2, KERNEL (1), NULL }, /* without its device tree */
  { 20, STALLED (1, ""), NULL },
  { 30, BOARD (2), NULL },
  { 31, NO_TREE (2), NULL }, /* the bubble is there yet, or was read and closed */
  { 60, BOARD (3), NULL },
  { 61, FILE_OF (3, "missing", "required", "firmware", "91cdf03d/start4.elf"),
    "staying problem: Raspberry Pi 4B Cannot Boot: start4.elf Is Missing: "
    "It is not in ~/rpi-boot/91cdf03d. Copy the firmware's files there, then power-cycle. "
    "[/home/dev/rpi-boot/91cdf03d]" },
  { 90, BOARD (4), NULL },
  { 94, KERNEL (4), NO_PROBLEM }, /* the fourth within ten minutes */
  { 95, LINUX (4), NULL },
  { 99, BOARD (5), NULL },
  { 99, NO_TREE (5), TREE_IS_MISSING },
  { 99 + 11 * MINUTE, BOARD (6), NULL },
  { 99 + 11 * MINUTE, NO_TREE (6), TREE_IS_MISSING },
  { 99 + 30 * MINUTE, BOARD (7), NULL },
  { 99 + 30 * MINUTE, KERNEL (7), NO_PROBLEM "\n" FETCHED },
};

static const Row it_boots_after_all[] = {
  { 0, BOARD (1), NULL },
  { 1, NO_TREE (1), TREE_IS_MISSING },
  { 2, KERNEL (1), NULL },
  { 9, LINUX (1), NO_PROBLEM },
};

static const Row stall[] = {
  { 0, BOARD (1), NULL },
  { 20, STALLED (1, ""), HAS_STOPPED },
  { 25, RESUMED (1), NO_PROBLEM },
  { 26, RESUMED (1), NULL },
  { 50, STALLED (1, ", 'cause': <'unheard-of'>"), HAS_STOPPED },
  { 60, BOARD (2), NULL },
  { 64, KERNEL (2), NO_PROBLEM "\n" FETCHED },
  { 90, BOOT (2) "'kind': <'stalled'>, 'stage': <'handed-over'>, 'cause': <'silent-kernel'>",
    NULL },
  { 99, BOARD (3), NULL },
  { 99, BOOT (3) "'kind': <'stalled'>, 'stage': <'address'>, 'took_ms': <uint32 1500>",
    "staying problem: Raspberry Pi 4B Stopped: Nothing for 1.5 s." },
};

static const Row resumed_is_not_found[] = {
  { 0, BOARD (1), NULL },
  { 1, NO_TREE (1), TREE_IS_MISSING },
  { 2, RESUMED (1), NULL },
};

static const Row watched[] = {
  { 0, BOARD (1) WATCHED FIRST_TIME, NULL },
  { 1, KERNEL (1) WATCHED, NULL },
  { 30, BOARD (2), NULL },
  { 31, NO_TREE (2), TREE_IS_MISSING },
  { 60, BOARD (3) WATCHED, NULL },
  { 61, NO_TREE (3) WATCHED, NULL },
  { 90, BOARD (4) WATCHED, NULL },
  { 91, KERNEL (4) WATCHED, NO_PROBLEM },
  { 92, STRANGER ("00:1a:a0:12:34:56") WATCHED, NULL },
  { 93, STRANGER ("00:1a:a0:12:34:56"), NULL },
};

static const Row strangers[] = {
  { 0, STRANGER ("00:1a:a0:12:34:56"),
    "normal stranger: Unknown Device on the Raspberry Pi Cable: "
    "00:1a:a0:12:34:56 asked for an address and was not answered." },
  { 9, STRANGER ("00:1a:a0:12:34:56"), NULL },
  { 10, STRANGER ("00:1a:a0:12:34:57"),
    "normal stranger: Unknown Device on the Raspberry Pi Cable: "
    "00:1a:a0:12:34:57 asked for an address and was not answered." },
};

static const Row hostile_names[] = {
  { 0, BOARD (1), NULL },
  { 1, FILE_OF (1, "missing", "required", "other", "../../etc/<b>&\\033[2J\\377"),
    "staying problem: Raspberry Pi 4B Cannot Boot: <b>&\\x1b[2J\\xff Is Missing: "
    "It is not in ~/rpi-boot. Put it there, then power-cycle. [/home/dev/rpi-boot]" },
  { 9, BOARD (2), NULL },
  { 9, FILE_OF (2, "missing", "required", "kernel", "//a<i>//b\\012/k"),
    "staying problem: Raspberry Pi 4B Cannot Boot: k Is Missing: "
    "It is not in ~/rpi-boot/a<i>/b\\x0a. Run \"make\", then power-cycle. "
    "[/home/dev/rpi-boot/a<i>/b\n]" },
  { 19, BOARD (3), NULL },
  { 19, FILE_OF (3, "missing", "required", "config", "///"),
    "staying problem: Raspberry Pi 4B Cannot Boot: A File Is Missing: "
    "It is not in ~/rpi-boot. Make one, an empty file will do, then power-cycle. "
    "[/home/dev/rpi-boot]" },
  { 29, BOOT (4) "'kind': <'board'>, 'board': <'\\u202e<b>'>, 'mac': <'02:00:00:00:00:01'>", NULL },
  { 29, BOOT (4) "'kind': <'stalled'>, 'file': <b'x\\033y'>",
    "staying problem: \\xe2\\x80\\xae<b> Stopped While Loading x\\x1by: " },
};

static const Row nonsense[] = {
  { 0, "'kind': <'kernel'>", NULL },
  { 0, "'kind': <uint32 7>, 'boot': <uint32 1>", NULL },
  { 0, "'boot': <uint32 1>, 'uuid': <'7d4e'>", NULL },
  { 0, UUID "'kind': <'stranger'>", NULL },
  { 0, UUID "'kind': <'unheard-of'>", NULL },
  { 1, BOARD (4), NULL },
  { 1, KERNEL (3), NULL }, /* of a boot before */
  { 2, KERNEL (5),
    "passing boot: Raspberry Pi Fetched Its Kernel: 6.18.0-rc3-00042-g1a2b3c4, built 13:41. "
    "25.0 MB in 1.9 s." },
};

/* Numbers that begin anew, because the record of boots was deleted. */
static const Row lost_record[] = {
  { 0, BOARD (77), NULL },
  { 1, KERNEL (77), FETCHED },
  { 99, BOARD (1), NULL },
  { 99, KERNEL (1), FETCHED },
};

/* --- running them --- */

/* The text form of bytes has a zero byte behind their end, which the daemon doesn't send. */
static GVariant *
parse (const char *text, gint64 ms) {
  g_autofree char *whole = g_strdup_printf ("{%s, 'time': <int64 %" G_GINT64_FORMAT ">}", text, ms);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) event = g_variant_parse (G_VARIANT_TYPE_VARDICT, whole, NULL, NULL, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (event);
  const char *file;

  if (event == NULL)
    fail_msg ("%s: %s", whole, error->message);
  if (g_variant_dict_lookup (&dict, "file", "^&ay", &file))
    g_variant_dict_insert_value (
        &dict, "file", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, file, strlen (file), 1));
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* What stands behind the first '/' of a key is the module's own. */
static char *
describe (const CbNotice *notice) {
  static const char *const manners[] = { "passing", "normal", "staying" };
  g_auto (GStrv) key = g_strsplit (notice->key, "/", 2);
  g_autofree char *folder = NULL;

  assert_true (g_str_has_prefix (key[1], "7d4e"));
  if (notice->act == CB_NOTICE_WITHDRAW)
    return g_strconcat ("withdraw ", key[0], NULL);
  assert_true (g_utf8_validate (notice->title, -1, NULL));
  assert_true (g_utf8_validate (notice->body, -1, NULL));
  folder = notice->folder != NULL ? g_strdup_printf (" [%s]", notice->folder) : g_strdup ("");
  return g_strdup_printf ("%s %s: %s: %s%s", manners[notice->manner], key[0], notice->title,
                          notice->body, folder);
}

static char *
take_event (CbNotices *notices, const char *text, gint64 s, gboolean may_show) {
  g_autoptr (GVariant) event = parse (text, (BEGIN + s) * 1000);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (BEGIN);
  g_autoptr (GPtrArray) list = cb_notices_take (notices, event, may_show, now);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (lines, describe (list->pdata[i]));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}

static CbNotices *
new_notices (void) {
  static const char cables_text[] =
      "[{'uuid': <'7d4e'>, 'folder': <b'/home/dev/rpi-boot'>}, {'uuid': <'0'>}]";
  CbNotices *notices = cb_notices_new ("/home/dev");
  g_autoptr (GVariant) cables =
      g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), cables_text, NULL, NULL, NULL);

  cb_notices_set_cables (notices, cables);
  return notices;
}

static void
run (const char *name, const Row *rows, gsize n_rows) {
  g_autoptr (CbNotices) notices = new_notices ();

  for (gsize i = 0; i < n_rows; i++) {
    g_autofree char *answer = take_event (notices, rows[i].event, rows[i].seconds, TRUE);

    if (g_strcmp0 (answer, rows[i].expected != NULL ? rows[i].expected : "") != 0)
      fail_msg ("%s, row %zu: %s\n  gives   %s\n  and not %s", name, i, rows[i].event, answer,
                rows[i].expected);
  }
}

#define RUN(rows) run (#rows, rows, G_N_ELEMENTS (rows))

static void
test_sequences (void **state) {
  RUN (good_boots);
  RUN (first_boot);
  RUN (first_boot_of_no_known_model);
  RUN (missing_file);
  RUN (it_boots_after_all);
  RUN (stall);
  RUN (resumed_is_not_found);
  RUN (watched);
  RUN (strangers);
  RUN (hostile_names);
  RUN (nonsense);
  RUN (lost_record);
}

/* Of the past, and while another session has the screen: nothing is shown, then or later. */
static void
test_the_past_is_silent (void **state) {
  g_autoptr (CbNotices) notices = new_notices ();

  for (gsize i = 0; i < G_N_ELEMENTS (missing_file); i++) {
    g_autofree char *answer =
        take_event (notices, missing_file[i].event, missing_file[i].seconds, FALSE);

    assert_string_equal (answer, "");
  }
  for (gsize i = 0; i + 2 < G_N_ELEMENTS (missing_file); i++) {
    g_autofree char *answer =
        take_event (notices, missing_file[i].event, missing_file[i].seconds, TRUE);

    assert_string_equal (answer, "");
  }
}

/* What the past has not told may be told when it happens again. */
static void
test_the_present_is_told (void **state) {
  g_autoptr (CbNotices) notices = new_notices ();
  g_autofree char *past_board = take_event (notices, BOARD (1), 0, FALSE);
  g_autofree char *past = take_event (notices, NO_TREE (1), 1, FALSE);
  g_autofree char *board = take_event (notices, BOARD (2), 8, TRUE);
  g_autofree char *present = take_event (notices, NO_TREE (2), 9, TRUE);

  assert_string_equal (past, "");
  assert_string_equal (present, TREE_IS_MISSING);
}

static gboolean
wants_cables (const CbNotices *notices, const char *text) {
  g_autoptr (GVariant) event = parse (text, (gint64) BEGIN * 1000);

  return cb_notices_wants_cables (notices, event);
}

static void
test_cables_are_wanted_for_a_folder (void **state) {
  g_autoptr (CbNotices) notices = new_notices ();
  g_autofree char *first = NULL, *missing = NULL;

  assert_false (wants_cables (notices, BOARD (2)));
  assert_false (wants_cables (notices, STRANGER ("00:00:00:00:00:01")));
  assert_false (wants_cables (notices, BOARD (2) FIRST_TIME WATCHED));
  assert_true (wants_cables (notices, BOARD (2) FIRST_TIME));
  first = take_event (notices, BOARD (2) FIRST_TIME, 0, TRUE);
  assert_false (wants_cables (notices, BOARD (2) FIRST_TIME));
  assert_false (wants_cables (notices, KERNEL (2)));
  assert_false (wants_cables (notices, NO_TREE (1)));
  assert_true (wants_cables (notices, NO_TREE (2)));
  missing = take_event (notices, NO_TREE (2), 0, TRUE);
  assert_false (wants_cables (notices, NO_TREE (2)));
}

static void
test_forty_boots_in_a_row (void **state) {
  g_autoptr (CbNotices) notices = new_notices ();
  guint n_bubbles = 0;

  for (guint boot = 1; boot <= 40; boot++) {
    g_autofree char *board = g_strdup_printf (
        UUID "'kind': <'board'>, 'boot': <uint32 %u>, 'mac': <'dc:a6:32:01:36:c2'>", boot);
    g_autofree char *kernel =
        g_strdup_printf (UUID "'kind': <'kernel'>, 'boot': <uint32 %u>", boot);
    g_autofree char *missing = g_strdup_printf (
        UUID "'kind': <'file'>, 'outcome': <'missing'>, 'boot': <uint32 %u>, 'file': <b'x'>", boot);
    g_autofree char *first = take_event (notices, board, boot * 20, TRUE);
    g_autofree char *problem =
        boot == 30 ? take_event (notices, missing, boot * 20 + 1, TRUE) : g_strdup ("");
    g_autofree char *second = take_event (notices, kernel, boot * 20 + 5, TRUE);

    assert_string_equal (first, "");
    assert_int_equal (problem[0] != '\0', boot == 30);
    if (boot == 31)
      assert_string_equal (second, NO_PROBLEM);
    else if (second[0] != '\0')
      n_bubbles++;
  }
  assert_int_equal (n_bubbles, 2);
}

/* Sixteen at once are told, a flood of forged ones isn't, but for as many in ten minutes; each problem is
 * withdrawn when its board is forgotten. */
static void
test_many_boards (void **state) {
  g_autoptr (CbNotices) notices = new_notices ();
  guint n_shown = 0, n_withdrawn = 0;

  for (guint boot = 1; boot <= 1000; boot++) {
    g_autofree char *board = g_strdup_printf (
        UUID "'kind': <'board'>, 'boot': <uint32 %u>, 'mac': <'02:00:00:00:%02x:%02x'>", boot,
        boot / 256, boot % 256);
    g_autofree char *missing = g_strdup_printf (
        UUID "'kind': <'file'>, 'outcome': <'missing'>, 'boot': <uint32 %u>, 'file': <b'x'>", boot);
    g_autofree char *begun = take_event (notices, board, boot, TRUE);
    g_autofree char *shown = take_event (notices, missing, boot, TRUE);

    n_withdrawn += g_str_equal (begun, NO_PROBLEM);
    n_shown += g_str_has_prefix (shown, "staying problem");
  }
  assert_int_equal (n_shown, 2 * 16); /* 1000 s */
  assert_int_equal (n_withdrawn, 2 * 16);
}

static void
test_body_is_escaped_for_markup (void **state) {
  CbNotice notice = { .body = (char *)"a <b>&\"c\"" };
  g_autofree char *plain = cb_notice_body (&notice, FALSE);
  g_autofree char *markup = cb_notice_body (&notice, TRUE);

  assert_string_equal (plain, "a <b>&\"c\"");
  assert_string_equal (markup, "a &lt;b&gt;&amp;&quot;c&quot;");
}

static void
test_day_of_the_build (void **state) {
  static const struct {
    const char *build;
    const char *expected;
  } rows[] = {
    { "#1 SMP Wed Nov 25 00:01:00 UTC 2026", "built 00:01." },
    { "#1 SMP Tue Nov 24 13:41:00 UTC 2026", "built 24 Nov, 13:41." },
    { "#1 SMP Tue Nov 25 13:41:00 UTC 2025", "built 25 Nov 2025, 13:41." },
    { "#1 SMP", "last time." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CbNotices) notices = new_notices ();
    g_autofree char *event = g_strdup_printf (
        BOOT (1) "'kind': <'kernel'>, 'same_kernel': <true>, 'build': <'%s'>", rows[i].build);
    g_autofree char *answer = take_event (notices, event, 0, TRUE);

    assert_true (g_str_has_suffix (answer, rows[i].expected));
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sequences),
    cmocka_unit_test (test_the_past_is_silent),
    cmocka_unit_test (test_the_present_is_told),
    cmocka_unit_test (test_cables_are_wanted_for_a_folder),
    cmocka_unit_test (test_forty_boots_in_a_row),
    cmocka_unit_test (test_many_boards),
    cmocka_unit_test (test_body_is_escaped_for_markup),
    cmocka_unit_test (test_day_of_the_build),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
