/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/config-section.h"

#define MAX_STEPS 6

#define NO    CB_TRUTH_NO
#define MAYBE CB_TRUTH_MAYBE
#define YES   CB_TRUTH_YES

static CbConfigReader
reader_of (const char *model) {
  CbConfigReader reader = { cb_board_from_text (model, NULL), TRUE, 0xabcd1234 };

  assert_non_null (reader.board);
  return reader;
}

/* Each filter of pi-netboot.md 5.2, alone, for the boards that it tells apart. */
static const struct {
  const char *filter;
  const char *yes, *maybe; /* models; all others: no */
} models[] = {
  { "all", "1a 1b 1a+ 1b+ cm1 2b-v1.1 zero 3b 2b-v1.2 cm3 zero-w 3b+ 3a+ cm3+ 4b cm4 400 zero-2-w cm4s 5 cm5 "
           "cm5-lite 500 cm0", "" },
  { "none", "", "" },
  { "pi0", "zero zero-w zero-2-w", "" },
  { "pi0w", "zero-w zero-2-w", "" },
  { "pi02", "zero-2-w", "" },
  { "pi1", "1a 1b 1a+ 1b+ cm1", "" },
  { "pi2", "2b-v1.1 2b-v1.2", "" },
  { "pi3", "3b 3b+ 3a+ cm3 cm3+", "" },
  { "pi3+", "3b+ 3a+", "" },
  { "pi4", "4b 400 cm4 cm4s", "" },
  { "pi400", "400", "" },
  { "cm4", "cm4", "" },
  { "cm4s", "cm4s", "" },
  { "pi5", "5 500 cm5 cm5-lite", "" },
  { "pi500", "500", "" },
  { "cm5", "cm5", "cm5-lite" },
  { "cm0", "", "cm0" },
  { "board-type=0x11", "4b", "" },
  { "board-type=17", "4b", "" },
  { "board-type=0x0D", "3b+", "" },
  { "board-type=0x04", "2b-v1.1 2b-v1.2", "" },
  { "board-type=0x1a", "cm5-lite", "" },
  { "board-type=0xff", "", "" },
};

static gboolean
names (const char *list, const char *model) {
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) words, model);
}

static void
test_models (void **state) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    for (gsize k = 0; k < n_boards; k++) {
      CbConfigReader reader = { &boards[k], FALSE, 0 };
      CbSection section = cb_section_new ();
      const char *model = boards[k].model;
      CbTruth expected = names (models[i].yes, model) ? YES : names (models[i].maybe, model) ? MAYBE : NO;

      assert_int_equal (cb_section_enter (&section, &reader, models[i].filter), CB_FILTER_KNOWN);
      if (cb_section_truth (&section) != expected)
        fail_msg ("[%s] of %s is %d", models[i].filter, model, (int) cb_section_truth (&section));
    }
  }
}

