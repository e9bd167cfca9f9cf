/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * raw: DHCP datagrams on an interface that has no address yet, over a packet socket.
 * Checks Ethernet, IPv4 and UDP headers of what comes in. The UDP checksum is not checked: on a
 * veth pair the kernel leaves it to hardware that isn't there. Needs CAP_NET_RAW.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  int fd;
  int index;
  uint8_t mac[6];
  uint8_t frame[2048];
} SimRaw;

typedef struct {
  const uint8_t *payload; /* inside the SimRaw, until the next call */
  size_t length;
  uint32_t source; /* host order */
} SimDatagram;

/* 0 or a negative errno. */
int sim_raw_open (SimRaw *raw, int interface_index, const uint8_t mac[6]);

/* Broadcasts @payload from 0.0.0.0 port 68 to port 67, with UDP checksum 0 if not @checksum. 0 or a
 * negative errno. */
int sim_raw_send (SimRaw *raw, const uint8_t *payload, size_t length, bool checksum);

/* The next datagram for port 68 that is for us or for all. 0, -ETIMEDOUT when @deadline (ns, see
 * sim_now) has passed, -EINTR when told to stop, or another negative errno. */
int sim_raw_receive (SimRaw *raw, uint64_t deadline, SimDatagram *datagram);

/* Waits for any frame that is for us or for all, of whatever protocol. Returns as sim_raw_receive(). */
int sim_raw_await_frame (SimRaw *raw, uint64_t deadline);

void sim_raw_close (SimRaw *raw);
