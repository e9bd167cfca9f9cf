/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/fragment.h"
#include "limit.h"

#define HEAD                                                                                       \
  "# Written by cablebootd for the cable at eth0; changes are overwritten.\n"                      \
  "# To get rid of it: cableboot disable ifname eth0\n"

#define BOOT                                                                                       \
  "enable-tftp=eth0\n"                                                                             \
  "tftp-root=\"/home/ann/rpi-boot\",eth0\n"                                                        \
  "tftp-no-fail\n"                                                                                 \
  "dhcp-option-force=tag:eth0,60,PXEClient\n"                                                      \
  "dhcp-option-force=tag:eth0,43,06:01:03:0a:04:00:50:58:45:09:17:00:00:14:52:61:73:70:62:65:72:"  \
  "72:79:20:50:69:20:42:6f:6f:74:20:20:20:ff\n"                                                    \
  "dhcp-option-force=tag:eth0,66,10.213.7.1\n"

static const char *const prefixes[] = { "dc:a6:32", "70:b3:d5:1", "70:b3:d5:12:3a", NULL };
static const char *const good_prefixes[] = { "dc:a6:32", "70:b3:d5:12", "70:b3:d5:12:3a", NULL };

static const CbFragment sample = {
  .interface = "eth0",
  .folder = "/home/ann/rpi-boot",
  .address = 0x0ad50701,
  .clients = CB_CLIENTS_PI,
  .mac_prefixes = good_prefixes,
  .only_shared = TRUE,
};

static void
test_full_text (void **state) {
  g_autofree char *text = cb_fragment_render_full (&sample, NULL);

  assert_string_equal (text, HEAD BOOT "dhcp-mac=set:cableboot-pi,dc:a6:32:*:*:*\n"
                                       "dhcp-mac=set:cableboot-pi,70:b3:d5:12:*:*\n"
                                       "dhcp-mac=set:cableboot-pi,70:b3:d5:12:3a:*\n"
                                       "dhcp-match=set:cableboot-pi,97,00:52:50:69:34\n"
                                       "dhcp-match=set:cableboot-pi,97,00:34:69:50:52\n"
                                       "dhcp-match=set:cableboot-pi,97,00:52:50:69:35\n"
                                       "dhcp-match=set:cableboot-pi,97,00:35:69:50:52\n"
                                       "dhcp-ignore=tag:eth0,tag:!cableboot-pi\n"
                                       "no-ping\n");
}

static void
test_any_client (void **state) {
  CbFragment fragment = sample;
  g_autofree char *text = NULL;

  fragment.clients = CB_CLIENTS_ANY;
  fragment.only_shared = FALSE;
  text = cb_fragment_render_full (&fragment, NULL);
  assert_string_equal (text, HEAD BOOT);
}

static void
test_no_prefixes (void **state) {
  CbFragment fragment = sample;
  g_autofree char *text = NULL;

  fragment.mac_prefixes = NULL;
  text = cb_fragment_render_full (&fragment, NULL);
  assert_null (strstr (text, "dhcp-mac="));
  assert_non_null (strstr (text, "dhcp-ignore=tag:eth0,tag:!cableboot-pi\n"));
}

static void
test_silent_text (void **state) {
  g_autofree char *text = cb_fragment_render_silent ("eth0");
  g_autofree char *name = cb_fragment_file_name ("enx0123456789ab");

  assert_string_equal (text, HEAD "dhcp-ignore=tag:eth0\n");
  assert_string_equal (name, "cableboot-enx0123456789ab.conf");
}

/* The keywords that may stand in the file at all; everything else would reach other connections. */
static void
test_only_known_lines (void **state) {
  g_autofree char *text = cb_fragment_render_full (&sample, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  static const char *const allowed[] = {
    "# ",
    "enable-tftp=eth0",
    "tftp-root=\"",
    "tftp-no-fail",
    "dhcp-option-force=tag:eth0,",
    "dhcp-mac=set:cableboot-pi,",
    "dhcp-match=set:cableboot-pi,",
    "dhcp-ignore=tag:eth0",
    "no-ping",
  };

  for (char **line = lines; *line != NULL && **line != '\0'; line++) {
    gboolean found = FALSE;

    for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
      found |= g_str_has_prefix (*line, allowed[i]);
    if (!found)
      fail_msg ("unexpected line: %s", *line);
    assert_true (strlen (*line) <= CB_MAX_FRAGMENT_LINE_BYTES);
  }
}

static void
assert_refused (const CbFragment *fragment, const char *part) {
  GError *error = NULL;

  assert_null (cb_fragment_render_full (fragment, &error));
  assert_error (&error, CB_ERROR_INVALID, part);
}

static void
test_hostile_values (void **state) {
  static const char *const folders[] = { "/srv/a\nuser=root", "/srv/a\"", "/srv/a\\", "/srv/a/",
                                         "/srv//a",           "srv",      "",         NULL };
  static const char *const evil_prefixes[] = { "dc:a6:32\ndhcp-script=/bin/x", NULL };
  CbFragment fragment = sample;

  for (gsize i = 0; folders[i] != NULL; i++) {
    fragment.folder = folders[i];
    assert_refused (&fragment, "folder");
  }
  fragment.folder = NULL;
  assert_refused (&fragment, "folder");

  fragment = sample;
  fragment.interface = "eth0\nuser=root";
  assert_refused (&fragment, "interface name");
  fragment.interface = NULL;
  assert_refused (&fragment, "interface name");

  fragment = sample;
  fragment.address = 0;
  assert_refused (&fragment, "address");

  fragment = sample;
  fragment.mac_prefixes = evil_prefixes;
  assert_refused (&fragment, "MAC prefix");
  fragment.mac_prefixes = prefixes;
  assert_refused (&fragment, "70:b3:d5:1");
}

static void
test_longest_folder_fits (void **state) {
  CbFragment fragment = sample;
  g_autofree char *folder = g_strnfill (CB_MAX_FOLDER_BYTES, 'a');
  g_autofree char *text = NULL;
  GError *error = NULL;

  folder[0] = '/';
  fragment.folder = folder;
  fragment.interface = "123456789012345";
  text = cb_fragment_render_full (&fragment, &error);
  assert_null (error);
  assert_non_null (strstr (text, folder));
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_full_text),           cmocka_unit_test (test_any_client),
    cmocka_unit_test (test_no_prefixes),         cmocka_unit_test (test_silent_text),
    cmocka_unit_test (test_only_known_lines),    cmocka_unit_test (test_hostile_values),
    cmocka_unit_test (test_longest_folder_fits),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
