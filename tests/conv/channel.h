/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A cable in memory between two ends, in its own time: it loses, doubles and delays datagrams as often as
 * it's told, always in the same way for the same seed. */

#pragma once

#include <glib.h>

typedef struct {
  unsigned lost_per_mille;
  unsigned doubled_per_mille;
  unsigned late_per_mille; /* so late that others overtake it */
} ChannelFaults;

typedef struct {
  guint64 ns_at; /* when it arrives */
  gboolean to_server;
  gsize n_bytes;
  guint8 bytes[];
} Datagram;

typedef struct {
  ChannelFaults faults;
  guint64 random;
  GQueue datagrams; /* by arrival */
} Channel;

#define CHANNEL_NS_DELAY      G_GUINT64_CONSTANT (100000)
#define CHANNEL_NS_MORE_DELAY G_GUINT64_CONSTANT (5000000)

void channel_begin (Channel *channel, ChannelFaults faults, guint64 seed);
void channel_end (Channel *channel);

void channel_send (Channel *channel, gboolean to_server, const void *bytes, gsize n_bytes, guint64 ns_now);

/* When the next datagram arrives; G_MAXUINT64 when none is under way. */
guint64 channel_ns_next (const Channel *channel);

/* The next one, to be freed with g_free(); NULL when none is under way. */
Datagram *channel_receive (Channel *channel);
