/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "outbox.h"

#include <errno.h>
#include <stdlib.h>

#define N_ROOM_BYTES (4 * CB_OUTBOX_MESSAGE_BYTES)

typedef union {
  struct cmsghdr align;
  char bytes[CB_ENDPOINT_CONTROL_BYTES];
} Control;

struct CbOutbox {
  unsigned n_messages;
  size_t n_bytes;
  bool is_uncut; /* the kernel doesn't cut */
  CbOutboxMessage messages[CB_OUTBOX_MESSAGES];
  size_t segments[CB_OUTBOX_MESSAGES]; /* bytes of a datagram of this message */
  struct mmsghdr headers[CB_OUTBOX_MESSAGES];
  struct iovec parts[CB_OUTBOX_MESSAGES];
  Control controls[CB_OUTBOX_MESSAGES];
  uint8_t bytes[N_ROOM_BYTES];
};

CbOutbox *
cb_outbox_new (void) {
  return calloc (1, sizeof (CbOutbox));
}

void
cb_outbox_free (CbOutbox *outbox) {
  free (outbox);
}

uint8_t *
cb_outbox_room (CbOutbox *outbox) {
  if (outbox->n_messages == CB_OUTBOX_MESSAGES || N_ROOM_BYTES - outbox->n_bytes < CB_OUTBOX_MESSAGE_BYTES)
    return NULL;
  return outbox->bytes + outbox->n_bytes;
}

void
cb_outbox_add (CbOutbox *outbox, const CbEndpoint *to, size_t n_bytes, size_t n_segment_bytes, void *owner) {
  unsigned i = outbox->n_messages++;
  size_t n_datagrams = (n_bytes + n_segment_bytes - 1) / n_segment_bytes;
  struct msghdr *header = &outbox->headers[i].msg_hdr;

  outbox->messages[i] = (CbOutboxMessage){ .owner = owner, .n_datagrams = (uint16_t) n_datagrams };
  outbox->segments[i] = n_segment_bytes;
  outbox->parts[i] = (struct iovec){ outbox->bytes + outbox->n_bytes, n_bytes };
  *header = (struct msghdr){
    .msg_name = (void *) &to->client, .msg_namelen = cb_endpoint_length (to),
    .msg_iov = &outbox->parts[i], .msg_iovlen = 1, .msg_control = &outbox->controls[i],
  };
  cb_endpoint_write_own (to, n_datagrams > 1 ? (uint16_t) n_segment_bytes : 0, header);
  outbox->n_bytes += n_bytes;
}

static bool
is_row (const CbOutbox *outbox, unsigned i) {
  return outbox->messages[i].n_datagrams > 1;
}

/* The datagrams of a row, each by itself. 0, or -EAGAIN; n_sent has how far it came. */
static int
send_one_by_one (CbOutbox *outbox, unsigned i, int fd) {
  const struct iovec whole = outbox->parts[i];
  struct msghdr header = outbox->headers[i].msg_hdr;
  CbOutboxMessage *message = &outbox->messages[i];

  /* The length of segments stands last. */
  header.msg_controllen -= CMSG_SPACE (sizeof (uint16_t));
  for (; message->n_sent < message->n_datagrams; message->n_sent++) {
    size_t at = message->n_sent * outbox->segments[i], n = whole.iov_len - at;
    struct iovec part = { (char *) whole.iov_base + at, n < outbox->segments[i] ? n : outbox->segments[i] };

    header.msg_iov = &part;
    if (sendmsg (fd, &header, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EINTR))
      return -EAGAIN;
  }
  return 0;
}

/* Is it cutting that the kernel refuses, and not this client? */
static bool
is_refusal (int error) {
  return error == EINVAL || error == EIO || error == EOPNOTSUPP || error == EMSGSIZE || error == ENOPROTOOPT;
}

/* How many from first on can go with one call. */
static unsigned
count_run (const CbOutbox *outbox, unsigned first) {
  unsigned i = first;

  while (i < outbox->n_messages && !(outbox->is_uncut && is_row (outbox, i)))
    i++;
  return i - first;
}

/* Sends message i and perhaps more. Returns how many are done with, or -EAGAIN. */
static int
send_some (CbOutbox *outbox, unsigned i, int fd) {
  unsigned n_run = count_run (outbox, i);
  int n = 0, error;

  if (n_run == 0) {
    error = send_one_by_one (outbox, i, fd);
    return error < 0 ? error : 1;
  }
  n = sendmmsg (fd, &outbox->headers[i], n_run, MSG_DONTWAIT);
  if (n < 0) {
    error = errno;
    if (error == EAGAIN || error == EINTR)
      return -EAGAIN;
    outbox->is_uncut |= is_row (outbox, i) && is_refusal (error);
    if (outbox->is_uncut && is_row (outbox, i))
      return 0;
    n = 1;
  }
  for (int k = 0; k < n; k++)
    outbox->messages[i + (unsigned) k].n_sent = outbox->messages[i + (unsigned) k].n_datagrams;
  return n;
}

unsigned
cb_outbox_send (CbOutbox *outbox, int fd, const CbOutboxMessage **ret_messages) {
  unsigned n_messages = outbox->n_messages;

  for (unsigned i = 0; i < n_messages;) {
    int n = send_some (outbox, i, fd);

    if (n < 0)
      break;
    i += (unsigned) n;
  }
  outbox->n_messages = 0;
  outbox->n_bytes = 0;
  *ret_messages = outbox->messages;
  return n_messages;
}
