/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/subnet.h"

#define IPV4(a, b, c, d)                                                                           \
  (((guint32)(a) << 24) | ((guint32)(b) << 16) | ((guint32)(c) << 8) | (guint32)(d))

/* What others use by habit: no candidate may touch it. */
static const CbNetwork habits[] = {
  { IPV4 (10, 42, 0, 0), 16 },     { IPV4 (10, 43, 0, 0), 16 },     { IPV4 (10, 0, 0, 0), 16 },
  { IPV4 (172, 17, 0, 0), 16 },    { IPV4 (172, 18, 0, 0), 15 },    { IPV4 (172, 20, 0, 0), 14 },
  { IPV4 (172, 24, 0, 0), 13 },    { IPV4 (192, 168, 0, 0), 23 },   { IPV4 (192, 168, 122, 0), 24 },
  { IPV4 (192, 168, 178, 0), 24 }, { IPV4 (192, 168, 100, 0), 24 },
};

static void
test_seed (void **state) {
  /* test vectors of the FNV page */
  assert_int_equal (cb_subnet_seed (""), 0x811c9dc5);
  assert_int_equal (cb_subnet_seed ("a"), 0xe40c292c);
  assert_int_equal (cb_subnet_seed ("foobar"), 0xbf9cf968);
}

static void
test_choice_is_stable_and_walks_on (void **state) {
  guint32 seed = cb_subnet_seed ("dc:a6:32:01:02:03");
  guint32 first = 0;
  guint32 again = 0;
  guint32 next = 0;
  CbNetwork taken[1];

  assert_true (cb_subnet_choose (NULL, 0, seed, &first));
  assert_true (cb_subnet_choose (NULL, 0, seed, &again));
  assert_int_equal (first, again);
  assert_int_equal (first & 255, 1);

  taken[0] = (CbNetwork){ first + 76, 32 }; /* one host route inside is enough */
  assert_true (cb_subnet_choose (taken, 1, seed, &next));
  assert_int_not_equal (first >> 8, next >> 8);
}

static void
test_seeds_spread (void **state) {
  guint32 one = 0;
  guint32 other = 0;

  assert_true (cb_subnet_choose (NULL, 0, 5, &one));
  assert_true (cb_subnet_choose (NULL, 0, 6, &other));
  assert_int_equal (other, one + 256);
}

static void
test_every_candidate_is_used_once (void **state) {
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (CbNetwork));
  guint32 address = 0;

  while (cb_subnet_choose ((CbNetwork *)(void *)taken->data, taken->len, 4294967290u, &address)) {
    CbNetwork network = { address, 24 };
    guint32 parsed = 0;
    guint prefix = 0;
    g_autofree char *text = cb_address_to_text (address);
    g_autofree char *full = g_strconcat (text, "/24", NULL);

    assert_true (cb_subnet_is_free (address, 24, habits, G_N_ELEMENTS (habits)));
    assert_true (cb_address_parse (full, &parsed, &prefix, NULL));
    assert_int_equal (parsed, address);
    g_array_append_val (taken, network);
    assert_true (taken->len <= 1000);
  }
  assert_true (taken->len >= 256);
}

static void
test_wide_networks (void **state) {
  const CbNetwork defaults[] = {
    { 0, 0 }, { 0, 1 }, { IPV4 (128, 0, 0, 0), 1 }, { IPV4 (8, 0, 0, 0), 5 }
  };
  const CbNetwork privates[] = { { IPV4 (10, 0, 0, 0), 8 },
                                 { IPV4 (172, 16, 0, 0), 12 },
                                 { IPV4 (192, 168, 0, 0), 16 } };
  guint32 address = 7;

  assert_true (cb_subnet_choose (defaults, G_N_ELEMENTS (defaults), 1, &address));
  assert_int_equal (address >> 24, 10);
  assert_true (cb_subnet_choose (privates, 1, 1, &address));
  assert_int_equal (address >> 20, 0xac1);
  assert_true (cb_subnet_choose (privates, 2, 1, &address));
  assert_int_equal (address >> 16, 0xc0a8);
  address = 7;
  assert_false (cb_subnet_choose (privates, 3, 1, &address));
  assert_int_equal (address, 7);
}

static const struct {
  guint32 address;
  guint prefix;
  CbNetwork other;
  gboolean expected;
} overlaps[] = {
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 1, 2, 0), 24 }, FALSE },
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 1, 3, 0), 24 }, TRUE },
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 1, 2, 200), 32 }, FALSE },
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 1, 99, 99), 16 }, FALSE },
  { IPV4 (10, 1, 2, 1), 16, { IPV4 (10, 1, 200, 0), 24 }, FALSE },
  { IPV4 (10, 1, 2, 1), 30, { IPV4 (10, 1, 2, 4), 30 }, TRUE },
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 0, 0, 0), 8 }, FALSE },
  { IPV4 (10, 1, 2, 1), 24, { IPV4 (10, 0, 0, 0), 7 }, TRUE },
  { IPV4 (10, 1, 2, 1), 24, { 0, 0 }, TRUE },
};

