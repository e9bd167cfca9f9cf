/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/settings.h"
#include "limit.h"

#define UUID "0123abcd-89ef-4a5b-8c7d-001122334455"

#define TEXT                                                                                       \
  "# Written by cablebootd; don't edit it. Run `cableboot enable` with what should change.\n\n"    \
  "[cable]\nversion=1\nstate=enabled\ninterface=eth0\nmac=dc:a6:32:01:02:03\n"                     \
  "folder=/home/ann/rpi-boot\ntargets=/home/ann/linux/arch/arm64/boot;/srv/a b;\n"                 \
  "user=ann\nuid=1000\nserver=auto\nserving=beside\nclients=pi\ninternet=yes\n"                    \
  "address-fixed=false\naddress=10.213.7.1/24\n\n"                                                 \
  "[before]\nknown=true\nip-forward=false\nleases=true\ndefault-profile=true\n"                    \
  "made-folders=/etc/cableboot;/etc/NetworkManager/dnsmasq-shared.d;\n"

static CbSettings *
parse (const char *text, GError **error) {
  /* a copy without a zero byte, so that a sanitizer sees each step too far */
  gsize n = strlen (text);
  char *bytes = g_memdup2 (text, n);
  CbSettings *settings = cb_settings_parse (UUID, bytes, n, error);

  g_free (bytes);
  return settings;
}

static void
assert_lists_equal (char **a, char **b) {
  assert_int_equal (a == NULL, b == NULL);
  if (a != NULL)
    assert_true (g_strv_equal ((const char *const *)a, (const char *const *)b));
}

static void
assert_equal (const CbSettings *a, const CbSettings *b) {
  assert_string_equal (a->uuid, b->uuid);
  assert_int_equal (a->state, b->state);
  assert_string_equal (a->interface, b->interface);
  assert_int_equal (g_strcmp0 (a->mac, b->mac), 0);
  assert_string_equal (a->folder, b->folder);
  assert_string_equal (a->user, b->user);
  assert_int_equal (a->uid, b->uid);
  assert_int_equal (a->server, b->server);
  assert_int_equal (a->serving, b->serving);
  assert_int_equal (a->aside, b->aside);
  assert_int_equal (a->clients, b->clients);
  assert_int_equal (a->internet, b->internet);
  assert_int_equal (a->address_fixed, b->address_fixed);
  assert_int_equal (a->address, b->address);
  assert_int_equal (a->prefix, b->prefix);
  assert_int_equal (a->before_known, b->before_known);
  assert_int_equal (a->ip_forward_was, b->ip_forward_was);
  assert_int_equal (a->leases_were_there, b->leases_were_there);
  assert_int_equal (a->default_profile_was_there, b->default_profile_was_there);
  assert_lists_equal (a->targets, b->targets);
  assert_lists_equal (a->made_folders, b->made_folders);
}

static void
test_text_to_struct_and_back (void **state) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CbSettings) settings = parse (TEXT, &error);
  g_autofree char *text = NULL;

  assert_null (error);
  assert_string_equal (settings->uuid, UUID);
  assert_int_equal (settings->state, CB_CABLE_STATE_ENABLED);
  assert_string_equal (settings->mac, "dc:a6:32:01:02:03");
  assert_int_equal (settings->uid, 1000);
  assert_int_equal (settings->address, 0x0ad50701);
  assert_int_equal (settings->prefix, 24);
  assert_true (settings->before_known);
  assert_false (settings->ip_forward_was);
  assert_true (settings->leases_were_there);
  assert_string_equal (settings->targets[0], "/home/ann/linux/arch/arm64/boot");
  assert_string_equal (settings->targets[1], "/srv/a b");
  assert_null (settings->targets[2]);
  assert_string_equal (settings->made_folders[1], "/etc/NetworkManager/dnsmasq-shared.d");
  assert_null (settings->made_folders[2]);
  text = cb_settings_render (settings);
  assert_string_equal (text, TEXT);
}

