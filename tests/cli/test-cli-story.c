/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Events and boots as monitor, wait and log show them: lines, JSON, progress, tables. */

#include "parsed.h"

#include <string.h>

#include "boot-block.h"
#include "boot-table.h"
#include "error.h"
#include "event-line.h"
#include "event-text.h"
#include "live-view.h"
#include "progress-bar.h"
#include "story-json.h"
#include "table.h"

/* 2026-11-25 14:02:07.123 UTC */
#define TIME  "'time': <int64 1795615327123>"
#define BOARD "'boot': <uint32 12>, 'mac': <'dc:a6:32:01:36:c2'>, 'serial': <'91cdf03d'>, " TIME ", "

static void
assert_text (const char *got, const char *expected, const char *of) {
  if (g_strcmp0 (got, expected) != 0)
    fail_msg ("%s\n gives '%s'\n not   '%s'", of, got ? got : "(nothing)", expected ? expected : "(nothing)");
}

static void
test_lines (void **state) {
  static const struct {
    const char *event;
    const char *line; /* NULL: lines don't tell */
  } table[] = {
    { "{'kind': <'board'>, " BOARD "'board': <'Raspberry Pi 4B'>, 'address': <'10.1.2.3'>,"
      " 'interface': <'eth0'>}",
      "board     Raspberry Pi 4B, serial 91cdf03d, dc:a6:32:01:36:c2, 10.1.2.3, eth0" },
    { "{'kind': <'asked'>, " BOARD "'file': <b'config.txt'>}", NULL },
    { "{'kind': <'progress'>, " BOARD "'file': <b'config.txt'>, 'bytes': <uint64 5>}", NULL },
    { "{'kind': <'file'>, 'outcome': <'sent'>, 'file': <b'start4.elf'>, 'bytes': <uint64 2254400>,"
      " 'took_ms': <uint32 412>}",
      "sent      start4.elf: 2254400 bytes in 0.41 s, 5.5 MB/s" },
    { "{'kind': <'file'>, 'outcome': <'sent'>, 'file': <b'x'>, 'bytes': <uint64 1>}",
      "sent      x: 1 byte in less than 0.01 s" },
    { "{'kind': <'file'>, 'outcome': <'probed'>, 'file': <b'kernel8.img'>, 'total': <uint64 25000000>}",
      "probed    kernel8.img: 25000000 bytes" },
    { "{'kind': <'file'>, 'outcome': <'absent'>, 'file': <b'pieeprom.sig'>}",
      "absent    pieeprom.sig: not there, and not needed" },
    { "{'kind': <'file'>, 'outcome': <'missing'>, 'file': <b'bcm2711-rpi-4-b.dtb'>}",
      "missing   bcm2711-rpi-4-b.dtb: the board can't boot without it" },
    { "{'kind': <'file'>, 'outcome': <'refused'>, 'file': <b'x'>, 'code': <uint32 2>}",
      "refused   x: a link that leads out of the folder" },
    { "{'kind': <'file'>, 'outcome': <'refused'>, 'file': <b'x'>, 'code': <uint32 4000000000>}",
      "refused   x: it can't be read" },
    { "{'kind': <'file'>, 'outcome': <'aborted'>, 'file': <b'x'>, 'bytes': <uint64 1024>,"
      " 'total': <uint64 4096>, 'code': <uint32 8>}",
      "aborted   x: by the board after 1024 bytes of 4096 bytes, error 8" },
    { "{'kind': <'file'>, 'outcome': <'changed'>, 'file': <b'x'>}",
      "changed   x: written to while it was sent, so stopped" },
    { "{'kind': <'file'>, 'outcome': <'timed-out'>, 'file': <b'x'>, 'bytes': <uint64 7>}",
      "timed out x: the board fell silent after 7 bytes" },
    { "{'kind': <'kernel'>, " BOARD "'file': <b'kernel8.img'>, 'bytes': <uint64 25000000>,"
      " 'took_ms': <uint32 1930>, 'release': <'6.18.0-rc3'>,"
      " 'build': <'#1 SMP Thu Mar 7 10:00:00 UTC 2024'>, 'same_kernel': <true>}",
      "kernel    kernel8.img: 6.18.0-rc3, built 2024-03-07 10:00, same kernel as last time; "
      "25000000 bytes in 1.93 s, 13.0 MB/s" },
    { "{'kind': <'resumed'>}", "resumed   it goes on" },
    { "{'kind': <'linux'>, " BOARD "'ms': <uint32 8210>}",
      "Linux     the board's own system speaks, after 8.21 s" },
    { "{'kind': <'plugged'>, 'interface': <'eth0'>}", "plugged   eth0" },
    { "{'kind': <'stranger'>, 'mac': <'00:1a:a0:12:34:56'>, 'vendor_class': <'MSFT 5.0'>}",
      "stranger  00:1a:a0:12:34:56 (MSFT 5.0) asked for an address and was not answered" },
    { "{'kind': <'stranger'>}", "stranger  -- asked for an address and was not answered" },
    { "{'kind': <'stalled'>, 'took_ms': <uint32 12000>, 'bytes': <uint64 1100>, 'total': <uint64 2200>,"
      " 'file': <b'x'>}",
      "stalled   nothing for 12.00 s, after 1100 bytes of 2200 bytes; x" },
    { "{'kind': <'stalled'>, 'took_ms': <uint32 60000>, 'bytes': <uint64 7>, 'total': <uint64 7>,"
      " 'file': <b'x'>}",
      "stalled   nothing for 60.00 s; x" },
    { "{'kind': <'stalled'>}", "stalled" },
    { "{'kind': <'ended'>, 'cause': <'file-missing'>, 'file': <b'a.dtb'>}",
      "over      a.dtb: a file is missing that the board can't do without. Put it there." },
    { "{'kind': <'ended'>, 'stage': <'firmware'>}", "over      loading the firmware" },
    { "{'kind': <'ended'>, 'stage': <'handed-over'>}",
      "over      the kernel was fetched; of its system nothing was heard" },
    { "{'kind': <'stage'>, 'stage': <'address'>}", "stage     asking for an address" },
    { "{'kind': <'board'>, 'ms': <uint32 1>}", NULL },
    { "{'kind': <'watcher'>, 'outcome': <'started-again'>}",
      "watcher   it ended and was started again, so something may be missing here; boots go on" },
    { "{'kind': <'watcher'>, 'outcome': <'given-up'>}",
      "watcher   it ended too often: nothing more is seen here until the next plug; boots go on" },
    /* nothing, words of a later daemon, wrong types */
    { "@a{sv} {}", NULL },
    { "{'kind': <'file'>}", NULL },
    { "{'kind': <'file'>, 'outcome': <'melted'>}", NULL },
    { "{'kind': <'glowing'>}", NULL },
    { "{'kind': <uint32 1>}", NULL },
    { "{'kind': <'file'>, 'outcome': <'sent'>, 'file': <'text'>, 'bytes': <'many'>}",
      "sent      --: 0 bytes in less than 0.01 s" },
    /* names that would paint the terminal, or turn the reading order */
    { "{'kind': <'file'>, 'outcome': <'absent'>, 'file': <b'\\033[2J\\n\\342\\200\\256x\\377'>}",
      "absent    \\x1b[2J\\x0a\\xe2\\x80\\xaex\\xff: not there, and not needed" },
    { "{'kind': <'board'>, 'board': <'\033]0;t\007'>, 'serial': <'\xc2\x9b" "1'>}",
      "board     \\x1b]0;t\\x07, serial \\xc2\\x9b1" },
  };
  const CbEventStyle style = { .utf8 = TRUE, .exact = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GVariant) event = parsed (table[i].event);
    g_autofree char *line = cb_event_line (event, &style);

    assert_text (line, table[i].line, table[i].event);
  }
}

