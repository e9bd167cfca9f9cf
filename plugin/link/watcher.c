/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watcher.h"

#include <limits.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "address-book.h"
#include "boot-view.h"
#include "boot/story.h"
#include "clock.h"
#include "exit-code.h"
#include "held-sights.h"
#include "kernel-look.h"
#include "reporter.h"
#include "wire/arp.h"
#include "wire/cable-watch.h"
#include "wire/dhcp-sight.h"
#include "wire/transfer-watch.h"

/* Packets that are heard before anything else is looked at. */
#define MAX_ROUND 1024

/* Kernels that wait for their look. */
#define MAX_LOOKS 8

#define TFTP_PORT 69

typedef struct {
  CbWatcherStart *start;
  CbReporter reporter;
  CbCableWatch cable;
  CbTransferWatch *transfers; /* NULL where they are told */
  CbStory *story;
  CbKernelLook *look;
  GQueue kernels; /* of names, that are to be looked at */
  CbAddressBook book;
  CbHeldSights held; /* where transfers are told */
  uint64_t ns;   /* the moment that the events have come to: it never goes back */
  bool has_failed;
} Watcher;

static bool
is_over (const Watcher *self) {
  return self->has_failed || self->reporter.is_unheard;
}

/* The moment of what happened at ns, which the kernel may tell late. */
static uint64_t
move_to (Watcher *self, uint64_t ns) {
  self->ns = ns > self->ns ? ns : self->ns;
  return self->ns;
}

static void
tell (const CbBootEvent *event, gpointer data) {
  Watcher *self = data;

  cb_reporter_tell (&self->reporter, event);
}

static bool
is_not_loading (const uint8_t *mac, void *data) {
  const Watcher *self = data;

  return !cb_story_is_loading (self->story, mac);
}

/* A new request of a client comes behind whatever is held of it. */
static bool
is_client (const uint8_t *mac, void *data) {
  return data != NULL && memcmp (mac, data, CB_DHCP_MAC_BYTES) == 0;
}

static void
release (Watcher *self, bool (*is_free) (const uint8_t *mac, void *data), void *data) {
  CbDhcpSight sight;

  while (cb_held_sights_take (&self->held, is_free, data, self->ns, &sight))
    cb_story_dhcp (self->story, &sight, self->ns);
}

static void
hear_sight (Watcher *self, const CbDhcpSight *sight) {
  bool is_behind
      = cb_held_sights_has (&self->held, sight->mac) || cb_story_is_loading (self->story, sight->mac);

  if (self->transfers != NULL || !is_behind || !cb_held_sights_add (&self->held, sight, self->ns))
    cb_story_dhcp (self->story, sight, self->ns);
}

static bool
is_request (const CbBootEvent *event) {
  return event->kind == CB_BOOT_ASKED || event->kind == CB_BOOT_MISSING || event->kind == CB_BOOT_REFUSED;
}

static void
hear_transfer (const CbBootEvent *event, void *data) {
  Watcher *self = data;
  const uint8_t *mac;

  if (!cb_boot_event_is_transfer (event))
    return;
  mac = cb_address_book_find (&self->book, event->transfer.address);
  if (is_request (event))
    release (self, is_client, (void *) mac);
  cb_story_transfer (self->story, event, mac, self->ns);
  release (self, is_not_loading, self);
}

static void
hear_transfers (Watcher *self, const CbCableFrame *frame) {
  CbBootEvent events[CB_TRANSFER_WATCH_MAX_EVENTS];
  size_t n_events = cb_transfer_watch_hear (self->transfers, frame, self->ns, events);

  for (size_t i = 0; i < n_events; i++)
    hear_transfer (&events[i], self);
}

static void
hear_frame (Watcher *self, const CbCableFrame *frame) {
  CbBootEvent event;
  CbDhcpSight sight;

  if (!frame->is_ours && frame->datagram.destination_port == TFTP_PORT)
    cb_address_book_note (&self->book, frame->datagram.source, frame->mac);
  if (cb_cable_watch_hear (&self->cable, frame, self->ns, &event) == 0)
    cb_reporter_tell (&self->reporter, &event);
  if (cb_dhcp_sight_of (frame, &self->start->wishes->cable, &sight) == 0)
    hear_sight (self, &sight);
  else if (self->transfers != NULL)
    hear_transfers (self, frame);
}

static void
hear_arp (Watcher *self, const CbHeardPacket *packet) {
  uint8_t mac[CB_DHCP_MAC_BYTES];
  uint32_t address;

  if (packet->is_ours || cb_arp_question (packet->bytes, packet->n_bytes, mac, &address) != 0)
    return;
  cb_address_book_note (&self->book, address, mac);
  cb_story_arp (self->story, mac, address, self->ns);
}

static void
hear_packet (Watcher *self, const CbHeardPacket *packet, uint64_t ns_now) {
  CbCableFrame frame;

  (void) move_to (self, packet->ns_heard < ns_now ? packet->ns_heard : ns_now);
  if (packet->protocol == ETH_P_ARP)
    hear_arp (self, packet);
  else if (cb_heard_packet_frame (packet, &frame))
    hear_frame (self, &frame);
}

static int
next_packet (Watcher *self, CbHeardPacket *ret_packet) {
  return self->start->wishes->reads_transfers ? cb_packet_ring_next (&self->start->ring, ret_packet)
                                              : cb_packet_queue_next (&self->start->queue, ret_packet);
}

