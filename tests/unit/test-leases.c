/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "wire/leases.h"

#define OWN     UINT32_C (0x0a2a0001) /* 10.42.0.1 */
#define SECOND  UINT64_C (1000000000)
#define HOLD    (60 * SECOND)
#define LEASE   (3600 * SECOND)
#define DECLINE (600 * SECOND)

static const uint8_t pi[] = { 0xdc, 0xa6, 0x32, 0x01, 0x09, 0x02 };

static CbLeases
make_leases (unsigned prefix) {
  CbLeases leases;

  assert_int_equal (cb_leases_init (&leases, OWN, prefix), 0);
  return leases;
}

/* The n-th of many different MACs. */
static const uint8_t *
other_mac (uint32_t n) {
  static uint8_t mac[6];

  n *= 2654435761u;
  mac[0] = 2;
  mac[1] = 0;
  memcpy (mac + 2, &n, 4);
  return mac;
}

static uint32_t
offer (CbLeases *leases, const uint8_t *mac, uint64_t ns_now) {
  CbLease *lease = NULL;

  if (cb_leases_offer (leases, mac, ns_now, HOLD, &lease) != 0)
    return 0;
  assert_memory_equal (lease->mac, mac, 6);
  return lease->address;
}

static int
bind (CbLeases *leases, const uint8_t *mac, uint32_t address, uint64_t ns_now) {
  CbLease *lease = NULL;
  int r = cb_leases_bind (leases, mac, address, ns_now, LEASE, &lease);

  if (r == 0) {
    assert_int_equal (lease->address, address);
    assert_int_equal (cb_lease_state (lease, ns_now), CB_LEASE_BOUND);
  }
  return r;
}

/* What must hold whatever happened: one entry per address, one per client, all of them hosts. */
static unsigned
check_table (const CbLeases *leases, uint64_t ns_now) {
  unsigned n = 0;

  for (const CbLease *a = NULL; (a = cb_leases_next (leases, a, ns_now)) != NULL; n++) {
    assert_true (cb_leases_is_host (leases, a->address));
    for (const CbLease *b = a; (b = cb_leases_next (leases, b, ns_now)) != NULL;) {
      assert_int_not_equal (a->address, b->address);
      if (a->kept != CB_LEASE_DECLINED && b->kept != CB_LEASE_DECLINED)
        assert_memory_not_equal (a->mac, b->mac, 6);
    }
  }
  return n;
}

