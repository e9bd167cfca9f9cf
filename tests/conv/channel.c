/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel.h"

#include <string.h>

/* xorshift64: any seed but 0. */
static guint64
draw (Channel *channel) {
  channel->random ^= channel->random << 13;
  channel->random ^= channel->random >> 7;
  channel->random ^= channel->random << 17;
  return channel->random;
}

static gboolean
happens (Channel *channel, unsigned per_mille) {
  return draw (channel) % 1000 < per_mille;
}

void
channel_begin (Channel *channel, ChannelFaults faults, guint64 seed) {
  channel->faults = faults;
  channel->random = seed * 2 + 1;
  g_queue_init (&channel->datagrams);
}

void
channel_end (Channel *channel) {
  g_queue_clear_full (&channel->datagrams, g_free);
}

static void
put (Channel *channel, Datagram *datagram) {
  GList *before = channel->datagrams.tail;

  while (before != NULL && ((Datagram *) before->data)->ns_at > datagram->ns_at)
    before = before->prev;
  g_queue_insert_after (&channel->datagrams, before, datagram);
}

static void
send_once (Channel *channel, gboolean to_server, const void *bytes, gsize n_bytes, guint64 ns_now) {
  Datagram *datagram = g_malloc (sizeof *datagram + n_bytes);

  datagram->ns_at = ns_now + CHANNEL_NS_DELAY;
  if (happens (channel, channel->faults.late_per_mille))
    datagram->ns_at += draw (channel) % CHANNEL_NS_MORE_DELAY;
  datagram->to_server = to_server;
  datagram->n_bytes = n_bytes;
  memcpy (datagram->bytes, bytes, n_bytes);
  put (channel, datagram);
}

void
channel_send (Channel *channel, gboolean to_server, const void *bytes, gsize n_bytes, guint64 ns_now) {
  if (happens (channel, channel->faults.lost_per_mille))
    return;
  send_once (channel, to_server, bytes, n_bytes, ns_now);
  if (happens (channel, channel->faults.doubled_per_mille))
    send_once (channel, to_server, bytes, n_bytes, ns_now);
}

guint64
channel_ns_next (const Channel *channel) {
  const Datagram *datagram = channel->datagrams.head != NULL ? channel->datagrams.head->data : NULL;

  return datagram != NULL ? datagram->ns_at : G_MAXUINT64;
}

Datagram *
channel_receive (Channel *channel) {
  return g_queue_pop_head (&channel->datagrams);
}
