/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/arp.h"

#include <errno.h>
#include <string.h>

#include "wire/bytes.h"

#define HARDWARE_ETHERNET 1
#define PROTOCOL_IPV4     0x0800
#define MAC_BYTES         6
#define ADDRESS_BYTES     4
#define OPERATION_REQUEST 1

int
cb_arp_question (const void *bytes, size_t n_bytes, uint8_t ret_mac[6], uint32_t *ret_address) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  unsigned hardware = cb_reader_u16 (&reader);
  unsigned protocol = cb_reader_u16 (&reader);
  unsigned n_hardware = cb_reader_u8 (&reader);
  unsigned n_protocol = cb_reader_u8 (&reader);
  unsigned operation = cb_reader_u16 (&reader);
  const uint8_t *mac = cb_reader_bytes (&reader, MAC_BYTES);
  uint32_t address = cb_reader_u32 (&reader);

  cb_reader_bytes (&reader, MAC_BYTES + ADDRESS_BYTES); /* who is asked for */
  if (cb_reader_end (&reader) < 0)
    return -EBADMSG;
  if (hardware != HARDWARE_ETHERNET || protocol != PROTOCOL_IPV4 || n_hardware != MAC_BYTES
      || n_protocol != ADDRESS_BYTES || operation != OPERATION_REQUEST)
    return CB_ARP_NO_QUESTION;
  memcpy (ret_mac, mac, MAC_BYTES);
  *ret_address = address;
  return 0;
}
