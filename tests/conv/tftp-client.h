/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A TFTP client that reads one file, without I/O. Written from the RFCs alone: it shares no code with the
 * product, so that a mistake of ours can't hide itself. */

#pragma once

#include <glib.h>

typedef struct {
  const char *mode;
  unsigned blksize;    /* 0: not asked for, as the next ones */
  unsigned windowsize;
  gboolean tsize;
  gboolean chatty;   /* one ACK for each block that it didn't expect, not one for each gap */
  gboolean probe;    /* only asks for the size: ERROR 0 for the OACK */
  guint64 leaves_at; /* falls silent when it has this many blocks; 0: never */
} ClientWish;

typedef struct {
  void (*send) (void *data, const guint8 *bytes, gsize n_bytes);
  void (*take) (void *data, const guint8 *bytes, gsize n_bytes); /* the next bytes of the file */
  void *data;
} ClientEnds;

typedef struct {
  ClientWish wish;
  ClientEnds ends;
  gboolean answered; /* the OACK or DATA 1 came */
  unsigned block_bytes;
  unsigned window_blocks;
  guint64 tsize; /* of the OACK; G_MAXUINT64 without one */
  guint64 n_blocks;
  unsigned n_unacked;
  gboolean gap_told;
  gboolean done; /* has it all; still answers a block that comes again */
  gboolean gone; /* says nothing any more */
  guint64 ns_deadline;
} Client;

void client_begin (Client *client, ClientWish wish, ClientEnds ends, guint64 ns_now);
void client_receive (Client *client, const guint8 *bytes, gsize n_bytes, guint64 ns_now);
void client_wake (Client *client, guint64 ns_now);
