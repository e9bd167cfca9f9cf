/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What cableboot-link tells cablebootd over a pipe, record by record.
 *
 * A record is a kind (16 bits), a length (16 bits) and that many bytes of payload, all big-endian. The layout
 * of each kind stands in one table of boot-event.c, by which records are both written and read. A whole
 * record is shorter than PIPE_BUF, so one write() of it is never torn (pipe(7)). Names and vendor classes
 * are bytes of a peer, never text: whoever shows them escapes them.
 *
 * The reading side has privileges and the writing side hears a peer. So nothing here trusts a length, and a
 * record that is malformed ends the conversation: there is no way to find the next one. A kind that isn't
 * known is skipped.
 *
 * Leaves out: reading and writing the pipe itself, and what follows from an event.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "limit.h"
#include "wire/bytes.h"
#include "wire/story-event.h"

/* The numbers are what stands in the pipe: new kinds go to the end. */
typedef enum {
  /* the watcher */
  CB_BOOT_READY = 1,           /* the sandbox is closed, every packet from now on is seen */
  CB_BOOT_PROBE_DUE,           /* a request: broadcast one DHCPDISCOVER of ours now */
  CB_BOOT_FOREIGN_SERVER,      /* foreign: somebody else answers DHCP on this cable */
  CB_BOOT_STRANGER,            /* stranger: a DHCPDISCOVER by something that doesn't look like a Pi */
  CB_BOOT_BOARD_SEEN,          /* board: a DHCPDISCOVER by a Pi */
  CB_BOOT_DISCOVER_UNANSWERED, /* unanswered: a Pi's DHCPDISCOVER brought no offer of ours */
  CB_BOOT_REQUEST_UNANSWERED,  /* unanswered: a request to our port 69 brought nothing back */
  /* the built-in server; all but the first with transfer */
  CB_BOOT_ADDRESSED,     /* addressed: a client was given its address */
  CB_BOOT_ASKED,         /* a client wants to read a file */
  CB_BOOT_PROBED,        /* it only wanted to know whether the file is there, and how long */
  CB_BOOT_PROGRESS,      /* n_bytes of n_total are over */
  CB_BOOT_SENT,          /* the last block was acknowledged */
  CB_BOOT_MISSING,       /* there is no such file */
  CB_BOOT_REFUSED,       /* there may be one, but it isn't given out; code is a CbBootRefusal */
  CB_BOOT_ABORTED,       /* the client sent an error; code is the one of TFTP */
  CB_BOOT_CHANGED,       /* the file was changed while it was read */
  CB_BOOT_TIMED_OUT,     /* the client fell silent */
  CB_BOOT_NEIGHBOUR_DUE, /* a request, with addressed: keep this neighbour, which will not answer ARP */
  CB_BOOT_ANSWERED, /* unanswered: what was told to have no answer has one now; address 0: the DHCPDISCOVER */
  CB_BOOT_STORY,    /* story: of the watcher (story-event.h) */
  CB_BOOT_N_
} CbBootEventKind;

/* The code of CB_BOOT_REFUSED. Numbers in the pipe as well. */
typedef enum {
  CB_BOOT_REFUSED_DENIED = 1, /* the user who serves may not read it */
  CB_BOOT_REFUSED_LINK,       /* a link that leads out of the folder, to no folder that was allowed */
  CB_BOOT_REFUSED_LOOP,       /* links that go round in a circle */
  CB_BOOT_REFUSED_SPECIAL,    /* a folder, FIFO, socket or device */
  CB_BOOT_REFUSED_NAME,       /* no name of a file (tftp-name.h) */
  CB_BOOT_REFUSED_WRITE,      /* a request to write */
  CB_BOOT_REFUSED_REQUEST,    /* not well-formed; without a name */
  CB_BOOT_REFUSED_BUSY,       /* too many transfers */
  CB_BOOT_REFUSED_FAILED,     /* the disk, or a limit of the system */
} CbBootRefusal;

#define CB_BOOT_TOTAL_UNKNOWN UINT64_MAX

typedef struct {
  uint32_t address;  /* of the client */
  uint16_t port;     /* of the client */
  uint32_t id;       /* the same in all events of one transfer, never used twice by one process */
  uint64_t n_bytes;  /* of the file, that the client has */
  uint64_t n_total;  /* of the file, or CB_BOOT_TOTAL_UNKNOWN */
  uint16_t code;     /* 0 where the kind names none */
  CbBootBytes name;  /* as the client wrote it; at most CB_MAX_EVENT_NAME_BYTES */
} CbBootTransfer;

/* Addresses are in host order and 0 when there is none. */
typedef struct {
  CbBootEventKind kind;
  union {
    struct {
      uint32_t server;  /* its address, as it names itself, else the sender's */
      uint32_t offered; /* the address on offer */
      uint32_t router;
      uint8_t mac[6];   /* the sender's */
    } foreign;
    struct {
      uint8_t mac[6];
      CbBootBytes vendor_class; /* DHCP option 60, at most CB_MAX_EVENT_CLASS_BYTES of it */
    } stranger;
    struct {
      uint8_t mac[6];
      uint32_t serial;   /* the low half of it, or 0 where the board doesn't tell */
      uint32_t revision; /* revision code, or 0 likewise (pi-netboot.md 1.3) */
    } board;
    struct {
      uint8_t mac[6];
      uint32_t address;
      uint32_t ms; /* waited so far */
    } unanswered;
    struct {
      uint8_t mac[6];
      uint32_t address;
    } addressed;
    CbBootTransfer transfer;
    CbStoryEvent story;
  };
} CbBootEvent;

/* Is it of a transfer, so that transfer is filled in? */
bool cb_boot_event_is_transfer (const CbBootEvent *event);

/* Appends event as one record. 0; -EMSGSIZE when it doesn't fit the writer, or when its name or vendor class
 * is longer than the limit (nothing is then written). kind is one of the enum. */
int cb_boot_event_encode (const CbBootEvent *event, CbWriter *writer);

enum {
  CB_BOOT_EVENT_MORE = 1, /* no whole record yet */
  CB_BOOT_EVENT_UNKNOWN,  /* a record of a kind that isn't known */
};

/* Takes one record from reader. 0 and *ret_event, whose bytes are borrowed from what reader reads;
 * CB_BOOT_EVENT_MORE (reader is left as it was), CB_BOOT_EVENT_UNKNOWN (the record is taken); -EBADMSG for a
 * length that no record can have, or that its kind doesn't have, for bytes longer than their limit, and for a
 * number that its enum doesn't have. */
int cb_boot_event_decode (CbReader *reader, CbBootEvent *ret_event);

/* Makes whole records of the chunks that a pipe delivers. All zeros is an empty one. */
typedef struct {
  uint8_t bytes[2 * CB_MAX_EVENT_BYTES];
  size_t n_filled;
  size_t n_taken;
  int error;
} CbBootEventReader;

/* Where the next chunk goes, and in *ret_n_room how long it may be: never 0 when _next() was asked until it
 * had no more. Events handed out so far become invalid. */
uint8_t *cb_boot_event_reader_room (CbBootEventReader *reader, size_t *ret_n_room);

/* n_bytes were put where _room() said; no more than it said. */
void cb_boot_event_reader_filled (CbBootEventReader *reader, size_t n_bytes);

/* 0 and *ret_event, valid until the next _room(); CB_BOOT_EVENT_MORE when another chunk is needed; -EBADMSG
 * from the first malformed record on, for good. Unknown kinds are skipped. */
int cb_boot_event_reader_next (CbBootEventReader *reader, CbBootEvent *ret_event);
