/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include "host/link-event.h"

#define UUID  "0123abcd-89ef-4a5b-8c7d-001122334455"
#define UPPER "0123ABCD-89EF-4A5B-8C7D-001122334455"

static const struct {
  int argc;
  const char *interface;
  const char *action;
  const char *uuid;
  const char *external;
  CbLinkOutcome expected;
} rows[] = {
  { 3, "eth0", "up", UUID, NULL, CB_LINK_EVENT_UP },
  { 3, "eth0", "down", UUID, NULL, CB_LINK_EVENT_DOWN },
  { 3, "eth0", "up", UPPER, NULL, CB_LINK_EVENT_UP },
  { 3, "123456789012345", "up", UUID, "", CB_LINK_EVENT_UP },
  { 3, "eth0", "up", UUID, "1", CB_LINK_EVENT_NOT_OURS_EXTERNAL },
  { 1, NULL, NULL, UUID, NULL, CB_LINK_EVENT_NOT_OURS_ARGUMENTS },
  { 2, "eth0", NULL, UUID, NULL, CB_LINK_EVENT_NOT_OURS_ARGUMENTS },
  { 4, "eth0", "up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_ARGUMENTS },
  { 0, NULL, NULL, UUID, NULL, CB_LINK_EVENT_NOT_OURS_ARGUMENTS },
  { 3, "none", "hostname", NULL, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "", "connectivity-change", NULL, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "eth0", "pre-up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "eth0", "vpn-up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "eth0", "UP", UUID, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "eth0", "", UUID, NULL, CB_LINK_EVENT_NOT_OURS_ACTION },
  { 3, "eth0", "up", NULL, NULL, CB_LINK_EVENT_NOT_OURS_NO_UUID },
  { 3, "eth0", "up", "", NULL, CB_LINK_EVENT_NOT_OURS_NO_UUID },
  { 3, "eth0", "up", "../../shadow", NULL, CB_LINK_EVENT_NOT_OURS_BAD_UUID },
  { 3, "eth0", "up", UUID "x", NULL, CB_LINK_EVENT_NOT_OURS_BAD_UUID },
  { 3, "", "up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_NO_INTERFACE },
  { 3, NULL, "up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_NO_INTERFACE },
  { 3, "1234567890123456", "up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE },
  { 3, "eth/0", "up", UUID, NULL, CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE },
  { 3, "..", "down", UUID, NULL, CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE },
};

static void
test_table (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    char *argv[] = { (char *)"90-cableboot", (char *)rows[i].interface, (char *)rows[i].action,
                     NULL };
    CbLinkEvent event = { "untouched", "untouched", "untouched" };
    CbLinkOutcome outcome =
        cb_link_event_parse (rows[i].argc, argv, rows[i].uuid, rows[i].external, &event);
    gboolean ours = outcome == CB_LINK_EVENT_UP || outcome == CB_LINK_EVENT_DOWN;

    if (outcome != rows[i].expected)
      fail_msg ("row %zu: %s", i, cb_link_outcome_to_text (outcome));
    assert_string_equal (event.uuid, ours ? UUID : "untouched");
    assert_string_equal (event.interface, ours ? rows[i].interface : "untouched");
    assert_string_equal (event.action, ours ? rows[i].action : "untouched");
  }
}

static const char *const bad_uuids[] = {
  "",
  "0123abcd",
  "0123abcd-89ef-4a5b-8c7d-00112233445",
  "0123abcd-89ef-4a5b-8c7d-0011223344556",
  "0123abcd089ef-4a5b-8c7d-001122334455",
  "0123abcg-89ef-4a5b-8c7d-001122334455",
  "{123abcd-89ef-4a5b-8c7d-00112233445}",
  "0123abcd-89ef-4a5b-8c7d-00112233445\n",
  "------------------------------------",
};

static void
test_uuids (void **state) {
  assert_true (cb_uuid_is_valid (UUID));
  assert_true (cb_uuid_is_valid (UPPER));
  assert_false (cb_uuid_is_valid (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_uuids); i++)
    assert_false (cb_uuid_is_valid (bad_uuids[i]));
}

static void
test_texts (void **state) {
  for (int outcome = CB_LINK_EVENT_UP; outcome <= CB_LINK_EVENT_NOT_OURS_EXTERNAL; outcome++) {
    assert_non_null (cb_link_outcome_to_text ((CbLinkOutcome)outcome));
    assert_string_not_equal (cb_link_outcome_to_text ((CbLinkOutcome)outcome), "unknown");
  }
  assert_string_equal (cb_link_outcome_to_text ((CbLinkOutcome)99), "unknown");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_table),
    cmocka_unit_test (test_uuids),
    cmocka_unit_test (test_texts),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
