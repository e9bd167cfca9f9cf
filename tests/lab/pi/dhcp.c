/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp: waits and decisions; the bytes are dhcp-message's.
 */
#include "dhcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "dhcp-message.h"
#include "quirk.h"

#define BOOT_TEXT     "Raspberry Pi Boot"
#define ROM_XID       0x26f30339 /* pi-netboot.md 1.2 */
#define LATE_FRAME_MS 1000

typedef struct {
  const SimOptions *options;
  const SimRound *round;
  unsigned quirks;
  SimRaw *raw;
  SimLease *lease;
  uint32_t xid;
  uint64_t deadline; /* of all tries */
} Exchange;

const char *
sim_dotted (uint32_t address) {
  static char texts[4][16];
  static unsigned next;
  char *text = texts[next++ % 4];

  snprintf (text, sizeof texts[0], "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
            address >> 8 & 255, address & 255);
  return text;
}


/* Option 66 as the Pi wants it: ASCII dotted quad, one NUL at the end allowed. 0: it isn't. */
static uint32_t
tftp_from_name (const uint8_t *value, size_t length) {
  char text[16] = { 0 };
  struct in_addr address;

  if (length > 0 && value[length - 1] == 0) {
    length--;
  }
  if (length >= sizeof text) {
    return 0;
  }
  memcpy (text, value, length);
  if (strlen (text) != length || inet_pton (AF_INET, text, &address) != 1) {
    return 0;
  }
  return ntohl (address.s_addr);
}


static bool
has_boot_text (const Exchange *exchange, const uint8_t *vendor, size_t length) {
  const char *text = (exchange->quirks & SIM_QUIRK_THREE_BLANKS) != 0 ? BOOT_TEXT "   " : BOOT_TEXT;

  return vendor != NULL && memmem (vendor, length, text, strlen (text)) != NULL;
}


/* The rule of pi-netboot.md 2.1: whichever names a server last. */
static void
choose_last (const Exchange *exchange, const SimDhcpReply *offer, uint32_t source) {
  SimLease *lease = exchange->lease;
  const uint8_t *value;
  size_t at = 0, length;
  unsigned code;

  while ((value = sim_dhcp_next_option (offer, &at, &code, &length)) != NULL) {
    uint32_t named = code == SIM_OPTION_TFTP_NAME ? tftp_from_name (value, length) : 0;

    if (named != 0) {
      lease->tftp = named;
      lease->tftp_source = "option 66";
    } else if (code == SIM_OPTION_VENDOR && has_boot_text (exchange, value, length)) {
      lease->tftp = source;
      lease->tftp_source = "option 43, source of the offer";
    }
  }
}


/* The rule of pi-netboot.md 2.2, choices 2 to 4. */
static void
choose_name (const Exchange *exchange, const SimDhcpReply *offer) {
  SimLease *lease = exchange->lease;
  size_t name_length = 0, vendor_length = 0;
  const uint8_t *name = sim_dhcp_option (offer, SIM_OPTION_TFTP_NAME, &name_length);
  const uint8_t *vendor = sim_dhcp_option (offer, SIM_OPTION_VENDOR, &vendor_length);

  if (name != NULL && (lease->tftp = tftp_from_name (name, name_length)) != 0) {
    lease->tftp_source = "option 66";
  } else if (has_boot_text (exchange, vendor, vendor_length)) {
    lease->tftp = offer->server != 0 ? offer->server : offer->siaddr;
    lease->tftp_source = "option 43";
  }
}


/* Why no server was found in the offer. */
static const char *
explain_refusal (const Exchange *exchange, const SimDhcpReply *offer) {
  size_t name_length, vendor_length;
  const uint8_t *name = sim_dhcp_option (offer, SIM_OPTION_TFTP_NAME, &name_length);
  const uint8_t *vendor = sim_dhcp_option (offer, SIM_OPTION_VENDOR, &vendor_length);

  if (name != NULL && (name_length == 4 || (name_length == 5 && name[4] == 0))) {
    return "option 66 is four bytes and not the address as text";
  }
  if (name != NULL) {
    return "option 66 is not an address in dotted form";
  }
  if (vendor != NULL && (exchange->quirks & SIM_QUIRK_THREE_BLANKS) != 0) {
    return "option 43 does not contain \"" BOOT_TEXT "   \" with its blanks, and there is no option 66";
  }
  if (vendor != NULL) {
    return "option 43 does not contain \"" BOOT_TEXT "\", and there is no option 66";
  }
  return offer->siaddr != 0 ? "siaddr alone is not enough: neither option 43 nor option 66"
                            : "neither option 43 nor option 66";
}


