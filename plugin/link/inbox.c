/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "inbox.h"

#include <stdlib.h>

typedef struct {
  CbSocketAddress from;
  struct iovec part;
  union {
    struct cmsghdr align;
    char bytes[CB_ENDPOINT_CONTROL_BYTES];
  } control;
  uint8_t bytes[CB_INBOX_BYTES];
} Slot;

struct CbInbox {
  struct mmsghdr messages[CB_INBOX_DATAGRAMS];
  Slot slots[CB_INBOX_DATAGRAMS];
  unsigned n_used; /* since they were made ready */
};

/* The kernel wrote lengths into those that it used. */
static void
make_ready (CbInbox *inbox, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    Slot *slot = &inbox->slots[i];

    inbox->messages[i].msg_hdr = (struct msghdr){
      .msg_name = &slot->from, .msg_namelen = sizeof slot->from, .msg_iov = &slot->part, .msg_iovlen = 1,
      .msg_control = &slot->control, .msg_controllen = sizeof slot->control,
    };
  }
}

CbInbox *
cb_inbox_new (void) {
  CbInbox *inbox = calloc (1, sizeof *inbox);

  if (inbox == NULL)
    return NULL;
  for (unsigned i = 0; i < CB_INBOX_DATAGRAMS; i++)
    inbox->slots[i].part = (struct iovec){ inbox->slots[i].bytes, sizeof inbox->slots[i].bytes };
  inbox->n_used = CB_INBOX_DATAGRAMS;
  return inbox;
}

void
cb_inbox_free (CbInbox *inbox) {
  free (inbox);
}

unsigned
cb_inbox_receive (CbInbox *inbox, int fd) {
  int n;

  make_ready (inbox, inbox->n_used);
  n = recvmmsg (fd, inbox->messages, CB_INBOX_DATAGRAMS, MSG_DONTWAIT, NULL);
  inbox->n_used = n > 0 ? (unsigned) n : 0;
  return inbox->n_used;
}

bool
cb_inbox_get (CbInbox *inbox, unsigned i, CbInboxDatagram *ret_datagram) {
  struct mmsghdr *message = &inbox->messages[i];
  CbEndpoint from = { .client = inbox->slots[i].from };

  if (message->msg_hdr.msg_namelen < sizeof from.client.v4 || cb_endpoint_port (&from) == 0
      || !cb_endpoint_read_own (&from, &message->msg_hdr))
    return false;
  *ret_datagram = (CbInboxDatagram){ inbox->slots[i].bytes, message->msg_len, from };
  return true;
}
