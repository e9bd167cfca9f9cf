/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One DHCP datagram: a byte whose lowest bit says whether it is ours, then the payload. What is seen of it
 * doesn't contradict itself. */

#include "fuzz.h"

#include "wire/dhcp-sight.h"

static void
check_client (const CbDhcpSight *sight) {
  fuzz_assert (sight->speaker <= CB_DHCP_SPEAKER_SYSTEM);
  fuzz_assert (sight->speaker != CB_DHCP_SPEAKER_LOADER || sight->is_board);
  fuzz_assert (!sight->has_pi_uuid || sight->is_board);
  fuzz_assert (!sight->is_first_rom || (sight->speaker == CB_DHCP_SPEAKER_LOADER && sight->serial == 0));
  fuzz_assert (sight->revision == 0 || sight->has_pi_uuid);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  static const CbDhcpMacPrefix prefix = { { 0xdc, 0xa6, 0x32 }, 3 };
  static const CbCableWatchSettings settings = { 0x0a2a0001, false, &prefix, 1 };
  CbReader reader = cb_reader_new (bytes, n_bytes);
  bool is_ours = cb_reader_u8 (&reader) & 1;
  CbCableFrame frame = {
    .datagram = {
      .source_port = is_ours ? 67 : 68, .destination_port = is_ours ? 68 : 67, .payload = reader.bytes,
      .n_bytes = reader.n_left, .n_sent_bytes = reader.n_left,
    },
    .is_ours = is_ours,
  };
  CbDhcpSight sight;

  if (cb_dhcp_sight_of (&frame, &settings, &sight) != 0)
    return 0;
  fuzz_assert (sight.is_ours == is_ours);
  if (is_ours)
    fuzz_assert (!sight.is_board && sight.serial == 0 && !sight.has_pi_uuid);
  else
    check_client (&sight);
  return 0;
}
