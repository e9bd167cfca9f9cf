/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "memory-net.h"

#include <errno.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define MAX_WAITING 256
#define TAKEN       (-1)

/* The sanitizer would mark each byte of these at every run, which takes longer than all the rest: they get
 * pages of their own instead, with one behind them that nobody may touch. */
#define BIG_BYTES 100000
#define N_BIG     8

/* 10.42.0.1, and fe80::1. */
static const uint8_t own_v4[] = { 10, 42, 0, 1 };
static const uint8_t own_v6[] = { 0xfe, 0x80, [15] = 1 };

typedef struct {
  int fd;
  CbSocketAddress from;
  bool to_all;
  size_t n_bytes;
  uint8_t bytes[MEMORY_NET_BYTES];
} Datagram;

static struct {
  uint8_t *memory;
  uint8_t *pages;
  size_t n_pages_bytes;
} big[N_BIG];

static struct {
  unsigned n_ports;
  unsigned n_put; /* places in use, some of them TAKEN */
  unsigned n_waiting;
  Datagram waiting[MAX_WAITING];
} net;

MemoryNet memory_net;

/* What the linker calls these. */
int __wrap_socket (int family, int type, int protocol);
int __wrap_bind (int fd, const struct sockaddr *address, socklen_t n_address);
int __wrap_getsockname (int fd, struct sockaddr *address, socklen_t *n_address);
int __wrap_getsockopt (int fd, int level, int name, void *value, socklen_t *n_value);
int __wrap_setsockopt (int fd, int level, int name, const void *value, socklen_t n_value);
ssize_t __wrap_getrandom (void *bytes, size_t n_bytes, unsigned flags);
ssize_t __wrap_recv (int fd, void *bytes, size_t n_room, int flags);
int __wrap_recvmmsg (int fd, struct mmsghdr *messages, unsigned n, int flags, struct timespec *timeout);
ssize_t __wrap_sendto (int fd, const void *bytes, size_t n_bytes, int flags, const struct sockaddr *to,
                       socklen_t n_to);
ssize_t __wrap_sendmsg (int fd, const struct msghdr *message, int flags);
int __wrap_sendmmsg (int fd, struct mmsghdr *messages, unsigned n, int flags);
void *__wrap_malloc (size_t n_bytes);
void *__wrap_calloc (size_t n, size_t n_bytes);
void *__wrap_realloc (void *memory, size_t n_bytes);
void __wrap_free (void *memory);
void *__real_malloc (size_t n_bytes);
void *__real_calloc (size_t n, size_t n_bytes);
void *__real_realloc (void *memory, size_t n_bytes);
void __real_free (void *memory);

void
memory_net_begin (void) {
  net.n_ports = net.n_put = net.n_waiting = 0;
  memory_net = (MemoryNet){ 0 };
}

void
memory_net_put (int fd, const CbSocketAddress *from, bool to_all, const void *bytes, size_t n_bytes) {
  Datagram *datagram = &net.waiting[net.n_put];

  if (net.n_put == MAX_WAITING)
    return;
  net.n_put++;
  net.n_waiting++;
  datagram->fd = fd;
  datagram->from = *from;
  datagram->to_all = to_all;
  datagram->n_bytes = n_bytes < MEMORY_NET_BYTES ? n_bytes : MEMORY_NET_BYTES;
  if (datagram->n_bytes > 0)
    memcpy (datagram->bytes, bytes, datagram->n_bytes);
}

unsigned
memory_net_n_waiting (int fd) {
  unsigned n = 0;

  for (unsigned i = 0; i < net.n_put; i++)
    n += net.waiting[i].fd == fd;
  return n;
}

/* The first one for fd, out of the row; valid until the next put. NULL when there is none. */
static const Datagram *
take (int fd) {
  unsigned i = 0;

  while (i < net.n_put && net.waiting[i].fd != fd)
    i++;
  if (i == net.n_put)
    return NULL;
  net.waiting[i].fd = TAKEN;
  if (--net.n_waiting == 0)
    net.n_put = 0;
  return &net.waiting[i];
}

int
__wrap_socket (int family, int type, int protocol) {
  return MEMORY_NET_PORTS + (int) net.n_ports++;
}

