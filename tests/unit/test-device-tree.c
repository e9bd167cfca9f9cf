/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "device-trees.h"

#include "boot/image.h"
#include "limit.h"

static void
test_base (void **state) {
  g_autoptr (CbDeviceTree) tree = tree_new (BASE);
  g_auto (GStrv) compatible = cb_device_tree_compatible (tree);

  assert_int_equal (g_strv_length (compatible), 2);
  assert_string_equal (compatible[0], "raspberrypi,4-model-b");
  assert_string_equal (compatible[1], "brcm,bcm2711");
  assert_false (cb_device_tree_is_overlay (tree));
  assert_false (cb_device_tree_is_fit (tree));
}

static void
test_fits (void **state) {
  static const char *const pi4[] = { "raspberrypi,400", "raspberrypi,4-model-b", NULL };
  static const char *const pi5[] = { "raspberrypi,5-model-b", "brcm,bcm2712", "raspberrypi,4-model", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (CbDeviceTree) tree = tree_new (BASE);

  assert_true (cb_device_tree_fits (tree, pi4));
  assert_false (cb_device_tree_fits (tree, pi5));
  assert_false (cb_device_tree_fits (tree, none));
}

static void
test_parameters (void **state) {
  g_autoptr (CbDeviceTree) tree = tree_new (BASE), bare = tree_new ("/dts-v1/; / { };");

  assert_true (cb_device_tree_has_parameter (tree, "audio"));
  assert_false (cb_device_tree_has_parameter (tree, "audi"));
  assert_false (cb_device_tree_has_parameter (tree, "audio2"));
  assert_false (cb_device_tree_has_parameter (tree, ""));
  assert_false (cb_device_tree_has_parameter (bare, "audio"));
}

static void
test_odd_texts (void **state) {
  g_autoptr (CbDeviceTree) tree = tree_new (
      "/dts-v1/; / { compatible = \"\", \"a\\x01b\", \"good\", [78 79]; };");
  g_auto (GStrv) compatible = cb_device_tree_compatible (tree);

  assert_int_equal (g_strv_length (compatible), 1);
  assert_string_equal (compatible[0], "good");
}

static void
test_kinds (void **state) {
  static const struct {
    const char *text;
    CbImageKind kind;
  } rows[] = {
    { BASE, CB_IMAGE_DEVICE_TREE },
    { "/dts-v1/; / { };", CB_IMAGE_DEVICE_TREE },
    { OVERLAY_OF ("target = <&i2c1>;", "x;"), CB_IMAGE_OVERLAY },
    { "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/\"; __dormant__ { }; }; };", CB_IMAGE_OVERLAY },
    { "/dts-v1/; / { description = \"x\"; images { kernel { }; }; };", CB_IMAGE_FIT },
    { "/dts-v1/; / { compatible = \"x\"; images { kernel { }; }; };", CB_IMAGE_DEVICE_TREE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GByteArray) blob = compile (rows[i].text);
    CbByteSource source = source_of (blob);
    CbImage image;

    cb_image_read (&source, CB_IMAGE_HEAD, &image);
    assert_string_equal (cb_image_kind_to_code (image.kind), cb_image_kind_to_code (rows[i].kind));
    assert_int_equal (image.fault, CB_IMAGE_FAULT_NONE);
    assert_int_equal (image.n_claimed, blob->len);
  }
}

static void
test_cut (void **state) {
  g_autoptr (GByteArray) blob = compile (BASE);

  for (gsize n = 0; n < blob->len; n++) {
    g_autofree guint8 *bytes = g_memdup2 (blob->data, n);
    CbByteSource source = cb_byte_source_of_memory (bytes, n);
    CbImageFault fault;

    assert_null (cb_device_tree_read (&source, &fault, NULL));
    assert_int_equal (fault, CB_IMAGE_FAULT_TRUNCATED);
  }
}

/* A totalsize that is smaller than it was: DAMAGED, whichever block it cuts. */
static void
test_small_totals (void **state) {
  g_autoptr (GByteArray) blob = compile (BASE);
  CbByteSource source = source_of (blob);

  for (gsize n = 0; n < blob->len; n++) {
    CbImageFault fault;

    put_be (blob, 4, n, 4);
    assert_null (cb_device_tree_read (&source, &fault, NULL));
    assert_int_equal (fault, CB_IMAGE_FAULT_DAMAGED);
  }
}

/* Each word of the header, set to what hurts most; each byte of the rest, turned over. */
static void
test_flipped (void **state) {
  static const guint32 values[] = { 0, 1, 3, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
  g_autoptr (GByteArray) blob = compile (BASE);

  for (gsize at = 0; at < blob->len; at++) {
    for (gsize i = 0; i < (at < 40 && at % 4 == 0 ? G_N_ELEMENTS (values) : 1); i++) {
      g_autofree guint8 *bytes = g_memdup2 (blob->data, blob->len);
      GByteArray copy = { .data = bytes, .len = blob->len };
      CbByteSource source = source_of (&copy);
      g_autoptr (CbDeviceTree) tree = NULL;
      CbImageFault fault;

      if (at < 40 && at % 4 == 0)
        put_be (&copy, at, values[i], 4);
      else
        bytes[at] ^= 0xff;
      tree = cb_device_tree_read (&source, &fault, NULL);
      assert_int_equal (tree == NULL, fault != CB_IMAGE_FAULT_NONE);
      if (tree != NULL)
        g_strfreev (cb_device_tree_compatible (tree));
    }
  }
}

/* Lengths that lead back to the property itself. */
static void
test_circle (void **state) {
  g_autoptr (GByteArray) blob = compile ("/dts-v1/; / { p = <1 2 3>; };");
  CbByteSource source = source_of (blob);
  gsize at = 56 + 8;

  assert_int_equal (cb_be32 (blob->data + at), 3);
  for (guint back = 0; back < 32; back++) {
    CbImageFault fault;

    put_be (blob, at + 4, (guint32) -back, 4);
    assert_true (back == 0 || cb_device_tree_read (&source, &fault, NULL) == NULL);
  }
}

static void
test_depth (void **state) {
  for (guint depth = CB_MAX_DEVICE_TREE_DEPTH - 1; depth <= CB_MAX_DEVICE_TREE_DEPTH + 1; depth++) {
    g_autoptr (GString) text = g_string_new ("/dts-v1/; / {");
    g_autoptr (GByteArray) blob = NULL;
    g_autoptr (CbDeviceTree) tree = NULL;
    CbByteSource source;
    CbImageFault fault;

    for (guint i = 0; i < depth; i++)
      g_string_append (text, "n {");
    for (guint i = 0; i <= depth; i++)
      g_string_append (text, "};");
    blob = compile (text->str);
    source = source_of (blob);
    tree = cb_device_tree_read (&source, &fault, NULL);
    assert_int_equal (tree != NULL, depth <= CB_MAX_DEVICE_TREE_DEPTH);
  }
}

static void
test_too_large (void **state) {
  g_autoptr (GByteArray) blob = compile ("/dts-v1/; / { };");
  CbByteSource source;
  CbImageFault fault;
  CbImage image;
  guint64 n_claimed;

  append_zeros (blob, CB_MAX_DEVICE_TREE_BYTES);
  put_be (blob, 4, CB_MAX_DEVICE_TREE_BYTES + 1, 4);
  source = source_of (blob);
  assert_null (cb_device_tree_read (&source, &fault, &n_claimed));
  assert_int_equal (fault, CB_IMAGE_FAULT_TOO_LARGE);
  assert_int_equal (n_claimed, CB_MAX_DEVICE_TREE_BYTES + 1);
  /* no board takes such a tree: it can only be a FIT */
  cb_image_read (&source, CB_IMAGE_HEAD, &image);
  assert_int_equal (image.kind, CB_IMAGE_FIT);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_base),
    cmocka_unit_test (test_fits),
    cmocka_unit_test (test_parameters),
    cmocka_unit_test (test_odd_texts),
    cmocka_unit_test (test_kinds),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_small_totals),
    cmocka_unit_test (test_flipped),
    cmocka_unit_test (test_circle),
    cmocka_unit_test (test_depth),
    cmocka_unit_test (test_too_large),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