/* Values that a key file must escape, in every combination of the words. */
static void
check_round_trip (CbSettings *settings) {
  g_autofree char *text = cb_settings_render (settings);
  g_autoptr (GError) error = NULL;
  g_autoptr (CbSettings) parsed = parse (text, &error);
  g_autoptr (CbSettings) copy = NULL;
  g_autofree char *again = NULL;

  assert_null (error);
  assert_equal (settings, parsed);
  copy = cb_settings_copy (parsed);
  assert_equal (settings, copy);
  assert_ptr_not_equal (copy->folder, parsed->folder);
  again = cb_settings_render (copy);
  assert_string_equal (text, again);
}

static void
test_round_trips (void **state) {
  static const char *const folders[] = { "/srv/ a;b,#c=d ", "/srv/[x]", "/ \xc3\xb6", "/srv/-%s'",
                                         "/srv/ ; ;" };
  static const char *const targets[] = { "/srv/ a;b,#c=d ", "/srv/\xc3\xb6;;", "/srv/ ;", NULL };
  static const char *const made[] = { "/etc/cableboot", "/etc/NetworkManager/dnsmasq-shared.d", NULL };

  for (guint i = 0; i < 48; i++) {
    g_autoptr (CbSettings) settings = cb_settings_new ();

    settings->uuid = g_strdup (UUID);
    settings->state = (CbCableState)(i % 4);
    settings->interface = g_strdup ("enp0s31f6");
    settings->mac = i % 2 != 0 ? g_strdup ("00:11:22:33:44:55") : NULL;
    settings->folder = g_strdup (folders[i % G_N_ELEMENTS (folders)]);
    settings->targets = i % 5 != 0 ? g_strdupv ((char **)targets + i % 3) : NULL;
    settings->user = g_strdup ("DOM\\ann b@x;y");
    settings->uid = i % 2 != 0 ? 1 : 4294967294u;
    settings->server = (CbServerChoice)(i % 3);
    settings->serving = (CbPlanServer)((i + 1) % 3);
    settings->aside = i % 5 == 0;
    settings->clients = (CbClients)(i % 2);
    settings->internet = i % 3 == 2;
    settings->address_fixed = i % 3 == 0;
    settings->address = i % 4 != 0 ? 0xc0a80afe : 0;
    settings->prefix = i % 4 != 0 ? 16 + i % 15 : 0;
    settings->before_known = (i & 1) != 0;
    settings->ip_forward_was = (i & 2) != 0;
    settings->leases_were_there = (i & 4) != 0;
    settings->default_profile_was_there = (i & 8) != 0;
    settings->made_folders = i % 3 == 1 ? g_strdupv ((char **)made) : NULL;
    check_round_trip (settings);
  }
}

