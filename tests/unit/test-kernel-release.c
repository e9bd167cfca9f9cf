/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-files.h"

#include "boot/kernel-release.h"

#define RELEASE "6.6.20+rpt-rpi-v8"
#define BUILD   "#1 SMP PREEMPT Debian 1:6.6.20-1+rpt1 (2024-03-07)"
#define BANNER  "Linux version " RELEASE " (kbuild@host) (gcc-12 (Debian 12.2.0-14), GNU ld 2.40) " BUILD "\n"

static void
assert_release (const GByteArray *bytes, const char *release, const char *build) {
  CbByteSource source = source_of (bytes);
  CbKernelRelease found;

  assert_int_equal (cb_kernel_release_read (&source, &found), release[0] != '\0');
  assert_string_equal (found.release, release);
  assert_string_equal (found.build, build);
}

/* An arm64 Image of n_bytes with text at a place in it. */
static GByteArray *
image_with (gsize n_bytes, gsize at, const char *text) {
  GByteArray *bytes = arm64_new (n_bytes, 2);

  put_text (bytes, at, text);
  return bytes;
}

/* At the borders of what is read at one time, too. */
static void
test_places (void **state) {
  static const gsize places[] = { 1000,  64 * 1024 - 1,     64 * 1024 - 100, 64 * 1024 - 1024, 64 * 1024 - 1023,
                                  65000, 128 * 1024 - 1030, 199000 };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GByteArray) image = image_with (200 * 1024, places[i], BANNER);
    g_autoptr (GByteArray) packed = gzip_new (image);

    assert_release (image, RELEASE, BUILD);
    assert_release (packed, RELEASE, BUILD);
  }
}

static void
test_last_bytes (void **state) {
  g_autoptr (GByteArray) image = image_with (70000, 70000 - strlen (BANNER), BANNER);

  assert_release (image, RELEASE, BUILD);
  image->data[image->len - 1] = 'x';
  assert_release (image, "", "");
}

/* What looks like a banner and is none is passed over. */
static void
test_others (void **state) {
  static const char *const others[] = {
    "Linux version %s (%s)\n",
    "Linux version 6.6.20\n",
    "Linux version 6.6.20 or later is needed) #1\n",
    "Linux version x.y (a) #1 SMP\n",
    "Linux version 6.6.20 (a) (b) #x\n",
    "Linux version 6.6.20 (a) (b) #1 SMP\x7f\n",
    "Linux version 6.6.20\x01 (a) (b) #1 SMP\n",
    "Linux version 6.6.20 (a) (b) #1 and sixty-four bytes are the most that a kernel has for it: too long\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GByteArray) image = image_with (80000, 1000, others[i]);

    assert_release (image, "", "");
    put_text (image, 70000, BANNER);
    assert_release (image, RELEASE, BUILD);
  }
}

/* The build line is the one behind the compiler, which may have anything in its name. */
static void
test_odd_compiler (void **state) {
  g_autoptr (GByteArray) image =
      image_with (2000, 1000, "Linux version 6.1.0 (me@here) (gcc (bug #12) #x) #) #7-Ubuntu SMP Fri Mar 1\n");

  assert_release (image, "6.1.0", "#7-Ubuntu SMP Fri Mar 1");
}

static GByteArray *
zimage_with (gsize payload_at, const GByteArray *payload) {
  GByteArray *bytes = zimage_new (payload_at + payload->len + 100);

  memcpy (bytes->data + payload_at, payload->data, payload->len);
  return bytes;
}

/* Before the packed kernel stands code, in which its magic number may occur by chance. */
static void
test_zimage (void **state) {
  g_autoptr (GByteArray) kernel = bytes_new (300000);
  g_autoptr (GByteArray) payload = NULL;
  g_autoptr (GByteArray) image = NULL;

  put_text (kernel, 200000, BANNER);
  payload = gzip_new (kernel);
  image = zimage_with (30000, payload);
  assert_release (image, RELEASE, BUILD);
  put_text (image, 2000, "\x1f\x8b\x08 a constant");
  put_text (image, 3000, "\x1f\x8b\x08\x1f\x8b\x08\x1f\x8b\x08");
  assert_release (image, RELEASE, BUILD);
  for (gsize at = 4000; at < 5000; at += 10)
    put_text (image, at, "\x1f\x8b\x08");
  assert_release (image, "", "");
}

static void
test_zimage_packed_otherwise (void **state) {
  g_autoptr (GByteArray) payload = bytes_new (1000);
  g_autoptr (GByteArray) image = NULL;

  memcpy (payload->data, "\xfd" "7zXZ\0", 6);
  image = zimage_with (5000, payload);
  put_text (image, 5500, BANNER);
  assert_release (image, "", "");
}

/* Behind the place where a packed kernel was cut, nothing is found; before it, all is. */
static void
test_cut (void **state) {
  g_autoptr (GByteArray) image = image_with (100000, 1000, BANNER);
  g_autoptr (GByteArray) packed = NULL;
  guint n_found = 0;

  for (gsize i = 2000; i < image->len; i++)
    image->data[i] = (guint8) (i * i >> 7);
  packed = gzip_new (image);
  while (packed->len > 0) {
    CbByteSource source = source_of (packed);
    CbKernelRelease found;

    if (cb_kernel_release_read (&source, &found)) {
      assert_string_equal (found.release, RELEASE);
      n_found++;
    }
    g_byte_array_set_size (packed, packed->len - MIN (packed->len, 97));
  }
  assert_true (n_found > 10);
}

static void
test_no_kernel (void **state) {
  g_autoptr (GByteArray) text = bytes_new (2000);

  put_text (text, 1000, BANNER);
  assert_release (text, "", "");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_places),
    cmocka_unit_test (test_last_bytes),
    cmocka_unit_test (test_others),
    cmocka_unit_test (test_odd_compiler),
    cmocka_unit_test (test_zimage),
    cmocka_unit_test (test_zimage_packed_otherwise),
    cmocka_unit_test (test_cut),
    cmocka_unit_test (test_no_kernel),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
