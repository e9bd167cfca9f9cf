/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/config-txt.h"
#include "limit.h"

#define TEN   "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

#define BLANKS_20  "                    "
#define BLANKS_100 BLANKS_20 BLANKS_20 BLANKS_20 BLANKS_20 BLANKS_20

/* Files that texts of the tests include. */
static const struct {
  const char *name;
  const char *text;
} files[] = {
  { "usercfg.txt", "dtparam=i2c_arm=on\nkernel=user.img\n" },
  { "pi3.txt", "[pi3]\nkernel=three.img\n" },
  { "pi4.txt", "[pi4]\nkernel=four.img" },
  { "early.txt", "start_file=s.elf\nGPU_MEM=16\nkernel=e.img\n" },
  { "outer.txt", "include sub/inner.txt\nb=2\n" },
  { "sub/inner.txt", "c=3\n" },
  { "circle.txt", "a=1\ninclude circle.txt\nb=2\n" },
  { "back.txt", "include config.txt\n" },
  { "high.txt", "a=1\nb=\xc3\xbc\nc=3\n" },
  { "empty.txt", "" },
  { SIXTY "aaaa", "long=64\n" },
};

static GBytes *
include (const char *name, gpointer data) {
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    if (g_str_equal (files[i].name, name))
      return g_bytes_new_static (files[i].text, strlen (files[i].text));
  }
  return NULL;
}

/* From a copy that ends where the text ends. */
static CbConfigTxt *
parse_for (const char *model, const char *text, gsize n_bytes) {
  CbConfigReader reader = { cb_board_from_text (model, NULL), TRUE, 0xabcd1234 };
  g_autofree char *copy = n_bytes > 0 ? g_memdup2 (text, n_bytes) : NULL;

  return cb_config_txt_parse (&reader, copy, n_bytes, include, NULL);
}

static void
append_place (GString *text, const char *file, guint line) {
  if (text->len > 0)
    g_string_append_c (text, ' ');
  if (!g_str_equal (file, "config.txt"))
    g_string_append_printf (text, "%s:", file);
  g_string_append_printf (text, "%u:", line);
}

/* "2:kernel=x 3:a=b?": line and setting, '?' where it only may apply. */
static char *
lines_to_text (const GPtrArray *lines) {
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++) {
    const CbConfigLine *line = g_ptr_array_index (lines, i);

    append_place (text, line->file, line->line);
    g_string_append_printf (text, "%s=%s%s", line->key, line->value, line->truth == CB_TRUTH_YES ? "" : "?");
    assert_int_equal (line->early, g_str_equal (line->file, "config.txt"));
    assert_int_not_equal (line->truth, CB_TRUTH_NO);
  }
  return g_string_free (text, FALSE);
}

static char *
oddities_to_text (const GPtrArray *oddities) {
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < oddities->len; i++) {
    const CbConfigOddity *oddity = g_ptr_array_index (oddities, i);

    append_place (text, oddity->file, oddity->line);
    g_string_append (text, cb_oddity_to_code (oddity->kind));
  }
  return g_string_free (text, FALSE);
}

static void
check (const char *model, const char *text, gsize n_bytes, const char *lines, const char *oddities) {
  g_autoptr (CbConfigTxt) config = parse_for (model, text, n_bytes);
  g_autofree char *got_lines = lines_to_text (cb_config_txt_lines (config));
  g_autofree char *got_oddities = oddities_to_text (cb_config_txt_oddities (config));

  if (!g_str_equal (got_lines, lines) || !g_str_equal (got_oddities, oddities))
    fail_msg ("\"%.300s\":\n got \"%s\" and \"%s\",\nnot \"%s\" and \"%s\"", text, got_lines, got_oddities,
              lines, oddities);
}