static const struct {
  const char *from;
  const char *to;
  CbError code;
  const char *part; /* names the key */
} damages[] = {
  { "version=1", "version=2", CB_ERROR_REFUSED, "newer" },
  { "version=1", "version=0", CB_ERROR_INVALID, "version" },
  { "version=1", "version=one", CB_ERROR_INVALID, "version" },
  { "version=1\n", "", CB_ERROR_INVALID, "version" },
  { "state=enabled", "state=on", CB_ERROR_INVALID, "state" },
  { "state=enabled\n", "", CB_ERROR_INVALID, "state" },
  { "interface=eth0", "interface=../x", CB_ERROR_INVALID, "interface" },
  { "interface=eth0", "interface=eth0\\nuser=root", CB_ERROR_INVALID, "interface" },
  { "interface=eth0", "interface=", CB_ERROR_INVALID, "interface" },
  { "interface=eth0\n", "", CB_ERROR_INVALID, "interface" },
  { "mac=dc:a6:32:01:02:03", "mac=dc:a6:32", CB_ERROR_INVALID, "mac" },
  { "mac=dc:a6:32:01:02:03", "mac=", CB_ERROR_INVALID, "mac" },
  { "folder=/home/ann/rpi-boot", "folder=/etc", CB_ERROR_INVALID, "folder" },
  { "folder=/home/ann/rpi-boot", "folder=/srv/a\\nb", CB_ERROR_INVALID, "folder" },
  { "folder=/home/ann/rpi-boot", "folder=/srv/\xff", CB_ERROR_INVALID, "folder" },
  { "folder=/home/ann/rpi-boot", "folder=/srv/a\\", CB_ERROR_INVALID, "folder" },
  { "folder=/home/ann/rpi-boot\n", "", CB_ERROR_INVALID, "folder" },
  { "targets=/home/ann/", "targets=/home/ann/.", CB_ERROR_INVALID, "targets" },
  { ";/srv/a b;", ";/srv/a b;/etc/ssl;", CB_ERROR_INVALID, "targets" },
  { ";/srv/a b;", ";srv;", CB_ERROR_INVALID, "targets" },
  { ";/srv/a b;", ";;", CB_ERROR_INVALID, "targets" },
  { ";/srv/a b;", ";/srv/\xff;", CB_ERROR_INVALID, "targets" },
  { "user=ann", "user=", CB_ERROR_INVALID, "user" },
  { "user=ann", "user=a:b", CB_ERROR_INVALID, "user" },
  { "user=ann", "user=a\\tb", CB_ERROR_INVALID, "user" },
  { "uid=1000", "uid=0", CB_ERROR_INVALID, "uid" },
  { "uid=1000", "uid=-1", CB_ERROR_INVALID, "uid" },
  { "uid=1000", "uid=4294967295", CB_ERROR_INVALID, "uid" },
  { "uid=1000", "uid=4294968296", CB_ERROR_INVALID, "uid" },
  { "uid=1000", "uid=99999999999999999999999", CB_ERROR_INVALID, "uid" },
  { "uid=1000", "uid=0x3e8", CB_ERROR_INVALID, "uid" },
  { "server=auto", "server=", CB_ERROR_INVALID, "server" },
  { "clients=pi", "clients=PI", CB_ERROR_INVALID, "clients" },
  { "serving=beside", "serving=none", CB_ERROR_INVALID, "serving" },
  { "serving=beside", "aside=yes", CB_ERROR_INVALID, "aside" },
  { "internet=yes", "internet=true", CB_ERROR_INVALID, "internet" },
  { "address=10.213.7.1/24", "address=10.213.7.1", CB_ERROR_INVALID, "address" },
  { "address=10.213.7.1/24", "address=8.8.8.8/24", CB_ERROR_INVALID, "address" },
  { "address-fixed=false", "address-fixed=0", CB_ERROR_INVALID, "address-fixed" },
  { "known=true", "known=yes", CB_ERROR_INVALID, "known" },
  { "ip-forward=false\n", "", CB_ERROR_INVALID, "ip-forward" },
  { "leases=true", "leases=maybe", CB_ERROR_INVALID, "leases" },
  { "default-profile=true", "default-profile=", CB_ERROR_INVALID, "default-profile" },
  { "made-folders=/etc/cableboot;", "made-folders=/;/etc/cableboot", CB_ERROR_INVALID, "made-folders" },
  { "made-folders=/etc/cableboot;", "made-folders=/srv", CB_ERROR_INVALID, "made-folders" },
  { "made-folders=/etc/cableboot;", "made-folders=\xff;/etc/cableboot;", CB_ERROR_INVALID, "made-folders" },
  { "uid=1000", "uid=1000\nshell=/bin/sh", CB_ERROR_INVALID, "shell" },
  { "[before]", "[after]", CB_ERROR_INVALID, "after" },
  { "[cable]", "[cable", CB_ERROR_INVALID, "settings file" },
  { "[cable]", "", CB_ERROR_INVALID, "settings file" },
};

static void
test_damages (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
    g_autoptr (GString) text = g_string_new (TEXT);
    GError *error = NULL;

    assert_int_equal (g_string_replace (text, damages[i].from, damages[i].to, 1), 1);
    if (parse (text->str, &error) != NULL)
      fail_msg ("passed: %s", damages[i].to);
    assert_error (&error, damages[i].code, damages[i].part);
  }
}

/* As many and as long as there may be, each byte escaped; and one more. */
static void
test_most_targets (void **state) {
  GError *error = NULL;
  g_autoptr (CbSettings) settings = parse (TEXT, NULL);
  g_autofree char *longest = g_strnfill (CB_MAX_FOLDER_BYTES, ';');
  g_autofree char *text = NULL;

  longest[0] = '/';
  g_strfreev (settings->targets);
  settings->targets = g_new0 (char *, CB_MAX_LINK_TARGETS + 2);
  for (guint i = 0; i < CB_MAX_LINK_TARGETS; i++)
    settings->targets[i] = g_strdup (longest);
  check_round_trip (settings);
  settings->targets[CB_MAX_LINK_TARGETS] = g_strdup ("/srv/a");
  text = cb_settings_render (settings);
  assert_null (parse (text, &error));
  assert_error (&error, CB_ERROR_INVALID, "too many");
}

