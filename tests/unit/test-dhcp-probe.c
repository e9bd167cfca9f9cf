/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "dhcp-packets.h"
#include "wire/dhcp-probe.h"

#define XID 0x0badcafe
static void
test_question (void **state) {
  const uint8_t *mac = (const uint8_t *) MAC_LINUX;
  uint8_t buffer[CB_DHCP_MIN_BYTES], again[CB_DHCP_MIN_BYTES];
  CbDhcpMessage message;
  const uint8_t *bytes;
  size_t n = 0;

  assert_int_equal (cb_dhcp_probe_build (XID, mac, buffer, sizeof buffer, &n), 0);
  assert_int_equal (n, CB_DHCP_MIN_BYTES);
  assert_int_equal (cb_dhcp_message_parse (buffer, n, &message), 0);
  assert_int_equal (message.type, CB_DHCP_TYPE_DISCOVER);
  assert_int_equal (message.head.op, CB_DHCP_OP_REQUEST);
  assert_int_equal (message.head.xid, XID);
  assert_int_equal (message.head.flags, 0x8000);
  assert_int_equal (message.head.ciaddr | message.head.yiaddr | message.head.giaddr, 0);
  assert_memory_equal (message.head.chaddr, MAC_LINUX, 6);
  assert_false (cb_dhcp_message_option (&message, 12, &bytes, &n));
  assert_false (cb_dhcp_message_option (&message, 60, &bytes, &n));
  assert_true (cb_dhcp_message_option (&message, 55, &bytes, &n));
  assert_int_equal (n, 5);
  assert_memory_equal (bytes, "\1\3\6\x33\x36", 5);
  assert_true (cb_dhcp_message_option (&message, 61, &bytes, &n));
  assert_int_equal (n, 7);
  assert_memory_equal (bytes, "\1" MAC_LINUX, 7);
  n = 99;
  assert_int_equal (cb_dhcp_probe_build (XID, mac, again, sizeof again - 1, &n), -EMSGSIZE);
  assert_int_equal (n, 99);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_question),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