/* For a 4B with serial abcd1234. */
static const struct {
  const char *text;
  const char *lines;
  const char *oddities;
} rows[] = {
  { "", "", "" },
  { "\n", "", "" },
  { "kernel=x", "1:kernel=x", "" },
  { "kernel=x\n", "1:kernel=x", "" },
  { "\n\n  kernel=x  \n", "3:kernel=x", "" },
  { "\tkernel=x\t\n", "1:kernel=x", "" },
  { "kernel=\n", "1:kernel=", "" },
  { "a=b=c\n", "1:a=b=c", "" },
  { "dtparam=i2c_arm=on, spi\n", "1:dtparam=i2c_arm=on, spi", "" },
  { "hdmi_mode:1=82\nHDMI_mode:1=82", "1:hdmi_mode:1=82 2:HDMI_mode:1=82", "" },
  { "# kernel=x\n#kernel=y\n  # kernel=z\n#", "", "" },
  { "a=1\na=2\n", "1:a=1 2:a=2", "" },
  { "initramfs initrd.img followkernel\n", "1:initramfs=initrd.img followkernel", "" },
  { "initramfs a,b 0x00800000\ninitramfs a  0\n", "1:initramfs=a,b 0x00800000 2:initramfs=a  0", "" },
  { "cmdline=nfs.txt\r\nkernel=x\r\n", "1:cmdline=nfs.txt 2:kernel=x", "1:carriage-return" },
  { "\r\nkernel=x", "2:kernel=x", "1:carriage-return" },
  /* filters */
  { "[pi3]\nkernel=a\n[pi4]\nkernel=b\n[all]\nc=d\n", "4:kernel=b 6:c=d", "" },
  { "  [pi4]  \nkernel=b\r\n[pi3]\r\nkernel=c", "2:kernel=b", "2:carriage-return" },
  { "[gpio4=1]\na=1\n[pi4]\nb=2\n[pi3]\nc=3\n[all]\nd=4", "2:a=1? 4:b=2? 8:d=4", "" },
  { "[tryboot]\nkernel=new\n[all]\na=1", "4:a=1", "" },
  { "[none]\na=1\n[pi4]\nb=2\n[all]\nc=3", "4:b=2? 6:c=3", "" },
  { "[0xabcd1234]\na=1\n[0xabcd1235]\nb=2\n", "2:a=1", "" },
  { "[pi3]\nKernel=x\nkernel = x\njunk\ninclude gone.txt\n", "", "" },
  /* one row or more for each oddity */
  { "kernel = x\n", "1:kernel=x?", "1:blank-around-equals" },
  { "kernel= x\nkernel =x\n", "1:kernel=x? 2:kernel=x?", "1:blank-around-equals 2:blank-around-equals" },
  { "kernel x.img\n", "1:kernel=x.img?", "1:no-equals" },
  { "cmdline nfs.txt\nKernel x", "1:cmdline=nfs.txt? 2:Kernel=x?", "1:no-equals 2:no-equals 2:key-case" },
  { "kernel=x # mine\n", "1:kernel=x?", "1:comment-behind" },
  { "kernel=x#y\n", "1:kernel=x#y?", "1:comment-behind" },
  { "kernel= # none\n", "1:kernel=?", "1:blank-around-equals 1:comment-behind" },
  { "kernel=#x\n", "1:kernel=?", "1:comment-behind" },
  { "initramfs i followkernel # x\n", "1:initramfs=i followkernel?", "1:comment-behind" },
  { "kernal=x\narm_64bits=1\n", "1:kernal=x 2:arm_64bits=1", "1:key-slip 2:key-slip" },
  { "Kernel=x\nKERNEL=y\n", "1:Kernel=x? 2:KERNEL=y?", "1:key-case 2:key-case" },
  { "[PI4]\na=1\n[ALL]\nb=2\n[PI3]\nc=3", "2:a=1 4:b=2", "1:filter-case 3:filter-case 5:filter-case" },
  { "[pi6]\na=1\n[pi4]\nb=2\n", "2:a=1? 4:b=2", "1:filter-unknown" },
  { "[pi3]\n[wifi]\na=1\n[all]\nb=2", "3:a=1? 5:b=2", "2:filter-unknown" },
  { "[pi4\na=1\n[all]\nb=2", "2:a=1? 4:b=2", "1:filter-broken" },
  { "[pi4] # me\na=1\n[]\nb=2\n[pi4]]\nc=3", "2:a=1? 4:b=2? 6:c=3?",
    "1:filter-broken 3:filter-broken 5:filter-broken" },
  { "[" SIXTY "]\na=1", "2:a=1?", "1:filter-unknown" },
  { "[" SIXTY "a]\na=1", "2:a=1?", "1:filter-long" },
  { "[" SIXTY SIXTY "]\na=1\n[all]\nb=1", "2:a=1? 4:b=1", "1:filter-long" },
  { "include usercfg.txt\na=1\n", "1:include=usercfg.txt usercfg.txt:1:dtparam=i2c_arm=on "
    "usercfg.txt:2:kernel=user.img 2:a=1", "" },
  { "include gone.txt\na=1", "1:include=gone.txt 2:a=1", "1:include-missing" },
  { "include empty.txt\ninclude empty.txt", "1:include=empty.txt 2:include=empty.txt", "" },
  { "include usercfg.txt # mine", "1:include=usercfg.txt? usercfg.txt:1:dtparam=i2c_arm=on? "
    "usercfg.txt:2:kernel=user.img?", "1:comment-behind" },
  { "include " SIXTY "aaaa\n", "1:include=" SIXTY "aaaa " SIXTY "aaaa:1:long=64", "" },
  { "include " SIXTY "aaaaa\n", "1:include=" SIXTY "aaaa?", "1:include-long" },
  { "include=usercfg.txt\ninclude\n", "", "1:junk 2:junk" },
  { "include outer.txt\na=1", "1:include=outer.txt outer.txt:1:include=sub/inner.txt sub/inner.txt:1:c=3 "
    "outer.txt:2:b=2 2:a=1", "" },
  { "include circle.txt", "1:include=circle.txt circle.txt:1:a=1 circle.txt:2:include=circle.txt "
    "circle.txt:3:b=2", "circle.txt:2:include-deep" },
  { "include back.txt", "1:include=back.txt back.txt:1:include=config.txt", "back.txt:1:include-deep" },
  { "include config.txt", "1:include=config.txt", "1:include-deep" },
  { "[gpio4=1]\ninclude usercfg.txt\n", "2:include=usercfg.txt? usercfg.txt:1:dtparam=i2c_arm=on? "
    "usercfg.txt:2:kernel=user.img?", "" },
  { "include pi3.txt\na=1\n[all]\nb=2", "1:include=pi3.txt 2:a=1? 4:b=2", "" },
  { "include pi4.txt\na=1", "1:include=pi4.txt pi4.txt:2:kernel=four.img 2:a=1", "" },
  { "[pi3]\ninclude pi4.txt\na=1", "", "" },
  { "initramfs=initrd.img\n", "1:initramfs=initrd.img?", "1:initramfs-equals" },
  { "initramfs " SIXTY "aaaa 0", "1:initramfs=" SIXTY "aaaa 0", "" },
  { "initramfs " SIXTY "aaaaa 0", "1:initramfs=" SIXTY "aaaaa 0?", "1:initramfs-long" },
  { "initramfs x\ninitramfs x, y followkernel\ninitramfs x 0x\ninitramfs x 12 13\n",
    "1:initramfs=x? 2:initramfs=x, y followkernel? 3:initramfs=x 0x? 4:initramfs=x 12 13?",
    "1:initramfs-place 2:initramfs-place 3:initramfs-place 4:initramfs-place" },
  { "include early.txt", "1:include=early.txt early.txt:1:start_file=s.elf early.txt:2:GPU_MEM=16? "
    "early.txt:3:kernel=e.img",
    "early.txt:1:early-key-included early.txt:2:key-case early.txt:2:early-key-included" },
  { "start_file=s.elf\ngpu_mem=16\n", "1:start_file=s.elf 2:gpu_mem=16", "" },
  { "=x\njunk\nfoo bar=baz\n<html>\nkernel\nkernel # x\ninitramfs\n", "",
    "1:junk 2:junk 3:junk 4:junk 5:junk 6:junk 7:junk" },
  { "a=1\n# Gr\xc3\xbc\xc3\x9f" "e\nb=2\n[pi3]\nc=3\n[all]\nd=\xff\n", "1:a=1 3:b=2? 7:d=\xff?", "2:no-ascii" },
  { "\xef\xbb\xbf[pi3]\na=1\n[pi4]\nb=2\n", "4:b=2?", "1:no-ascii" },
  { "include high.txt\na=1", "1:include=high.txt high.txt:1:a=1 high.txt:2:b=\xc3\xbc? high.txt:3:c=3? 2:a=1",
    "high.txt:2:no-ascii" },
};

