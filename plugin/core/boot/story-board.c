/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-board.h"

#include <string.h>

#define NS_PER_MS 1000000u

/* Blocks that a loader without roll-over can count, and how far the count of what is over may lag behind. */
#define MAX_BLOCKS         65535u
#define MAX_COUNT_LAG      (1024u * 1024u)

guint32
cb_story_ms (guint64 ns_from, guint64 ns_to) {
  return ns_to <= ns_from ? 0 : (guint32) MIN ((ns_to - ns_from) / NS_PER_MS, G_MAXUINT32);
}

void
cb_story_name_set (CbStoryName *name, const void *bytes, gsize n_bytes) {
  name->n_bytes = MIN (n_bytes, sizeof name->bytes);
  if (name->n_bytes > 0)
    memcpy (name->bytes, bytes, name->n_bytes);
}

CbBootBytes
cb_story_name_bytes (const CbStoryName *name) {
  return name->n_bytes > 0 ? (CbBootBytes){ name->bytes, name->n_bytes } : (CbBootBytes){ NULL, 0 };
}

static void
forget_transfers (CbStoryBoard *board) {
  for (guint i = 0; i < CB_MAX_STORY_TRANSFERS; i++) {
    g_free (board->transfers[i].name);
    board->transfers[i] = (CbStoryTransfer){ 0 };
  }
}

static void
forget_fetch (CbStoryBoard *board) {
  g_free (board->fetch.name);
  board->fetch = (CbStoryFetch){ .ns_sent = CB_STORY_NEVER };
}

static void
forget_plan (CbStoryBoard *board) {
  g_hash_table_remove_all (board->absent);
  g_clear_pointer (&board->plan, cb_boot_plan_free);
  board->is_planned = FALSE;
  board->n_plans = 0;
}

CbStoryBoard *
cb_story_board_new (CbStoryTeller *teller, guint64 ns_now) {
  CbStoryBoard *board = g_new0 (CbStoryBoard, 1);

  board->teller = teller;
  board->ns_heard = ns_now;
  board->absent = g_hash_table_new (NULL, NULL);
  forget_fetch (board);
  return board;
}

void
cb_story_board_free (CbStoryBoard *board) {
  if (board == NULL)
    return;
  forget_transfers (board);
  forget_fetch (board);
  forget_plan (board);
  g_hash_table_unref (board->absent);
  g_free (board);
}

const CbBoard *
cb_story_board_model (const CbStoryBoard *board) {
  const CbBoard *told = cb_board_from_revision (board->revision);

  return told != NULL ? told : board->guess;
}

CbBootEvent
cb_story_board_event (const CbStoryBoard *board, CbStoryKind what, guint64 ns_now) {
  return (CbBootEvent){
    .kind = CB_BOOT_STORY,
    .story = {
      .what = (uint8_t) what,
      .stage = (uint8_t) board->stage,
      .boot = board->boot,
      .ms = cb_story_ms (board->ns_begun, ns_now),
    },
  };
}

void
cb_story_board_tell (const CbStoryBoard *board, const CbBootEvent *event) {
  board->teller->host.tell (event, board->teller->host.data);
}

/* Its place in the table; a mere guess isn't told. */
static uint8_t
number_of_model (const CbStoryBoard *board) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards), *model = cb_story_board_model (board);

  if (model == NULL || (model == board->guess && !board->is_sure && board->revision == 0))
    return CB_STORY_UNKNOWN;
  return (uint8_t) (model - boards + 1);
}

static void
tell_board (const CbStoryBoard *board, guint64 ns_now) {
  CbBootEvent event = cb_story_board_event (board, CB_STORY_BOARD, ns_now);

  if (board->boot == 0)
    return;
  memcpy (event.story.mac, board->mac, sizeof event.story.mac);
  event.story.board = number_of_model (board);
  event.story.serial = board->serial;
  event.story.revision = board->revision;
  event.story.address = board->address;
  cb_story_board_tell (board, &event);
}

void
cb_story_board_learn (CbStoryBoard *board, guint32 serial, guint32 revision, guint64 ns_now) {
  gboolean is_new = (serial != 0 && serial != board->serial) || (revision != 0 && revision != board->revision);

  if (!is_new)
    return;
  board->serial = serial != 0 ? serial : board->serial;
  board->revision = revision != 0 ? revision : board->revision;
  tell_board (board, ns_now);
}

void
cb_story_board_learn_mac (CbStoryBoard *board, const guint8 *mac, guint64 ns_now) {
  board->has_mac = TRUE;
  memcpy (board->mac, mac, CB_MAC_BYTES);
  tell_board (board, ns_now);
}

void
cb_story_board_learn_address (CbStoryBoard *board, guint32 address, guint64 ns_now) {
  if (address == 0 || address == board->address)
    return;
  board->address = address;
  tell_board (board, ns_now);
}

void
cb_story_board_learn_guess (CbStoryBoard *board, const CbBoard *guess, gboolean is_sure, guint64 ns_now) {
  uint8_t before = number_of_model (board);

  if (guess == NULL || (guess == board->guess && !is_sure))
    return;
  board->guess = guess;
  board->is_sure = is_sure;
  if (number_of_model (board) != before)
    tell_board (board, ns_now);
}

