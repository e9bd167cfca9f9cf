/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "limit.h"
#include "wire/tftp-name.h"

#define BYTES(literal) literal, sizeof literal - 1

/* From a copy that ends where the name ends, so that the address sanitizer sees one byte too many. */
static int
parse (const char *bytes, size_t n_bytes, CbTftpName *ret) {
  g_autofree char *copy = n_bytes > 0 ? g_memdup2 (bytes, n_bytes) : NULL;

  return cb_tftp_name_parse (copy, n_bytes, ret);
}

/* Part by part, put together again. */
static char *
join_parts (const CbTftpName *name) {
  g_autoptr (GString) text = g_string_new (NULL);

  for (size_t i = 0; i < name->n_parts; i++) {
    const char *part = name->path + name->part_at[i];

    g_string_append_len (text, part, (gssize) strcspn (part, "/"));
    if (i + 1 < name->n_parts)
      g_string_append_c (text, '/');
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_good_names (void **state) {
  static const struct {
    const char *name;
    const char *path;
    size_t n_parts;
  } rows[] = {
    { "config.txt", "config.txt", 1 },
    { "abcd1234/start4.elf", "abcd1234/start4.elf", 2 },
    { "/config.txt", "config.txt", 1 },
    { "abcd1234//config.txt", "abcd1234/config.txt", 2 },
    { "///a////b", "a/b", 2 },
    { "overlays/vc4-kms-v3d.dtbo", "overlays/vc4-kms-v3d.dtbo", 2 },
    { "KERNEL8.img", "KERNEL8.img", 1 },
    { "a..b", "a..b", 1 },
    { "a.", "a.", 1 },
    { "a/b..", "a/b..", 2 },
    { "boot\\config.txt", "boot\\config.txt", 1 },
    { "C:\\x", "C:\\x", 1 },
    { "%2e%2e/x", "%2e%2e/x", 2 },
    { "a b\tc\n", "a b\tc\n", 1 },
    { "-rf", "-rf", 1 },
    { "~root", "~root", 1 },
    { "\xff\xfe\x80", "\xff\xfe\x80", 1 },
    { "\xc0\xae\xc0\xae/x", "\xc0\xae\xc0\xae/x", 2 },
    { "a/b/c/d/e/f/g/h/i/j/k/l", "a/b/c/d/e/f/g/h/i/j/k/l", CB_MAX_TFTP_NAME_PARTS },
    { "x", "x", 1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *joined = NULL;
    CbTftpName name;

    assert_int_equal (parse (rows[i].name, strlen (rows[i].name), &name), 0);
    assert_string_equal (name.path, rows[i].path);
    assert_int_equal (name.n_bytes, strlen (rows[i].path));
    assert_int_equal (name.n_parts, rows[i].n_parts);
    joined = join_parts (&name);
    assert_string_equal (joined, rows[i].path);
  }
}

static void
test_refusals (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    CbTftpNameRefusal refusal;
  } rows[] = {
    { BYTES (""), CB_TFTP_NAME_EMPTY },
    { BYTES ("/"), CB_TFTP_NAME_EMPTY },
    { BYTES ("////"), CB_TFTP_NAME_EMPTY },
    { BYTES ("\0"), CB_TFTP_NAME_ZERO },
    { BYTES ("a\0"), CB_TFTP_NAME_ZERO },
    { BYTES ("config.txt\0/../x"), CB_TFTP_NAME_ZERO },
    { BYTES ("a/"), CB_TFTP_NAME_FOLDER },
    { BYTES ("config.txt//"), CB_TFTP_NAME_FOLDER },
    { BYTES ("a/b/c/d/e/f/g/h/i/j/k/l/m"), CB_TFTP_NAME_TOO_DEEP },
  };
  CbTftpName name = { .n_parts = 77 };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_int_equal (parse (rows[i].bytes, rows[i].n_bytes, &name), rows[i].refusal);
  assert_int_equal (name.n_parts, 77);
}

/* Forty ways out of the folder, or to what is hidden in it. */
static void
test_ways_out (void **state) {
  static const char *const names[] = {
    ".",          "..",         "...",          "./",           "../",          "/.",
    "/..",        "//..",       "./.",          "../..",        "../x",         "./x",
    "/../x",      "//../x",     "/./x",         "./../x",       "../../x",      "../../../../etc/shadow",
    "a/..",       "a/.",        "a/../",        "a/./",         "a/../x",       "a/./x",
    "a//..//x",   "a//./x",     "/a/../../x",   "a/../b/../x",  "a/b/../../x",  "a/b/../../../x",
    "..a",        ".a",         "a/.git/config", ".ssh/id_rsa", "a/..b",        "..\\x",
    "..\\..\\x",  "a/..\\x",    "..\xff/x",     "..//x",        ".../x",        "../config.txt",
    "..%2fx",     "..%5cx",     "..;/x",        ".\t./x",       ".. /x",        "....//x",
  };
  CbTftpName name;

  assert_true (G_N_ELEMENTS (names) >= 40);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    if (parse (names[i], strlen (names[i]), &name) != CB_TFTP_NAME_DOT)
      fail_msg ("\"%s\" isn't refused for its dot", names[i]);
  }
}

static void
test_lengths (void **state) {
  static const struct {
    size_t n_bytes;
    size_t slash_at; /* 0: none */
    int result;
  } rows[] = {
    { 1, 0, 0 },
    { CB_MAX_TFTP_NAME_PART_BYTES, 0, 0 },
    { CB_MAX_TFTP_NAME_PART_BYTES + 1, 0, CB_TFTP_NAME_TOO_LONG },
    { CB_MAX_TFTP_NAME_PART_BYTES + 1, 100, 0 },
    { CB_MAX_TFTP_NAME_BYTES, 250, 0 },
    { CB_MAX_TFTP_NAME_BYTES + 1, 250, CB_TFTP_NAME_TOO_LONG },
    { 65000, 250, CB_TFTP_NAME_TOO_LONG },
  };
  g_autofree char *bytes = g_malloc (65000);
  CbTftpName name;

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    memset (bytes, 'a', 65000);
    if (rows[i].slash_at > 0)
      bytes[rows[i].slash_at] = '/';
    assert_int_equal (parse (bytes, rows[i].n_bytes, &name), rows[i].result);
    if (rows[i].result == 0)
      assert_int_equal (strlen (name.path), rows[i].n_bytes);
  }
}

/* Only these two bytes are special, wherever they stand. */
static void
test_each_byte (void **state) {
  for (int byte = 0; byte < 256; byte++) {
    const char inside[] = { 'a', (char) byte, 'b' };
    const char first[] = { (char) byte, 'b' };
    CbTftpName name;

    assert_int_equal (parse (inside, sizeof inside, &name), byte == 0 ? CB_TFTP_NAME_ZERO : 0);
    if (byte != 0)
      assert_int_equal (name.n_parts, byte == '/' ? 2 : 1);
    assert_int_equal (parse (first, sizeof first, &name),
                      byte == 0 ? CB_TFTP_NAME_ZERO : byte == '.' ? CB_TFTP_NAME_DOT : 0);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_names), cmocka_unit_test (test_refusals),  cmocka_unit_test (test_ways_out),
    cmocka_unit_test (test_lengths),    cmocka_unit_test (test_each_byte),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
