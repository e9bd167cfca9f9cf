/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "packet-tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "limit.h"

/* How much of a packet is heard. */
#define WHOLE  0xffff
#define HEAD   128 /* an IP header of 60 bytes, a UDP header and the beginning of the payload */
#define NUMBER 72  /* the same up to the block's number */

#define RING_RETIRE_MS   20
#define RING_FRAME_BYTES 2048 /* the kernel wants to know one; blocks are filled closer than that */

#define MAX_INSTRUCTIONS 64

/* Offsets in the IP header, where a datagram packet socket begins, and in the UDP header behind it. */
enum { AT_VERSION = 0, AT_FRAGMENT = 6, AT_PROTOCOL = 9, AT_SOURCE = 12, AT_DESTINATION = 16 };
enum { AT_SOURCE_PORT = 0, AT_DESTINATION_PORT = 2, AT_OPCODE = 8, AT_BLOCK = 10 };

/* RFC 1350, 5; RFC 2347. */
enum { TFTP_DATA = 3, TFTP_ACK = 4, TFTP_ERROR = 5, TFTP_OACK = 6 };

#define RETURN(n_bytes)        BPF_STMT (BPF_RET | BPF_K, n_bytes)
#define LOAD(size, at)         BPF_STMT (BPF_LD | size | BPF_ABS, at)
#define LOAD_BEHIND_IP(at)     BPF_STMT (BPF_LD | BPF_H | BPF_IND, at)
#define LOAD_EXTRA(what)       LOAD (BPF_W, (__u32) (SKF_AD_OFF + (what)))
#define IF_IS(value, n_bytes)  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), RETURN (n_bytes)
#define UNLESS_IS(value)       BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0), RETURN (0)
#define IF_ANY_OF(bits)        BPF_JUMP (BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), RETURN (0)

typedef struct {
  struct sock_filter code[MAX_INSTRUCTIONS];
  unsigned short n;
} Program;

static void
add (Program *program, const struct sock_filter *code, gsize n) {
  g_assert (program->n + n <= MAX_INSTRUCTIONS);
  memcpy (program->code + program->n, code, n * sizeof *code);
  program->n += (unsigned short) n;
}

/* What says who asks for what. Leaves the length of the IP header behind for what follows. */
static void
add_questions (Program *program) {
  const struct sock_filter code[] = {
    LOAD_EXTRA (SKF_AD_VLAN_TAG_PRESENT),
    UNLESS_IS (0),
    LOAD_EXTRA (SKF_AD_PROTOCOL),
    IF_IS (ETH_P_ARP, WHOLE),
    UNLESS_IS (ETH_P_IP),
    LOAD (BPF_B, AT_VERSION),
    BPF_STMT (BPF_ALU | BPF_AND | BPF_K, 0xf0),
    UNLESS_IS (0x40),
    LOAD (BPF_B, AT_PROTOCOL),
    UNLESS_IS (IPPROTO_UDP),
    LOAD (BPF_H, AT_FRAGMENT),
    IF_ANY_OF (0x3fff),
    BPF_STMT (BPF_LDX | BPF_B | BPF_MSH, AT_VERSION),
    LOAD_BEHIND_IP (AT_SOURCE_PORT),
    IF_IS (67, WHOLE),
    IF_IS (68, WHOLE),
    LOAD_BEHIND_IP (AT_DESTINATION_PORT),
    IF_IS (67, WHOLE),
    IF_IS (68, WHOLE),
    IF_IS (69, WHOLE),
  };

  add (program, code, G_N_ELEMENTS (code));
}

/* The first answer of each transfer. */
static void
add_answers (Program *program, guint32 own_address) {
  const struct sock_filter code[] = {
    LOAD (BPF_W, AT_SOURCE),
    UNLESS_IS (own_address),
    LOAD_BEHIND_IP (AT_OPCODE),
    IF_IS (TFTP_OACK, HEAD),
    IF_IS (TFTP_ERROR, HEAD),
    UNLESS_IS (TFTP_DATA),
    LOAD_BEHIND_IP (AT_BLOCK),
    IF_IS (1, NUMBER),
    RETURN (0),
  };

  add (program, code, G_N_ELEMENTS (code));
}

