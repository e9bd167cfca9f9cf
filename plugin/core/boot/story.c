/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story.h"

#include <string.h>

#include "boot/story-address.h"
#include "boot/story-file.h"
#include "boot/story-kernel.h"
#include "boot/story-stage.h"

/* A Pi 3 needs 5 to 10 s until its link is up and asks soon after, a Pi 4 looks for a card first. */
#define NS_SILENT 20000000000ull

struct CbStory {
  CbStoryTeller teller;
  CbStoryBoard *boards[CB_MAX_WATCHED_BOARDS];
  guint n_boards;
  guint64 ns_now;     /* the latest that was said */
  guint64 ns_plugged; /* NEVER: somebody has asked for something, or it was told that nobody does */
  gboolean is_unplugged;
};

CbStory *
cb_story_new (const CbStoryHost *host, guint64 ns_now) {
  CbStory *story = g_new0 (CbStory, 1);

  story->teller.host = *host;
  story->ns_now = story->ns_plugged = ns_now;
  return story;
}

void
cb_story_free (CbStory *story) {
  if (story == NULL)
    return;
  for (guint i = 0; i < story->n_boards; i++)
    cb_story_board_free (story->boards[i]);
  g_free (story);
}

/* The clock of a caller may be read before that of another one. */
static guint64
pass_time (CbStory *story, guint64 ns_now) {
  story->ns_now = MAX (story->ns_now, ns_now);
  return story->ns_now;
}

/* Somebody asks for something. */
static void
note_word (CbStory *story) {
  story->ns_plugged = CB_STORY_NEVER;
  story->is_unplugged = FALSE;
}

static CbStoryBoard *
find_by_mac (const CbStory *story, const guint8 *mac) {
  for (guint i = 0; i < story->n_boards; i++)
    if (story->boards[i]->has_mac && memcmp (story->boards[i]->mac, mac, CB_MAC_BYTES) == 0)
      return story->boards[i];
  return NULL;
}

static CbStoryBoard *
find_by_address (const CbStory *story, guint32 address) {
  for (guint i = 0; i < story->n_boards; i++)
    if (address != 0 && story->boards[i]->address == address)
      return story->boards[i];
  return NULL;
}

/* Who is missed least comes first. To ask for an address under many names costs a packet each: whoever does so
 * pushes out none that loads its files or runs. */
static gboolean
goes_before (const CbStoryBoard *board, const CbStoryBoard *other) {
  guint rank = board->boot == 0 ? 0 : MIN (board->stage, CB_STORY_STAGE_ADDRESS + 1);
  guint rank_of_other = other->boot == 0 ? 0 : MIN (other->stage, CB_STORY_STAGE_ADDRESS + 1);

  return rank != rank_of_other ? rank < rank_of_other : board->ns_heard < other->ns_heard;
}

/* A new place at the end, else that of a board that goes before all others. */
static guint
take_place (CbStory *story, guint64 ns_now) {
  guint least = 0;

  if (story->n_boards < CB_MAX_WATCHED_BOARDS)
    return story->n_boards++;
  for (guint i = 1; i < story->n_boards; i++)
    if (goes_before (story->boards[i], story->boards[least]))
      least = i;
  cb_story_board_end (story->boards[least], CB_STORY_CAUSE_NONE, ns_now);
  cb_story_board_free (story->boards[least]);
  return least;
}

static CbStoryBoard *
add_board (CbStory *story, const guint8 *mac, guint64 ns_now) {
  CbStoryBoard *board = cb_story_board_new (&story->teller, ns_now);

  story->boards[take_place (story, ns_now)] = board;
  if (mac != NULL)
    cb_story_board_learn_mac (board, mac, ns_now);
  return board;
}

/* The address is board's from now on. Who was known by it alone was most likely the same board. */
static void
clear_address (CbStory *story, guint32 address, const CbStoryBoard *board, guint64 ns_now) {
  CbStoryBoard *other = find_by_address (story, address);

  if (other == NULL || other == board)
    return;
  other->address = 0;
  if (!other->has_mac)
    cb_story_board_end_again (other, ns_now);
}

static CbStoryBoard *
board_of_transfer (CbStory *story, const CbBootEvent *event, const guint8 *mac, guint64 ns_now) {
  CbStoryBoard *board = mac != NULL ? find_by_mac (story, mac) : NULL;

  if (board == NULL)
    board = find_by_address (story, event->transfer.address);
  if (board != NULL && mac != NULL && !board->has_mac)
    cb_story_board_learn_mac (board, mac, ns_now);
  else if (board != NULL && mac != NULL && memcmp (board->mac, mac, CB_MAC_BYTES) != 0)
    board = NULL;
  if (board == NULL && cb_story_file_is_request (event))
    board = add_board (story, mac, ns_now);
  return board;
}