static void
test_rows (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    check ("4b", rows[i].text, strlen (rows[i].text), rows[i].lines, rows[i].oddities);
}

static void
test_other_boards (void **state) {
  static const char early[] = "include early.txt";
  static const char text[] = "[pi3]\na=3\n[cm5]\nb=5\n[pi02]\nc=0\n[pi3+]\nd=3\n";

  check ("3b", text, strlen (text), "2:a=3", "");
  check ("3b+", text, strlen (text), "2:a=3 8:d=3", "");
  check ("cm5", text, strlen (text), "4:b=5", "");
  check ("cm5-lite", text, strlen (text), "4:b=5?", "");
  check ("400", text, strlen (text), "", "");
  check ("5", early, strlen (early), "1:include=early.txt early.txt:1:start_file=s.elf early.txt:2:GPU_MEM=16? "
         "early.txt:3:kernel=e.img", "early.txt:2:key-case");
}

static void
test_zero_bytes (void **state) {
  static const char text[] = "a=1\nb=2\0rest\nc=3\n\0\0\n[pi3]\0[pi4]\nd=4\n";

  check ("4b", text, sizeof text - 1, "1:a=1 2:b=2? 3:c=3?", "2:zero-byte");
  check ("4b", "\0", 1, "", "1:zero-byte");
}

