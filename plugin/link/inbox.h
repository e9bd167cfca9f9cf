/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Datagrams of one round, as many as there are with one call of the system. For what TFTP clients send, which
 * is short: of a longer datagram the beginning is kept, and that is longer than anything TFTP allows them.
 */

#pragma once

#include <stdint.h>

#include "endpoint.h"
#include "limit.h"

#define CB_INBOX_DATAGRAMS 64
#define CB_INBOX_BYTES     (CB_MAX_TFTP_REQUEST_BYTES + 64)

typedef struct {
  const uint8_t *bytes; /* borrowed until the next _receive() */
  size_t n_bytes;
  CbEndpoint from;
} CbInboxDatagram;

typedef struct CbInbox CbInbox;

/* NULL without memory. */
CbInbox *cb_inbox_new (void);
void cb_inbox_free (CbInbox *inbox);

/* Takes what the socket has, without waiting. Returns how many, from 0 to CB_INBOX_DATAGRAMS. An error of the
 * socket is one that a datagram had on its way, and counts as none. */
unsigned cb_inbox_receive (CbInbox *inbox, int fd);

/* The datagram i of the last _receive(). False for one that nobody answers: sent to everybody, or from nowhere.
 * */
bool cb_inbox_get (CbInbox *inbox, unsigned i, CbInboxDatagram *ret_datagram);