static void
test_is_free (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (overlaps); i++)
    assert_int_equal (
        cb_subnet_is_free (overlaps[i].address, overlaps[i].prefix, &overlaps[i].other, 1),
        overlaps[i].expected);
  assert_true (cb_subnet_is_free (IPV4 (10, 1, 2, 1), 24, NULL, 0));
}

static const struct {
  const char *text;
  guint32 address;
  guint prefix;
} good[] = {
  { "10.213.7.1/24", IPV4 (10, 213, 7, 1), 24 },
  { "192.168.99.254/24", IPV4 (192, 168, 99, 254), 24 },
  { "172.31.255.254/16", IPV4 (172, 31, 255, 254), 16 },
  { "10.0.0.1/30", IPV4 (10, 0, 0, 1), 30 },
  { "10.0.1.0/16", IPV4 (10, 0, 1, 0), 16 },
};

static const struct {
  const char *text;
  const char *part;
} bad[] = {
  { NULL, "address/prefix" },
  { "", "address/prefix" },
  { "auto", "address/prefix" },
  { "10.1.2.1", "address/prefix" },
  { "10.1.2.1/", "address/prefix" },
  { "10.1.2.1/24 ", "address/prefix" },
  { " 10.1.2.1/24", "address/prefix" },
  { "10.1.2.1/024", "address/prefix" },
  { "10.1.2.01/24", "address/prefix" },
  { "10.1.2.256/24", "address/prefix" },
  { "10.1.2.1000/24", "address/prefix" },
  { "10.1.2/24", "address/prefix" },
  { "10.1.2.3.4/24", "address/prefix" },
  { "10.1.2.-1/24", "address/prefix" },
  { "10.1.2.1/33", "address/prefix" },
  { "10.1.2.1/4294967320", "address/prefix" },
  { "fd00::1/64", "address/prefix" },
  { "10.1.2.1\n/24", "address/prefix" },
  { "\xff\xfe", "\\xff" },
  { "10.1.2.1/15", "16 to 30" },
  { "10.1.2.1/31", "16 to 30" },
  { "10.1.2.1/0", "16 to 30" },
  { "10.1.2.0/24", "network's own" },
  { "10.1.2.255/24", "broadcast" },
  { "10.1.255.255/16", "broadcast" },
  { "8.8.8.8/24", "private" },
  { "127.0.0.1/24", "private" },
  { "169.254.1.1/24", "private" },
  { "224.0.0.5/24", "private" },
  { "172.32.0.1/24", "private" },
  { "172.15.0.1/24", "private" },
  { "192.169.0.1/24", "private" },
  { "0.0.0.1/24", "private" },
  { "255.255.255.254/24", "private" },
};

static void
test_addresses (void **state) {
  guint32 address = 7;
  guint prefix = 7;
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    assert_false (cb_address_parse (bad[i].text, &address, &prefix, &error));
    assert_error (&error, CB_ERROR_INVALID, bad[i].part);
    assert_int_equal (address, 7);
    assert_int_equal (prefix, 7);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    assert_true (cb_address_parse (good[i].text, &address, &prefix, &error));
    assert_int_equal (address, good[i].address);
    assert_int_equal (prefix, good[i].prefix);
  }
}

static void
test_texts (void **state) {
  g_autofree char *address = cb_address_to_text (IPV4 (192, 168, 0, 255));
  g_autofree char *network = cb_network_to_text (&(CbNetwork){ IPV4 (10, 1, 2, 3), 24 });
  g_autofree char *all = cb_network_to_text (&(CbNetwork){ IPV4 (10, 1, 2, 3), 0 });
  g_autofree char *host = cb_network_to_text (&(CbNetwork){ IPV4 (255, 1, 2, 3), 32 });

  assert_string_equal (address, "192.168.0.255");
  assert_string_equal (network, "10.1.2.0/24");
  assert_string_equal (all, "0.0.0.0/0");
  assert_string_equal (host, "255.1.2.3/32");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_seed),          cmocka_unit_test (test_choice_is_stable_and_walks_on),
    cmocka_unit_test (test_seeds_spread),  cmocka_unit_test (test_every_candidate_is_used_once),
    cmocka_unit_test (test_wide_networks), cmocka_unit_test (test_is_free),
    cmocka_unit_test (test_addresses),     cmocka_unit_test (test_texts),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