int
__wrap_bind (int fd, const struct sockaddr *address, socklen_t n_address) {
  return 0;
}

int
__wrap_getsockname (int fd, struct sockaddr *address, socklen_t *n_address) {
  CbSocketAddress any = { 0 };

  any.any.sa_family = fd == MEMORY_NET_V6 ? AF_INET6 : AF_INET;
  memcpy (address, &any, *n_address < sizeof any ? *n_address : sizeof any);
  return 0;
}

int
__wrap_getsockopt (int fd, int level, int name, void *value, socklen_t *n_value) {
  memset (value, 0, *n_value);
  return 0;
}

int
__wrap_setsockopt (int fd, int level, int name, const void *value, socklen_t n_value) {
  return 0;
}

/* The same each time. */
ssize_t
__wrap_getrandom (void *bytes, size_t n_bytes, unsigned flags) {
  memset (bytes, 7, n_bytes);
  return (ssize_t) n_bytes;
}

ssize_t
__wrap_recv (int fd, void *bytes, size_t n_room, int flags) {
  const Datagram *datagram = take (fd);
  size_t n;

  if (datagram == NULL) {
    errno = EAGAIN;
    return -1;
  }
  n = datagram->n_bytes < n_room ? datagram->n_bytes : n_room;
  memcpy (bytes, datagram->bytes, n);
  return (ssize_t) n;
}

/* Which address of ours it was sent to. */
static void
write_own (const Datagram *datagram, struct msghdr *header) {
  struct cmsghdr *part = header->msg_control;
  struct in_pktinfo v4 = { 0 };
  struct in6_pktinfo v6 = { 0 };
  bool is_v6 = datagram->from.any.sa_family == AF_INET6;

  memcpy (&v4.ipi_spec_dst, own_v4, sizeof own_v4);
  memcpy (&v4.ipi_addr, datagram->to_all ? (const uint8_t[]){ 255, 255, 255, 255 } : own_v4, sizeof own_v4);
  memcpy (&v6.ipi6_addr, own_v6, sizeof own_v6);
  if (datagram->to_all)
    v6.ipi6_addr.s6_addr[0] = 0xff;
  part->cmsg_level = is_v6 ? IPPROTO_IPV6 : IPPROTO_IP;
  part->cmsg_type = is_v6 ? IPV6_PKTINFO : IP_PKTINFO;
  part->cmsg_len = CMSG_LEN (is_v6 ? sizeof v6 : sizeof v4);
  memcpy (CMSG_DATA (part), is_v6 ? (const void *) &v6 : &v4, is_v6 ? sizeof v6 : sizeof v4);
  header->msg_controllen = CMSG_SPACE (is_v6 ? sizeof v6 : sizeof v4);
}

static void
receive (const Datagram *datagram, struct mmsghdr *message) {
  struct msghdr *header = &message->msg_hdr;
  size_t n_room = header->msg_iov->iov_len;
  bool is_v6 = datagram->from.any.sa_family == AF_INET6;

  message->msg_len = (unsigned) (datagram->n_bytes < n_room ? datagram->n_bytes : n_room);
  memcpy (header->msg_iov->iov_base, datagram->bytes, message->msg_len);
  header->msg_namelen = is_v6 ? sizeof datagram->from.v6 : sizeof datagram->from.v4;
  memcpy (header->msg_name, &datagram->from, header->msg_namelen);
  write_own (datagram, header);
}

int
__wrap_recvmmsg (int fd, struct mmsghdr *messages, unsigned n, int flags, struct timespec *timeout) {
  const Datagram *datagram;
  unsigned i = 0;

  while (i < n && (datagram = take (fd)) != NULL)
    receive (datagram, &messages[i++]);
  if (i > 0)
    return (int) i;
  errno = EAGAIN;
  return -1;
}

/* What stands beside a datagram: the length to which it is cut, 0 for none. Our own address, if it is there, is
 * the one that was written to. */