static void
test_line_for_people (void **state) {
  const CbEventStyle style = { .colors = TRUE };
  g_autoptr (GVariant) missing = parsed ("{'kind': <'file'>, 'outcome': <'missing'>, 'file': <b'\\303\\274'>}");
  g_autoptr (GVariant) sent =
      parsed ("{'kind': <'file'>, 'outcome': <'sent'>, 'file': <b'a'>, 'bytes': <uint64 2254400>}");
  g_autofree char *red = cb_event_line (missing, &style);
  g_autofree char *plain = cb_event_line (sent, &style);

  assert_string_equal (red, "\033[31mmissing   \\xc3\\xbc: the board can't boot without it\033[0m");
  assert_string_equal (plain, "sent      a: 2.3 MB in less than 0.01 s");
}

static void
test_line_is_broken_between_words (void **state) {
  static const char *const breaks[] = {
    [0] = "over      the cable was pulled",
    [19] = "over      the cable\n          was\n          pulled",
    [23] = "over      the cable was\n          pulled",
    [31] = "over      the cable was pulled,",
    [1] = "over      the\n          cable\n          was\n          pulled",
  };
  g_autoptr (GVariant) event = parsed ("{'kind': <'ended'>, 'cause': <'unplugged'>}");

  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++) {
    g_autofree char *line = breaks[i] ? cb_event_line (event, &(CbEventStyle) { .columns = i }) : NULL;

    assert_true (!line || g_str_has_prefix (line, breaks[i]));
  }
}