static void
hear (Watcher *self) {
  uint64_t ns_now = cb_clock_ns ();

  for (unsigned i = 0; i < MAX_ROUND && !is_over (self); i++) {
    CbHeardPacket packet;
    int status = next_packet (self, &packet);

    if (status == CB_PACKET_NONE)
      return;
    self->has_failed = status < 0;
    if (status == 0)
      hear_packet (self, &packet, ns_now);
  }
}

static void
tell_what_is_due (Watcher *self) {
  CbBootEvent event;

  (void) move_to (self, cb_clock_ns ());
  while (!is_over (self) && cb_cable_watch_due (&self->cable, self->ns, &event) == 0)
    cb_reporter_tell (&self->reporter, &event);
  while (self->transfers != NULL && cb_transfer_watch_due (self->transfers, self->ns, &event) == 0)
    hear_transfer (&event, self);
  release (self, is_not_loading, self);
  cb_story_due (self->story, self->ns);
}

/* Rounds up: woken too early, there would be nothing to do. */
static int
ms_to_wait (const Watcher *self) {
  uint64_t deadline = MIN (cb_cable_watch_deadline (&self->cable), cb_story_deadline (self->story));
  uint64_t ns = cb_clock_ns (), ms;

  deadline = MIN (deadline, cb_held_sights_deadline (&self->held));
  if (self->transfers != NULL)
    deadline = MIN (deadline, cb_transfer_watch_deadline (self->transfers));
  if (!g_queue_is_empty ((GQueue *) &self->kernels))
    return 0;
  if (deadline == UINT64_MAX)
    return -1;
  ms = deadline > ns ? (deadline - ns) / 1000000 + 1 : 0;
  return ms > INT_MAX ? INT_MAX : (int) ms;
}

/* That its link was taken down is told once by a socket, to the next call. */
static void
forget_error (int fd) {
  char byte;

  (void) recv (fd, &byte, sizeof byte, MSG_DONTWAIT);
}

/* Waits up to ms, and hears whatever there is. What is told of a transfer follows from what is on the wire by
 * then: whose address it is is known before. */
static void
turn (Watcher *self, int ms) {
  struct pollfd waiting[] = {
    { .fd = self->start->queue.fd, .events = POLLIN },
    { .fd = self->start->told.fd, .events = POLLIN },
    { .fd = self->start->event_fd },
  };

  if (poll (waiting, 3, ms) > 0 && waiting[2].revents != 0) {
    self->reporter.is_unheard = true;
    return;
  }
  if (waiting[1].revents != 0)
    cb_told_events_take (&self->start->told);
  hear (self);
  if (self->start->wishes->reads_transfers && waiting[0].revents & POLLERR)
    forget_error (waiting[0].fd);
  if (waiting[1].revents != 0)
    cb_told_events_tell (&self->start->told, hear_transfer, self);
  tell_what_is_due (self);
}

static gboolean
breathe (gpointer data) {
  Watcher *self = data;

  turn (self, 0);
  return !is_over (self);
}

static CbBootPlan *
plan (const CbBoard *board, const char *serial, gpointer data) {
  Watcher *self = data;
  const CbBootCase boot_case = { .board = board, .serial = serial };
  const CbFolderView view = cb_boot_view_new (&self->start->folder.fd);

  return self->start->folder.fd >= 0 ? cb_boot_plan_new (&boot_case, &view) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b) {
  return g_strcmp0 (a, b);
}

static gboolean
wish_for_look (const char *name, gpointer data) {
  Watcher *self = data;

  if (self->start->folder.fd < 0)
    return FALSE;
  if (g_queue_find_custom (&self->kernels, name, compare_names) != NULL)
    return TRUE;
  if (self->kernels.length == MAX_LOOKS)
    return FALSE;
  g_queue_push_tail (&self->kernels, g_strdup (name));
  return TRUE;
}

/* The name stays in the queue meanwhile: it may be wished for again. */
static void
look_at_kernel (Watcher *self) {
  g_autofree char *done = NULL;
  const char *name = g_queue_peek_head (&self->kernels);
  CbStoryKernel kernel;
  gboolean is_there;

  if (name == NULL)
    return;
  is_there = cb_kernel_look_at (self->look, name, &kernel);
  done = g_queue_pop_head (&self->kernels);
  cb_story_kernel (self->story, done, is_there ? &kernel : NULL, self->ns);
}

/* All that is needed for as long as it runs. False when there is no memory. */
static bool
set_up (Watcher *self) {
  const CbWatchWishes *wishes = self->start->wishes;
  const CbStoryHost host = { .tell = tell, .plan = plan, .look_at_kernel = wish_for_look, .data = self };
  const CbKernelLookHost look = { self->start->folder.fd, breathe, self };

  cb_cable_watch_init (&self->cable, &wishes->cable, move_to (self, cb_clock_ns ()));
  if (wishes->reads_transfers)
    self->transfers = cb_transfer_watch_new (wishes->cable.own_address);
  self->story = cb_story_new (&host, self->ns);
  self->look = cb_kernel_look_new (&look);
  return self->transfers != NULL || !wishes->reads_transfers;
}

int
cb_watcher_run (CbWatcherStart *start) {
  const CbBootEvent ready = { .kind = CB_BOOT_READY };
  static Watcher watcher;
  Watcher *self = &watcher;

  self->start = start;
  self->reporter = (CbReporter){ .tell = cb_reporter_write, .data = &start->event_fd };
  if (!set_up (self))
    return CB_LINK_EXIT_FAILED;
  cb_reporter_tell (&self->reporter, &ready);
  tell_what_is_due (self);
  while (!is_over (self)) {
    turn (self, ms_to_wait (self));
    look_at_kernel (self);
  }
  return self->has_failed ? CB_LINK_EXIT_FAILED : CB_LINK_EXIT_OK;
}
