/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "device-trees.h"

#include <libfdt.h>

#include "boot/overlay.h"
#include "limit.h"

/* The outcome's code, and the detail or "". The base is changed by what can be applied, and by nothing else. */
static void
assert_apply (CbDeviceTree *base, const CbDeviceTree *overlay, const char *code, const char *detail) {
  g_autofree void *before = g_memdup2 (cb_device_tree_blob (base), fdt_totalsize (cb_device_tree_blob (base)));
  g_autofree char *got = NULL;
  CbOverlayOutcome outcome = cb_overlay_apply (base, overlay, &got);
  const void *blob = cb_device_tree_blob (base);

  assert_string_equal (cb_overlay_outcome_to_code (outcome), code);
  assert_string_equal (got != NULL ? got : "", detail);
  if (outcome == CB_OVERLAY_APPLIED) {
    assert_int_equal (fdt_check_full (blob, fdt_totalsize (blob)), 0);
  } else {
    assert_int_equal (fdt_totalsize (blob), fdt_totalsize (before));
    assert_memory_equal (blob, before, fdt_totalsize (before));
  }
}

static void
assert_text (const CbDeviceTree *tree, const char *path, const char *name, const char *wanted) {
  const void *blob = cb_device_tree_blob (tree);
  int node = fdt_path_offset (blob, path);
  const char *text = node >= 0 ? fdt_getprop (blob, node, name, NULL) : NULL;

  assert_non_null (text);
  assert_string_equal (text, wanted);
}

static void
test_applied (void **state) {
  g_autoptr (CbDeviceTree) base = tree_new (BASE);
  g_autoptr (CbDeviceTree) overlay = tree_new (
      OVERLAY_OF ("target = <&i2c1>;", "status = \"okay\"; rtc: rtc@68 { pins = <&audio_pins &rtc>; };"));

  assert_apply (base, overlay, "applied", "");
  assert_text (base, "/soc/i2c@7e804000", "status", "okay");
  assert_true (fdt_path_offset (cb_device_tree_blob (base), "/soc/i2c@7e804000/rtc@68") >= 0);
  /* once more, on top of itself */
  assert_apply (base, overlay, "applied", "");
  assert_apply (base, overlay, "applied", "");
}

static void
test_rows (void **state) {
  static const struct {
    const char *text;
    const char *code;
    const char *detail;
  } rows[] = {
    { OVERLAY_OF ("target = <&i2c1>;", ""), "applied", "" },
    { OVERLAY_OF ("target-path = \"/\";", "x;"), "applied", "" },
    { OVERLAY_OF ("target-path = \"/clock\";", "x;"), "applied", "" },
    { OVERLAY_OF ("target = <&i2c_arm>;", ""), "symbol-missing", "i2c_arm" },
    { OVERLAY_OF ("target = <&i2c1>;", "pins = <&gpio &hdmi0>;"), "symbol-missing", "hdmi0" },
    { OVERLAY_OF ("target-path = \"/soc/spi\";", ""), "target-missing", "/soc/spi" },
    { OVERLAY_OF ("target-path = \"i2c1\";", ""), "not-known", "" },
    { OVERLAY_OF ("target-path = [2f 73 6f 63];", ""), "not-known", "" },
    { OVERLAY_OF ("", "x;"), "damaged", "FDT_ERR_BADOVERLAY" },
    { OVERLAY_OF ("target = <1 2>;", "x;"), "damaged", "FDT_ERR_BADPHANDLE" },
    { OVERLAY_OF ("target = <0x7fffffff>;", "x;"), "damaged", "FDT_ERR_NOTFOUND" },
    { BASE, "not-an-overlay", "" },
    { "/dts-v1/; / { };", "not-an-overlay", "" },
    /* what its parameters would wake up needs its labels, too */
    { "/dts-v1/; /plugin/; / { fragment@0 { target = <&no>; __dormant__ { }; }; };", "symbol-missing", "no" },
    { "/dts-v1/; /plugin/; / { fragment@0 { target = <&gpio>; __dormant__ { }; }; };", "applied", "" },
    /* a fragment upon another one, before and behind it */
    { "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/\"; __overlay__ { a: a { }; }; };"
      " fragment@1 { target = <&a>; __overlay__ { x; }; }; };", "applied", "" },
    { "/dts-v1/; /plugin/; / { fragment@0 { target = <&a>; __overlay__ { x; }; };"
      " fragment@1 { target-path = \"/\"; __overlay__ { a: a { }; }; }; };", "not-known", "" },
    /* a path in place of a label */
    { "/dts-v1/; /plugin/; / { fragment@0 { target = <&{/clock}>; __overlay__ { x; }; }; };", "applied", "" },
    { "/dts-v1/; /plugin/; / { fragment@0 { target = <&{/clocks}>; __overlay__ { x; }; }; };",
      "target-missing", "/clocks" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CbDeviceTree) base = tree_new (BASE);
    g_autoptr (CbDeviceTree) overlay = tree_new (rows[i].text);

    print_message ("row %zu\n", i);
    assert_apply (base, overlay, rows[i].code, rows[i].detail);
  }
}