static void
test_log_lines (void **state) {
  const CbEventStyle style = { .utf8 = TRUE, .exact = TRUE };
  g_autoptr (GVariant) known = parsed ("{'kind': <'resumed'>, " BOARD "'ms': <uint32 1>}");
  g_autoptr (GVariant) unknown = parsed ("{'kind': <'resumed'>}");
  g_autoptr (GVariant) none = parsed ("{'kind': <'asked'>}");
  g_autofree char *line = cb_event_log_line (known, &style);
  g_autofree char *bare = cb_event_log_line (unknown, &style);
  g_autofree char *figures = cb_event_log_figures (known, "figures", "1", &style);

  assert_string_equal (line, "14:02:07.123  91cdf03d  resumed   it goes on");
  assert_string_equal (bare, "--:--:--.---  -         resumed   it goes on");
  assert_string_equal (figures, "14:02:07.123  91cdf03d  figures   1");
  assert_null (cb_event_log_line (none, &style));
}

static void
test_json (void **state) {
  static const struct {
    const char *event;
    const char *json;
  } table[] = {
    { "{'kind': <'file'>, " BOARD "'ms': <uint32 5>, 'outcome': <'sent'>,"
      " 'bytes': <uint64 18446744073709551615>, 'file': <b'\\033\\377a\"'>, 'role': <'required'>,"
      " 'watched': <true>}",
      "{\"v\":1,\"event\":\"file\",\"time\":\"2026-11-25T14:02:07.123Z\",\"boot\":12,\"ms\":5,"
      "\"mac\":\"dc:a6:32:01:36:c2\",\"serial\":\"91cdf03d\",\"file\":\"\\\\x1b\\\\xffa\\\"\","
      "\"role\":\"required\",\"outcome\":\"sent\",\"bytes\":9223372036854775807}" },
    { "{'kind': <'kernel'>, 'same_kernel': <false>, 'hash': <'00ff'>}",
      "{\"v\":1,\"event\":\"kernel\",\"hash\":\"00ff\",\"same_kernel\":false}" },
    { "@a{sv} {}", "{\"v\":1}" },
    { "{'time': <int64 -5>, 'file': <uint32 7>, 'bytes': <[1]>}", "{\"v\":1,\"file\":7,\"bytes\":null}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GVariant) event = parsed (table[i].event);
    g_autofree char *json = cb_story_json_event (event);

    assert_text (json, table[i].json, table[i].event);
  }
}

static void
test_json_has_the_cause_in_words (void **state) {
  g_autoptr (GVariant) event = parsed ("{'kind': <'stalled'>, 'cause': <'file-missing'>}");
  g_autoptr (GError) error = g_error_new_literal (CB_ERROR, CB_ERROR_BOOT_FAILED, "it failed");
  g_autofree char *json = cb_story_json_event (event);
  g_autofree char *failure = cb_story_json_failure (error, event, FALSE);

  assert_non_null (strstr (json, "\"cause\":\"file-missing\",\"message\":\""));
  assert_non_null (strstr (json, "\"remedy\":\""));
  assert_string_equal (failure, "{\"v\":1,\"error\":{\"code\":\"boot-failed\",\"message\":\"it failed\","
                                "\"cause\":\"file-missing\"}}");
}

static void
test_progress_bar (void **state) {
  static const struct {
    guint64 n_bytes, n_total;
    guint columns;
    gboolean utf8;
    const char *bar;
    guint percent;
  } table[] = {
    { 0, 100, 12, FALSE, "[..........]", 0 },
    { 48, 100, 12, FALSE, "[####......]", 48 },
    { 100, 100, 12, FALSE, "[##########]", 100 },
    { 101, 100, 5, FALSE, "[###]", 100 },
    { 5, 0, 5, FALSE, "[...]", 0 },
    { 1, 2, 4, TRUE, "[\u2588\u00b7]", 50 },
    { 1, 2, 2, TRUE, "", 50 },
    { 1, 2, 0, TRUE, "", 50 },
    { G_MAXUINT64 - 1, G_MAXUINT64, 3, FALSE, "[#]", 99 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *bar =
        cb_progress_bar (table[i].n_bytes, table[i].n_total, table[i].columns, table[i].utf8);

    assert_string_equal (bar, table[i].bar);
    assert_int_equal (cb_progress_percent (table[i].n_bytes, table[i].n_total), table[i].percent);
  }
}

static void
test_cut (void **state) {
  static const struct {
    const char *text;
    gsize columns;
    gboolean utf8;
    const char *cut;
  } table[] = {
    { "kernel8.img", 11, TRUE, "kernel8.img" }, { "kernel8.img", 6, TRUE, "kerne\u2026" },
    { "kernel8.img", 6, FALSE, "ker..." },      { "kernel8.img", 3, FALSE, "" },
    { "kernel8.img", 0, TRUE, "" },             { "\u6f22\u6f22\u6f22", 4, TRUE, "\u6f22\u2026" },
    { "", 0, TRUE, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *cut = cb_table_cut (table[i].text, table[i].columns, table[i].utf8);

    assert_string_equal (cut, table[i].cut);
  }
}

static const char *const boot_under_way[] = {
  "{'kind': <'board'>, " BOARD "'board': <'Raspberry Pi 4B'>, 'ms': <uint32 23>, 'stage': <'address'>}",
  "{'kind': <'board'>, " BOARD "'board': <'Raspberry Pi 4B'>, 'address': <'10.1.2.3'>, 'stage': <'system'>}",
  "{'kind': <'asked'>, " BOARD "'file': <b'config.txt'>, 'transfer': <uint32 1>}",
  "{'kind': <'asked'>, " BOARD "'file': <b'kernel8.img'>, 'transfer': <uint32 2>, 'ms': <uint32 1000>}",
  "{'kind': <'file'>, " BOARD "'file': <b'config.txt'>, 'transfer': <uint32 1>, 'outcome': <'sent'>}",
  "{'kind': <'progress'>, " BOARD "'file': <b'kernel8.img'>, 'transfer': <uint32 2>, 'ms': <uint32 2000>,"
  " 'bytes': <uint64 12100000>, 'total': <uint64 25000000>}",
};

static CbLiveView *
live_view (const char *const *events, guint n_events) {
  CbLiveView *view = cb_live_view_new ();

  for (guint i = 0; i < n_events; i++) {
    g_autoptr (GVariant) event = parsed (events[i]);

    cb_live_view_event (view, event);
  }
  return view;
}

static void
assert_live (const CbLiveView *view, const CbLiveStyle *style, const char *expected) {
  g_auto (GStrv) lines = cb_live_view_lines (view, 1795615328123, style);
  g_autofree char *text = g_strjoinv ("\n", lines);

  assert_text (text, expected, "the live view");
  for (guint i = 0; lines[i]; i++)
    assert_true (cb_table_width (lines[i]) <= style->columns);
}

static void
test_live_view (void **state) {
  g_autoptr (CbLiveView) view = live_view (boot_under_way, G_N_ELEMENTS (boot_under_way));

  assert_live (view, &(CbLiveStyle) { 79, 10, FALSE, FALSE },
               "Raspberry Pi 4B  91cdf03d  loading the kernel and its files  1.0 s  10.1.2.3\n"
               "  kernel8.img  [##########............]   48 %   12.1 MB of 25.0 MB   12.1 MB/s");
  assert_live (view, &(CbLiveStyle) { 40, 10, FALSE, FALSE },
               "Raspberry Pi 4B  91cdf03d  loading th...\n"
               "  kernel8.img   48 %   12.1 MB of 25....");
  assert_live (view, &(CbLiveStyle) { 10, 1, TRUE, FALSE }, "and 2 lin\u2026");
  assert_live (view, &(CbLiveStyle) { 1, 0, TRUE, FALSE }, "");
}

static void
test_live_view_ends (void **state) {
  g_autoptr (CbLiveView) view = live_view (boot_under_way, G_N_ELEMENTS (boot_under_way));
  g_autoptr (GVariant) stalled = parsed ("{'kind': <'stalled'>, " BOARD "'ms': <uint32 1>}");
  g_autoptr (GVariant) ended = parsed ("{'kind': <'ended'>, " BOARD "'ms': <uint32 1>}");

  cb_live_view_event (view, stalled);
  assert_live (view, &(CbLiveStyle) { 79, 1, FALSE, FALSE }, "and 2 lines more");
  cb_live_view_event (view, ended);
  assert_int_equal (cb_live_view_n_boots (view), 0);
  assert_live (view, &(CbLiveStyle) { 79, 3, FALSE, FALSE },
               "Waiting for a board on the cable. Ctrl-C ends.");
}

/* However many boards and files there are, and whatever they tell of themselves. */
static void
test_live_view_is_bounded (void **state) {
  g_autoptr (CbLiveView) view = cb_live_view_new ();

  for (guint boot = 0; boot < 80; boot++)
    for (guint transfer = 0; transfer < 10; transfer++) {
      g_autofree char *text = g_strdup_printf (
          "{'kind': <'asked'>, 'boot': <uint32 %u>, 'transfer': <uint32 %u>, 'file': <b'\\033\\033'>}", boot,
          transfer);
      g_autoptr (GVariant) event = parsed (text);

      cb_live_view_event (view, event);
    }
  assert_int_equal (cb_live_view_n_boots (view), 64);
  for (guint rows = 0; rows < 50; rows += 7) {
    g_auto (GStrv) lines = cb_live_view_lines (view, 0, &(CbLiveStyle) { 30, rows, TRUE, FALSE });

    assert_int_equal (g_strv_length (lines), rows);
    for (guint i = 0; lines[i]; i++)
      assert_null (strchr (lines[i], '\033'));
  }
}

#define BOOTS                                                                                                 \
  "[{'number': <uint32 12>, " TIME ", 'board': <'Raspberry Pi 4B'>, 'serial': <'91cdf03d'>,"                   \
  "  'release': <'6.18.0'>, 'result': <'handed-over'>, 'stages': <{'firmware': uint32 1400,"                   \
  "  'address': 123}>, 'files': <uint32 23>, 'bytes': <uint64 41200000>, 'kernel_ms': <uint32 4480>,"          \
  "  'same_kernel': <true>, 'kernel': <b'kernel8.img'>, 'took_ms': <uint32 9999>},"                            \
  " {'number': <uint32 11>, 'serial': <'00000001'>, 'result': <'running'>},"                                   \
  " {'number': <uint32 10>, 'serial': <'91cdf03d'>, 'result': <'failed'>, 'stage': <'system'>,"                \
  "  'cause': <'file-missing'>, 'file': <b'a\\033'>, 'files': <uint32 9>, 'bytes': <uint64 7>,"                \
  "  'stages': <{'address': uint32 3000}>}]"

static void
test_boot_table (void **state) {
  static const struct {
    const char *wanted;
    const char *text;
  } table[] = {
    { NULL,
      "12:2026-11-25 14\\:02\\:07:Raspberry Pi 4B:91cdf03d:6.18.0:handed-over:address 0.12, firmware 1.40\n"
      "11:::00000001::running:\n"
      "10:::91cdf03d::failed:address 3.00\n" },
    { "number,cause,File,seconds,SAME-KERNEL", "12:::9.99:yes\n11::::\n10:file-missing:a\\\\x1b::\n" },
  };
  g_autoptr (GVariant) boots = parsed (BOOTS);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (CbTable) boot_table = cb_boot_table (boots, table[i].wanted, TRUE, NULL);
    g_autofree char *text = cb_table_format (boot_table, &(CbTableStyle) { .terse = TRUE, .escape = TRUE });

    assert_string_equal (text, table[i].text);
  }
}

static void
test_boot_table_fields (void **state) {
  g_autoptr (GVariant) boots = parsed (BOOTS);
  g_autoptr (GError) error = NULL;

  assert_null (cb_boot_table (boots, "bogus", TRUE, &error));
  assert_true (g_error_matches (error, CB_ERROR, CB_ERROR_INVALID));
  for (guint i = 0; cb_boot_table_fields ()[i]; i++) {
    g_autoptr (CbTable) one = cb_boot_table (boots, cb_boot_table_fields ()[i], TRUE, NULL);

    assert_non_null (one);
  }
}

static void
test_boots_before (void **state) {
  g_autoptr (GVariant) boots = parsed (BOOTS);
  g_autoptr (GVariant) boot = cb_boot_table_find (boots, 12);
  g_autoptr (GVariant) before = cb_boot_table_find_before (boots, boot);
  g_autoptr (CbTable) both = cb_boot_table_figures (boot, before);
  g_autoptr (CbTable) alone = cb_boot_table_figures (before, NULL);
  g_autofree char *text = cb_table_format (both, &(CbTableStyle) { 0 });
  g_autofree char *first = cb_table_format (alone, &(CbTableStyle) { .terse = TRUE });

  assert_int_equal (cb_dict_number (before, "number"), 10);
  assert_null (cb_boot_table_find_before (boots, before));
  assert_null (cb_boot_table_find (boots, 13));
  assert_string_equal (text, "FIGURE                     BOOT 12  BOOT 10\n"
                             "files                      23       9\n"
                             "bytes                      41.2 MB  7 bytes\n"
                             "asking for an address      0.12 s   3.00 s\n"
                             "loading the firmware       1.40 s   --\n"
                             "until the kernel was sent  4.48 s   --\n");
  assert_non_null (strstr (first, "asking for an address:3.00 s\nuntil the kernel was sent:\n"));
}

static void
test_boot_json (void **state) {
  g_autoptr (GVariant) boots = parsed (BOOTS);
  g_autoptr (GVariant) boot = cb_boot_table_find (boots, 12);
  g_autoptr (GVariant) before = cb_boot_table_find (boots, 10);
  g_autofree char *all = cb_story_json_boots (boots, FALSE);
  g_autofree char *summary = cb_story_json_summary (boot, before);
  g_autofree char *first = cb_story_json_summary (boot, NULL);
  static const char begin[] =
      "{\"v\":1,\"event\":\"summary\",\"boot\":{\"number\":12,\"time\":\"2026-11-25T14:02:07.123Z\","
      "\"took_ms\":9999,\"serial\":\"91cdf03d\",\"board\":\"Raspberry Pi 4B\","
      "\"result\":\"handed-over\",\"release\":\"6.18.0\","
      "\"same_kernel\":true,\"kernel\":\"kernel8.img\",\"kernel_ms\":4480,\"files\":23,\"bytes\":41200000,"
      "\"stages_ms\":{\"firmware\":1400,\"address\":123}}";

  assert_true (g_str_has_prefix (all, "{\"v\":1,\"boots\":[{\"number\":12,"));
  assert_true (g_str_has_prefix (summary, begin));
  assert_non_null (strstr (summary, ",\"before\":{\"number\":10,\"serial\":"));
  assert_non_null (strstr (summary, "\"file\":\"a\\\\x1b\""));
  assert_null (strstr (first, "before"));
}

static void
test_boot_block (void **state) {
  g_autoptr (GVariant) boot = parsed (
      "{'number': <uint32 12>, " TIME ", 'board': <'Raspberry Pi 4B'>, 'result': <'linux'>,"
      " 'files': <uint32 1>, 'took_ms': <uint32 5000>, 'bytes': <uint64 2254400>,"
      " 'kernel': <b'Image'>, 'release': <'6.18.0'>,"
      " 'stages': <{'address': uint32 123}>,"
      " 'events': <[{'kind': <'file'>, 'outcome': <'absent'>, 'file': <b'\\033c'>, 'ms': <uint32 250>},"
      "             {'kind': <'asked'>}]>}");
  g_autoptr (GVariant) empty = parsed ("@a{sv} {}");
  g_autofree char *block = cb_boot_block (boot, &(CbEventStyle) { .utf8 = TRUE });
  g_autofree char *figures = cb_boot_block_figures (boot, &(CbEventStyle) { .exact = TRUE });
  g_autofree char *nothing = cb_boot_block (empty, &(CbEventStyle) { .colors = TRUE });

  assert_string_equal (block, "Boot 12\n"
                              "  Begin:  2026-11-25 14:02:07, 5.00 s\n"
                              "  Board:  Raspberry Pi 4B\n"
                              "  Result: the board's own system spoke\n"
                              "  Kernel: Image: 6.18.0\n"
                              "  Sent:   1 file, 2.3 MB\n"
                              "  Stages: asking for an address 0.12 s\n"
                              "     0.250  absent    \\x1bc: not there, and not needed\n");
  assert_string_equal (figures, "boot 12: 1 file, 2254400 bytes; asking for an address 0.12 s");
  assert_true (g_str_has_prefix (nothing, "\033[1mBoot 0\033[0m\n"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_line_for_people),
    cmocka_unit_test (test_line_is_broken_between_words),
    cmocka_unit_test (test_log_lines),
    cmocka_unit_test (test_json),
    cmocka_unit_test (test_json_has_the_cause_in_words),
    cmocka_unit_test (test_progress_bar),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_live_view),
    cmocka_unit_test (test_live_view_ends),
    cmocka_unit_test (test_live_view_is_bounded),
    cmocka_unit_test (test_boot_table),
    cmocka_unit_test (test_boot_table_fields),
    cmocka_unit_test (test_boots_before),
    cmocka_unit_test (test_boot_json),
    cmocka_unit_test (test_boot_block),
  };

  g_setenv ("TZ", "UTC", TRUE);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
