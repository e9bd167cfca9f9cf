/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is read from the machine: the folder as it was typed, the person at the keyboard, the
 * interfaces, and the completion that is made from them. In a folder of its own below the temporary
 * folder.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "complete.h"
#include "error.h"
#include "file-hash.h"
#include "folder.h"
#include "interfaces.h"
#include "person.h"

/* The folder of the tests: a/b/ with the link "ab" to a/b, a link "gone" to nothing, and a file. */
static int
set_up (void **state) {
  g_autofree char *made = g_dir_make_tmp ("cableboot-test-XXXXXX", NULL);
  char *root = made ? realpath (made, NULL) : NULL;

  if (!root || chdir (root) != 0 || g_mkdir_with_parents ("a/b", 0700) != 0
      || symlink ("a/b", "ab") != 0 || symlink ("nothing", "gone") != 0
      || !g_file_set_contents ("file", "x", 1, NULL))
    return -1;
  *state = root;
  return 0;
}

/* Only folders, links and small files were made, none below a link. */
static void
remove_tree (const char *path) {
  g_autoptr (GDir) entries =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (entries && (name = g_dir_read_name (entries))) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static int
tear_down (void **state) {
  if (chdir ("/") != 0)
    return -1;
  remove_tree (*state);
  free (*state);
  return 0;
}

/* expected is below the root where it doesn't begin with '/' */
static void
assert_absolute (const char *root, const char *typed, const char *expected) {
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cb_folder_absolute (typed, root, &error);
  g_autofree char *full = *expected == '/'    ? g_strdup (expected)
                          : *expected == '\0' ? g_strdup (root)
                                              : g_build_filename (root, expected, NULL);

  if (!path)
    fail_msg ("%s: %s", typed, error->message);
  assert_string_equal (path, full);
}

static void
test_folder_absolute (void **state) {
  const char *root = *state;

  assert_absolute (root, "/", "/");
  assert_absolute (root, "//srv/./x//", "/srv/x");
  assert_absolute (root, "/srv/..x/...", "/srv/..x/...");
  assert_absolute (root, ".", "");
  assert_absolute (root, "a/", "a");
  assert_absolute (root, "ab", "ab");
  assert_absolute (root, "ab/", "ab");
  assert_absolute (root, "gone", "gone");
  assert_absolute (root, "new folder", "new folder");
  assert_absolute (root, "a/..", "");
  assert_absolute (root, "a/../ab", "ab");
  /* as the kernel sees it: the part before ".." is a link to a/b */
  assert_absolute (root, "ab/..", "a");
  assert_absolute (root, "ab/../../ab/.", "ab");
  assert_absolute (root, "/..", "/");
}

static void
test_folder_absolute_fails (void **state) {
  const char *root = *state;
  static const struct {
    const char *typed;
    CbError code;
  } table[] = { { "", CB_ERROR_INVALID },
                { "none/..", CB_ERROR_NOT_FOUND },
                { "file/..", CB_ERROR_INVALID } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = NULL;

    assert_null (cb_folder_absolute (table[i].typed, root, &error));
    assert_true (g_error_matches (error, CB_ERROR, (int)table[i].code));
  }
}

static void
test_folder_check (void **state) {
  static const struct {
    const char *path;
    int code; /* -1 for "it is one" */
  } table[] = { { "a", -1 },
                { "ab", -1 },
                { "gone", CB_ERROR_NOT_FOUND },
                { "none\x1b", CB_ERROR_NOT_FOUND },
                { "/none/~/boot", CB_ERROR_NOT_FOUND },
                { "none~", CB_ERROR_NOT_FOUND },
                { "file", CB_ERROR_INVALID },
                { "file/x", CB_ERROR_INVALID } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) error = NULL;

    assert_int_equal (cb_folder_check (table[i].path, &error), table[i].code == -1);
    assert_true (table[i].code == -1 ? !error : g_error_matches (error, CB_ERROR, table[i].code));
    assert_true (!error || !strchr (error->message, '\x1b'));
    assert_true (!error || !strstr (error->message, "quotes") == !strstr (table[i].path, "/~"));
  }
}

/* A user of this machine that isn't root; every machine has one. */
static void
some_user (char **ret_name, char **ret_uid) {
  const struct passwd *entry;

  setpwent ();
  while ((entry = getpwent ()) && entry->pw_uid == 0)
    continue;
  assert_non_null (entry);
  *ret_name = g_strdup (entry->pw_name);
  *ret_uid = g_strdup_printf ("%u", (guint)getpwnam (*ret_name)->pw_uid);
  endpwent ();
}

static void
assert_person (char **environment, const char *named, const char *expected) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CbPerson) person = cb_person_find (0, 0, environment, named, &error);

  if (!person)
    fail_msg ("%s", error->message);
  assert_string_equal (person->name, expected);
  assert_string_equal (person->home, getpwnam (expected)->pw_dir);
}