/* Every way to refer to somewhere else, written by hand as dtc would never do it. */
static void
test_hostile (void **state) {
#define WITH(fixups)                                                                                       \
  "/dts-v1/; / { n = <0>; fragment@0 { target = <0>; target-path = \"/\"; p = [00 00 00 00 00]; "          \
  "phandle = <1>; __overlay__ { }; }; " fixups " };"
  static const struct {
    const char *text;
    const char *code;
    const char *detail;
  } rows[] = {
    { WITH (""), "applied", "" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:target:0\"; };"), "applied", "" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:1\"; };"), "applied", "" },
    { WITH ("__fixups__ { i2c1 = \"/:n:0\"; };"), "applied", "" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:2\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:4294967292\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:-4\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p: 1\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0::0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"fragment@0:p:0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@1:p:0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:q:0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = [2f 3a 6e 3a 30]; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:p:0\", \"/fragment@0:p:2\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { phandle = <0>; };"), "damaged", "phandle" },
    /* what was checked must stay as it was */
    { WITH ("__fixups__ { i2c1 = \"/fragment@0:target-path:0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/__fixups__:i2c1:0\"; };"), "damaged", "i2c1" },
    { WITH ("__fixups__ { i2c1 = \"/__local_fixups__/fragment@0:p:0\"; };"
            "__local_fixups__ { fragment@0 { p = <0>; }; };"), "damaged", "i2c1" },
    { WITH ("__local_fixups__ { fragment@0 { p = <0>; }; };"), "applied", "" },
    { WITH ("__local_fixups__ { fragment@0 { p = <0 1>; }; };"), "applied", "" },
    { WITH ("__local_fixups__ { n = <0>; };"), "applied", "" },
    { WITH ("__local_fixups__ { fragment@0 { p = <2>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { p = <0xfffffffc>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { p = <0x7fffffff>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { p = [00 00 00 00 00]; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { q = <0>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@1 { p = <0>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { target-path = <0>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fragment@0 { phandle = <0>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { phandle = <0>; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { n = <0>; __local_fixups__ { n = <0>; }; };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { __fixups__ { x = <0>; }; }; __fixups__ { };"), "damaged", "__local_fixups__" },
    { WITH ("__local_fixups__ { fixup = \"/fragment@0:p:0\"; };"), "not-known", "" },
    { WITH ("other { target-path = \"loop\"; };"), "not-known", "" },
  };
#undef WITH

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CbDeviceTree) base = tree_new (BASE);
    g_autoptr (CbDeviceTree) overlay = tree_new (rows[i].text);

    print_message ("row %zu\n", i);
    assert_apply (base, overlay, rows[i].code, rows[i].detail);
  }
}

/* libfdt before 1.7.1 never comes back from an alias that names itself. */
static void
test_loop_of_aliases (void **state) {
  g_autoptr (CbDeviceTree) base = tree_new (
      "/dts-v1/; / { aliases { a = \"a\"; }; __symbols__ { s = \"a\"; t = \"/x\"; u = [2f]; }; };");
  g_autoptr (CbDeviceTree) direct = tree_new (OVERLAY_OF ("target-path = \"a\";", ""));
  g_autoptr (CbDeviceTree) symbol = tree_new (OVERLAY_OF ("target = <&s>;", ""));
  g_autoptr (CbDeviceTree) nowhere = tree_new (OVERLAY_OF ("target = <&t>;", ""));
  g_autoptr (CbDeviceTree) no_end = tree_new (OVERLAY_OF ("target = <&u>;", ""));

  assert_apply (base, direct, "not-known", "");
  assert_apply (base, symbol, "symbol-missing", "s");
  assert_apply (base, nowhere, "symbol-missing", "t");
  assert_apply (base, no_end, "symbol-missing", "u");
}