static void
test_line_length (void **state) {
  check ("4b", "kernel=" SIXTY TEN TEN TEN "a\n", 99, "1:kernel=" SIXTY TEN TEN TEN "a", "");
  check ("4b", "kernel=" SIXTY TEN TEN TEN "ab", 99, "1:kernel=" SIXTY TEN TEN TEN "a", "1:long-line");
  check ("4b", "kernel=" SIXTY TEN TEN TEN "a\r\n", 100, "1:kernel=" SIXTY TEN TEN TEN "a",
         "1:carriage-return");
  check ("4b", "# " SIXTY SIXTY "\n", 123, "", "");
  check ("4b", SIXTY SIXTY "=x\n", 123, "", "1:long-line 1:junk");
  check ("4b", BLANKS_100 "a=x\nb=y", 107, "2:b=y", "1:long-line");
  check ("4b", "[pi3]\na=" SIXTY SIXTY "\n", 129, "", "");
}

/* What grows beyond 4096 bytes acts for sure on a Pi 5 only. */
static void
test_file_length (void **state) {
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 40; i++)
    g_string_append (text, "#" SIXTY TEN TEN TEN "aaaaaaaa\n");
  while (text->len < 4096 - 4)
    g_string_append_c (text, '\n');
  g_string_append (text, "a=12");
  check ("4b", text->str, text->len, "133:a=12", "");
  g_string_append (text, "\nb=34\n");
  check ("4b", text->str, text->len, "133:a=12 134:b=34?", "134:long-file");
  check ("3b", text->str, text->len, "133:a=12 134:b=34?", "134:long-file");
  check ("5", text->str, text->len, "133:a=12 134:b=34", "134:long-file");
}

static void
test_limits (void **state) {
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CbConfigTxt) config = NULL;

  for (guint i = 0; i < CB_MAX_CONFIG_LINES + 5; i++)
    g_string_append (text, "a=1\n");
  config = parse_for ("5", text->str, text->len);
  assert_int_equal (cb_config_txt_lines (config)->len, CB_MAX_CONFIG_LINES);
  assert_int_equal (cb_config_txt_oddities (config)->len, 2);

  g_string_set_size (text, CB_MAX_CONFIG_BYTES + 1);
  memset (text->str, 'a', text->len);
  check ("5", text->str, text->len, "", "1:long-file 1:long-line 1:junk 1:too-many");

  g_string_truncate (text, 0);
  for (guint i = 0; i < CB_MAX_CONFIG_INCLUDES + 2; i++)
    g_string_append (text, "include empty.txt\n");
  g_clear_pointer (&config, cb_config_txt_free);
  config = parse_for ("5", text->str, text->len);
  assert_int_equal (cb_config_txt_oddities (config)->len, 2);
}

/* "0" includes "1" includes "2" ... each twice. */
static GBytes *
include_next (const char *name, gpointer data) {
  char *text = g_strdup_printf ("include %u\ninclude %u\n", (guint) atoi (name) + 1, (guint) atoi (name) + 1);

  ++*(guint *) data;
  return g_bytes_new_take (text, strlen (text));
}

static void
test_depth (void **state) {
  CbConfigReader reader = { cb_board_from_text ("4b", NULL), FALSE, 0 };
  guint n_asked = 0;
  g_autoptr (CbConfigTxt) config = cb_config_txt_parse (&reader, "include 1", 9, include_next, &n_asked);
  const CbConfigOddity *first = g_ptr_array_index (cb_config_txt_oddities (config), 0);

  assert_int_equal (n_asked, CB_MAX_CONFIG_INCLUDES);
  assert_int_equal (first->kind, CB_ODDITY_INCLUDE_DEEP);
  assert_string_equal (first->file, "8");
  assert_string_equal (first->what, "9");
}

static void
test_no_includes (void **state) {
  CbConfigReader reader = { cb_board_from_text ("4b", NULL), FALSE, 0 };
  g_autoptr (CbConfigTxt) config = cb_config_txt_parse (&reader, "include usercfg.txt", 19, NULL, NULL);

  assert_int_equal (cb_config_txt_lines (config)->len, 1);
  assert_int_equal (cb_config_txt_oddities (config)->len, 1);
  cb_config_txt_free (NULL);
}

static char *
values_of (const CbConfigTxt *config, CbConfigView view, const char *key) {
  g_autoptr (GPtrArray) values = cb_config_txt_values (config, view, key);

  return lines_to_text (values);
}

