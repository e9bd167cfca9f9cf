/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any datagram: what the parser accepts is consistent, and comes back the same when it is built anew. The
 * office guard and the reader of boards see it as well. */

#include "fuzz.h"

#include <string.h>

#include "wire/dhcp-board.h"
#include "wire/dhcp-message.h"

/* No getter reads outside the store, and options don't overlap. */
static void
check_options (const CbDhcpMessage *message, size_t n_bytes) {
  size_t n_all = 0;

  for (unsigned code = 0; code < 256; code++) {
    const uint8_t *bytes;
    size_t n_option;
    uint32_t value;

    if (!cb_dhcp_message_option (message, (uint8_t) code, &bytes, &n_option))
      continue;
    fuzz_assert (code != CB_DHCP_OPTION_PAD && code != CB_DHCP_OPTION_END);
    fuzz_assert (bytes >= message->store && bytes + n_option <= message->store + sizeof message->store);
    fuzz_assert (cb_dhcp_message_u32 (message, (uint8_t) code, &value) == (n_option >= 4));
    n_all += n_option;
  }
  fuzz_assert (n_all <= n_bytes);
}

static void
check_same (const CbDhcpMessage *one, const CbDhcpMessage *two) {
  const CbDhcpHead *a = &one->head, *b = &two->head;

  fuzz_assert (one->type == two->type && a->op == b->op && a->hops == b->hops && a->xid == b->xid);
  fuzz_assert (a->secs == b->secs && a->flags == b->flags && a->ciaddr == b->ciaddr);
  fuzz_assert (a->yiaddr == b->yiaddr && a->siaddr == b->siaddr && a->giaddr == b->giaddr);
  fuzz_assert (memcmp (a->chaddr, b->chaddr, CB_DHCP_MAC_BYTES) == 0);
  for (unsigned code = 0; code < 256; code++) {
    const uint8_t *bytes, *again;
    size_t n_bytes, n_again;

    if (code == CB_DHCP_OPTION_OVERLOAD || !cb_dhcp_message_option (one, (uint8_t) code, &bytes, &n_bytes))
      continue;
    fuzz_assert (cb_dhcp_message_option (two, (uint8_t) code, &again, &n_again));
    fuzz_assert (n_bytes == n_again && memcmp (bytes, again, n_bytes) == 0);
  }
}

/* Without overload it may be too long for a datagram. */
static void
check_built_again (const CbDhcpMessage *message) {
  uint8_t buffer[CB_MAX_DHCP_BYTES];
  CbDhcpBuilder builder = cb_dhcp_builder_new (&message->head, message->type, buffer, sizeof buffer);
  CbDhcpMessage again;
  size_t n_built;

  for (unsigned code = 0; code < 256; code++) {
    const uint8_t *bytes;
    size_t n_bytes;

    if (code != CB_DHCP_OPTION_TYPE && code != CB_DHCP_OPTION_OVERLOAD
        && cb_dhcp_message_option (message, (uint8_t) code, &bytes, &n_bytes))
      cb_dhcp_builder_option (&builder, (uint8_t) code, bytes, n_bytes);
  }
  if (cb_dhcp_builder_end (&builder, &n_built) < 0)
    return;
  fuzz_assert (cb_dhcp_message_parse (buffer, n_built, &again) == 0);
  check_same (message, &again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbDhcpMessage message = { 0 };
  CbDhcpBoard board;

  if (cb_dhcp_message_parse (bytes, n_bytes, &message) < 0)
    return 0;
  check_options (&message, n_bytes);
  if (message.damaged == 0)
    check_built_again (&message);
  board = cb_dhcp_board_of (&message);
  fuzz_assert (!board.is_pi || !board.is_first_rom);
  return 0;
}