static const char *
judge_offer (const Exchange *exchange, const SimDhcpReply *offer, uint32_t source) {
  SimLease *lease = exchange->lease;

  *lease = (SimLease){ .address = offer->yiaddr, .server = offer->server };
  if (offer->yiaddr == 0) {
    return "no address in it (proxy offers are not simulated)";
  }
  if (offer->server == 0) {
    return "no server identifier (option 54)";
  }
  switch (exchange->round->rule) {
  case SIM_SERVER_ANY:
    return NULL;
  case SIM_SERVER_LAST:
    choose_last (exchange, offer, source);
    break;
  case SIM_SERVER_NAME_66:
    choose_name (exchange, offer);
    break;
  }
  return lease->tftp != 0 ? NULL : explain_refusal (exchange, offer);
}


/* Waits for a reply of one of two types. 0 or a negative errno, as sim_raw_receive(). */
static int
await (Exchange *exchange, uint64_t deadline, unsigned type, unsigned other_type,
       SimDhcpReply *reply, uint32_t *source) {
  SimDatagram datagram;
  int r;

  while ((r = sim_raw_receive (exchange->raw, deadline, &datagram)) == 0) {
    if (sim_dhcp_read (reply, datagram.payload, datagram.length, exchange->xid,
                       exchange->options->mac)
        && (reply->type == type || reply->type == other_type)) {
      *source = datagram.source;
      if (exchange->options->print_options) {
        sim_dhcp_print (reply);
      }
      return 0;
    }
  }
  return r;
}


static uint64_t
try_deadline (const Exchange *exchange) {
  int asked = exchange->options->dhcp_req_timeout;
  int ms = asked != 0 ? asked : exchange->round->req_timeout;
  uint64_t one = sim_now () + (uint64_t) ms * 1000000;

  return one < exchange->deadline ? one : exchange->deadline;
}


/* The bug of the 3B's ROM (2.1): what was received is handled when something else comes. 0, or a
 * negative errno: -EAGAIN when the offer is lost. */
static int
await_late_frame (Exchange *exchange) {
  uint64_t start = sim_now ();
  int r = sim_raw_await_frame (exchange->raw, start + (uint64_t) LATE_FRAME_MS * 1000000);

  if (r == -ETIMEDOUT) {
    sim_event ("offer lost: no later frame within %d ms", LATE_FRAME_MS);
    return -EAGAIN;
  }
  if (r == 0) {
    sim_event ("later frame after %u ms", sim_ms_since (start));
  }
  return r;
}


static int
send_message (const Exchange *exchange, const SimDhcpMessage *message) {
  return sim_raw_send (exchange->raw, message->bytes, message->length,
                       (exchange->quirks & SIM_QUIRK_NO_CHECKSUM) == 0);
}


static unsigned
mask_to_length (uint32_t mask) {
  return mask == 0 ? 24 : (unsigned) __builtin_popcount (mask);
}


/* What the answer says about the network, beside the TFTP server. */
static void
fill_lease (const Exchange *exchange, const SimDhcpReply *reply) {
  SimLease *lease = exchange->lease;

  lease->address = reply->yiaddr;
  lease->prefix_length = mask_to_length (sim_dhcp_option_address (reply, SIM_OPTION_MASK));
  lease->router = sim_dhcp_option_address (reply, SIM_OPTION_ROUTER);
}