static size_t
read_segment (const struct msghdr *message) {
  const uint8_t *own = own_v4;
  struct msghdr copy = *message;
  uint16_t n_segment = 0;

  for (struct cmsghdr *part = CMSG_FIRSTHDR (&copy); part != NULL; part = CMSG_NXTHDR (&copy, part)) {
    if (part->cmsg_level == IPPROTO_UDP && part->cmsg_type == UDP_SEGMENT)
      memcpy (&n_segment, CMSG_DATA (part), sizeof n_segment);
    else if (part->cmsg_level == IPPROTO_IP)
      own = CMSG_DATA (part) + offsetof (struct in_pktinfo, ipi_spec_dst);
    else
      fuzz_assert (memcmp (CMSG_DATA (part), own_v6, sizeof own_v6) == 0);
    fuzz_assert (memcmp (own, own_v4, sizeof own_v4) == 0);
  }
  return n_segment;
}

static int
refuse (int error) {
  errno = error;
  return -1;
}

static void
tell (int fd, const struct msghdr *message, size_t n_each) {
  const uint8_t *bytes = message->msg_iov->iov_base;
  size_t n_bytes = message->msg_iov->iov_len;

  for (size_t at = 0; at < n_bytes; at += n_each)
    memory_net.sent (fd, message->msg_name, bytes + at, n_bytes - at < n_each ? n_bytes - at : n_each);
}

/* The whole message or nothing, as the kernel does it. */
static int
send_one (int fd, const struct msghdr *message) {
  size_t n_bytes = message->msg_iov->iov_len, n_segment = read_segment (message);
  size_t n_each = n_segment > 0 ? n_segment : n_bytes, n = n_segment > 0 ? (n_bytes + n_each - 1) / n_each : 1;

  fuzz_assert (message->msg_iovlen == 1 && n_bytes <= 65507 && n <= 64);
  if (n_segment > 0 && !memory_net.cuts)
    return refuse (EINVAL);
  if (n > memory_net.room)
    return refuse (EAGAIN);
  memory_net.room -= (unsigned) n;
  tell (fd, message, n_each);
  return memory_net.lost_error != 0 ? refuse (memory_net.lost_error) : 0;
}

ssize_t
__wrap_sendmsg (int fd, const struct msghdr *message, int flags) {
  return send_one (fd, message) < 0 ? -1 : (ssize_t) message->msg_iov->iov_len;
}

int
__wrap_sendmmsg (int fd, struct mmsghdr *messages, unsigned n, int flags) {
  unsigned i = 0;

  while (i < n && send_one (fd, &messages[i].msg_hdr) == 0)
    i++;
  return i > 0 ? (int) i : -1;
}

ssize_t
__wrap_sendto (int fd, const void *bytes, size_t n_bytes, int flags, const struct sockaddr *to,
               socklen_t n_to) {
  fuzz_assert (fd == MEMORY_NET_PACKET && to == NULL);
  memory_net.sent (fd, NULL, bytes, n_bytes);
  return (ssize_t) n_bytes;
}

void *
__wrap_malloc (size_t n_bytes) {
  fuzz_assert (!memory_net.is_serving);
  return __real_malloc (n_bytes);
}

static void *
allocate_big (size_t n_bytes) {
  size_t n_page = (size_t) sysconf (_SC_PAGESIZE), n_whole = (n_bytes + n_page - 1) / n_page * n_page;
  size_t i = 0;

  while (big[i].memory != NULL)
    fuzz_assert (++i < N_BIG);
  big[i].n_pages_bytes = n_whole + n_page;
  big[i].pages = mmap (NULL, n_whole + n_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  fuzz_assert (big[i].pages != MAP_FAILED && mprotect (big[i].pages + n_whole, n_page, PROT_NONE) == 0);
  big[i].memory = big[i].pages + (n_whole - n_bytes) / 16 * 16;
  return big[i].memory;
}

void *
__wrap_calloc (size_t n, size_t n_bytes) {
  fuzz_assert (!memory_net.is_serving);
  return n * n_bytes >= BIG_BYTES ? allocate_big (n * n_bytes) : __real_calloc (n, n_bytes);
}

void
__wrap_free (void *memory) {
  for (size_t i = 0; memory != NULL && i < N_BIG; i++) {
    if (big[i].memory != memory)
      continue;
    munmap (big[i].pages, big[i].n_pages_bytes);
    big[i].memory = NULL;
    return;
  }
  __real_free (memory);
}

void *
__wrap_realloc (void *memory, size_t n_bytes) {
  fuzz_assert (!memory_net.is_serving);
  return __real_realloc (memory, n_bytes);
}
