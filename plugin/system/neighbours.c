/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "neighbours.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

#define MAC_BYTES 6

typedef struct {
  struct nlmsghdr header;
  struct ndmsg entry;
  struct rtattr address;
  guint32 address_value;
  struct rtattr mac;
  guint8 mac_value[RTA_ALIGN (MAC_BYTES)];
} Request;

/* The MAC left out. */
static Request
make_request (guint16 type, int ifindex, guint32 address) {
  return (Request){
    .header = { .nlmsg_len = offsetof (Request, mac),
                .nlmsg_type = type,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
    .entry = { .ndm_family = AF_INET, .ndm_ifindex = ifindex, .ndm_state = NUD_PERMANENT },
    .address = { .rta_len = RTA_LENGTH (sizeof address), .rta_type = NDA_DST },
    .address_value = GUINT32_TO_BE (address),
  };
}

/* The kernel answers within the call. An errno, or 0. */
static int
ask (const Request *request) {
  struct {
    struct nlmsghdr header;
    struct nlmsgerr error;
    char rest[sizeof (Request)];
  } answer;
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), outcome;
  gssize n = -1;

  if (fd >= 0 && send (fd, request, request->header.nlmsg_len, 0) >= 0)
    n = recv (fd, &answer, sizeof answer, 0);
  outcome = n < 0 ? errno : 0;
  if (fd >= 0)
    close (fd);
  if (outcome != 0)
    return outcome;
  if (n < (gssize) NLMSG_LENGTH (sizeof answer.error) || answer.header.nlmsg_type != NLMSG_ERROR)
    return EBADMSG;
  return -answer.error.error;
}

gboolean
cb_neighbour_keep (int ifindex, guint32 address, const guint8 *mac, GError **error) {
  Request request = make_request (RTM_NEWNEIGH, ifindex, address);
  int outcome;

  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_flags |= NLM_F_CREATE | NLM_F_REPLACE;
  request.mac = (struct rtattr){ .rta_len = RTA_LENGTH (MAC_BYTES), .rta_type = NDA_LLADDR };
  memcpy (request.mac_value, mac, MAC_BYTES);
  outcome = ask (&request);
  if (outcome == 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not keep a board's hardware address: %s"),
               g_strerror (outcome));
  return FALSE;
}

void
cb_neighbour_forget (int ifindex, guint32 address) {
  const Request request = make_request (RTM_DELNEIGH, ifindex, address);

  ask (&request);
}
