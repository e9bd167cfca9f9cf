/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/folder-path.h"
#include "limit.h"

static const char *const homes[] = { "/home/ann", "/home/bob/", "/srv//people/eve", "", NULL };

static const struct {
  const char *given;
  const char *expected;
} good[] = {
  { "/home/ann/rpi-boot", "/home/ann/rpi-boot" },
  { "/home/ann//rpi-boot///", "/home/ann/rpi-boot" },
  { "/./home/./ann/rpi-boot/.", "/home/ann/rpi-boot" },
  { "/srv", "/srv" },
  { "/srv/tftp", "/srv/tftp" },
  { "/home/ann/..boot/...", "/home/ann/..boot/..." },
  { "/home/ann/a b ,#'%&;$(x)", "/home/ann/a b ,#'%&;$(x)" },
  { "/home/ann/-r", "/home/ann/-r" },
  { "/home/ann/B\xc3\xb6ot", "/home/ann/B\xc3\xb6ot" },
  { "/home/ann/ ", "/home/ann/ " },
  { "/home/annabel", "/home/annabel" },
  { "/var/lib/boot", "/var/lib/boot" },
  { "/usr/share/rpi", "/usr/share/rpi" },
  { "/tmp/boot", "/tmp/boot" },
  { "/boot/firmware", "/boot/firmware" },
  { "/etcetera", "/etcetera" },
  { "/running", "/running" },
  { "/run/media/ann/bootfs", "/run/media/ann/bootfs" },
  { "/run/media/ann/bootfs/pi4", "/run/media/ann/bootfs/pi4" },
};

static const struct {
  const char *given;
  const char *part; /* of the message */
} bad[] = {
  { "", "empty" },
  { "rpi-boot", "full path" },
  { "~/rpi-boot", "full path" },
  { "/home/ann/../bob/boot", "'..'" },
  { "/home/ann/boot/..", "'..'" },
  { "/home/ann/a\nuser=root", "control character" },
  { "/home/ann/a\x7f", "control character" },
  { "/home/ann/a\xc2\x85", "control character" },
  { "/home/ann/a\"b", "dnsmasq" },
  { "/home/ann/a\\b", "dnsmasq" },
  { "/home/ann/\xff\xfe", "UTF-8" },
  { "/", "whole system" },
  { "///", "whole system" },
  { "/./", "whole system" },
  { "/etc/", "settings and secrets" },
  { "/etc/cableboot", "settings and secrets" },
  { "/root", "root's home" },
  { "/root/rpi-boot", "root's home" },
  { "/proc/self/cwd", "no real files" },
  { "/sys/kernel", "no real files" },
  { "/dev/shm/boot", "devices" },
  { "/run", "running programs" },
  { "/run/user/1000/boot", "running programs" },
  { "/run/media", "running programs" },
  { "/run/media/ann", "running programs" },
  { "/run/mediaX/ann/label", "running programs" },
  { "/usr", "belongs to the system" },
  { "/var/", "belongs to the system" },
  { "/bin", "belongs to the system" },
  { "/sbin", "belongs to the system" },
  { "/lib", "belongs to the system" },
  { "/lib64", "belongs to the system" },
  { "/opt", "belongs to the system" },
  { "/boot", "boots this machine" },
  { "/home", "everybody's files" },
  { "/tmp", "everybody can write" },
  { "/home/ann", "whole home" },
  { "/home//bob", "whole home" },
  { "/srv/people/eve/", "whole home" },
};

static void
test_good_paths (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path =
        cb_folder_path_judge (good[i].given, strlen (good[i].given), homes, &error);

    assert_null (error);
    assert_string_equal (path, good[i].expected);
  }
}

static void
test_bad_paths (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;

    assert_null (cb_folder_path_judge (bad[i].given, strlen (bad[i].given), homes, &error));
    assert_non_null (strstr (error->message, "rpi-boot"));
    assert_error (&error, CB_ERROR_INVALID, bad[i].part);
  }
}

static void
test_zero_byte (void **state) {
  GError *error = NULL;

  assert_null (cb_folder_path_judge ("/srv/a\0b", 8, NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "UTF-8");
  assert_null (cb_folder_path_judge (NULL, 0, NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "empty");
}

static void
test_bytes_without_an_end (void **state) {
  static const char bytes[] = { '/', 's', 'r', 'v', '/', 'a' };
  char *held = g_memdup2 (bytes, sizeof bytes);
  g_autofree char *path = cb_folder_path_judge (held, sizeof bytes, NULL, NULL);

  assert_string_equal (path, "/srv/a");
  g_free (held);
}

static void
test_length (void **state) {
  GError *error = NULL;
  g_autofree char *longest = g_strnfill (CB_MAX_FOLDER_BYTES + 1, 'a');
  g_autofree char *path = NULL;

  longest[0] = '/';
  path = cb_folder_path_judge (longest, CB_MAX_FOLDER_BYTES, NULL, NULL);
  assert_non_null (path);
  assert_null (cb_folder_path_judge (longest, CB_MAX_FOLDER_BYTES + 1, NULL, &error));
  assert_error (&error, CB_ERROR_INVALID, "too long");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_paths), cmocka_unit_test (test_bad_paths),
    cmocka_unit_test (test_zero_byte),  cmocka_unit_test (test_bytes_without_an_end),
    cmocka_unit_test (test_length),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
