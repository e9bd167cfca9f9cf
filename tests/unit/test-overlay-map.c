/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "boot/overlay-map.h"
#include "memory-folder.h"

static const char text[] =
    "as-is bcm2711\n"
    "as-is bcm2712 other\n"
    "renamed renamed new\n"
    "renamed bcm2712 newest\n"
    "gone deprecated x\n"
    "none renamed \n";

static const struct {
  const char *name, *platform;
  CbOverlayVerdict verdict;
  const char *new_name;
} rows[] = {
  { "unknown", "bcm2711", CB_OVERLAY_AS_IS, NULL },
  { "as-is", "bcm2711", CB_OVERLAY_AS_IS, NULL },
  { "as-is", "bcm2712", CB_OVERLAY_RENAMED, "other" },
  { "as-is", "bcm2835", CB_OVERLAY_REFUSED, NULL },
  { "renamed", "bcm2711", CB_OVERLAY_RENAMED, "new" },
  { "renamed", "bcm2712", CB_OVERLAY_RENAMED, "newest" },
  { "gone", "bcm2711", CB_OVERLAY_REFUSED, NULL },
  { "none", "bcm2711", CB_OVERLAY_REFUSED, NULL },
  { "", "bcm2711", CB_OVERLAY_AS_IS, NULL },
  { "a/b", "bcm2711", CB_OVERLAY_AS_IS, NULL },
};

static void
test_find (void **state) {
  g_autoptr (GBytes) bytes = overlay_map_from_text (text);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CbOverlayMap) map = cb_overlay_map_new (bytes, rows[i].platform);
    const char *new_name = NULL;

    assert_non_null (map);
    assert_int_equal (cb_overlay_map_find (map, rows[i].name, &new_name), rows[i].verdict);
    assert_true (g_strcmp0 (new_name, rows[i].new_name) == 0);
  }
}

/* Cut anywhere, it is no map; with any byte changed, it is none or one that can be asked. */
static void
test_damaged (void **state) {
  g_autoptr (GBytes) whole = overlay_map_from_text (text);
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (whole, &n_bytes);

  for (gsize n = 0; n < n_bytes; n++) {
    g_autoptr (GBytes) cut = g_bytes_new (bytes, n);

    assert_null (cb_overlay_map_new (cut, "bcm2711"));
  }
  for (gsize i = 0; i < n_bytes * 3; i++) {
    g_autofree char *copy = g_memdup2 (bytes, n_bytes);
    g_autoptr (GBytes) changed = NULL;
    g_autoptr (CbOverlayMap) map = NULL;
    const char *new_name;

    copy[i / 3] = (char[]){ 0, 0x7f, (char) 0xff }[i % 3];
    changed = g_bytes_new (copy, n_bytes);
    map = cb_overlay_map_new (changed, "bcm2711");
    for (gsize row = 0; map != NULL && row < G_N_ELEMENTS (rows); row++)
      cb_overlay_map_find (map, rows[row].name, &new_name);
  }
}

/* libfdt's own check goes round in circles for a property whose length is negative. */
static void
test_negative_length (void **state) {
  static const char property[] = "\0\0\0\3";
  g_autoptr (GBytes) whole = overlay_map_from_text (text);
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (whole, &n_bytes);
  g_autofree char *copy = g_memdup2 (bytes, n_bytes);
  g_autoptr (GBytes) changed = NULL;
  gsize at = 56;

  while (memcmp (copy + at, property, 4) != 0)
    at += 4;
  memcpy (copy + at + 4, "\xff\xff\xff\xf4", 4);
  changed = g_bytes_new (copy, n_bytes);
  assert_null (cb_overlay_map_new (changed, "bcm2711"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_find),
    cmocka_unit_test (test_damaged),
    cmocka_unit_test (test_negative_length),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
