/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/link-target.h"
#include "limit.h"

static const char *const homes[] = { "/home/ann", "/srv/people/eve/", NULL };

static const struct {
  const char *given;
  const char *expected;
} good[] = {
  { "/home/ann/linux/arch/arm64/boot", "/home/ann/linux/arch/arm64/boot" },
  { "/home/ann/linux//./arch/", "/home/ann/linux/arch" },
  { "/home/ann/a.b/c.", "/home/ann/a.b/c." },
  { "/srv/people/eve/build", "/srv/people/eve/build" },
  { "/usr/lib/linux-image/overlays", "/usr/lib/linux-image/overlays" },
  { "/run/media/ann/card/boot", "/run/media/ann/card/boot" },
  { "/home/ann/B\xc3\xb6 ;,ot", "/home/ann/B\xc3\xb6 ;,ot" },
};

static const struct {
  const char *given;
  const char *part; /* of the message */
} bad[] = {
  { "", "empty" },
  { "linux", "full path" },
  { "/", "whole system" },
  { "/etc", "settings and secrets" },
  { "/etc/ssl", "settings and secrets" },
  { "/boot", "boots this machine" },
  { "/tmp", "everybody can write" },
  { "/root/rpi-boot", "root's home" },
  { "/proc/self", "no real files" },
  { "/home/ann", "whole home" },
  { "/srv/people/eve", "whole home" },
  { "/home/ann/.ssh", "begins with a dot" },
  { "/home/ann/.config/x/y", "begins with a dot" },
  { "/home/ann/linux/.git", "begins with a dot" },
  { "/home/ann/..x", "begins with a dot" },
  { "/home/ann/linux/../x", "'..'" },
  { "/home/ann/a\nb", "control character" },
  { "/home/ann/\xff", "UTF-8" },
};

static void
test_good_targets (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path =
        cb_link_target_judge (good[i].given, strlen (good[i].given), homes, &error);

    assert_null (error);
    assert_string_equal (path, good[i].expected);
  }
}

static void
test_bad_targets (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;

    assert_null (cb_link_target_judge (bad[i].given, strlen (bad[i].given), homes, &error));
    assert_non_null (strstr (error->message, "remove these links"));
    assert_error (&error, CB_ERROR_INVALID, bad[i].part);
  }
}

static void
test_odd_bytes (void **state) {
  static const char bytes[] = { '/', 's', 'r', 'v', '/', 'a' };
  g_autofree char *held = g_memdup2 (bytes, sizeof bytes);
  g_autofree char *path = cb_link_target_judge (held, sizeof bytes, NULL, NULL);
  g_autofree char *longest = g_strnfill (CB_MAX_FOLDER_BYTES + 1, 'a');
  GError *error = NULL;

  assert_string_equal (path, "/srv/a");
  longest[0] = '/';
  assert_null (cb_link_target_judge (longest, CB_MAX_FOLDER_BYTES + 1, NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "too long");
  assert_null (cb_link_target_judge (NULL, 0, NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "empty");
}

static void
test_covers (void **state) {
  assert_true (cb_link_target_covers ("/srv/a", "/srv/a"));
  assert_true (cb_link_target_covers ("/srv/a", "/srv/a/b/c"));
  assert_false (cb_link_target_covers ("/srv/a", "/srv/ab"));
  assert_false (cb_link_target_covers ("/srv/a/b", "/srv/a"));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_targets),
    cmocka_unit_test (test_bad_targets),
    cmocka_unit_test (test_odd_bytes),
    cmocka_unit_test (test_covers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