static void
test_no_symbols (void **state) {
  g_autoptr (CbDeviceTree) base = tree_new ("/dts-v1/; / { soc { }; };");
  g_autoptr (CbDeviceTree) labels = tree_new (OVERLAY_OF ("target = <&i2c1>;", ""));
  g_autoptr (CbDeviceTree) path = tree_new (OVERLAY_OF ("target-path = \"/soc\";", "x;"));

  assert_apply (base, labels, "no-symbols", "");
  assert_apply (base, path, "applied", "");
}

/* A node with a label that got no phandle, as other compilers than dtc leave it. */
static void
test_no_phandle (void **state) {
  g_autoptr (CbDeviceTree) base = tree_new ("/dts-v1/; / { soc { }; __symbols__ { soc = \"/soc\"; }; };");
  g_autoptr (CbDeviceTree) overlay = tree_new (OVERLAY_OF ("target = <&soc>;", "status = \"okay\";"));

  assert_apply (base, overlay, "applied", "");
  assert_text (base, "/soc", "status", "okay");
}

/* The labels of one overlay are there for the next one if it exports them. */
static void
test_exports (void **state) {
  static const char text[] = "/dts-v1/; /plugin/; / { fragment@0 { target = <&soc>; __overlay__ { "
                             "mine: mine { }; yours: yours { }; }; }; __exports__ { yours; }; };";
  g_autoptr (CbDeviceTree) base = tree_new (BASE);
  g_autoptr (CbDeviceTree) first = tree_new (text);
  g_autoptr (CbDeviceTree) mine = tree_new (OVERLAY_OF ("target = <&mine>;", "x;"));
  g_autoptr (CbDeviceTree) yours = tree_new (OVERLAY_OF ("target = <&yours>;", "status = \"okay\";"));

  assert_apply (base, yours, "symbol-missing", "yours");
  assert_apply (base, first, "applied", "");
  assert_apply (base, mine, "symbol-missing", "mine");
  assert_apply (base, yours, "applied", "");
  assert_text (base, "/soc/yours", "status", "okay");
}

static void
test_too_large (void **state) {
  g_autoptr (CbDeviceTree) base = tree_new (BASE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CbDeviceTree) overlay = NULL, fits = NULL;
  guint n_applied = 0;

  for (guint i = 0; i < CB_MAX_OVERLAY_BYTES / 64; i++)
    g_string_append_printf (text, "p%04u = \"012345678901234567890123456789012345678901234567\";", i);
  g_string_prepend (text, "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/\"; __overlay__ { ");
  g_string_append (text, "}; }; };");
  overlay = tree_new (text->str);
  assert_apply (base, overlay, "too-large", "");
  fits = tree_new (OVERLAY_OF ("target-path = \"/clock\";", "x;"));
  while (n_applied < 3 && cb_overlay_apply (base, fits, NULL) == CB_OVERLAY_APPLIED)
    n_applied++;
  assert_int_equal (n_applied, 3);
}

/* Any byte of an overlay turned over: an outcome, never a crash. */
static void
test_flipped (void **state) {
  g_autoptr (GByteArray) blob = compile ("/dts-v1/; /plugin/; / { fragment@0 { target = <&i2c1>; __overlay__ { "
                                         "a: a { b = <&a &gpio>; }; }; }; __exports__ { a; }; };");
  g_autoptr (CbDeviceTree) base = tree_new (BASE);
  guint n_read = 0;

  for (gsize at = 0; at < blob->len * 3; at++) {
    static const guint8 masks[] = { 0xff, 0x01, 0x10 };
    g_autofree guint8 *bytes = g_memdup2 (blob->data, blob->len);
    CbByteSource source = cb_byte_source_of_memory (bytes, blob->len);
    g_autoptr (CbDeviceTree) overlay = NULL;
    g_autofree char *detail = NULL;
    CbImageFault fault;

    bytes[at % blob->len] ^= masks[at / blob->len];
    overlay = cb_device_tree_read (&source, &fault, NULL);
    if (overlay == NULL)
      continue;
    cb_overlay_apply (base, overlay, &detail);
    n_read++;
  }
  assert_true (n_read > 100);
}

static void
test_codes (void **state) {
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (CbOverlayOutcome outcome = 0; outcome < CB_OVERLAY_N_; outcome++)
    assert_true (g_hash_table_add (seen, (gpointer) cb_overlay_outcome_to_code (outcome)));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_applied),
    cmocka_unit_test (test_rows),
    cmocka_unit_test (test_hostile),
    cmocka_unit_test (test_loop_of_aliases),
    cmocka_unit_test (test_no_symbols),
    cmocka_unit_test (test_no_phandle),
    cmocka_unit_test (test_exports),
    cmocka_unit_test (test_too_large),
    cmocka_unit_test (test_flipped),
    cmocka_unit_test (test_codes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
