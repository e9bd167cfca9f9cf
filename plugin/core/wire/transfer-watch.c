/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/transfer-watch.h"

#include <stdlib.h>
#include <string.h>

#include "wire/tftp-message.h"
#include "wire/watched-transfer.h"

#define NEVER         CB_CABLE_WATCH_NEVER
#define NS_PER_SECOND UINT64_C (1000000000)
#define NS_ANSWER     (CB_WATCHED_ANSWER_SECONDS * NS_PER_SECOND)
#define NS_FORGOTTEN  (CB_WATCHED_FORGOTTEN_SECONDS * NS_PER_SECOND)

/* How long a request that comes again is a duplicate, once its transfer runs: as the built-in server has it. A
 * board that lost its power takes longer to come back, and may come back to the same port. */
#define NS_REPEATED (NS_PER_SECOND * 3 / 2)

#define TFTP_PORT 69

/* Of ours, that answered before the client chose one: dnsmasq answers a request that comes twice from two. */
#define MAX_PORTS 2

typedef enum {
  ASKS_TO_READ,
  ASKS_TO_WRITE,
  ASKS_UNREADABLY, /* a request, but not a well-formed one */
} Asks;

typedef struct {
  CbWatchedTransfer transfer;
  Asks asks;
  uint32_t address;
  uint16_t port;
  uint16_t ports[MAX_PORTS]; /* the last ones that it was answered from; 0 for none */
  bool is_port_sure;         /* the client speaks to the first of them */
  bool is_answered;          /* the file is there */
  bool is_told;              /* ASKED */
  bool is_silent;            /* TIMED_OUT was told; it may go on after all */
  uint32_t id;
  uint64_t ns_asked;
  uint64_t ns_told;
  size_t n_name;
  uint8_t name[CB_MAX_EVENT_NAME_BYTES];
} Entry;

struct CbTransferWatch {
  uint32_t own_address;
  uint32_t last_id;
  size_t n_places;        /* the first so many have been in use */
  size_t last_found;
  uint64_t ns_deadline;   /* not after the first one of all entries */
  uint64_t keys[CB_MAX_WATCHED_TRANSFERS]; /* of the entries; 0 for a free one */
  Entry entries[CB_MAX_WATCHED_TRANSFERS];
  CbBootEvent *events; /* where the next one goes, during a call */
  size_t n_events;
  uint8_t names[CB_TRANSFER_WATCH_MAX_EVENTS][CB_MAX_EVENT_NAME_BYTES]; /* of the last events */
};

CbTransferWatch *
cb_transfer_watch_new (uint32_t own_address) {
  CbTransferWatch *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->own_address = own_address;
  self->ns_deadline = NEVER;
  return self;
}

void
cb_transfer_watch_free (CbTransferWatch *self) {
  free (self);
}

/* Never 0: it has a mark. */
static uint64_t
key_of (uint32_t address, uint16_t port) {
  return UINT64_C (1) << 48 | (uint64_t) address << 16 | port;
}

static Entry *
find (CbTransferWatch *self, uint32_t address, uint16_t port) {
  uint64_t key = key_of (address, port);

  if (self->keys[self->last_found] == key)
    return &self->entries[self->last_found];
  for (size_t i = 0; i < self->n_places; i++)
    if (self->keys[i] == key) {
      self->last_found = i;
      return &self->entries[i];
    }
  return NULL;
}

static void
forget (CbTransferWatch *self, const Entry *entry) {
  self->keys[entry - self->entries] = 0;
}

static void
tell (CbTransferWatch *self, const Entry *entry, CbBootEventKind kind, uint16_t code) {
  uint8_t *name = self->names[self->n_events];

  memcpy (name, entry->name, entry->n_name);
  self->events[self->n_events++] = (CbBootEvent){
    .kind = kind,
    .transfer = {
      .address = entry->address,
      .port = entry->port,
      .id = entry->id,
      .n_bytes = cb_watched_transfer_bytes (&entry->transfer),
      .n_total = cb_watched_transfer_total (&entry->transfer),
      .code = code,
      .name = { entry->n_name > 0 ? name : NULL, entry->n_name },
    },
  };
}

static void
tell_asked (CbTransferWatch *self, Entry *entry, uint64_t ns_now) {
  if (entry->is_told || entry->asks != ASKS_TO_READ)
    return;
  entry->is_told = true;
  entry->ns_told = ns_now;
  tell (self, entry, CB_BOOT_ASKED, 0);
}

