/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watcher.h"

#include <limits.h>
#include <poll.h>
#include <sys/socket.h>

#include "clock.h"
#include "exit-code.h"
#include "reporter.h"
#include "wire/cable-watch.h"

/* Packets that are heard before anything else is looked at. */
#define MAX_ROUND 1024

typedef struct {
  CbWatcherStart *start;
  CbReporter reporter;
  CbCableWatch cable;
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
hear_frame (Watcher *self, const CbCableFrame *frame) {
  CbBootEvent event;

  if (cb_cable_watch_hear (&self->cable, frame, self->ns, &event) == 0)
    cb_reporter_tell (&self->reporter, &event);
}

static void
hear_packet (Watcher *self, const CbHeardPacket *packet, uint64_t ns_now) {
  CbCableFrame frame;

  (void) move_to (self, packet->ns_heard < ns_now ? packet->ns_heard : ns_now);
  if (cb_heard_packet_frame (packet, &frame))
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
hear_told (const CbBootEvent *event, void *data) {
}

static void
tell_what_is_due (Watcher *self) {
  CbBootEvent event;

  (void) move_to (self, cb_clock_ns ());
  while (!is_over (self) && cb_cable_watch_due (&self->cable, self->ns, &event) == 0)
    cb_reporter_tell (&self->reporter, &event);
}

/* Rounds up: woken too early, there would be nothing to do. */
static int
ms_to_wait (const Watcher *self) {
  uint64_t deadline = cb_cable_watch_deadline (&self->cable), ns = cb_clock_ns (), ms;

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

/* Waits up to ms, and hears whatever there is. */
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
  hear (self);
  if (self->start->wishes->reads_transfers && waiting[0].revents & POLLERR)
    forget_error (waiting[0].fd);
  if (waiting[1].revents != 0)
    cb_told_events_read (&self->start->told, hear_told, self);
  tell_what_is_due (self);
}

int
cb_watcher_run (CbWatcherStart *start) {
  const CbBootEvent ready = { .kind = CB_BOOT_READY };
  static Watcher watcher;
  Watcher *self = &watcher;

  self->start = start;
  self->reporter = (CbReporter){ .tell = cb_reporter_write, .data = &start->event_fd };
  cb_cable_watch_init (&self->cable, &start->wishes->cable, move_to (self, cb_clock_ns ()));
  cb_reporter_tell (&self->reporter, &ready);
  tell_what_is_due (self);
  while (!is_over (self))
    turn (self, ms_to_wait (self));
  return self->has_failed ? CB_LINK_EXIT_FAILED : CB_LINK_EXIT_OK;
}
