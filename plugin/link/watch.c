/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "exit-code.h"
#include "mac-address.h"
#include "reporter.h"
#include "sandbox.h"
#include "wire/boot-event.h"
#include "wire/cable-watch.h"

#define EVENT_FD  STDOUT_FILENO
#define PACKET_FD 3

/* Packets that are heard before the time is looked at again. */
#define MAX_ROUND 64

/* A frame of an ordinary cable; of a longer one the beginning is enough. */
#define N_FRAME_BYTES 2048

static bool
report (const CbBootEvent *event) {
  int fd = EVENT_FD;

  return cb_reporter_write (event, &fd);
}

/* Has the kernel put off the checksum? Nothing else is read of what comes beside the packet. */
static bool
checksum_is_open (struct msghdr *message) {
  struct tpacket_auxdata extra;

  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL; part = CMSG_NXTHDR (message, part))
    if (part->cmsg_level == SOL_PACKET && part->cmsg_type == PACKET_AUXDATA
        && part->cmsg_len >= CMSG_LEN (sizeof extra)) {
      memcpy (&extra, CMSG_DATA (part), sizeof extra);
      return (extra.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
    }
  return false;
}

/* Receives one packet without waiting. 0 and *ret_frame, which borrows from buffer; -EAGAIN when there is none;
 * another negative errno; a positive value for a packet that is no whole UDP datagram. */
static int
receive (uint8_t *buffer, CbCableFrame *ret_frame) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (struct tpacket_auxdata))];
  } extra;
  struct sockaddr_ll sender = { 0 };
  struct iovec part = { buffer, N_FRAME_BYTES };
  struct msghdr message = {
    .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &part, .msg_iovlen = 1,
    .msg_control = &extra, .msg_controllen = sizeof extra,
  };
  ssize_t n_bytes = recvmsg (PACKET_FD, &message, MSG_DONTWAIT);
  CbCableFrame frame = { .is_ours = sender.sll_pkttype == PACKET_OUTGOING };
  unsigned flags = CB_DATAGRAM_MAY_BE_CUT;

  if (n_bytes < 0)
    return -errno;
  if (sender.sll_halen != sizeof frame.mac)
    return 1;
  memcpy (frame.mac, sender.sll_addr, sizeof frame.mac);
  if (checksum_is_open (&message))
    flags |= CB_DATAGRAM_TRUST_CHECKSUM;
  if (cb_datagram_parse (buffer, (size_t) n_bytes, flags, &frame.datagram) != 0)
    return 1;
  *ret_frame = frame;
  return 0;
}

/* What the socket has, up to MAX_ROUND. CB_LINK_EXIT_OK to go on, as when the link was taken down (it may
 * come up again); else the exit code, and *ret_end is set. */
static int
hear (CbCableWatch *watch, bool *ret_end) {
  uint8_t buffer[N_FRAME_BYTES];

  for (unsigned i = 0; i < MAX_ROUND; i++) {
    CbCableFrame frame;
    CbBootEvent event;
    int status = receive (buffer, &frame);

    if (status == -EAGAIN || status == -ENETDOWN)
      return CB_LINK_EXIT_OK;
    *ret_end = status < 0 && status != -EINTR;
    if (*ret_end)
      return CB_LINK_EXIT_FAILED;
    if (status != 0 || cb_cable_watch_hear (watch, &frame, cb_clock_ns (), &event) != 0)
      continue;
    *ret_end = !report (&event);
    if (*ret_end)
      return CB_LINK_EXIT_OK;
  }
  return CB_LINK_EXIT_OK;
}

/* Until something is to be done. False when nobody reads any more. */
static bool
wait_until (uint64_t ns_deadline) {
  struct pollfd waiting[] = { { .fd = PACKET_FD, .events = POLLIN }, { .fd = EVENT_FD } };
  uint64_t ns = cb_clock_ns ();
  int ms = -1;

  if (ns_deadline != CB_CABLE_WATCH_NEVER)
    ms = ns_deadline > ns ? (int) ((ns_deadline - ns) / 1000000) + 1 : 0;
  return poll (waiting, 2, ms) < 0 || (waiting[1].revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

static int
watch_cable (CbCableWatch *watch) {
  CbBootEvent event = { .kind = CB_BOOT_READY };
  bool end = !report (&event);
  int code = CB_LINK_EXIT_OK;

  while (!end) {
    while (!end && cb_cable_watch_due (watch, cb_clock_ns (), &event) == 0)
      end = !report (&event);
    if (!end)
      end = !wait_until (cb_cable_watch_deadline (watch));
    if (!end)
      code = hear (watch, &end);
  }
  return code;
}

/* The words behind the address. */
static bool
read_words (char **words, CbDhcpMacPrefix *prefixes, CbCableWatchSettings *settings) {
  if (words[0] == NULL || (strcmp (words[0], "guard") != 0 && strcmp (words[0], "look") != 0))
    return false;
  settings->probes = strcmp (words[0], "guard") == 0;
  settings->prefixes = prefixes;
  for (words++; *words != NULL; words++)
    if (settings->n_prefixes == CB_MAX_MAC_PREFIXES
        || !cb_mac_address_read_prefix (*words, &prefixes[settings->n_prefixes++]))
      return false;
  return true;
}

int
cb_watch_run (char **arguments) {
  CbDhcpMacPrefix prefixes[CB_MAX_MAC_PREFIXES];
  CbCableWatchSettings settings = { 0 };
  CbCableWatch watch;
  unsigned long address;
  char *end = NULL;

  errno = 0;
  address = strtoul (arguments[0], &end, 10);
  if (errno != 0 || end == arguments[0] || *end != '\0' || address > UINT32_MAX
      || !read_words (arguments + 1, prefixes, &settings))
    return CB_LINK_EXIT_USAGE;
  settings.own_address = (uint32_t) address;
  signal (SIGPIPE, SIG_IGN);
  if (close_range (PACKET_FD + 1, ~0U, 0) < 0 || cb_sandbox_enter (CB_SANDBOX_WATCH, NULL, 0) < 0)
    return CB_LINK_EXIT_FAILED;
  cb_cable_watch_init (&watch, &settings, cb_clock_ns ());
  /* Exit handlers weren't made for this room. */
  _exit (watch_cable (&watch));
}