void
cb_story_transfer (CbStory *story, const CbBootEvent *event, const guint8 *mac, guint64 ns_now) {
  CbStoryBoard *board;

  if (!cb_boot_event_is_transfer (event))
    return;
  ns_now = pass_time (story, ns_now);
  board = board_of_transfer (story, event, mac, ns_now);
  if (board == NULL)
    return;
  note_word (story);
  if (event->transfer.address != 0 && event->transfer.address != board->address) {
    clear_address (story, event->transfer.address, board, ns_now);
    cb_story_board_learn_address (board, event->transfer.address, ns_now);
  }
  cb_story_file_hear (board, event, ns_now);
  if (event->kind != CB_BOOT_TIMED_OUT)
    board->ns_heard = ns_now;
}

void
cb_story_dhcp (CbStory *story, const CbDhcpSight *sight, guint64 ns_now) {
  CbStoryBoard *board = find_by_mac (story, sight->mac);

  ns_now = pass_time (story, ns_now);
  if (sight->is_ours && board != NULL) {
    clear_address (story, sight->address, board, ns_now);
    cb_story_address_hear_server (board, sight, ns_now);
  }
  if (sight->is_ours)
    return;
  note_word (story);
  if (board == NULL && sight->is_board)
    board = add_board (story, sight->mac, ns_now);
  if (board == NULL)
    return;
  cb_story_address_hear_client (board, sight, ns_now);
  board->ns_heard = ns_now;
}

gboolean
cb_story_is_loading (const CbStory *story, const guint8 *mac) {
  const CbStoryBoard *board = find_by_mac (story, mac);

  for (guint i = 0; board != NULL && i < CB_MAX_STORY_TRANSFERS; i++)
    if (board->transfers[i].name != NULL)
      return TRUE;
  return FALSE;
}

void
cb_story_arp (CbStory *story, const guint8 *mac, guint32 address, guint64 ns_now) {
  CbStoryBoard *board = find_by_mac (story, mac), *nameless = find_by_address (story, address);

  ns_now = pass_time (story, ns_now);
  if (board == NULL && nameless != NULL && !nameless->has_mac) {
    cb_story_board_learn_mac (nameless, mac, ns_now);
    board = nameless;
  }
  if (board == NULL)
    return;
  story->is_unplugged = FALSE;
  cb_story_stage_system_speaks (board, CB_STORY_BY_ARP, ns_now);
  board->ns_heard = ns_now;
}

void
cb_story_kernel (CbStory *story, const char *name, const CbStoryKernel *kernel, guint64 ns_now) {
  ns_now = pass_time (story, ns_now);
  for (guint i = 0; i < story->n_boards; i++)
    cb_story_kernel_learn (story->boards[i], name, kernel, ns_now);
}

/* The kernel's own driver takes the link down for a moment, so a boot that was handed over goes on. */
static void
unplug_board (CbStoryBoard *board, guint64 ns_now) {
  CbStoryCause cause = board->stalled;

  if (cb_story_stage_hand_over (board, ns_now))
    return;
  if (cause == CB_STORY_CAUSE_NONE && board->is_failed)
    cause = cb_story_cause_of (cb_story_board_evidence (board), board->stage, CB_MOMENT_SILENT);
  if (cause == CB_STORY_CAUSE_NONE)
    cause = CB_STORY_CAUSE_UNPLUGGED;
  cb_story_board_end (board, cause, ns_now);
}

void
cb_story_unplug (CbStory *story, guint64 ns_now) {
  ns_now = pass_time (story, ns_now);
  for (guint i = 0; i < story->n_boards; i++)
    unplug_board (story->boards[i], ns_now);
  story->is_unplugged = TRUE;
  story->ns_plugged = CB_STORY_NEVER;
}

static guint64
silent_deadline (const CbStory *story) {
  return story->ns_plugged == CB_STORY_NEVER ? CB_STORY_NEVER : story->ns_plugged + NS_SILENT;
}

static void
tell_silence (CbStory *story, guint64 ns_now) {
  CbBootEvent event = {
    .kind = CB_BOOT_STORY,
    .story = {
      .what = CB_STORY_SILENT,
      .cause = CB_STORY_CAUSE_NO_REQUEST,
      .ms_taken = cb_story_ms (story->ns_plugged, ns_now),
    },
  };

  story->ns_plugged = CB_STORY_NEVER;
  story->teller.host.tell (&event, story->teller.host.data);
}

void
cb_story_due (CbStory *story, guint64 ns_now) {
  ns_now = pass_time (story, ns_now);
  if (ns_now >= silent_deadline (story))
    tell_silence (story, ns_now);
  for (guint i = 0; i < story->n_boards && !story->is_unplugged; i++) {
    cb_story_kernel_due (story->boards[i], ns_now);
    cb_story_stage_due (story->boards[i], ns_now);
  }
}

guint64
cb_story_deadline (const CbStory *story) {
  guint64 ns_next = silent_deadline (story);

  for (guint i = 0; i < story->n_boards && !story->is_unplugged; i++) {
    ns_next = MIN (ns_next, cb_story_kernel_deadline (story->boards[i]));
    ns_next = MIN (ns_next, cb_story_stage_deadline (story->boards[i]));
  }
  return ns_next;
}