/* One DISCOVER. 0 with the lease's first half, or a negative errno. */
static int
discover (Exchange *exchange) {
  uint64_t start = sim_now ();
  uint64_t deadline = try_deadline (exchange);
  SimDhcpMessage message;
  SimDhcpReply offer;
  uint32_t source = 0;
  int r;

  sim_event ("discover");
  sim_dhcp_build_discover (&message, exchange->round, exchange->options, exchange->xid);
  r = send_message (exchange, &message);
  if (r < 0) {
    return r;
  }
  while ((r = await (exchange, deadline, SIM_DHCP_OFFER, SIM_DHCP_OFFER, &offer, &source)) == 0) {
    const char *refusal = judge_offer (exchange, &offer, source);

    sim_event ("offer from %s address %s after %u ms", sim_dotted (source),
               sim_dotted (offer.yiaddr), sim_ms_since (start));
    if (refusal == NULL) {
      fill_lease (exchange, &offer);
      r = (exchange->quirks & SIM_QUIRK_LATE_FRAME) != 0 ? await_late_frame (exchange) : 0;
      if (r != -EAGAIN) {
        return r;
      }
      continue;
    }
    sim_event ("refused offer: %s", refusal);
    sim_complain ("offer from %s refused: %s", sim_dotted (source), refusal);
  }
  return r;
}


/* One REQUEST. 0 with the lease complete, or a negative errno; -EAGAIN after a NAK. */
static int
request (Exchange *exchange) {
  SimLease *lease = exchange->lease;
  SimDhcpMessage message;
  SimDhcpReply ack;
  uint32_t source = 0;
  int r;

  sim_event ("request %s from %s", sim_dotted (lease->address), sim_dotted (lease->server));
  sim_dhcp_build_request (&message, exchange->round, exchange->options, exchange->xid, lease->address,
                          lease->server);
  r = send_message (exchange, &message);
  if (r < 0) {
    return r;
  }
  r = await (exchange, try_deadline (exchange), SIM_DHCP_ACK, SIM_DHCP_NAK, &ack, &source);
  if (r < 0) {
    return r;
  }
  if (ack.type == SIM_DHCP_NAK) {
    sim_event ("nak from %s", sim_dotted (source));
    return -EAGAIN;
  }
  fill_lease (exchange, &ack);
  return 0;
}


static void
print_lease (const SimLease *lease) {
  sim_event ("lease %s/%u router %s tftp %s (%s)", sim_dotted (lease->address), lease->prefix_length,
             sim_dotted (lease->router), sim_dotted (lease->tftp),
             lease->tftp_source != NULL ? lease->tftp_source : "not asked for");
}


/* Tries until there is an answer that will do. 0, or a negative errno: -ETIMEDOUT when there is none. */
static int
negotiate (Exchange *exchange) {
  bool request_too = !exchange->options->offers_only && (exchange->quirks & SIM_QUIRK_NO_REQUEST) == 0;
  unsigned max_tries = exchange->round->max_tries;

  for (unsigned n = 0; sim_now () < exchange->deadline && (n < max_tries || max_tries == 0); n++) {
    int r = discover (exchange);

    if (r == 0 && request_too) {
      r = request (exchange);
    }
    if (r != -ETIMEDOUT && r != -EAGAIN) {
      return r;
    }
  }
  return -ETIMEDOUT;
}


SimExit
sim_dhcp_run (const SimOptions *options, const SimRound *round, unsigned quirks, SimRaw *raw,
              SimLease *lease) {
  Exchange exchange = {
    .options = options,
    .round = round,
    .quirks = round->quirks | quirks,
    .raw = raw,
    .lease = lease,
    .xid = ROM_XID,
  };
  int ms = options->dhcp_timeout != 0 ? options->dhcp_timeout : round->timeout;
  int r;

  if ((exchange.quirks & SIM_QUIRK_FIXED_XID) == 0
      && getrandom (&exchange.xid, sizeof exchange.xid, 0) != sizeof exchange.xid) {
    sim_complain ("no random number: %s", strerror (errno));
    return SIM_ERROR;
  }
  exchange.deadline = sim_now () + (uint64_t) ms * 1000000;
  r = negotiate (&exchange);
  if (r == -ETIMEDOUT) {
    sim_event ("no offer");
    sim_complain ("no usable DHCP answer in %d ms", ms);
    return SIM_NO_OFFER;
  }
  if (r < 0) {
    sim_complain ("DHCP: %s", strerror (-r));
    return SIM_ERROR;
  }
  if (!options->offers_only) {
    print_lease (lease);
  }
  return SIM_OK;
}
