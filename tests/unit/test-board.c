/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/board.h"
#include "limit.h"

static const CbBoard *
find (const char *model) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++) {
    if (g_str_equal (boards[i].model, model))
      return &boards[i];
  }
  fail_msg ("no board '%s'", model);
  return NULL;
}

/* Each board of pi-netboot.md 5.4 and 0, with what differs most. */
static void
test_boards (void **state) {
  static const struct {
    const char *model;
    guint type;
    CbBootWay way;
    CbObstacle obstacle;
    const char *dtb, *mainline, *soc, *kernel_64, *kernel_32, *stub;
  } rows[] = {
    { "2b-v1.1", 0x04, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARD_NEEDED, "bcm2709-rpi-2-b.dtb",
      "bcm2836-rpi-2-b.dtb", "brcm,bcm2836", NULL, "kernel7.img", NULL },
    { "2b-v1.2", 0x04, CB_BOOT_BY_ROM, CB_OBSTACLE_NONE, "bcm2710-rpi-2-b.dtb", "bcm2837-rpi-2-b.dtb",
      "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "3b", 0x08, CB_BOOT_BY_ROM, CB_OBSTACLE_NONE, "bcm2710-rpi-3-b.dtb", "bcm2837-rpi-3-b.dtb",
      "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "3b+", 0x0d, CB_BOOT_BY_ROM, CB_OBSTACLE_NONE, "bcm2710-rpi-3-b-plus.dtb", "bcm2837-rpi-3-b-plus.dtb",
      "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "3a+", 0x0e, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2710-rpi-3-b-plus.dtb",
      "bcm2837-rpi-3-a-plus.dtb", "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "cm3", 0x0a, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARRIER, "bcm2710-rpi-cm3.dtb", "bcm2837-rpi-cm3-io3.dtb",
      "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "cm3+", 0x10, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARRIER, "bcm2710-rpi-cm3.dtb", "bcm2837-rpi-cm3-io3.dtb",
      "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "zero-2-w", 0x12, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2710-rpi-zero-2-w.dtb",
      "bcm2837-rpi-zero-2-w.dtb", "brcm,bcm2837", "kernel8.img", "kernel7.img", "armstub8.bin" },
    { "4b", 0x11, CB_BOOT_BY_EEPROM_4, CB_OBSTACLE_NONE, "bcm2711-rpi-4-b.dtb", "bcm2711-rpi-4-b.dtb",
      "brcm,bcm2711", "kernel8.img", "kernel7l.img", "armstub8-gic.bin" },
    { "400", 0x13, CB_BOOT_BY_EEPROM_4, CB_OBSTACLE_NONE, "bcm2711-rpi-400.dtb", "bcm2711-rpi-400.dtb",
      "brcm,bcm2711", "kernel8.img", "kernel7l.img", "armstub8-gic.bin" },
    { "cm4", 0x14, CB_BOOT_BY_EEPROM_4, CB_OBSTACLE_NONE, "bcm2711-rpi-cm4.dtb", "bcm2711-rpi-cm4-io.dtb",
      "brcm,bcm2711", "kernel8.img", "kernel7l.img", "armstub8-gic.bin" },
    { "cm4s", 0x15, CB_BOOT_BY_EEPROM_4, CB_OBSTACLE_NONE, "bcm2711-rpi-cm4s.dtb", NULL, "brcm,bcm2711",
      "kernel8.img", "kernel7l.img", "armstub8-gic.bin" },
    { "5", 0x17, CB_BOOT_BY_EEPROM_5, CB_OBSTACLE_NONE, "bcm2712-rpi-5-b.dtb", "bcm2712-rpi-5-b.dtb",
      "brcm,bcm2712", "kernel_2712.img", NULL, "armstub8-2712.bin" },
    { "cm5", 0x18, CB_BOOT_BY_EEPROM_5, CB_OBSTACLE_NONE, "bcm2712-rpi-cm5-cm5io.dtb", NULL, "brcm,bcm2712",
      "kernel_2712.img", NULL, "armstub8-2712.bin" },
    { "500", 0x19, CB_BOOT_BY_EEPROM_5, CB_OBSTACLE_NONE, "bcm2712-rpi-500.dtb", NULL, "brcm,bcm2712",
      "kernel_2712.img", NULL, "armstub8-2712.bin" },
    { "cm5-lite", 0x1a, CB_BOOT_BY_EEPROM_5, CB_OBSTACLE_NONE, "bcm2712-rpi-cm5l-cm5io.dtb", NULL,
      "brcm,bcm2712", "kernel_2712.img", NULL, "armstub8-2712.bin" },
    { "cm0", 0x1b, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, NULL, NULL, "brcm,bcm2837", "kernel8.img",
      "kernel7.img", "armstub8.bin" },
    { "zero", 0x09, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2708-rpi-zero.dtb",
      "bcm2835-rpi-zero.dtb", "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "zero-w", 0x0c, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2708-rpi-zero-w.dtb",
      "bcm2835-rpi-zero-w.dtb", "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "1a", 0x00, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2708-rpi-b.dtb", "bcm2835-rpi-a.dtb",
      "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "1b", 0x01, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARD_NEEDED, "bcm2708-rpi-b.dtb", "bcm2835-rpi-b.dtb",
      "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "1a+", 0x02, CB_BOOT_BY_NOTHING, CB_OBSTACLE_NO_ETHERNET, "bcm2708-rpi-b-plus.dtb",
      "bcm2835-rpi-a-plus.dtb", "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "1b+", 0x03, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARD_NEEDED, "bcm2708-rpi-b-plus.dtb",
      "bcm2835-rpi-b-plus.dtb", "brcm,bcm2835", NULL, "kernel.img", NULL },
    { "cm1", 0x06, CB_BOOT_BY_NOTHING, CB_OBSTACLE_CARRIER, "bcm2708-rpi-cm.dtb", "bcm2835-rpi-cm1-io1.dtb",
      "brcm,bcm2835", NULL, "kernel.img", NULL },
  };
  gsize n_boards;

  cb_boards (&n_boards);
  assert_int_equal (n_boards, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const CbBoard *board = find (rows[i].model);

    assert_int_equal (board->type, rows[i].type);
    assert_int_equal (board->way, rows[i].way);
    assert_int_equal (board->obstacle, rows[i].obstacle);
    assert_true (g_strcmp0 (board->dtb[0], rows[i].dtb) == 0);
    assert_true (g_strcmp0 (board->dtb_mainline[0], rows[i].mainline) == 0);
    assert_string_equal (board->soc, rows[i].soc);
    assert_true (g_strcmp0 (board->kernel_64[0], rows[i].kernel_64) == 0);
    assert_true (g_strcmp0 (board->kernel_32[0], rows[i].kernel_32) == 0);
    assert_true (g_strcmp0 (board->stub_64, rows[i].stub) == 0);
  }
}