static void
test_person_behind_root (void **state) {
  static const char *const variables[] = { "SUDO_UID", "PKEXEC_UID" };
  g_autofree char *name = NULL;
  g_autofree char *uid = NULL;
  g_auto (GStrv) doas = NULL;
  g_auto (GStrv) both = NULL;

  some_user (&name, &uid);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++) {
    g_auto (GStrv) environment = g_environ_setenv (NULL, variables[i], uid, TRUE);

    environment = g_environ_setenv (environment, "HOME", "/root", TRUE);
    assert_person (environment, NULL, name);
  }
  doas = g_environ_setenv (NULL, "DOAS_USER", name, TRUE);
  assert_person (doas, NULL, name);
  both = g_environ_setenv (NULL, "SUDO_UID", "1", TRUE);
  assert_person (both, name, name);
}

static void
test_person_missing (void **state) {
  static const char *const values[] = { "0", "", "-1", "x", "4294967295", "99999999999" };
  g_autoptr (GError) unknown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_auto (GStrv) environment = g_environ_setenv (NULL, "SUDO_UID", values[i], TRUE);
    g_autoptr (GError) error = NULL;

    assert_null (cb_person_find (0, 0, environment, NULL, &error));
    assert_true (g_error_matches (error, CB_ERROR, CB_ERROR_INVALID));
    assert_non_null (strstr (error->message, "user NAME"));
  }
  assert_null (cb_person_find (0, 0, NULL, "no such user", &unknown));
  assert_true (g_error_matches (unknown, CB_ERROR, CB_ERROR_NOT_FOUND));
}

/* An ordinary user is himself, whatever the environment says; HOME is what his shell makes of '~'.
 */
static void
test_person_himself (void **state) {
  g_auto (GStrv) environment = g_environ_setenv (NULL, "SUDO_UID", "0", TRUE);
  g_autofree char *name = NULL;
  g_autofree char *uid = NULL;
  g_autoptr (CbPerson) person = NULL;
  uid_t number;

  some_user (&name, &uid);
  number = getpwnam (name)->pw_uid;
  environment = g_environ_setenv (environment, "HOME", "/elsewhere", TRUE);
  person = cb_person_find (number, number, environment, "root", NULL);
  assert_non_null (person);
  assert_int_equal (person->uid, number);
  assert_string_equal (person->home, "/elsewhere");
}

/* Only ordinary users are offered. */
static void
test_person_list (void **state) {
  g_auto (GStrv) names = cb_person_list ();

  for (guint i = 0; names[i]; i++) {
    const struct passwd *entry = getpwnam (names[i]);

    assert_non_null (entry);
    assert_true (entry->pw_uid >= 1000 && entry->pw_uid != 65534);
  }
}