/* What wasn't said to be asked for ends in silence. */
static void
end (CbTransferWatch *self, Entry *entry, CbBootEventKind kind, uint16_t code) {
  if (kind == CB_BOOT_SENT)
    cb_watched_transfer_finish (&entry->transfer);
  if (entry->is_told)
    tell (self, entry, kind, code);
  forget (self, entry);
}

/* Nothing more will be heard of it. */
static void
give_up (CbTransferWatch *self, Entry *entry) {
  end (self, entry,
       cb_watched_transfer_is_nearly_whole (&entry->transfer) ? CB_BOOT_SENT : CB_BOOT_TIMED_OUT, 0);
}

static uint64_t
deadline_of (const Entry *entry) {
  if (entry->is_silent)
    return entry->transfer.ns_heard + NS_FORGOTTEN;
  if (!entry->is_told && entry->asks == ASKS_TO_READ)
    return entry->ns_asked + NS_ANSWER;
  return cb_watched_transfer_silence (&entry->transfer).ns_end;
}

static void
schedule (CbTransferWatch *self, const Entry *entry) {
  uint64_t ns_deadline = deadline_of (entry);

  if (ns_deadline < self->ns_deadline)
    self->ns_deadline = ns_deadline;
}

/* A free place, or that of who was silent for the longest time. */
static Entry *
take_place (CbTransferWatch *self) {
  size_t silent = 0;

  for (size_t i = 0; i < CB_MAX_WATCHED_TRANSFERS; i++) {
    if (self->keys[i] == 0) {
      if (self->n_places < i + 1)
        self->n_places = i + 1;
      return &self->entries[i];
    }
    if (self->entries[i].transfer.ns_heard < self->entries[silent].transfer.ns_heard)
      silent = i;
  }
  give_up (self, &self->entries[silent]);
  return &self->entries[silent];
}

/* request: all zeros when it can't be read. */
static void
begin (CbTransferWatch *self, const CbDatagram *datagram, Asks asks, const CbTftpRequest *request,
       uint64_t ns_now) {
  Entry *entry = take_place (self);

  *entry = (Entry){
    .asks = asks, .address = datagram->source, .port = datagram->source_port, .id = ++self->last_id,
    .ns_asked = ns_now, .n_name = request->n_name_bytes,
  };
  if (entry->n_name > 0)
    memcpy (entry->name, request->name, entry->n_name);
  cb_watched_transfer_begin (&entry->transfer, request, ns_now);
  self->keys[entry - self->entries] = key_of (entry->address, entry->port);
  schedule (self, entry);
}

/* Asked for again, while no answer has reached the client, or so soon that it was under way. */
static bool
is_repeated (const Entry *entry, Asks asks, const CbTftpRequest *request, uint64_t ns_now) {
  if (entry->asks != asks || entry->n_name != request->n_name_bytes
      || (entry->n_name > 0 && memcmp (entry->name, request->name, entry->n_name) != 0))
    return false;
  return !entry->is_port_sure || ns_now - entry->transfer.ns_heard < NS_REPEATED;
}

/* A client that asks for the next file has the one before, whose last block it didn't acknowledge. */
static void
end_file_before (CbTransferWatch *self, uint32_t address) {
  for (size_t i = 0; i < self->n_places; i++) {
    Entry *entry = &self->entries[i];

    if (self->keys[i] == 0 || entry->address != address || !entry->is_answered
        || !cb_watched_transfer_is_nearly_whole (&entry->transfer))
      continue;
    end (self, entry, CB_BOOT_SENT, 0);
    return;
  }
}

static void
hear_request (CbTransferWatch *self, const CbDatagram *datagram, Asks asks, const CbTftpRequest *request,
              uint64_t ns_now) {
  Entry *before = find (self, datagram->source, datagram->source_port);

  if (before != NULL && is_repeated (before, asks, request, ns_now)) {
    cb_watched_transfer_hear (&before->transfer, ns_now);
    return;
  }
  if (before != NULL)
    give_up (self, before);
  end_file_before (self, datagram->source);
  begin (self, datagram, asks, request, ns_now);
}

static bool
take_port_of_ours (Entry *entry, uint16_t port) {
  if (entry->is_port_sure)
    return port == entry->ports[0];
  if (port != entry->ports[0]) {
    entry->ports[1] = entry->ports[0];
    entry->ports[0] = port;
  }
  return true;
}

/* The client speaks to the one that it has chosen. */
static bool
choose_port (Entry *entry, uint16_t port) {
  if (entry->is_port_sure || entry->ports[0] == 0)
    return entry->ports[0] == 0 || port == entry->ports[0];
  if (port != entry->ports[0] && port != entry->ports[1])
    return false;
  entry->ports[0] = port;
  entry->is_port_sure = true;
  return true;
}

