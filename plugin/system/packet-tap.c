/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packet-tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

#define WHOLE 0xffff
#define HEAD  128 /* an IP header of 60 bytes, a UDP header and the beginning of the payload */

/* Offsets in the IP header, where a datagram packet socket begins, and in the UDP header behind it. */
enum { AT_VERSION = 0, AT_FRAGMENT = 6, AT_PROTOCOL = 9, AT_SOURCE = 12 };
enum { AT_SOURCE_PORT = 0, AT_DESTINATION_PORT = 2, AT_OPCODE = 8, AT_BLOCK = 10 };

/* RFC 1350, 5; RFC 2347. */
enum { TFTP_DATA = 3, TFTP_ERROR = 5, TFTP_OACK = 6 };

#define RETURN(n_bytes)        BPF_STMT (BPF_RET | BPF_K, n_bytes)
#define LOAD(size, at)         BPF_STMT (BPF_LD | size | BPF_ABS, at)
#define LOAD_BEHIND_IP(at)     BPF_STMT (BPF_LD | BPF_H | BPF_IND, at)
#define LOAD_EXTRA(what)       LOAD (BPF_W, (__u32) (SKF_AD_OFF + (what)))
#define IF_IS(value, n_bytes)  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), RETURN (n_bytes)
#define UNLESS_IS(value)       BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0), RETURN (0)
#define IF_ANY_OF(bits)        BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), RETURN (0)

/* Sets, locks and binds, in this order. */
static gboolean
narrow (int fd, int ifindex, guint32 own_address) {
  struct sock_filter code[] = {
    LOAD_EXTRA (SKF_AD_PROTOCOL),
    UNLESS_IS (ETH_P_IP),
    LOAD_EXTRA (SKF_AD_VLAN_TAG_PRESENT),
    UNLESS_IS (0),
    LOAD (BPF_B, AT_VERSION),
    BPF_STMT (BPF_ALU | BPF_AND | BPF_K, 0xf0),
    UNLESS_IS (0x40),
    LOAD (BPF_B, AT_PROTOCOL),
    UNLESS_IS (IPPROTO_UDP),
    LOAD (BPF_H, AT_FRAGMENT),
    IF_ANY_OF (0x3fff),
    BPF_STMT (BPF_LDX | BPF_B | BPF_MSH, AT_VERSION), /* the length of the IP header */
    LOAD_BEHIND_IP (AT_SOURCE_PORT),
    IF_IS (67, WHOLE),
    IF_IS (68, WHOLE),
    LOAD_BEHIND_IP (AT_DESTINATION_PORT),
    IF_IS (67, WHOLE),
    IF_IS (68, WHOLE),
    IF_IS (69, WHOLE),
    LOAD (BPF_W, AT_SOURCE),
    UNLESS_IS (own_address),
    LOAD_BEHIND_IP (AT_OPCODE),
    IF_IS (TFTP_OACK, HEAD),
    IF_IS (TFTP_ERROR, HEAD),
    UNLESS_IS (TFTP_DATA),
    LOAD_BEHIND_IP (AT_BLOCK),
    IF_IS (1, HEAD),
    RETURN (0),
  };
  const struct sock_fprog filter = { .len = G_N_ELEMENTS (code), .filter = code };
  const struct sockaddr_ll link = {
    .sll_family = AF_PACKET,
    .sll_protocol = htons (ETH_P_ALL),
    .sll_ifindex = ifindex,
  };
  const int on = 1;

  return setsockopt (fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0
         && setsockopt (fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) == 0
         && setsockopt (fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0
         && bind (fd, (const struct sockaddr *) &link, sizeof link) == 0;
}

int
cb_packet_tap_open (int ifindex, guint32 own_address, GError **error) {
  /* Protocol 0: it hears nothing until it is bound. */
  int fd = socket (AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0), saved;

  if (fd >= 0 && narrow (fd, ifindex, own_address))
    return fd;
  saved = errno;
  if (fd >= 0)
    close (fd);
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not listen on the cable: %s"), g_strerror (saved));
  return -1;
}