/* What must hold for any board, today's and the next. */
static void
test_invariants (void **state) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++) {
    const CbBoard *board = &boards[i];

    assert_true ((board->way == CB_BOOT_BY_NOTHING) == (board->obstacle != CB_OBSTACLE_NONE));
    assert_true ((board->kernel_64[0] != NULL) == (board->stub_64 != NULL));
    assert_true ((board->kernel_32[0] != NULL) == (board->stub_32 != NULL));
    assert_true (board->way == CB_BOOT_BY_NOTHING || board->dtb[0] != NULL);
    assert_true (board->dtb[CB_BOARD_NAMES - 1] == NULL && board->dtb_mainline[CB_BOARD_NAMES - 1] == NULL);
    assert_true (board->kernel_32[CB_BOARD_NAMES - 1] == NULL && board->kernel_64[CB_BOARD_NAMES - 1] == NULL);
    assert_null (board->compatible[CB_BOARD_NAMES - 1]);
    assert_true ((board->filters & board->filters_maybe) == 0);
    assert_true (board->doubts < 1u << CB_BOARD_DOUBTS);
    assert_int_equal (board->block_bytes, board->prefers_64 ? 1468 : 512);
    assert_true (cb_board_from_text (board->model, NULL) == board);
    assert_true (cb_board_from_text (board->name, NULL) == board);
  }
}