static void
add_transfers (Program *program, guint32 own_address) {
  const struct sock_filter ours[] = {
    LOAD_BEHIND_IP (AT_OPCODE),
    IF_IS (TFTP_DATA, NUMBER),
    IF_IS (TFTP_OACK, HEAD),
    IF_IS (TFTP_ERROR, HEAD),
    RETURN (0),
  };
  const struct sock_filter theirs[] = {
    LOAD (BPF_W, AT_DESTINATION),
    UNLESS_IS (own_address),
    LOAD_BEHIND_IP (AT_OPCODE),
    IF_IS (TFTP_ACK, NUMBER),
    IF_IS (TFTP_ERROR, HEAD),
    RETURN (0),
  };
  const struct sock_filter who[] = {
    LOAD (BPF_W, AT_SOURCE),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, own_address, 0, G_N_ELEMENTS (ours)),
  };

  add (program, who, G_N_ELEMENTS (who));
  add (program, ours, G_N_ELEMENTS (ours));
  add (program, theirs, G_N_ELEMENTS (theirs));
}

static gboolean
set_filter (int fd, guint32 own_address, gboolean whole_transfers) {
  Program program = { .n = 0 };
  struct sock_fprog filter = { .filter = program.code };
  const int on = 1;

  add_questions (&program);
  if (whole_transfers)
    add_transfers (&program, own_address);
  else
    add_answers (&program, own_address);
  filter.len = program.n;
  return setsockopt (fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0
         && setsockopt (fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) == 0;
}

static gboolean
make_ring (int fd) {
  const int version = TPACKET_V3;
  const struct tpacket_req3 ring = {
    .tp_block_size = CB_PACKET_TAP_BLOCK_BYTES,
    .tp_block_nr = CB_PACKET_TAP_BLOCKS,
    .tp_frame_size = RING_FRAME_BYTES,
    .tp_frame_nr = CB_PACKET_TAP_BLOCK_BYTES / RING_FRAME_BYTES * CB_PACKET_TAP_BLOCKS,
    .tp_retire_blk_tov = RING_RETIRE_MS,
  };

  return setsockopt (fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) == 0
         && setsockopt (fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring) == 0;
}

/* What the kernel refuses leaves it as short as usual, which is no fault. */
static gboolean
make_queue (int fd) {
  const int n_bytes = CB_PACKET_TAP_QUEUE_BYTES;

  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &n_bytes, sizeof n_bytes) < 0)
    g_debug ("the queue of the packet socket: %s", g_strerror (errno));
  return TRUE;
}

/* Sets, locks and binds, in this order. */
static gboolean
narrow (int fd, int ifindex, guint32 own_address, gboolean whole_transfers) {
  const struct sockaddr_ll link = {
    .sll_family = AF_PACKET,
    .sll_protocol = htons (ETH_P_ALL),
    .sll_ifindex = ifindex,
  };
  const int on = 1;

  return set_filter (fd, own_address, whole_transfers)
         && setsockopt (fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) == 0
         && (whole_transfers ? make_ring (fd) : make_queue (fd))
         && bind (fd, (const struct sockaddr *) &link, sizeof link) == 0;
}

int
cb_packet_tap_open (int ifindex, guint32 own_address, gboolean whole_transfers, GError **error) {
  /* Protocol 0: it hears nothing until it is bound. */
  int fd = socket (AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0), saved;

  if (fd >= 0 && narrow (fd, ifindex, own_address, whole_transfers))
    return fd;
  saved = errno;
  if (fd >= 0)
    close (fd);
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not listen on the cable: %s"), g_strerror (saved));
  return -1;
}