/* Of a request that wasn't granted; 0 for a file that isn't there. RFC 1350 appendix. */
static uint16_t
refusal_of (Asks asks, uint16_t code) {
  static const uint8_t refusals[] = {
    [CB_TFTP_ERROR_UNDEFINED] = CB_BOOT_REFUSED_FAILED,
    [CB_TFTP_ERROR_NOT_FOUND] = 0,
    [CB_TFTP_ERROR_ACCESS] = CB_BOOT_REFUSED_DENIED,
    [CB_TFTP_ERROR_DISK_FULL] = CB_BOOT_REFUSED_FAILED,
    [CB_TFTP_ERROR_ILLEGAL] = CB_BOOT_REFUSED_REQUEST,
    [CB_TFTP_ERROR_UNKNOWN_TRANSFER] = CB_BOOT_REFUSED_FAILED,
    [CB_TFTP_ERROR_EXISTS] = CB_BOOT_REFUSED_FAILED,
    [CB_TFTP_ERROR_NO_USER] = CB_BOOT_REFUSED_DENIED,
    [CB_TFTP_ERROR_OPTION] = CB_BOOT_REFUSED_REQUEST,
  };

  if (asks == ASKS_TO_WRITE)
    return CB_BOOT_REFUSED_WRITE;
  if (asks == ASKS_UNREADABLY)
    return CB_BOOT_REFUSED_REQUEST;
  return code < sizeof refusals ? refusals[code] : CB_BOOT_REFUSED_FAILED;
}

/* "Unknown transfer" answers something old, unless it comes from where the transfer is. A folder gets OACK from
 * dnsmasq, and then an ERROR in place of the first block. */
static void
hear_our_error (CbTransferWatch *self, Entry *entry, uint16_t port, uint16_t code) {
  uint16_t refusal = refusal_of (entry->asks, code);

  if (code == CB_TFTP_ERROR_UNKNOWN_TRANSFER && !entry->is_port_sure)
    return;
  if (!take_port_of_ours (entry, port))
    return;
  if (cb_watched_transfer_is_begun (&entry->transfer)) {
    end (self, entry, CB_BOOT_ABORTED, code);
    return;
  }
  tell (self, entry, refusal == 0 ? CB_BOOT_MISSING : CB_BOOT_REFUSED, refusal);
  forget (self, entry);
}

/* Something was brought on: what there is to tell of it. What we say to a client that is gone tells nothing. */
static void
settle (CbTransferWatch *self, Entry *entry, bool has_news, uint64_t ns_now) {
  if (entry->is_silent)
    return;
  entry->is_answered = true;
  tell_asked (self, entry, ns_now);
  if (cb_watched_transfer_is_whole (&entry->transfer)) {
    end (self, entry, CB_BOOT_SENT, 0);
    return;
  }
  if (has_news && entry->is_told && ns_now - entry->ns_told >= CB_PROGRESS_NS) {
    entry->ns_told = ns_now;
    tell (self, entry, CB_BOOT_PROGRESS, 0);
  }
  schedule (self, entry);
}

static void
hear_ours (CbTransferWatch *self, const CbDatagram *datagram, const CbTftpMessage *message, uint64_t ns_now) {
  Entry *entry = find (self, datagram->destination, datagram->destination_port);

  if (entry == NULL)
    return;
  if (message->opcode == CB_TFTP_ERROR) {
    hear_our_error (self, entry, datagram->source_port, message->error.code);
    return;
  }
  if ((message->opcode != CB_TFTP_OACK && message->opcode != CB_TFTP_DATA)
      || !take_port_of_ours (entry, datagram->source_port))
    return;
  if (message->opcode == CB_TFTP_OACK)
    cb_watched_transfer_oack (&entry->transfer, &message->options);
  else
    cb_watched_transfer_data (&entry->transfer, message->data.block,
                              datagram->n_sent_bytes - CB_TFTP_DATA_HEADER_BYTES, ns_now);
  settle (self, entry, false, ns_now);
}

/* A client that was answered twice turns one of them away. */
static void
hear_client_error (CbTransferWatch *self, Entry *entry, uint16_t code, uint64_t ns_now) {
  bool is_probe = code == CB_TFTP_ERROR_UNDEFINED && cb_watched_transfer_is_probe (&entry->transfer);

  tell_asked (self, entry, ns_now);
  end (self, entry, is_probe ? CB_BOOT_PROBED : CB_BOOT_ABORTED, is_probe ? 0 : code);
}

