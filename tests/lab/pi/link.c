/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * link: ioctl for MAC and flags, netlink for the address (an ioctl would replace an address that
 * somebody else put there).
 */
#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CARRIER_POLL_MS 5

typedef struct {
  struct nlmsghdr header;
  struct ifaddrmsg message;
  uint8_t attributes[64];
} AddressRequest;


static void
append_address (AddressRequest *request, unsigned short type, uint32_t address) {
  struct rtattr *attribute =
      (struct rtattr *)(void *) ((uint8_t *) request + NLMSG_ALIGN (request->header.nlmsg_len));
  uint32_t wire = htonl (address);

  attribute->rta_type = type;
  attribute->rta_len = RTA_LENGTH (sizeof wire);
  memcpy (RTA_DATA (attribute), &wire, sizeof wire);
  request->header.nlmsg_len = NLMSG_ALIGN (request->header.nlmsg_len) + RTA_LENGTH (sizeof wire);
}


/* Returns 0 or a negative errno. */
static int
exchange (AddressRequest *request) {
  uint8_t reply[1024] __attribute__ ((aligned (8)));
  const struct nlmsghdr *header = (const void *)reply;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  ssize_t n;

  if (fd < 0) {
    return -errno;
  }
  n = send (fd, request, request->header.nlmsg_len, 0);
  if (n >= 0) {
    n = recv (fd, reply, sizeof reply, 0);
  }
  if (n < 0) {
    n = -errno;
  }
  close (fd);
  if (n < 0) {
    return (int) n;
  }
  if ((size_t) n < NLMSG_LENGTH (sizeof (struct nlmsgerr)) || header->nlmsg_type != NLMSG_ERROR) {
    return -EPROTO;
  }
  return ((const struct nlmsgerr *)NLMSG_DATA (header))->error;
}


static int
change_address (SimLink *link, unsigned short type, unsigned short flags) {
  AddressRequest request = { 0 };

  request.header.nlmsg_len = NLMSG_LENGTH (sizeof request.message);
  request.header.nlmsg_type = type;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
  request.message.ifa_family = AF_INET;
  request.message.ifa_prefixlen = (uint8_t) link->prefix_length;
  request.message.ifa_index = (unsigned) link->index;
  append_address (&request, IFA_LOCAL, link->address);
  append_address (&request, IFA_ADDRESS, link->address);
  return exchange (&request);
}


static struct ifreq
request_for (const SimLink *link) {
  struct ifreq request = { 0 };

  strcpy (request.ifr_name, link->name);
  return request;
}


static int
set_mac (SimLink *link, const uint8_t mac[6]) {
  struct ifreq request = request_for (link);

  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  memcpy (request.ifr_hwaddr.sa_data, mac, 6);
  return ioctl (link->fd, SIOCSIFHWADDR, &request);
}


SimExit
sim_link_open (SimLink *link, const char *name, const uint8_t mac[6]) {
  struct ifreq request;

  *link = (SimLink){ .fd = -1 };
  if (strlen (name) >= sizeof link->name) {
    sim_complain ("%s: the interface's name is too long", name);
    return SIM_ERROR;
  }
  strcpy (link->name, name);
  link->index = (int) if_nametoindex (name);
  link->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  request = request_for (link);
  if (link->index == 0 || link->fd < 0 || ioctl (link->fd, SIOCGIFHWADDR, &request) < 0) {
    sim_complain ("%s: %s", name, strerror (errno));
    return SIM_ERROR;
  }
  memcpy (link->old_mac, request.ifr_hwaddr.sa_data, 6);
  if (memcmp (mac, link->old_mac, 6) != 0 && set_mac (link, mac) < 0) {
    sim_complain ("%s: can't set the MAC address: %s", name, strerror (errno));
    return SIM_ERROR;
  }
  return SIM_OK;
}


SimExit
sim_link_wait (SimLink *link, int timeout_ms) {
  uint64_t start = sim_now ();

  while (!sim_stopped) {
    struct ifreq request = request_for (link);

    if (ioctl (link->fd, SIOCGIFFLAGS, &request) < 0) {
      sim_complain ("%s: %s", link->name, strerror (errno));
      return SIM_ERROR;
    }
    if ((request.ifr_flags & IFF_UP) && (request.ifr_flags & IFF_RUNNING)) {
      sim_event ("link up after %u ms", sim_ms_since (start));
      return SIM_OK;
    }
    if (sim_ms_since (start) >= (unsigned) timeout_ms) {
      sim_event ("no link");
      sim_complain ("%s has no carrier: plug the cable in (set both ends up)", link->name);
      return SIM_NO_OFFER;
    }
    poll (NULL, 0, CARRIER_POLL_MS);
  }
  return SIM_ERROR;
}


SimExit
sim_link_add_address (SimLink *link, uint32_t address, unsigned prefix_length) {
  int r;

  link->address = address;
  link->prefix_length = prefix_length;
  r = change_address (link, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  if (r < 0) {
    link->address = 0;
    sim_complain ("%s: can't set the leased address: %s", link->name, strerror (-r));
    return SIM_ERROR;
  }
  return SIM_OK;
}


/* Reads a setting of one digit, and writes @digit over it. The old digit, or 0 with errno. */
static char
swap_setting (const SimLink *link, const char *setting, char digit) {
  char path[96], old = 0;
  int fd;

  snprintf (path, sizeof path, "/proc/sys/net/ipv4/conf/%s/%s", link->name, setting);
  fd = open (path, O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    return 0;
  }
  if (read (fd, &old, 1) != 1 || pwrite (fd, &digit, 1, 0) != 1) {
    old = 0;
  }
  close (fd);
  return old;
}


SimExit
sim_link_ignore_arp (SimLink *link) {
  link->old_arp_ignore = swap_setting (link, "arp_ignore", '8'); /* ip-sysctl: no reply at all */
  if (link->old_arp_ignore == 0) {
    sim_complain ("%s: can't set arp_ignore: %s", link->name, strerror (errno));
    return SIM_ERROR;
  }
  return SIM_OK;
}


void
sim_link_remove_address (SimLink *link) {
  if (link->address != 0) {
    change_address (link, RTM_DELADDR, 0);
    link->address = 0;
  }
  if (link->old_arp_ignore != 0) {
    swap_setting (link, "arp_ignore", link->old_arp_ignore);
    link->old_arp_ignore = 0;
  }
}


void
sim_link_close (SimLink *link) {
  sim_link_remove_address (link);
  if (link->fd >= 0) {
    set_mac (link, link->old_mac);
    close (link->fd);
  }
}
