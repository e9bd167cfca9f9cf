/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/dhcp-sight.h"

#include <string.h>

#include "wire/bytes.h"
#include "wire/dhcp-board.h"

#define OPTION_USER_CLASS 77 /* RFC 3004 */

/* RFC 4578 2.1, and what every boot loader of a Pi says, of whatever architecture (pi-netboot.md 1.1). */
#define ARCHITECTURE_PI 0

/* UUIDs that a mainboard has when nobody gave it one. */
#define SERIAL_OF_NOBODY UINT32_MAX

#define ARCHITECTURE_PREFIX "PXEClient:Arch:"
#define ARCHITECTURE_DIGITS 5

/* How loaders that take over from that of the board begin options 60 and 77. */
static const struct {
  uint8_t option;
  const char *prefix;
} other_loaders[] = {
  { CB_DHCP_OPTION_CLASS, "U-Boot" },
  { CB_DHCP_OPTION_CLASS, "HTTPClient" }, /* UEFI 24.7 */
  { CB_DHCP_OPTION_CLASS, "barebox" },
  { OPTION_USER_CLASS, "iPXE" },
  { OPTION_USER_CLASS, "\4iPXE" }, /* with its length, as RFC 3004 has it */
};

static bool
is_other_loader (const CbDhcpMessage *message) {
  for (size_t i = 0; i < sizeof other_loaders / sizeof other_loaders[0]; i++)
    if (cb_dhcp_message_begins (message, other_loaders[i].option, other_loaders[i].prefix))
      return true;
  return false;
}

static bool
has (const CbDhcpMessage *message, uint8_t option) {
  const uint8_t *bytes;
  size_t n_bytes;

  return cb_dhcp_message_option (message, option, &bytes, &n_bytes);
}

/* A Pi 4 or 5 leaves its class out of the REQUEST, but not the other options of a loader (pi-netboot.md 1.2);
 * Linux sends none of them. */
static bool
is_loader (const CbDhcpMessage *message, const CbDhcpBoard *board) {
  if (has (message, CB_DHCP_OPTION_CLASS))
    return board->is_netboot;
  return has (message, CB_DHCP_OPTION_ARCHITECTURE) || has (message, CB_DHCP_OPTION_NIC)
         || has (message, CB_DHCP_OPTION_UUID);
}

/* Of the class alone. */
static unsigned
architecture_of_class (const CbDhcpMessage *message) {
  unsigned architecture = 0;
  const uint8_t *bytes;
  size_t n_bytes;

  if (!cb_dhcp_message_begins (message, CB_DHCP_OPTION_CLASS, ARCHITECTURE_PREFIX)
      || !cb_dhcp_message_option (message, CB_DHCP_OPTION_CLASS, &bytes, &n_bytes)
      || n_bytes < strlen (ARCHITECTURE_PREFIX) + ARCHITECTURE_DIGITS)
    return ARCHITECTURE_PI;
  bytes += strlen (ARCHITECTURE_PREFIX);
  for (size_t i = 0; i < ARCHITECTURE_DIGITS && bytes[i] >= '0' && bytes[i] <= '9'; i++)
    architecture = architecture * 10 + (unsigned) (bytes[i] - '0');
  return architecture;
}

/* Of a list, the first one is what the client is. */
static unsigned
architecture_of (const CbDhcpMessage *message) {
  const uint8_t *bytes;
  CbReader reader;
  size_t n_bytes;

  if (!cb_dhcp_message_option (message, CB_DHCP_OPTION_ARCHITECTURE, &bytes, &n_bytes))
    return architecture_of_class (message);
  reader = cb_reader_new (bytes, n_bytes);
  return cb_reader_u16 (&reader);
}

static void
look_at_client (const CbDhcpMessage *message, const CbCableWatchSettings *settings, CbDhcpSight *sight) {
  CbDhcpBoard board = cb_dhcp_board_of (message);
  bool is_listed = cb_dhcp_mac_is_listed (message->head.chaddr, settings->prefixes, settings->n_prefixes);
  bool loads = is_loader (message, &board), is_other = is_other_loader (message);
  bool is_pis = loads && !is_other && architecture_of (message) == ARCHITECTURE_PI;

  sight->has_pi_uuid = board.is_pi;
  if (board.is_pi || (is_pis && board.serial != SERIAL_OF_NOBODY))
    sight->serial = board.serial;
  sight->is_first_rom = is_pis && board.is_first_rom;
  sight->revision = board.revision;
  sight->address = message->head.ciaddr;
  sight->is_board = is_listed || board.is_pi || sight->is_first_rom || sight->serial != 0;
  if (is_pis && sight->is_board)
    sight->speaker = CB_DHCP_SPEAKER_LOADER;
  else
    sight->speaker = loads || is_other ? CB_DHCP_SPEAKER_OTHER_LOADER : CB_DHCP_SPEAKER_SYSTEM;
}

int
cb_dhcp_sight_of (const CbCableFrame *frame, const CbCableWatchSettings *settings, CbDhcpSight *ret_sight) {
  const CbDatagram *datagram = &frame->datagram;
  CbDhcpSight sight = { .is_ours = frame->is_ours };
  CbDhcpMessage message;

  if ((frame->is_ours ? datagram->source_port : datagram->destination_port) != CB_DHCP_SERVER_PORT
      || datagram->n_bytes < datagram->n_sent_bytes
      || cb_dhcp_message_parse (datagram->payload, datagram->n_bytes, &message) != 0
      || message.head.op != (frame->is_ours ? CB_DHCP_OP_REPLY : CB_DHCP_OP_REQUEST))
    return CB_DHCP_SIGHT_NONE;
  memcpy (sight.mac, message.head.chaddr, sizeof sight.mac);
  sight.type = message.type;
  if (frame->is_ours)
    sight.address = message.head.yiaddr != 0 ? message.head.yiaddr : message.head.ciaddr;
  else
    look_at_client (&message, settings, &sight);
  *ret_sight = sight;
  return 0;
}
