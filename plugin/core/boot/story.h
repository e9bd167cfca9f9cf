/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boots as stories: what is heard on one cable in, and for each board one state, told event by event
 * (wire/story-event.h).
 *
 * - A board is known by its MAC. Its serial comes from option 97, else from the serial folder that it asks for;
 *   its model from the revision code, else it is guessed from what it asks for, or not told.
 * - A boot begins with the first DHCPDISCOVER or file request of a board, and again with one that can't belong
 *   to the boot before. The second DHCP round of a Pi 3 (bootcode.bin) belongs to it, so do a second loader and
 *   the DHCP of the board's own system.
 * - Each request is classed by the boot plan: what is absent is MISSING only where the board can't go on
 *   without it. Without a plan, by the names that every board asks for.
 * - The kernel was fetched when the file that the plan takes as the kernel was transferred whole, not probed.
 * - Silence is a stall after a time that depends on the stage; the likely cause comes from what was seen before
 *   (pi-netboot.md 8). It is taken back when the board goes on.
 *
 * Bounded: CB_MAX_WATCHED_BOARDS boards, and a board's longest silence gives its place to a new one. Pure: no
 * file, no clock; what must be read is asked of the host.
 */

#pragma once

#include "boot/boot-plan.h"
#include "wire/boot-event.h"
#include "wire/dhcp-sight.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbStory CbStory;

/* What is in a kernel's file; texts may be "". */
typedef struct {
  char release[CB_MAX_KERNEL_WORD_BYTES + 1];
  char build[CB_MAX_KERNEL_WORD_BYTES + 1];
  gboolean has_hash;
  guint8 hash[CB_STORY_HASH_BYTES];
} CbStoryKernel;

typedef struct {
  /* event->kind is CB_BOOT_STORY; valid during the call, in which the story may not be called. */
  void (*tell) (const CbBootEvent *event, gpointer data);

  /* The plan of a board as the folder is now; the story's to free. NULL: there is none to be had. */
  CbBootPlan *(*plan) (const CbBoard *board, const char *serial, gpointer data);

  /* The kernel of that name is being fetched: cb_story_kernel() is expected, soon. FALSE: never. */
  gboolean (*look_at_kernel) (const char *name, gpointer data);
  gpointer data;
} CbStoryHost;

/* Begins to hear at ns_now, the moment at which the cable came. Copies host. */
CbStory *cb_story_new (const CbStoryHost *host, guint64 ns_now);

/* Tells the end of no boot (_unplug). NULL is fine. */
void cb_story_free (CbStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbStory, cb_story_free)

/* A transfer's event (ASKED to TIMED_OUT) and, where it is known, the MAC behind its address: of the watcher,
 * or of the built-in server, which tells no MAC (NULL). Other kinds are passed over. */
void cb_story_transfer (CbStory *story, const CbBootEvent *event, const guint8 *mac, guint64 ns_now);

void cb_story_dhcp (CbStory *story, const CbDhcpSight *sight, guint64 ns_now);

/* Has that board asked for a file whose end hasn't been told? */
gboolean cb_story_is_loading (const CbStory *story, const guint8 *mac);

/* A question of ARP by mac; address may be 0. */
void cb_story_arp (CbStory *story, const guint8 *mac, guint32 address, guint64 ns_now);

/* What was asked for by look_at_kernel, for the kernel of that name. NULL: it can't be read. */
void cb_story_kernel (CbStory *story, const char *name, const CbStoryKernel *kernel, guint64 ns_now);

/* The cable has no link any more: boots that haven't come to the end are over. One that was handed over goes
 * on, for the kernel's driver takes the link down for a moment; it is over with the next one. */
void cb_story_unplug (CbStory *story, guint64 ns_now);

/* What the time alone has brought, and the moment from which on it may bring something; G_MAXUINT64 for
 * never. */
void cb_story_due (CbStory *story, guint64 ns_now);
guint64 cb_story_deadline (const CbStory *story);

G_END_DECLS