static void
test_odd_texts (void **state) {
  GError *error = NULL;
  g_autofree char *zeros = g_malloc0 (100);
  g_autofree char *big = g_strnfill (CB_MAX_SETTINGS_BYTES + 1, '\n');

  assert_null (cb_settings_parse (UUID, NULL, 0, &error));
  assert_error (&error, CB_ERROR_INVALID, "version");
  assert_null (cb_settings_parse (UUID, zeros, 100, &error));
  assert_error (&error, CB_ERROR_INVALID, "zero byte");
  assert_null (cb_settings_parse (UUID, big, CB_MAX_SETTINGS_BYTES + 1, &error));
  assert_error (&error, CB_ERROR_INVALID, "too long");
  assert_null (cb_settings_parse ("../x", TEXT, strlen (TEXT), &error));
  assert_error (&error, CB_ERROR_INVALID, "UUID");
  assert_null (cb_settings_parse (NULL, TEXT, strlen (TEXT), &error));
  assert_error (&error, CB_ERROR_INVALID, "UUID");
}

/* Each byte of a good file changed or the file cut there: an error or settings, never a crash. */
static void
test_every_byte (void **state) {
  static const char bytes[] = { '\0', '\n', '[', '=', '\\', ';', (char)0xff, (char)0xc3, '9' };
  gsize n = strlen (TEXT);

  for (gsize at = 0; at < n; at++) {
    g_autoptr (CbSettings) cut = cb_settings_parse (UUID, TEXT, at, NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++) {
      g_autofree char *text = g_memdup2 (TEXT, n);
      g_autoptr (GError) error = NULL;
      g_autoptr (CbSettings) settings = NULL;

      text[at] = bytes[i];
      settings = cb_settings_parse (UUID, text, n, &error);
      assert_true ((settings == NULL) == (error != NULL));
      if (settings != NULL)
        check_round_trip (settings);
      else
        assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  }
}

static void
test_words (void **state) {
  CbServerChoice server = CB_SERVER_AUTO;
  CbClients clients = CB_CLIENTS_PI;
  CbCableState cable = CB_CABLE_STATE_ENABLED;
  GError *error = NULL;

  assert_true (cb_server_choice_from_text ("builtin", &server, &error));
  assert_int_equal (server, CB_SERVER_BUILTIN);
  assert_true (cb_clients_from_text ("any", &clients, &error));
  assert_int_equal (clients, CB_CLIENTS_ANY);
  assert_true (cb_cable_state_from_text ("disabling", &cable, &error));
  assert_int_equal (cable, CB_CABLE_STATE_DISABLING);
  assert_false (cb_server_choice_from_text ("built\n", &server, &error));
  assert_error (&error, CB_ERROR_INVALID, "auto, dnsmasq, builtin");
  assert_int_equal (server, CB_SERVER_BUILTIN);
  assert_false (cb_clients_from_text (NULL, &clients, &error));
  assert_error (&error, CB_ERROR_INVALID, "pi, any");
  assert_string_equal (cb_server_choice_to_text (CB_SERVER_DNSMASQ), "dnsmasq");
  assert_string_equal (cb_clients_to_text (CB_CLIENTS_PI), "pi");
  assert_string_equal (cb_cable_state_to_text (CB_CABLE_STATE_DOWN), "down");
}

static void
test_empty_value (void **state) {
  g_autoptr (CbSettings) settings = cb_settings_new ();

  assert_null (settings->uuid);
  assert_int_equal (settings->state, CB_CABLE_STATE_UNFINISHED);
  cb_settings_free (NULL);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_text_to_struct_and_back),
    cmocka_unit_test (test_round_trips),
    cmocka_unit_test (test_damages),
    cmocka_unit_test (test_most_targets),
    cmocka_unit_test (test_odd_texts),
    cmocka_unit_test (test_every_byte),
    cmocka_unit_test (test_words),
    cmocka_unit_test (test_empty_value),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
