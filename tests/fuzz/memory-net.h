/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The network of a server in memory: the linker puts these functions in place of the system's calls
 * (memory-net.wraps), so the code under test is the one that runs, and neither a socket nor a privilege is
 * needed. A send takes what there is room for, and every datagram of it goes to the fuzzer at once.
 *
 * Memory is watched as well: once it serves, the server asks for none.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

/* Numbers that are no descriptors. Sockets that the server opens are MEMORY_NET_PORTS and those behind it. */
enum { MEMORY_NET_V4 = 9000, MEMORY_NET_V6, MEMORY_NET_DHCP, MEMORY_NET_PACKET, MEMORY_NET_PORTS };

#define MEMORY_NET_BYTES 1500

typedef struct {
  /* from_fd: the socket that it leaves. to: NULL for a frame. */
  void (*sent) (int from_fd, const CbSocketAddress *to, const uint8_t *bytes, size_t n_bytes);
  unsigned room;  /* datagrams that the sockets still take */
  bool cuts;      /* the kernel knows UDP_SEGMENT */
  int lost_error; /* each datagram is told of, and then refused with this errno; 0 for none */
  bool is_serving; /* asking for memory ends the process */
} MemoryNet;

/* Set it as is wanted. */
extern MemoryNet memory_net;

/* Nothing is under way, the next socket is the first, and all of the above is cleared. */
void memory_net_begin (void);

/* A datagram for fd, up to MEMORY_NET_BYTES of it; when very many are under way, it's lost. to_all: it was
 * sent to everybody. */
void memory_net_put (int fd, const CbSocketAddress *from, bool to_all, const void *bytes, size_t n_bytes);

/* How many are under way to fd. */
unsigned memory_net_n_waiting (int fd);