void
cb_story_board_begin (CbStoryBoard *board, guint64 ns_now) {
  guint carried = (board->evidence & CB_EVIDENCE_UPDATE_SENT) != 0 ? CB_EVIDENCE_UPDATED_BEFORE : 0;

  forget_transfers (board);
  forget_fetch (board);
  forget_plan (board);
  board->boot = ++board->teller->n_boots;
  board->stage = CB_STORY_STAGE_NONE;
  board->evidence = carried;
  board->stalled = CB_STORY_CAUSE_NONE;
  board->is_failed = board->is_silent = board->is_loaded = FALSE;
  board->ns_begun = board->ns_active = ns_now;
  board->n_discovers = board->n_bootcodes = 0;
  board->last_transfer = 0;
  board->is_last_over = TRUE;
  board->last_bytes = 0;
  board->last_total = CB_BOOT_TOTAL_UNKNOWN;
  board->first.n_bytes = board->last.n_bytes = board->culprit.n_bytes = 0;
  tell_board (board, ns_now);
}

void
cb_story_board_end (CbStoryBoard *board, CbStoryCause cause, guint64 ns_now) {
  CbBootEvent event = cb_story_board_event (board, CB_STORY_ENDED, ns_now);

  if (board->boot == 0)
    return;
  event.story.cause = (uint8_t) cause;
  event.story.name = cb_story_board_file_of (board, cause);
  cb_story_board_tell (board, &event);
  board->boot = 0;
  forget_transfers (board);
  forget_fetch (board);
  forget_plan (board);
}

/* Whoever switches a board off that has got its kernel does so on purpose. */
void
cb_story_board_end_again (CbStoryBoard *board, guint64 ns_now) {
  CbStoryCause cause = board->stalled;

  if (board->stage >= CB_STORY_STAGE_LOADER)
    cause = CB_STORY_CAUSE_NONE;
  else if (cause == CB_STORY_CAUSE_NONE)
    cause = cb_story_cause_of (cb_story_board_evidence (board), board->stage, CB_MOMENT_AGAIN);
  cb_story_board_end (board, cause, ns_now);
}

void
cb_story_board_reach (CbStoryBoard *board, CbStoryStage stage, guint64 ns_now) {
  gboolean goes_back = stage == CB_STORY_STAGE_LOADER && board->stage == CB_STORY_STAGE_HANDED_OVER;
  CbBootEvent event;

  if (board->stage >= stage && !goes_back)
    return;
  if (stage == CB_STORY_STAGE_HANDED_OVER && board->stage == CB_STORY_STAGE_LOADER)
    return;
  board->stage = stage;
  event = cb_story_board_event (board, CB_STORY_STAGE, ns_now);
  cb_story_board_tell (board, &event);
}

void
cb_story_board_step (CbStoryBoard *board, guint64 ns_now) {
  CbBootEvent event = cb_story_board_event (board, CB_STORY_RESUMED, ns_now);

  board->ns_active = ns_now;
  if (board->stalled == CB_STORY_CAUSE_NONE)
    return;
  board->stalled = CB_STORY_CAUSE_NONE;
  cb_story_board_tell (board, &event);
}

/* pi-netboot.md 4.5. */
static gboolean
is_at_last_block (const CbStoryBoard *board) {
  static const guint64 block_bytes[] = { 512, 1024, 1468 };

  for (gsize i = 0; i < G_N_ELEMENTS (block_bytes); i++) {
    guint64 n_most = MAX_BLOCKS * block_bytes[i];

    if (board->last_bytes <= n_most && board->last_bytes + MAX_COUNT_LAG > n_most
        && board->last_total != CB_BOOT_TOTAL_UNKNOWN && board->last_total > n_most)
      return TRUE;
  }
  return FALSE;
}

guint
cb_story_board_evidence (const CbStoryBoard *board) {
  guint evidence = board->evidence;
  gboolean is_stuck = !board->is_last_over || (evidence & CB_EVIDENCE_TIMED_OUT) != 0;

  /* also where the board said so, with an error */
  if (is_at_last_block (board))
    evidence |= CB_EVIDENCE_LAST_BLOCK;
  if (!is_stuck)
    return evidence;
  if (board->last_bytes == 0 && board->last_total == CB_BOOT_TOTAL_UNKNOWN)
    evidence |= CB_EVIDENCE_NO_ANSWER;
  if (!board->is_last_over)
    evidence |= CB_EVIDENCE_IN_FILE;
  return evidence;
}

CbBootBytes
cb_story_board_file_of (const CbStoryBoard *board, CbStoryCause cause) {
  switch (cause) {
  case CB_STORY_CAUSE_NONE:
  case CB_STORY_CAUSE_FIREWALL:
  case CB_STORY_CAUSE_ROM_GAVE_UP:
  case CB_STORY_CAUSE_OFFER_REFUSED:
  case CB_STORY_CAUSE_NO_FILE_ASKED:
  case CB_STORY_CAUSE_SECOND_DHCP:
    return (CbBootBytes){ NULL, 0 };
  case CB_STORY_CAUSE_NO_ANSWER:
  case CB_STORY_CAUSE_POWER_OR_CABLE:
  case CB_STORY_CAUSE_BLOCK_ROLL_OVER:
  case CB_STORY_CAUSE_FIRMWARE_MISMATCH:
  case CB_STORY_CAUSE_FIRMWARE_CRASHED:
  case CB_STORY_CAUSE_SILENT_KERNEL:
  case CB_STORY_CAUSE_UNPLUGGED:
    return cb_story_name_bytes (&board->last);
  default:
    return cb_story_name_bytes (board->culprit.n_bytes > 0 ? &board->culprit : &board->last);
  }
}
