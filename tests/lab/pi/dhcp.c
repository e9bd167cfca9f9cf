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

#define BOOT_TEXT "Raspberry Pi Boot"

typedef struct {
  const SimOptions *options;
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


/* The rule of pi-netboot.md 2.2, choices 2 to 4. Returns NULL, or why the offer is refused. */
static const char *
choose_tftp (const SimDhcpReply *offer, SimLease *lease) {
  size_t name_length, vendor_length;
  const uint8_t *name = sim_dhcp_option (offer, SIM_OPTION_TFTP_NAME, &name_length);
  const uint8_t *vendor = sim_dhcp_option (offer, SIM_OPTION_VENDOR, &vendor_length);

  if (name != NULL && (lease->tftp = tftp_from_name (name, name_length)) != 0) {
    lease->tftp_source = "option 66";
    return NULL;
  }
  if (vendor != NULL && memmem (vendor, vendor_length, BOOT_TEXT, strlen (BOOT_TEXT)) != NULL) {
    lease->tftp = offer->server != 0 ? offer->server : offer->siaddr;
    lease->tftp_source = "option 43";
    return NULL;
  }
  if (name != NULL && (name_length == 4 || (name_length == 5 && name[4] == 0))) {
    return "option 66 is four bytes and not the address as text";
  }
  if (name != NULL) {
    return "option 66 is not an address in dotted form";
  }
  if (vendor != NULL) {
    return "option 43 does not contain \"" BOOT_TEXT "\", and there is no option 66";
  }
  return offer->siaddr != 0 ? "siaddr alone is not enough: neither option 43 nor option 66"
                            : "neither option 43 nor option 66";
}


static const char *
judge_offer (const Exchange *exchange, const SimDhcpReply *offer) {
  SimLease *lease = exchange->lease;

  *lease = (SimLease){ .address = offer->yiaddr, .server = offer->server };
  if (offer->yiaddr == 0) {
    return "no address in it (proxy offers are not simulated)";
  }
  if (offer->server == 0) {
    return "no server identifier (option 54)";
  }
  if (exchange->options->client != SIM_CLIENT_PI4) {
    return NULL;
  }
  return choose_tftp (offer, lease);
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
  uint64_t one = sim_now () + (uint64_t) exchange->options->dhcp_req_timeout * 1000000;

  return one < exchange->deadline ? one : exchange->deadline;
}


/* One DISCOVER. 0 with the lease's first half, or a negative errno. */
static int
discover (Exchange *exchange) {
  uint64_t start = sim_now ();
  uint64_t deadline = try_deadline (exchange);
  SimDhcpMessage message;
  SimDhcpReply offer;
  uint32_t source;
  int r;

  sim_event ("discover");
  sim_dhcp_build_discover (&message, exchange->options, exchange->xid);
  r = sim_raw_send (exchange->raw, message.bytes, message.length);
  if (r < 0) {
    return r;
  }
  while ((r = await (exchange, deadline, SIM_DHCP_OFFER, SIM_DHCP_OFFER, &offer, &source)) == 0) {
    const char *refusal = judge_offer (exchange, &offer);

    sim_event ("offer from %s address %s after %u ms", sim_dotted (source),
               sim_dotted (offer.yiaddr), sim_ms_since (start));
    if (refusal == NULL) {
      return 0;
    }
    sim_event ("refused offer: %s", refusal);
    sim_complain ("offer from %s refused: %s", sim_dotted (source), refusal);
  }
  return r;
}


static unsigned
mask_to_length (uint32_t mask) {
  return mask == 0 ? 24 : (unsigned) __builtin_popcount (mask);
}


/* One REQUEST. 0 with the lease complete, or a negative errno; -EAGAIN after a NAK. */
static int
request (Exchange *exchange) {
  SimLease *lease = exchange->lease;
  SimDhcpMessage message;
  SimDhcpReply ack;
  uint32_t source;
  int r;

  sim_event ("request %s from %s", sim_dotted (lease->address), sim_dotted (lease->server));
  sim_dhcp_build_request (&message, exchange->options, exchange->xid, lease->address,
                          lease->server);
  r = sim_raw_send (exchange->raw, message.bytes, message.length);
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
  lease->address = ack.yiaddr;
  lease->prefix_length = mask_to_length (sim_dhcp_option_address (&ack, SIM_OPTION_MASK));
  lease->router = sim_dhcp_option_address (&ack, SIM_OPTION_ROUTER);
  sim_event ("lease %s/%u router %s tftp %s (%s)", sim_dotted (lease->address),
             lease->prefix_length, sim_dotted (lease->router), sim_dotted (lease->tftp),
             lease->tftp_source != NULL ? lease->tftp_source : "not asked for");
  return 0;
}


SimExit
sim_dhcp_run (const SimOptions *options, SimRaw *raw, SimLease *lease) {
  Exchange exchange = { .options = options, .raw = raw, .lease = lease };
  int r;

  if (getrandom (&exchange.xid, sizeof exchange.xid, 0) != sizeof exchange.xid) {
    sim_complain ("no random number: %s", strerror (errno));
    return SIM_ERROR;
  }
  exchange.deadline = sim_now () + (uint64_t) options->dhcp_timeout * 1000000;
  while (sim_now () < exchange.deadline) {
    r = discover (&exchange);
    if (r == 0 && !options->offers_only) {
      r = request (&exchange);
    }
    if (r == 0) {
      return SIM_OK;
    }
    if (r != -ETIMEDOUT && r != -EAGAIN) {
      sim_complain ("DHCP: %s", strerror (-r));
      return SIM_ERROR;
    }
  }
  sim_event ("no offer");
  sim_complain ("no usable DHCP answer in %d ms", options->dhcp_timeout);
  return SIM_NO_OFFER;
}