static void
test_other_filters (void **state) {
  static const struct {
    const char *filter;
    CbFilterFit fit;
    CbTruth truth;
  } rows[] = {
    { "0xabcd1234", CB_FILTER_KNOWN, YES },
    { "0xABCD1234", CB_FILTER_KNOWN, YES },
    { "0XABCD1234", CB_FILTER_KNOWN, YES },
    { "0xabcd1235", CB_FILTER_KNOWN, NO },
    { "0x1", CB_FILTER_KNOWN, NO },
    { "0x", CB_FILTER_UNKNOWN, MAYBE },
    { "0x10000000abcd1234", CB_FILTER_UNKNOWN, MAYBE },
    { "0xabcd123g", CB_FILTER_UNKNOWN, MAYBE },
    { "abcd1234", CB_FILTER_UNKNOWN, MAYBE },
    { "gpio4=1", CB_FILTER_KNOWN, MAYBE },
    { "gpio27=0", CB_FILTER_KNOWN, MAYBE },
    { "GPIO4=1", CB_FILTER_ODD_CASE, MAYBE },
    { "gpio4=2", CB_FILTER_UNKNOWN, MAYBE },
    { "gpio=1", CB_FILTER_UNKNOWN, MAYBE },
    { "gpio4", CB_FILTER_UNKNOWN, MAYBE },
    { "EDID=VSC-TD2220", CB_FILTER_KNOWN, MAYBE },
    { "edid=VSC-TD2220", CB_FILTER_ODD_CASE, MAYBE },
    { "EDID=", CB_FILTER_UNKNOWN, MAYBE },
    { "HDMI:0", CB_FILTER_KNOWN, YES },
    { "HDMI:1", CB_FILTER_KNOWN, YES },
    { "hdmi:1", CB_FILTER_ODD_CASE, YES },
    { "HDMI:2", CB_FILTER_UNKNOWN, MAYBE },
    { "tryboot", CB_FILTER_KNOWN, NO },
    { "TryBoot", CB_FILTER_ODD_CASE, NO },
    { "partition=2", CB_FILTER_KNOWN, MAYBE },
    { "boot_partition=1", CB_FILTER_KNOWN, MAYBE },
    { "boot_arg1=0x2a", CB_FILTER_KNOWN, MAYBE },
    { "boot_arg1&0x10", CB_FILTER_KNOWN, MAYBE },
    { "boot_arg1&0x10=0x10", CB_FILTER_KNOWN, MAYBE },
    { "boot_count<3", CB_FILTER_KNOWN, MAYBE },
    { "boot_count>3", CB_FILTER_KNOWN, MAYBE },
    { "bootvar0=42", CB_FILTER_KNOWN, MAYBE },
    { "board_attributes&1", CB_FILTER_KNOWN, MAYBE },
    { "Boot_count>3", CB_FILTER_ODD_CASE, MAYBE },
    { "boot_count", CB_FILTER_UNKNOWN, MAYBE },
    { "boot_count=", CB_FILTER_UNKNOWN, MAYBE },
    { "boot_count = 3", CB_FILTER_UNKNOWN, MAYBE },
    { "boot_count<3=4", CB_FILTER_UNKNOWN, MAYBE },
    { "boot_count&3=", CB_FILTER_UNKNOWN, MAYBE },
    { "boot_count!3", CB_FILTER_UNKNOWN, MAYBE },
    { "other=1", CB_FILTER_UNKNOWN, MAYBE },
    { "PI4", CB_FILTER_ODD_CASE, YES },
    { "Pi3", CB_FILTER_ODD_CASE, NO },
    { "ALL", CB_FILTER_ODD_CASE, YES },
    { "None", CB_FILTER_ODD_CASE, NO },
    { "Board-Type=0x11", CB_FILTER_ODD_CASE, YES },
    { "board-type=", CB_FILTER_UNKNOWN, MAYBE },
    { "board-type=x", CB_FILTER_UNKNOWN, MAYBE },
    { "board-type=0x", CB_FILTER_UNKNOWN, MAYBE },
    { "board-type=11111111111111111111111111111111", CB_FILTER_KNOWN, NO },
    { "pi6", CB_FILTER_UNKNOWN, MAYBE },
    { "pi44", CB_FILTER_UNKNOWN, MAYBE },
    { "p", CB_FILTER_UNKNOWN, MAYBE },
    { " pi4 ", CB_FILTER_UNKNOWN, MAYBE },
    { "", CB_FILTER_UNKNOWN, MAYBE },
    { "\xff\xfe", CB_FILTER_UNKNOWN, MAYBE },
  };
  CbConfigReader reader = reader_of ("4b");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbSection section = cb_section_new ();
    CbFilterFit fit = cb_section_enter (&section, &reader, rows[i].filter);

    if (fit != rows[i].fit || cb_section_truth (&section) != rows[i].truth)
      fail_msg ("[%s]: %d %d", rows[i].filter, (int) fit, (int) cb_section_truth (&section));
  }
}

