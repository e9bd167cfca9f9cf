/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tftp-client.h"

#include <stdlib.h>
#include <string.h>

#define NS_PATIENCE G_GUINT64_CONSTANT (1300000000)

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };

static void
append_text (GByteArray *bytes, const char *text) {
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text) + 1);
}

static void
append_option (GByteArray *bytes, const char *name, unsigned value) {
  g_autofree char *text = g_strdup_printf ("%u", value);

  append_text (bytes, name);
  append_text (bytes, text);
}

static void
send_request (Client *client) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8[]){ 0, RRQ }, 2);
  append_text (bytes, "kernel8.img");
  append_text (bytes, client->wish.mode);
  if (client->wish.tsize)
    append_option (bytes, "tsize", 0);
  if (client->wish.blksize > 0)
    append_option (bytes, "blksize", client->wish.blksize);
  if (client->wish.windowsize > 0)
    append_option (bytes, "windowsize", client->wish.windowsize);
  client->ends.send (client->ends.data, bytes->data, bytes->len);
}

static void
send_ack (Client *client) {
  const guint8 bytes[] = { 0, ACK, (guint8) (client->n_blocks >> 8), (guint8) client->n_blocks };

  client->ends.send (client->ends.data, bytes, sizeof bytes);
  client->n_unacked = 0;
}

static void
receive_oack (Client *client, const guint8 *bytes, gsize n_bytes) {
  static const guint8 early_terminate[] = "\0\5\0\0Early terminate";
  const char *at = (const char *) bytes + 2, *end = (const char *) bytes + n_bytes;

  if (client->n_blocks > 0)
    return;
  client->answered = TRUE;
  g_assert (end[-1] == '\0');
  while (at < end) {
    const char *value = at + strlen (at) + 1;

    if (strcmp (at, "blksize") == 0)
      client->block_bytes = (unsigned) atoi (value);
    else if (strcmp (at, "windowsize") == 0)
      client->window_blocks = (unsigned) atoi (value);
    else if (strcmp (at, "tsize") == 0)
      client->tsize = g_ascii_strtoull (value, NULL, 10);
    else
      g_assert_not_reached ();
    at = value + strlen (value) + 1;
  }
  if (!client->wish.probe) {
    send_ack (client);
    return;
  }
  client->ends.send (client->ends.data, early_terminate, sizeof early_terminate);
  client->gone = TRUE;
}

static void
receive_expected (Client *client, const guint8 *bytes, gsize n_bytes) {
  client->ends.take (client->ends.data, bytes, n_bytes);
  client->n_blocks++;
  client->n_unacked++;
  client->gap_told = FALSE;
  client->done = n_bytes < client->block_bytes;
  client->gone = client->n_blocks == client->wish.leaves_at;
  if (!client->gone && (client->done || client->n_unacked == client->window_blocks))
    send_ack (client);
}

/* A block behind a gap, or an old one. RFC 7440 4: the ACK of the last good one asks for the next. */
static void
receive_unexpected (Client *client, guint16 number) {
  gboolean is_acked_again = client->n_unacked == 0 && number == (guint16) client->n_blocks;
  gboolean is_ahead = (gint16) (number - (guint16) client->n_blocks) > 0;

  if (client->wish.chatty || is_acked_again || (is_ahead && !client->gap_told && client->window_blocks > 1))
    send_ack (client);
  client->gap_told = client->gap_told || is_ahead;
}

void
client_receive (Client *client, const guint8 *bytes, gsize n_bytes, guint64 ns_now) {
  if (client->gone)
    return;
  g_assert (n_bytes >= 4 && bytes[0] == 0);
  client->ns_deadline = ns_now + NS_PATIENCE;
  if (bytes[1] == OACK) {
    receive_oack (client, bytes, n_bytes);
  } else if (bytes[1] == DATA) {
    guint16 number = (guint16) (bytes[2] << 8 | bytes[3]);

    client->answered = TRUE;
    g_assert (n_bytes - 4 <= client->block_bytes);
    if (!client->done && number == (guint16) (client->n_blocks + 1))
      receive_expected (client, bytes + 4, n_bytes - 4);
    else
      receive_unexpected (client, number);
  } else {
    g_assert (bytes[1] == ERROR);
    client->gone = TRUE;
  }
}

void
client_wake (Client *client, guint64 ns_now) {
  client->ns_deadline = ns_now + NS_PATIENCE;
  client->gap_told = FALSE;
  if (client->done || client->gone)
    return;
  if (client->answered)
    send_ack (client);
  else
    send_request (client);
}

void
client_begin (Client *client, ClientWish wish, ClientEnds ends, guint64 ns_now) {
  *client = (Client){
    .wish = wish,
    .ends = ends,
    .block_bytes = 512,
    .window_blocks = 1,
    .tsize = G_MAXUINT64,
    .ns_deadline = ns_now + NS_PATIENCE,
  };
  send_request (client);
}