static void
put (const char *interface, const char *name, const char *text) {
  g_autofree char *folder = g_build_filename ("net", interface, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
put_interface (const char *name, const char *type, const char *uevent, const char *index,
               const char *link) {
  put (name, "type", type);
  put (name, "uevent", uevent);
  put (name, "ifindex", index);
  put (name, "iflink", link);
}

/* Like /sys/class/net of a laptop with two NICs and all kinds of other things. */
static void
put_machine (void) {
  put_interface ("eth1", "1\n", "INTERFACE=eth1\nIFINDEX=2\n", "2\n", "2\n");
  put ("eth1", "device", "");
  put_interface ("eth0", "1\n", "INTERFACE=eth0\nIFINDEX=3\n", "3\n", "3\n");
  put ("eth0", "device", "");
  put_interface ("veth7", "1\n", "INTERFACE=veth7\nIFINDEX=4\n", "4\n", "9\n");
  put_interface ("wlan0", "1\n", "DEVTYPE=wlan\nINTERFACE=wlan0\n", "5\n", "5\n");
  put ("wlan0", "device", "");
  put_interface ("br0", "1\n", "DEVTYPE=bridge\n", "6\n", "6\n");
  put_interface ("eth0.7", "1\n", "DEVTYPE=vlan\n", "7\n", "3\n");
  put_interface ("dummy0", "1\n", "INTERFACE=dummy0\n", "8\n", "8\n");
  put_interface ("lo", "772\n", "INTERFACE=lo\n", "1\n", "1\n");
}

static void
test_interfaces (void **state) {
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) none = cb_interfaces_list ("missing");
  g_autofree char *joined = NULL;

  put_machine ();
  names = cb_interfaces_list ("net");
  joined = g_strjoinv (" ", names);
  assert_string_equal (joined, "eth0 eth1 veth7");
  assert_null (none[0]);
}

static void
assert_no_hash (const char *path, CbError code) {
  g_autoptr (GError) error = NULL;

  assert_null (cb_file_hash (path, &error));
  assert_true (g_error_matches (error, CB_ERROR, (int)code));
}

static void
test_file_hash (void **state) {
  g_autofree char *hash = NULL;

  assert_true (g_file_set_contents ("Image", "abc", 3, NULL));
  assert_int_equal (symlink ("Image", "link"), 0);
  assert_int_equal (mkfifo ("fifo", 0600), 0);
  hash = cb_file_hash ("link", NULL);
  assert_string_equal (hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_no_hash ("missing", CB_ERROR_NOT_FOUND);
  assert_no_hash ("Image/x", CB_ERROR_NOT_FOUND);
  assert_no_hash (".", CB_ERROR_INVALID);
  assert_no_hash ("fifo", CB_ERROR_INVALID);
}

static void
assert_completes (const char *line, CbExit code, const char *expected) {
  g_auto (GStrv) arguments = g_strsplit (line, " ", -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  assert_int_equal (cb_complete ((const char *const *)arguments, "net", found), code);
  g_ptr_array_add (found, NULL);
  joined = g_strjoinv (" ", (char **)found->pdata);
  if (strcmp (joined, expected) != 0)
    fail_msg ("'%s' gives '%s', not '%s'", line, joined, expected);
}

static void
test_complete (void **state) {
  put_machine ();
  assert_completes ("", CB_EXIT_DONE, "enable disable up down status check monitor wait log serve help");
  assert_completes ("d", CB_EXIT_DONE, "disable down");
  assert_completes ("-t s", CB_EXIT_DONE, "status serve");
  assert_completes ("-f s", CB_EXIT_DONE, "");
  assert_completes ("-f S", CB_EXIT_DONE, "STATE SERVER");
  assert_completes ("-g STATE,M", CB_EXIT_DONE, "STATE,MAC");
  assert_completes ("c", CB_EXIT_DONE, "check");
  assert_completes ("check d ", CB_EXIT_DONE, "user model serial show");
  assert_completes ("check d model cm4", CB_EXIT_DONE, "cm4 cm4s");
  assert_completes ("check d show ", CB_EXIT_DONE, "files problems");
  assert_completes ("check -f R", CB_EXIT_DONE, "ROLE REASON");
  assert_completes ("w", CB_EXIT_DONE, "wait");
  assert_completes ("wait ", CB_EXIT_DONE, "kernel linux serial since image");
  assert_completes ("wait l", CB_EXIT_DONE, "linux");
  assert_completes ("wait l ", CB_EXIT_DONE, "serial since image");
  assert_completes ("wait since 3 ", CB_EXIT_DONE, "serial image");
  assert_completes ("wait linux image ", CB_EXIT_COMPLETE_FILE, "");
  assert_completes ("monitor ", CB_EXIT_DONE, "serial");
  assert_completes ("log ", CB_EXIT_DONE, "");
  assert_completes ("log 3 ", CB_EXIT_DONE, "");
  assert_completes ("log -f S", CB_EXIT_DONE, "SERIAL STAGES STAGE SAME-KERNEL SECONDS");
  assert_completes ("log --li", CB_EXIT_DONE, "--limit");
  assert_completes ("serve d port ", CB_EXIT_DONE, "");
  assert_completes ("serve d dhcp ", CB_EXIT_DONE, "yes no");
  assert_completes ("status --mode ", CB_EXIT_DONE, "tabular multiline");
  assert_completes ("status --mo", CB_EXIT_DONE, "--mode");
  assert_completes ("--mode=t", CB_EXIT_DONE, "--mode=tabular");
  assert_completes ("status --get-values=STATE,M", CB_EXIT_DONE, "--get-values=STATE,MAC");
  assert_completes ("--json=", CB_EXIT_DONE, "");
  assert_completes ("-- --mode=", CB_EXIT_DONE, "");
  assert_completes ("-m --mode=", CB_EXIT_DONE, "");
  assert_completes ("help u", CB_EXIT_DONE, "up");
  assert_completes ("frob ", CB_EXIT_DONE, "");
  assert_completes ("enable ", CB_EXIT_COMPLETE_FOLDER,
                    "ifname server clients internet address user takeover links incomplete");
  assert_completes ("en if", CB_EXIT_COMPLETE_FOLDER, "ifname");
  assert_completes ("enable dir ", CB_EXIT_DONE,
                    "ifname server clients internet address user takeover links incomplete");
  assert_completes ("enable dir ifname ", CB_EXIT_DONE, "eth0 eth1 veth7");
  assert_completes ("enable if eth", CB_EXIT_DONE, "eth0 eth1");
  assert_completes ("enable if eth0 server b", CB_EXIT_DONE, "builtin");
  assert_completes ("enable dir if eth0 ", CB_EXIT_DONE,
                    "server clients internet address user takeover links incomplete");
  assert_completes ("enable dir li", CB_EXIT_DONE, "links");
  assert_completes ("enable dir links ", CB_EXIT_DONE, "yes no");
  assert_completes ("enable dir bogus ", CB_EXIT_DONE, "");
  assert_completes ("up ", CB_EXIT_DONE, "ifname");
  assert_completes ("up ifname eth1 ", CB_EXIT_DONE, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown (function, set_up, tear_down)

int
main (void) {
  const struct CMUnitTest tests[] = {
    TEST (test_folder_absolute),
    TEST (test_folder_absolute_fails),
    TEST (test_folder_check),
    cmocka_unit_test (test_person_behind_root),
    cmocka_unit_test (test_person_missing),
    cmocka_unit_test (test_person_himself),
    cmocka_unit_test (test_person_list),
    TEST (test_interfaces),
    TEST (test_file_hash),
    TEST (test_complete),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