/* Same kind replaces, different kinds must all hold. For a 4B with serial abcd1234. */
static void
test_combinations (void **state) {
  static const struct {
    const char *filters[MAX_STEPS];
    CbTruth truth;
  } rows[] = {
    { { "pi3", "pi4" }, YES },
    { { "pi4", "pi3" }, NO },
    { { "pi4", "pi400" }, NO },
    { { "pi3", "all" }, YES },
    { { "pi4", "gpio4=1" }, MAYBE },
    { { "gpio4=1", "pi4" }, MAYBE },
    { { "gpio4=1", "pi3" }, NO },
    { { "gpio4=1", "all" }, YES },
    { { "gpio4=1", "gpio4=0" }, MAYBE },
    { { "0x11111111", "pi4" }, NO },
    { { "0xabcd1234", "pi4" }, YES },
    { { "0x11111111", "0xabcd1234" }, YES },
    { { "0x11111111", "all" }, YES },
    { { "tryboot", "pi4" }, NO },
    { { "tryboot", "all" }, YES },
    { { "HDMI:1", "pi4" }, YES },
    /* the readings differ: the board type is a model filter, or a kind of its own */
    { { "pi4", "board-type=0x11" }, YES },
    { { "pi3", "board-type=0x11" }, MAYBE },
    { { "pi4", "board-type=0x13" }, NO },
    { { "board-type=0x13", "pi4" }, MAYBE },
    { { "board-type=0x11", "pi3" }, NO },
    { { "board-type=0x13", "pi4", "board-type=0x11" }, YES },
    { { "board-type=0x13", "all", "pi4" }, YES },
    /* and so does "none" */
    { { "none", "pi4" }, MAYBE },
    { { "none", "pi3" }, NO },
    { { "pi4", "none" }, NO },
    { { "none", "all" }, YES },
    { { "none", "gpio4=1" }, NO },
    /* unknown until a known model filter or all */
    { { "pi3", "wifi" }, MAYBE },
    { { "pi4", "wifi" }, MAYBE },
    { { "wifi", "pi4" }, YES },
    { { "wifi", "pi3" }, NO },
    { { "wifi", "all" }, YES },
    { { "wifi", "0xabcd1234" }, MAYBE },
    { { "wifi", "board-type=0x11" }, MAYBE },
    { { "wifi", "board-type=0x13" }, NO },
    { { "0x11111111", "wifi" }, NO },
    { { "tryboot", "wifi" }, NO },
  };
  CbConfigReader reader = reader_of ("4b");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    CbSection section = cb_section_new ();

    for (gsize k = 0; k < MAX_STEPS && rows[i].filters[k] != NULL; k++)
      cb_section_enter (&section, &reader, rows[i].filters[k]);
    if (cb_section_truth (&section) != rows[i].truth)
      fail_msg ("[%s][%s]: %d", rows[i].filters[0], rows[i].filters[1], (int) cb_section_truth (&section));
  }
}

static void
test_unknown_serial (void **state) {
  CbConfigReader reader = { cb_board_from_text ("4b", NULL), FALSE, 0 };
  CbSection section = cb_section_new ();

  cb_section_enter (&section, &reader, "0x00000000");
  assert_int_equal (cb_section_truth (&section), MAYBE);
}

static void
test_port_of_others (void **state) {
  CbConfigReader reader = reader_of ("3b");
  CbSection section = cb_section_new ();

  assert_int_equal (cb_section_enter (&section, &reader, "HDMI:0"), CB_FILTER_KNOWN);
  assert_int_equal (cb_section_truth (&section), MAYBE);
}

/* A filter of an included file holds on behind it, or not. */
static void
test_files (void **state) {
  CbConfigReader reader = reader_of ("4b");
  CbSection section = cb_section_new ();
  CbSection before = section;

  cb_section_enter (&section, &reader, "pi3");
  assert_int_equal (cb_section_truth (&section), NO);
  cb_section_leave_file (&section, &before);
  assert_int_equal (cb_section_truth (&section), MAYBE);
  cb_section_enter (&section, &reader, "pi3");
  assert_int_equal (cb_section_truth (&section), NO);
  cb_section_enter (&section, &reader, "all");
  before = section;
  cb_section_leave_file (&section, &before);
  assert_int_equal (cb_section_truth (&section), YES);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_models),        cmocka_unit_test (test_other_filters),
    cmocka_unit_test (test_combinations),  cmocka_unit_test (test_unknown_serial),
    cmocka_unit_test (test_port_of_others), cmocka_unit_test (test_files),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