static void
test_init (void **state) {
  static const struct {
    uint32_t address;
    unsigned prefix;
    int r;
  } steps[] = {
    { OWN, 24, 0 },           { OWN, 16, 0 },           { OWN, 30, 0 },           { OWN, 15, -EINVAL },
    { OWN, 31, -EINVAL },     { OWN, 0, -EINVAL },      { OWN, 99, -EINVAL },     { OWN - 1, 24, -EINVAL },
    { OWN + 254, 24, -EINVAL }, { OWN + 2, 30, -EINVAL }, { OWN + 1, 30, 0 },     { OWN + 253, 24, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
    CbLeases leases;

    assert_int_equal (cb_leases_init (&leases, steps[i].address, steps[i].prefix), steps[i].r);
  }
}

static void
test_hosts (void **state) {
  CbLeases leases = make_leases (24);

  assert_false (cb_leases_is_host (&leases, OWN - 1));
  assert_false (cb_leases_is_host (&leases, OWN));
  assert_true (cb_leases_is_host (&leases, OWN + 1));
  assert_true (cb_leases_is_host (&leases, OWN + 253));
  assert_false (cb_leases_is_host (&leases, OWN + 254));
  assert_false (cb_leases_is_host (&leases, OWN + 256));
  assert_false (cb_leases_is_host (&leases, 0));
  assert_false (cb_leases_is_host (&leases, UINT32_MAX));
}

/* The same address each time: renewed, expired, and in an empty table. */
static void
test_stable (void **state) {
  CbLeases leases = make_leases (24);
  CbLeases fresh = make_leases (24);
  uint32_t address = offer (&leases, pi, 0);

  assert_true (cb_leases_is_host (&leases, address));
  assert_int_equal (offer (&leases, pi, SECOND), address);
  assert_int_equal (bind (&leases, pi, address, 2 * SECOND), 0);
  assert_int_equal (offer (&leases, pi, 3 * SECOND), address);
  assert_int_equal (offer (&leases, pi, 10 * LEASE), address);
  offer (&fresh, other_mac (7), 0);
  assert_int_equal (offer (&fresh, pi, 0), address);
  assert_int_equal (check_table (&leases, 10 * LEASE), 1);
}

static void
test_states (void **state) {
  CbLeases leases = make_leases (24);
  uint32_t address = offer (&leases, pi, SECOND);
  const CbLease *lease = cb_leases_find (&leases, pi);

  assert_int_equal (cb_lease_state (lease, SECOND), CB_LEASE_OFFERED);
  assert_int_equal (cb_lease_state (lease, SECOND + HOLD - 1), CB_LEASE_OFFERED);
  assert_int_equal (cb_lease_state (lease, SECOND + HOLD), CB_LEASE_EXPIRED);
  bind (&leases, pi, address, 2 * SECOND);
  assert_int_equal (cb_lease_state (lease, 2 * SECOND + LEASE - 1), CB_LEASE_BOUND);
  assert_int_equal (cb_lease_state (lease, 2 * SECOND + LEASE), CB_LEASE_EXPIRED);
  offer (&leases, pi, 3 * SECOND); /* a power cycle: what is bound stays bound */
  assert_int_equal (cb_lease_state (lease, 2 * SECOND + LEASE - 1), CB_LEASE_BOUND);
  assert_true (cb_leases_release (&leases, pi, address, 4 * SECOND));
  assert_int_equal (cb_lease_state (lease, 4 * SECOND), CB_LEASE_EXPIRED);
  assert_false (cb_leases_release (&leases, pi, address, 5 * SECOND));
  assert_ptr_equal (cb_leases_find (&leases, pi), lease);
}

static void
test_bind_is_judged (void **state) {
  CbLeases leases = make_leases (24);
  uint32_t address = offer (&leases, pi, 0);
  uint32_t next = address == OWN + 10 ? OWN + 11 : OWN + 10;

  assert_int_equal (bind (&leases, pi, next, 1), CB_LEASES_OTHER);
  assert_int_equal (bind (&leases, pi, OWN, 1), CB_LEASES_FOREIGN);
  assert_int_equal (bind (&leases, pi, 0xc0a80005, 1), CB_LEASES_FOREIGN);
  assert_int_equal (bind (&leases, other_mac (1), address, 1), CB_LEASES_TAKEN);
  assert_int_equal (bind (&leases, pi, address, 1), 0);
  assert_int_equal (bind (&leases, other_mac (1), address, 2), CB_LEASES_TAKEN);
  assert_int_equal (bind (&leases, other_mac (1), next, 2), 0); /* unknown here, and the address is free */
  assert_int_equal (bind (&leases, other_mac (2), address, 1 + LEASE), 0); /* expired */
  assert_int_equal (check_table (&leases, 1 + LEASE), 2);
}

static void
test_withdraw (void **state) {
  CbLeases leases = make_leases (24);
  uint32_t address = offer (&leases, pi, 0);

  cb_leases_withdraw (&leases, other_mac (1), 1);
  assert_int_equal (cb_lease_state (cb_leases_find (&leases, pi), 1), CB_LEASE_OFFERED);
  cb_leases_withdraw (&leases, pi, 1);
  assert_int_equal (cb_lease_state (cb_leases_find (&leases, pi), 1), CB_LEASE_EXPIRED);
  bind (&leases, pi, address, 2);
  cb_leases_withdraw (&leases, pi, 3);
  assert_int_equal (cb_lease_state (cb_leases_find (&leases, pi), 3), CB_LEASE_BOUND);
}

static void
test_decline (void **state) {
  CbLeases leases = make_leases (24);
  uint32_t address = offer (&leases, pi, 0);
  uint32_t next;

  assert_false (cb_leases_decline (&leases, pi, address + 1, 1, DECLINE));
  assert_false (cb_leases_decline (&leases, other_mac (1), address, 1, DECLINE));
  assert_true (cb_leases_decline (&leases, pi, address, 1, DECLINE));
  assert_null (cb_leases_find (&leases, pi));
  assert_false (cb_leases_decline (&leases, pi, address, 2, DECLINE));
  next = offer (&leases, pi, 2);
  assert_int_not_equal (next, address);
  assert_int_equal (bind (&leases, other_mac (1), address, 3), CB_LEASES_TAKEN);
  assert_int_equal (check_table (&leases, 3), 2);
  assert_int_equal (check_table (&leases, DECLINE), 2);
  assert_int_equal (check_table (&leases, 1 + DECLINE), 1); /* that of the next address */
  assert_int_equal (bind (&leases, other_mac (1), address, 1 + DECLINE), 0);
}

/* Each address of a small subnet is given once, the server's never; then it is full. */
static void
test_small_subnets (void **state) {
  for (unsigned prefix = 25; prefix <= 30; prefix++) {
    CbLeases leases = make_leases (prefix);
    uint32_t n = leases.n_hosts - 1;

    for (uint32_t i = 0; i < n; i++)
      assert_int_equal (bind (&leases, other_mac (i), offer (&leases, other_mac (i), 0), 0), 0);
    assert_int_equal (check_table (&leases, 0), n);
    assert_int_equal (offer (&leases, pi, 1), 0);
    assert_int_equal (offer (&leases, pi, LEASE - 1), 0);
    assert_true (cb_leases_is_host (&leases, offer (&leases, pi, LEASE)));
    assert_int_equal (check_table (&leases, LEASE), n);
  }
}

/* The only address of a /30 was declined: nobody gets it until that is over. */
static void
test_declined_is_given_to_nobody (void **state) {
  CbLeases leases = make_leases (30);
  uint32_t address = offer (&leases, pi, 0);

  cb_leases_decline (&leases, pi, address, 0, DECLINE);
  assert_int_equal (offer (&leases, pi, 1), 0);
  assert_int_equal (offer (&leases, other_mac (1), DECLINE - 1), 0);
  assert_int_equal (offer (&leases, pi, DECLINE), address);
}

/* A table full of bound leases refuses; one that isn't bound makes room, the one that ends first. */
static void
test_full_table (void **state) {
  CbLeases leases = make_leases (16);

  for (uint32_t i = 0; i < CB_MAX_LEASES - 2; i++)
    bind (&leases, other_mac (i), offer (&leases, other_mac (i), 0), 0);
  offer (&leases, other_mac (1000), 2);
  offer (&leases, other_mac (1001), 1);
  assert_int_equal (check_table (&leases, 3), CB_MAX_LEASES);
  assert_int_not_equal (offer (&leases, other_mac (1002), 3), 0);
  assert_non_null (cb_leases_find (&leases, other_mac (1000)));
  assert_null (cb_leases_find (&leases, other_mac (1001)));
  for (uint32_t i = 1000; i <= 1002; i += 2) {
    const CbLease *lease = cb_leases_find (&leases, other_mac (i));

    assert_int_equal (bind (&leases, lease->mac, lease->address, 4), 0);
  }
  assert_int_equal (offer (&leases, pi, 5), 0);
  assert_int_equal (bind (&leases, pi, OWN + 60000, 5), CB_LEASES_FULL);
  assert_int_equal (check_table (&leases, 5), CB_MAX_LEASES);
}

/* A declined entry makes room where its address isn't needed. */
static void
test_declines_fill_nothing (void **state) {
  CbLeases leases = make_leases (16);

  for (uint32_t i = 0; i < 3 * CB_MAX_LEASES; i++) {
    uint32_t address = offer (&leases, pi, i);

    assert_int_not_equal (address, 0);
    assert_true (cb_leases_decline (&leases, pi, address, i, DECLINE));
  }
  assert_int_not_equal (offer (&leases, other_mac (1), 1000), 0);
  assert_int_equal (check_table (&leases, 1000), CB_MAX_LEASES);
}

/* 100,000 clients that only ask: the board's lease outlives them, in each size of subnet. */
static void
test_starvation (void **state) {
  static const unsigned prefixes[] = { 16, 24, 30 };

  for (size_t p = 0; p < G_N_ELEMENTS (prefixes); p++) {
    CbLeases leases = make_leases (prefixes[p]);
    uint32_t address = offer (&leases, pi, 0);
    uint64_t ns_now = 1;

    assert_int_equal (bind (&leases, pi, address, ns_now), 0);
    for (uint32_t i = 0; i < 100000; i++) {
      ns_now += SECOND / 100;
      offer (&leases, other_mac (i), ns_now);
    }
    assert_int_equal (cb_lease_state (cb_leases_find (&leases, pi), ns_now), CB_LEASE_BOUND);
    assert_int_equal (offer (&leases, pi, ns_now), address);
    check_table (&leases, ns_now);
  }
}

/* Clients that take whatever they get: the table fills, and the board keeps its place while it renews. */
static void
test_starvation_by_binding (void **state) {
  CbLeases leases = make_leases (24);
  uint32_t address = offer (&leases, pi, 0);
  uint64_t ns_now = 0;

  for (uint32_t i = 0; i < 100000; i++) {
    uint32_t other = offer (&leases, other_mac (i), ns_now);

    if (i % 1000 == 0)
      assert_int_equal (bind (&leases, pi, address, ns_now), 0);
    if (other != 0)
      bind (&leases, other_mac (i), other, ns_now);
    ns_now += SECOND;
  }
  assert_int_equal (cb_lease_state (cb_leases_find (&leases, pi), ns_now), CB_LEASE_BOUND);
  assert_int_equal (check_table (&leases, ns_now), 253);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_init),
    cmocka_unit_test (test_hosts),
    cmocka_unit_test (test_stable),
    cmocka_unit_test (test_states),
    cmocka_unit_test (test_bind_is_judged),
    cmocka_unit_test (test_withdraw),
    cmocka_unit_test (test_decline),
    cmocka_unit_test (test_small_subnets),
    cmocka_unit_test (test_declined_is_given_to_nobody),
    cmocka_unit_test (test_full_table),
    cmocka_unit_test (test_declines_fill_nothing),
    cmocka_unit_test (test_starvation),
    cmocka_unit_test (test_starvation_by_binding),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
