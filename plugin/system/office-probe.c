/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "office-probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "wire/datagram.h"
#include "wire/dhcp-probe.h"

/* Returns the length of the packet in buffer, which is large enough for it. */
static gsize
build (const guint8 *mac, guint8 *buffer, gsize n_room) {
  guint8 payload[CB_DHCP_MIN_BYTES];
  CbDatagram datagram = {
    .destination = INADDR_BROADCAST,
    .source_port = CB_DHCP_CLIENT_PORT,
    .destination_port = CB_DHCP_SERVER_PORT,
    .payload = payload,
  };
  CbWriter writer = cb_writer_new (buffer, n_room);

  if (cb_dhcp_probe_build (g_random_int (), mac, payload, sizeof payload, &datagram.n_bytes) < 0
      || cb_datagram_build (&datagram, &writer) < 0)
    g_assert_not_reached ();
  return writer.n_bytes;
}

gboolean
cb_office_probe_send (int ifindex, const guint8 *mac, GError **error) {
  const struct sockaddr_ll everybody = {
    .sll_family = AF_PACKET,
    .sll_protocol = htons (ETH_P_IP),
    .sll_ifindex = ifindex,
    .sll_halen = ETH_ALEN,
    .sll_addr = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
  };
  guint8 packet[CB_DATAGRAM_HEADER_BYTES + CB_DHCP_MIN_BYTES];
  gsize n_packet = build (mac, packet, sizeof packet);
  int fd = socket (AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0), saved;
  gssize n_sent = -1;

  if (fd >= 0)
    n_sent = sendto (fd, packet, n_packet, 0, (const struct sockaddr *) &everybody, sizeof everybody);
  saved = errno;
  if (fd >= 0)
    close (fd);
  if (n_sent >= 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask on the cable for other servers: %s"),
               g_strerror (saved));
  return FALSE;
}