/* It is told as another transfer: the end of the one before was told. */
static void
revive (CbTransferWatch *self, Entry *entry) {
  entry->is_silent = false;
  entry->id = ++self->last_id;
}

static void
hear_client (CbTransferWatch *self, const CbDatagram *datagram, const CbTftpMessage *message,
             uint64_t ns_now) {
  Entry *entry = find (self, datagram->source, datagram->source_port);
  bool is_error = message->opcode == CB_TFTP_ERROR;
  bool has_news;

  if (entry == NULL || (!is_error && message->opcode != CB_TFTP_ACK))
    return;
  if (is_error && message->error.code == CB_TFTP_ERROR_UNKNOWN_TRANSFER && !entry->is_port_sure)
    return;
  if (!choose_port (entry, datagram->destination_port))
    return;
  if (is_error && entry->is_silent) {
    forget (self, entry);
    return;
  }
  if (is_error) {
    hear_client_error (self, entry, message->error.code, ns_now);
    return;
  }
  has_news = cb_watched_transfer_ack (&entry->transfer, message->ack, ns_now);
  if (entry->is_silent)
    revive (self, entry);
  settle (self, entry, has_news, ns_now);
}

/* True when it was a request, readable or not. */
static bool
hear_port_69 (CbTransferWatch *self, const CbDatagram *datagram, int status, const CbTftpMessage *message,
              uint64_t ns_now) {
  static const CbTftpRequest nothing = { 0 };
  unsigned opcode = datagram->n_bytes >= 2 && datagram->payload[0] == 0 ? datagram->payload[1] : 0;

  if (datagram->destination_port != TFTP_PORT || (opcode != CB_TFTP_RRQ && opcode != CB_TFTP_WRQ))
    return false;
  if (datagram->n_bytes < datagram->n_sent_bytes)
    return true;
  if (status != 0)
    hear_request (self, datagram, ASKS_UNREADABLY, &nothing, ns_now);
  else
    hear_request (self, datagram, opcode == CB_TFTP_RRQ ? ASKS_TO_READ : ASKS_TO_WRITE, &message->request,
                  ns_now);
  return true;
}

size_t
cb_transfer_watch_hear (CbTransferWatch *self, const CbCableFrame *frame, uint64_t ns_now,
                        CbBootEvent ret_events[CB_TRANSFER_WATCH_MAX_EVENTS]) {
  const CbDatagram *datagram = &frame->datagram;
  CbTftpMessage message;
  int status;

  self->events = ret_events;
  self->n_events = 0;
  if ((frame->is_ours ? datagram->source : datagram->destination) != self->own_address)
    return 0;
  status = cb_tftp_message_parse (datagram->payload, datagram->n_bytes, &message);
  if (!frame->is_ours && hear_port_69 (self, datagram, status, &message, ns_now))
    return self->n_events;
  if (status != 0)
    return 0;
  if (frame->is_ours)
    hear_ours (self, datagram, &message, ns_now);
  else
    hear_client (self, datagram, &message, ns_now);
  return self->n_events;
}

/* What one entry has come to. */
static void
come_due (CbTransferWatch *self, Entry *entry, uint64_t ns_now) {
  bool is_whole = cb_watched_transfer_silence (&entry->transfer).is_whole;

  if (entry->is_silent) {
    forget (self, entry);
  } else if (!entry->is_told && entry->asks == ASKS_TO_READ) {
    tell_asked (self, entry, ns_now);
  } else if (is_whole || !entry->is_told) {
    end (self, entry, CB_BOOT_SENT, 0);
  } else {
    tell (self, entry, CB_BOOT_TIMED_OUT, 0);
    entry->is_told = false;
    entry->is_silent = true;
  }
}

int
cb_transfer_watch_due (CbTransferWatch *self, uint64_t ns_now, CbBootEvent *ret_event) {
  uint64_t ns_first = NEVER;

  self->events = ret_event;
  self->n_events = 0;
  if (ns_now < self->ns_deadline)
    return CB_CABLE_WATCH_NOTHING;
  for (size_t i = 0; i < self->n_places; i++) {
    if (self->keys[i] == 0)
      continue;
    if (deadline_of (&self->entries[i]) <= ns_now)
      come_due (self, &self->entries[i], ns_now);
    if (self->n_events > 0)
      return 0;
    if (self->keys[i] != 0 && deadline_of (&self->entries[i]) < ns_first)
      ns_first = deadline_of (&self->entries[i]);
  }
  self->ns_deadline = ns_first;
  return CB_CABLE_WATCH_NOTHING;
}

uint64_t
cb_transfer_watch_deadline (const CbTransferWatch *self) {
  return self->ns_deadline;
}