static void
test_filters (void **state) {
  static const struct {
    const char *model;
    guint filters, maybe;
  } rows[] = {
    { "zero", CB_FILTER_PI0, 0 },
    { "zero-w", CB_FILTER_PI0 | CB_FILTER_PI0W, 0 },
    { "zero-2-w", CB_FILTER_PI0 | CB_FILTER_PI0W | CB_FILTER_PI02, 0 },
    { "1b", CB_FILTER_PI1, 0 },
    { "cm1", CB_FILTER_PI1, 0 },
    { "2b-v1.1", CB_FILTER_PI2, 0 },
    { "2b-v1.2", CB_FILTER_PI2, 0 },
    { "3b", CB_FILTER_PI3, 0 },
    { "3b+", CB_FILTER_PI3 | CB_FILTER_PI3_PLUS, 0 },
    { "cm3+", CB_FILTER_PI3, 0 },
    { "4b", CB_FILTER_PI4, 0 },
    { "400", CB_FILTER_PI4 | CB_FILTER_PI400, 0 },
    { "cm4", CB_FILTER_PI4 | CB_FILTER_CM4, 0 },
    { "cm4s", CB_FILTER_PI4 | CB_FILTER_CM4S, 0 },
    { "5", CB_FILTER_PI5, 0 },
    { "500", CB_FILTER_PI5 | CB_FILTER_PI500, 0 },
    { "cm5", CB_FILTER_PI5 | CB_FILTER_CM5, 0 },
    { "cm5-lite", CB_FILTER_PI5, CB_FILTER_CM5 },
    { "cm0", 0, CB_FILTER_CM0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    assert_int_equal (find (rows[i].model)->filters, rows[i].filters);
    assert_int_equal (find (rows[i].model)->filters_maybe, rows[i].maybe);
  }
}

/* Both steppings of the Pi 5 are one board: what differs is in its table. */
static void
test_pi5 (void **state) {
  const CbBoard *board = find ("5");

  assert_string_equal (board->dtb[1], "bcm2712d0-rpi-5-b.dtb");
  assert_string_equal (board->overlay, "bcm2712d0");
  assert_string_equal (board->kernel_64[1], "kernel8.img");
  assert_true (board->doubts & CB_DOUBT_DTB);
  assert_null (find ("4b")->overlay);
}

static void
test_revisions (void **state) {
  static const struct {
    guint32 revision;
    const char *model; /* NULL: none */
  } rows[] = {
    { 0xa01041, "2b-v1.1" }, { 0xa21041, "2b-v1.1" }, { 0xa22042, "2b-v1.2" }, { 0xa02042, "2b-v1.2" },
    { 0xa02082, "3b" },      { 0xa22082, "3b" },      { 0xa32082, "3b" },      { 0xa020d3, "3b+" },
    { 0xa020d4, "3b+" },     { 0x9020e0, "3a+" },     { 0xa020a0, "cm3" },     { 0xa02100, "cm3+" },
    { 0xa03111, "4b" },      { 0xb03111, "4b" },      { 0xc03111, "4b" },      { 0xc03114, "4b" },
    { 0xd03114, "4b" },      { 0xd03115, "4b" },      { 0xc03130, "400" },     { 0xa03140, "cm4" },
    { 0xc03140, "cm4" },     { 0xd03140, "cm4" },     { 0xa03150, "cm4s" },    { 0x902120, "zero-2-w" },
    { 0xb04170, "5" },       { 0xc04170, "5" },       { 0xd04170, "5" },       { 0xd04171, "5" },
    { 0xe04171, "5" },       { 0xc04180, "cm5" },     { 0xd04190, "500" },     { 0xc041a0, "cm5-lite" },
    { 0x9021b0, "cm0" },     { 0x900092, "zero" },    { 0x9000c1, "zero-w" },  { 0x900021, "1a+" },
    { 0x900032, "1b+" },     { 0x900061, "cm1" },     { 0x2a02082, "3b" },     { 0x90c03114, "4b" },
    { 0x000f, NULL },        { 0x0010, NULL },        { 0, NULL },             { 0x23114, NULL },
    { 0xa00040, NULL },      { 0xa03040, NULL },      { 0xa02050, NULL },      { 0xa02ff0, NULL },
    { 0xffffffff, NULL },    { 0xc03160, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const CbBoard *board = cb_board_from_revision (rows[i].revision);

    if (g_strcmp0 (board != NULL ? board->model : NULL, rows[i].model) != 0)
      fail_msg ("%x is %s", rows[i].revision, board != NULL ? board->model : "none");
  }
}

static void
test_texts (void **state) {
  static const struct {
    const char *text;
    const char *model;
  } rows[] = {
    { "4", "4b" }, { "4b", "4b" }, { "4B", "4b" }, { "pi4", "4b" }, { "Pi 4", "4b" }, { "rpi4", "4b" },
    { "rpi-4-b", "4b" }, { "RPi_4", "4b" }, { "raspi4", "4b" }, { "Raspberry Pi 4 Model B", "4b" },
    { "Raspberry Pi 4 Model B Rev 1.4", "4b" }, { "bcm2711-rpi-4-b", "4b" }, { "bcm2711-rpi-4-b.dtb", "4b" },
    { " 4 b\n", "4b" }, { "c03114", "4b" }, { "0xc03114", "4b" }, { "0XC03114", "4b" }, { "C03114", "4b" },
    { "00c03114", "4b" }, { "d03114", "4b" },
    { "3", "3b" }, { "3b", "3b" }, { "3B+", "3b+" }, { "3b plus", "3b+" }, { "3-b-plus", "3b+" },
    { "pi3+", "3b+" }, { "Raspberry Pi 3 Model B Plus Rev 1.3", "3b+" }, { "Raspberry Pi 3 Model B+", "3b+" },
    { "bcm2710-rpi-3-b-plus.dtb", "3b+" }, { "bcm2837-rpi-3-b", "3b" }, { "3a+", "3a+" },
    { "bcm2837-rpi-3-a-plus", "3a+" }, { "a02082", "3b" }, { "a020d3", "3b+" },
    { "2", "2b-v1.2" }, { "2b", "2b-v1.2" }, { "pi2", "2b-v1.2" }, { "2b v1.1", "2b-v1.1" },
    { "2B 1.2", "2b-v1.2" }, { "Raspberry Pi 2 Model B Rev 1.1", "2b-v1.1" },
    { "Raspberry Pi 2 Model B Rev 1.2", "2b-v1.2" }, { "bcm2709-rpi-2-b", "2b-v1.1" },
    { "bcm2837-rpi-2-b", "2b-v1.2" }, { "a01041", "2b-v1.1" },
    { "5", "5" }, { "5b", "5" }, { "pi5", "5" }, { "Raspberry Pi 5 Model B Rev 1.0", "5" },
    { "bcm2712-rpi-5-b", "5" }, { "bcm2712d0-rpi-5-b.dtb", "5" }, { "bcm2712-d-rpi-5-b", "5" },
    { "c04170", "5" }, { "d04171", "5" },
    { "400", "400" }, { "pi400", "400" }, { "Raspberry Pi 400 Rev 1.0", "400" }, { "c03130", "400" },
    { "500", "500" }, { "500+", "500" }, { "Pi 500+", "500" }, { "bcm2712-rpi-500", "500" },
    { "cm4", "cm4" }, { "Compute Module 4", "cm4" }, { "Raspberry Pi Compute Module 4 Rev 1.1", "cm4" },
    { "cm4 lite", "cm4" }, { "bcm2711-rpi-cm4", "cm4" }, { "bcm2711-rpi-cm4-io", "cm4" }, { "c03140", "cm4" },
    { "cm4s", "cm4s" }, { "cm5", "cm5" }, { "CM5 Lite", "cm5-lite" }, { "cm5l", "cm5-lite" },
    { "bcm2712-rpi-cm5l-cm4io", "cm5-lite" }, { "bcm2712-rpi-cm5-cm4io", "cm5" }, { "cm3", "cm3" },
    { "cm3+", "cm3+" }, { "cm1", "cm1" }, { "cm", "cm1" }, { "cm0", "cm0" },
    { "zero", "zero" }, { "Pi Zero W", "zero-w" }, { "zero2w", "zero-2-w" }, { "Zero 2 W", "zero-2-w" },
    { "bcm2710-rpi-zero-2", "zero-2-w" }, { "1", "1b" }, { "b+", "1b+" },
    { "Raspberry Pi Model B Plus", "1b+" },
    { "Raspberry Pi Model B Rev 2", "1b" }, { "a+", "1a+" }, { "bcm2708-rpi-b", "1b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const CbBoard *board = cb_board_from_text (rows[i].text, NULL);

    if (board == NULL || !g_str_equal (board->model, rows[i].model))
      fail_msg ("'%s' is %s", rows[i].text, board != NULL ? board->model : "none");
  }
}

static void
test_texts_refused (void **state) {
  static const struct {
    const char *text;
    const char *part;
  } rows[] = {
    { NULL, "''" }, { "", "''" }, { " ", "2b-v1.1" }, { "-", "4b" }, { "pi", "'pi'" }, { "rpi", "zero-2-w" },
    { "raspberry pi", "'raspberry pi'" }, { "model", "cm5-lite" }, { "6", "'6'" },
    { "44", "4b" }, { "4c", "4b" }, { "banana", "banana" }, { "rev1.4", "rev1.4" }, { "4b rev x", "rev" },
    { ".dtb", ".dtb" }, { "bcm2711", "bcm2711" }, { "bcm2712-rpi-4-b", "4b" }, { "c0311", "c0311" },
    { "c03160", "c03160" }, { "000f", "000f" }, { "00000000", "0" }, { "0x", "0x" }, { "fffffffff", "f" },
    { "0xc03114z", "0xc03114z" }, { "4b\x1b[31m", "\\x1b" }, { "\xff\xfe", "\\xff" }, { "%s%n", "%s%n" },
    { "4b;rm -rf", "rm" }, { "4b/../5", "5" }, { "\xef\xbb\xbf" "4b", "4b" },
  };
  g_autofree char *longest = g_strnfill (1000000, '4');
  g_autofree char *blanks = g_strnfill (CB_MAX_MODEL_BYTES, ' ');
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (cb_board_from_text (rows[i].text, &error) != NULL)
      fail_msg ("'%s' is taken", rows[i].text);
    assert_error (&error, CB_ERROR_INVALID, rows[i].part);
  }
  assert_null (cb_board_from_text (longest, &error));
  assert_true (strlen (error->message) < 500);
  assert_error (&error, CB_ERROR_INVALID, "4444...");
  assert_null (cb_board_from_text (blanks, NULL));
}

static void
test_serials (void **state) {
  static const struct {
    const char *text;
    const char *folder; /* NULL: none */
  } rows[] = {
    { "10000000abcd1234", "abcd1234" }, { "10000000ABCD1234", "abcd1234" }, { "abcd1234", "abcd1234" },
    { "ABCD1234", "abcd1234" },         { "0xABCD1234", "abcd1234" },       { "00000001", "00000001" },
    { "0x10000000abcd1234", "abcd1234" }, { "0012d687", "0012d687" },       { "12d687", NULL },
    { "", NULL },         { NULL, NULL },       { "abcd123", NULL },      { "abcd12345", NULL },
    { "abcd123g", NULL }, { " abcd1234", NULL }, { "abcd1234 ", NULL },   { "abcd1234/", NULL },
    { "0x", NULL },       { "../../..", NULL }, { "10000000abcd12340", NULL }, { "\xff\xff\xff\xff", NULL },
  };
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *folder = cb_board_serial_from_text (rows[i].text, &error);

    assert_true (g_strcmp0 (folder, rows[i].folder) == 0);
    if (folder == NULL)
      assert_error (&error, CB_ERROR_INVALID, "10000000abcd1234");
  }
}

static void
test_codes (void **state) {
  assert_string_equal (cb_board_obstacle_to_code (CB_OBSTACLE_NONE), "none");
  assert_string_equal (cb_board_obstacle_to_code (CB_OBSTACLE_NO_ETHERNET), "no-ethernet");
  assert_string_equal (cb_board_obstacle_to_code (CB_OBSTACLE_CARD_NEEDED), "card-needed");
  assert_string_equal (cb_board_obstacle_to_code (CB_OBSTACLE_CARRIER), "carrier");
  assert_string_equal (cb_board_doubt_to_code (CB_DOUBT_NO_LOG), "doubt-no-log");
  assert_string_equal (cb_board_doubt_to_code (CB_DOUBT_CARRIER), "doubt-carrier");
  assert_string_equal (cb_board_doubt_to_code (CB_DOUBT_DTB), "doubt-device-tree");
  assert_string_equal (cb_board_doubt_to_code (CB_DOUBT_KERNEL_32), "doubt-kernel-32");
  assert_string_equal (cb_board_doubt_to_code (CB_DOUBT_STUB), "doubt-stub");
  assert_string_equal (cb_board_doubt_to_code (0), "none");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_boards),  cmocka_unit_test (test_invariants), cmocka_unit_test (test_filters),
    cmocka_unit_test (test_pi5),     cmocka_unit_test (test_revisions),  cmocka_unit_test (test_texts),
    cmocka_unit_test (test_serials), cmocka_unit_test (test_codes),      cmocka_unit_test (test_texts_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