static void
test_values (void **state) {
  static const struct {
    const char *text;
    CbConfigView view;
    const char *key;
    const char *values;
  } tries[] = {
    { "kernel=a\nkernel=b\n", CB_VIEW_LATE, "kernel", "2:kernel=b" },
    { "kernel=a\n[gpio4=1]\nkernel=b\n", CB_VIEW_LATE, "kernel", "3:kernel=b? 1:kernel=a" },
    { "[gpio4=1]\nkernel=b\n[all]\nkernel=c", CB_VIEW_LATE, "kernel", "4:kernel=c" },
    { "[gpio4=1]\nkernel=b\n", CB_VIEW_LATE, "kernel", "2:kernel=b?" },
    { "[pi3]\nkernel=b\n", CB_VIEW_LATE, "kernel", "" },
    { "kernel=a\nKernel=b\n", CB_VIEW_LATE, "kernel", "2:Kernel=b? 1:kernel=a" },
    { "kernel=a\ninclude usercfg.txt\n", CB_VIEW_LATE, "kernel", "usercfg.txt:2:kernel=user.img" },
    { "kernel=a\ninclude usercfg.txt\n", CB_VIEW_EARLY, "kernel", "1:kernel=a" },
    { "include usercfg.txt\n", CB_VIEW_EARLY, "kernel", "" },
    { "a=1\n", CB_VIEW_LATE, "kernel", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autoptr (CbConfigTxt) config = parse_for ("4b", tries[i].text, strlen (tries[i].text));
    g_autofree char *values = values_of (config, tries[i].view, tries[i].key);

    assert_string_equal (values, tries[i].values);
  }
}

static void
test_all_shut_out (void **state) {
  static const struct {
    const char *text;
    gboolean expected;
  } tries[] = {
    { "", FALSE }, { "# x\n", FALSE }, { "[pi3]\n", FALSE }, { "[pi3]\njunk\n", FALSE },
    { "[pi3]\na=1\n", TRUE }, { "[pi3]\na=1\n[all]\nb=2", FALSE }, { "[pi3]\na=1\n[gpio4=1]\nb=2", TRUE },
    { "[pi3]\ninclude usercfg.txt", TRUE }, { "[gpio4=1]\na=1\n", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++) {
    g_autoptr (CbConfigTxt) config = parse_for ("4b", tries[i].text, strlen (tries[i].text));

    assert_int_equal (cb_config_txt_all_shut_out (config), tries[i].expected);
  }
}

/* Each has a code of its own and a text; the words are shown as they can be. */
static void
test_texts (void **state) {
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint kind = 0; kind < CB_ODDITY_N_; kind++) {
    char what[] = "x\xff\n";
    CbConfigOddity oddity = { kind, NULL, 1, what };
    g_autofree char *text = cb_oddity_to_text (&oddity);

    assert_true (g_hash_table_add (codes, (gpointer) cb_oddity_to_code (kind)));
    assert_true (g_str_has_prefix (text, "'x\\xff\\x0a': "));
    assert_true (strlen (text) > 40);
    *what = '\0';
    g_free (text);
    text = cb_oddity_to_text (&oddity);
    assert_true (*text != '\'' || kind == CB_ODDITY_INITRAMFS_EQUALS);
  }
  assert_string_equal (cb_oddity_to_code (CB_ODDITY_N_), "unknown");
}

static void
test_what (void **state) {
  g_autoptr (CbConfigTxt) config = parse_for ("4b", "kernel = x # y\r\n[PI4]\n", 22);
  const GPtrArray *oddities = cb_config_txt_oddities (config);
  static const char *const words[] = { "", "kernel = x # y", "kernel = x # y", "[PI4]" };

  assert_int_equal (oddities->len, G_N_ELEMENTS (words));
  for (guint i = 0; i < oddities->len; i++) {
    const CbConfigOddity *oddity = g_ptr_array_index (oddities, i);

    assert_string_equal (oddity->what, words[i]);
    assert_string_equal (oddity->file, "config.txt");
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_rows),        cmocka_unit_test (test_other_boards),
    cmocka_unit_test (test_zero_bytes),  cmocka_unit_test (test_line_length),
    cmocka_unit_test (test_file_length), cmocka_unit_test (test_limits),
    cmocka_unit_test (test_depth),       cmocka_unit_test (test_no_includes),
    cmocka_unit_test (test_values),      cmocka_unit_test (test_all_shut_out),
    cmocka_unit_test (test_texts),       cmocka_unit_test (test_what),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
