/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The office guard's question: does somebody else give out addresses on this cable?
 *
 * One DISCOVER of our own. Whoever answers it with an address is a DHCP server that isn't ours, so this is no
 * Pi's cable (T25); cable-watch.h judges that. The question is never followed by a REQUEST, and it carries the
 * client identifier by which an ordinary client on the same NIC goes, so the other server offers the address
 * that this machine has there anyway, and holds no second one. Its vendor class is absent: no PXE proxy feels
 * addressed.
 *
 * Pure: sending, receiving and waiting are the caller's.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "wire/dhcp-message.h"

/* The question, in buffer; to be broadcast from port 68 to port 67. xid: random, another one for each question;
 * mac: of the NIC. 0 and *ret_n_bytes, or -EMSGSIZE when n_room is less than CB_DHCP_MIN_BYTES. */
int cb_dhcp_probe_build (uint32_t xid, const uint8_t mac[CB_DHCP_MAC_BYTES], void *buffer, size_t n_room,
                         size_t *ret_n_bytes);
