/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tftp: one file from the server as a Pi asks for it (RFC 1350, 2347 to 2349; pi-netboot.md 4.1,
 * 4.2): octet, the options of its stage, a new UDP port per request; a probe ends with ERROR 0. Each byte is
 * compared with the reference file while it arrives. Needs no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_TFTP_MAX_BLOCK 65464 /* RFC 2348 */

typedef enum {
  SIM_TFTP_DONE,
  SIM_TFTP_NOT_FOUND, /* ERROR 1 */
  SIM_TFTP_REFUSED,   /* any other ERROR */
  SIM_TFTP_DIFFERS,   /* tsize, length or bytes are not the reference's */
  SIM_TFTP_TIMEOUT,
  SIM_TFTP_BROKEN, /* the server broke the protocol, or the block counter ended */
  SIM_TFTP_SYSTEM, /* a system call failed, or we were told to stop */
} SimTftpOutcome;

/* One per boot. Set the first part, zero the rest; sim_tftp_get() fills the result. */
typedef struct {
  uint32_t server; /* host order */
  uint32_t local;  /* own address, host order */
  bool asks_tsize;
  bool asks_blksize;
  unsigned block_size; /* to ask for */
  bool roll_over;      /* whether block 0 may follow block 65535 */
  int file_timeout_ms; /* for a whole file */

  uint16_t last_port;
  uint64_t bytes;        /* received */
  int64_t announced;     /* tsize of the server, -1: none */
  bool without_options;  /* the server answered with DATA where an OACK was due */
  unsigned repeats;      /* packets that we had to send again */
  uint64_t nanoseconds;  /* from first packet to last */
  char explanation[160]; /* for every outcome but DONE */
  uint8_t buffer[SIM_TFTP_MAX_BLOCK + 4];
} SimTftp;

/* What the file must be. */
typedef struct {
  const uint8_t *bytes;
  uint64_t length;
  bool exists;
} SimReference;

/* Asks for @name; with @probe only for its existence and size. */
SimTftpOutcome sim_tftp_get (SimTftp *tftp, const char *name, bool probe,
                             const SimReference *reference);
