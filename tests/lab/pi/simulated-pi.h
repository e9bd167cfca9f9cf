/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * simulated-pi: what all parts of the simulated Raspberry Pi share: exit codes, settings, the clock
 * and the two ways to say something. Deliberately uses nothing of the software under test, not even
 * a header or a name prefix: a bug there must not hide itself here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "model.h"

/* The exit codes, also used as return values of each step that can end the boot. */
typedef enum {
  SIM_OK = 0,
  SIM_ERROR = 1,    /* usage, or the system refused something */
  SIM_NO_OFFER = 2, /* no usable DHCP offer in time */
  SIM_MISSING = 3,  /* a required file is not there */
  SIM_DIFFERS = 4,  /* bytes or size are not those of the folder's file */
  SIM_TFTP = 5,     /* a required file failed for another reason, or took too long */
  SIM_TAKEN = 6,    /* a recovery.elf was there, which is started instead */
} SimExit;

/* What stands for the board in option 97: pi-netboot.md 1.3. */
typedef enum {
  SIM_FOURCC_OLD,  /* "RPi4" on the wire */
  SIM_FOURCC_NEW,  /* "4iPR" */
  SIM_FOURCC_NONE, /* the serial number four times, as before 2020-03 */
} SimFourcc;

typedef struct {
  const char *board;  /* sequence file; NULL when DHCP is all that is wanted */
  const char *folder; /* reference folder; likewise */
  const char *interface;
  const char *prefix;    /* serial, mac, text:WORDS; NULL: as the sequence says */
  const SimModel *model; /* NULL: as the sequence says */
  uint8_t mac[6];
  uint32_t serial;      /* low 32 bits */
  uint32_t revision;    /* board revision code; 0: the model's */
  SimFourcc fourcc;
  unsigned quirks;      /* beside those of the sequence */
  bool offers_only;     /* stop after the first offer that is not refused */
  bool dhcp_only;       /* stop after the ACK */
  bool print_options;   /* print every option of each reply */
  int dhcp_req_timeout; /* ms, one try; 0: as that program does */
  int dhcp_timeout;     /* ms, all tries; likewise */
  int file_timeout;     /* ms, one file */
  int retries;          /* of the whole boot */
  int retry_delay;      /* ms */
  int block_size;       /* 0: as the sequence says */
  int roll_over;        /* 1, 0, or -1: as the sequence says */
} SimOptions;

/* Set by SIGINT and SIGTERM; every wait looks at it and gives up. */
extern volatile int sim_stopped;

/* Monotonic time in nanoseconds. */
uint64_t sim_now (void);

/* Whole milliseconds since @start. */
unsigned sim_ms_since (uint64_t start);

/* One event line on stdout; the newline is added. */
void sim_event (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/* One line on stderr, with the program's name in front. */
void sim_complain (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
