/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-file.h"

#include <string.h>

#include "boot/boot-list.h"
#include "boot/story-class.h"
#include "boot/story-guess.h"
#include "boot/story-kernel.h"
#include "boot/story-stage.h"

#define BOOTCODES_TOO_MANY 3

/* No kernel is smaller, and nothing else is larger that a firmware asks for under a name of one's own. */
#define LARGE_BYTES 1000000

static const CbStoryOutcome outcomes[CB_BOOT_N_] = {
  [CB_BOOT_PROBED] = CB_STORY_OUTCOME_PROBED,   [CB_BOOT_SENT] = CB_STORY_OUTCOME_SENT,
  [CB_BOOT_MISSING] = CB_STORY_OUTCOME_ABSENT,  [CB_BOOT_REFUSED] = CB_STORY_OUTCOME_REFUSED,
  [CB_BOOT_ABORTED] = CB_STORY_OUTCOME_ABORTED, [CB_BOOT_CHANGED] = CB_STORY_OUTCOME_CHANGED,
  [CB_BOOT_TIMED_OUT] = CB_STORY_OUTCOME_TIMED_OUT,
};

/* As the plan has it; "" for what is no name of a file. Caller frees. */
static char *
normal_name (const void *bytes, gsize n_bytes) {
  g_autofree char *name = NULL;

  if (n_bytes == 0 || memchr (bytes, '\0', n_bytes) != NULL)
    return g_strdup ("");
  name = g_strndup (bytes, n_bytes);
  return cb_boot_name_normalize (name);
}

static CbStoryTransfer *
find_transfer (CbStoryBoard *board, guint32 id) {
  for (guint i = 0; i < CB_MAX_STORY_TRANSFERS; i++)
    if (board->transfers[i].name != NULL && board->transfers[i].id == id)
      return &board->transfers[i];
  return NULL;
}

/* A free place, else that of the oldest, of which no more is told. */
static CbStoryTransfer *
take_place (CbStoryBoard *board) {
  CbStoryTransfer *oldest = &board->transfers[0];

  for (guint i = 0; i < CB_MAX_STORY_TRANSFERS; i++) {
    if (board->transfers[i].name == NULL)
      return &board->transfers[i];
    if (board->transfers[i].ns_asked < oldest->ns_asked)
      oldest = &board->transfers[i];
  }
  return oldest;
}

static void
clear_transfer (CbStoryTransfer *transfer) {
  g_free (transfer->name);
  *transfer = (CbStoryTransfer){ 0 };
}

/* The file's name and how much of it is over, in an event of that kind. */
static CbBootEvent
event_of (const CbStoryBoard *board, const CbStoryTransfer *transfer, CbStoryKind what, guint64 ns_now) {
  CbBootEvent event = cb_story_board_event (board, what, ns_now);

  event.story.name = (CbBootBytes){ transfer->name, transfer->n_name };
  event.story.role = transfer->is_planned ? (uint8_t) (transfer->role + 1) : CB_STORY_UNKNOWN;
  event.story.file_kind = transfer->is_planned ? (uint8_t) (transfer->kind + 1) : CB_STORY_UNKNOWN;
  event.story.transfer = transfer->id;
  event.story.n_bytes = transfer->n_bytes;
  event.story.n_total = transfer->n_total;
  return event;
}

/* A boot asks for its first files only while it is young. */
static gboolean
begins_anew (const CbStoryBoard *board, const char *name) {
  CbFileKind kind = cb_story_guess_file (name).kind;
  gboolean is_first = board->first.n_bytes == strlen (name) && name[0] != '\0'
                      && memcmp (board->first.bytes, name, board->first.n_bytes) == 0;

  if (kind == CB_FILE_BOOTCODE)
    return (board->evidence & CB_EVIDENCE_BOOTCODE_SENT) != 0;
  if (kind == CB_FILE_FIRMWARE && board->stage >= CB_STORY_STAGE_SYSTEM)
    return TRUE;
  if (board->stage >= CB_STORY_STAGE_LOADER)
    return is_first;
  return is_first && (board->evidence & (CB_EVIDENCE_FIRMWARE_MISSING | CB_EVIDENCE_CONFIG_MISSING)) != 0;
}

static void
begin_boot (CbStoryBoard *board, const char *name, guint64 ns_now) {
  if (board->boot != 0 && begins_anew (board, name)) {
    board->evidence &= ~(guint) CB_EVIDENCE_SECOND_DHCP;
    cb_story_stage_hand_over (board, ns_now);
    cb_story_board_end_again (board, ns_now);
  }
  if (board->boot == 0)
    cb_story_board_begin (board, ns_now);
}

static void
note_request (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer) {
  if (board->first.n_bytes == 0)
    cb_story_name_set (&board->first, name, strlen (name));
  cb_story_name_set (&board->last, transfer->name, transfer->n_name);
  board->last_transfer = transfer->id;
  board->is_last_over = FALSE;
  board->last_bytes = transfer->n_bytes;
  board->last_total = transfer->n_total;
  board->n_discovers = 0;
  board->evidence &= ~(guint) (CB_EVIDENCE_SECOND_DHCP | CB_EVIDENCE_REPEATED);
  board->evidence |= CB_EVIDENCE_FILE_ASKED;
  if (transfer->kind == CB_FILE_BOOTCODE && ++board->n_bootcodes >= BOOTCODES_TOO_MANY)
    board->evidence |= CB_EVIDENCE_BOOTCODE_AGAIN;
}

/* Where the firmware has no more to ask, what the plan doesn't know is asked for by somebody else. A boot
 * loader that has its address asks for its firmware, whatever it calls it. */
static void
reach_stage (CbStoryBoard *board, const CbStoryTransfer *transfer, guint64 ns_now) {
  if (board->stage == CB_STORY_STAGE_HANDED_OVER && !transfer->is_planned)
    cb_story_board_reach (board, CB_STORY_STAGE_LOADER, ns_now);
  cb_story_board_reach (board, cb_story_stage_of_kind (transfer->kind), ns_now);
  if (board->stage == CB_STORY_STAGE_ADDRESS)
    cb_story_board_reach (board, CB_STORY_STAGE_FIRMWARE, ns_now);
}

static CbStoryTransfer *
hear_request (CbStoryBoard *board, const CbBootTransfer *told, const char *name, guint64 ns_now) {
  CbStoryTransfer *transfer;
  CbBootEvent event;

  begin_boot (board, name, ns_now);
  cb_story_class_prepare (board, name, ns_now);
  transfer = find_transfer (board, told->id);
  if (transfer == NULL)
    transfer = take_place (board);
  clear_transfer (transfer);
  transfer->id = told->id;
  transfer->n_name = MIN (told->name.n_bytes, CB_MAX_EVENT_NAME_BYTES);
  transfer->name = g_malloc (transfer->n_name + 1);
  if (transfer->n_name > 0)
    memcpy (transfer->name, told->name.bytes, transfer->n_name);
  transfer->ns_asked = ns_now;
  transfer->n_bytes = told->n_bytes;
  transfer->n_total = told->n_total;
  cb_story_class_asked (board, name, transfer);
  cb_story_board_step (board, ns_now);
  note_request (board, name, transfer);
  reach_stage (board, transfer, ns_now);
  event = event_of (board, transfer, CB_STORY_ASKED, ns_now);
  cb_story_board_tell (board, &event);
  return transfer;
}

static void
note_progress (CbStoryBoard *board, CbStoryTransfer *transfer, const CbBootTransfer *told) {
  transfer->n_bytes = told->n_bytes;
  transfer->n_total = told->n_total;
  if (board->last_transfer != transfer->id)
    return;
  board->last_bytes = told->n_bytes;
  board->last_total = told->n_total;
}

static void
hear_progress (CbStoryBoard *board, CbStoryTransfer *transfer, const CbBootTransfer *told, const char *name,
               guint64 ns_now) {
  CbBootEvent event;

  note_progress (board, transfer, told);
  board->is_failed = FALSE;
  cb_story_board_step (board, ns_now);
  event = event_of (board, transfer, CB_STORY_PROGRESS, ns_now);
  cb_story_board_tell (board, &event);
  if (transfer->kind == CB_FILE_KERNEL)
    cb_story_kernel_follow (board, transfer, name, FALSE, ns_now);
}

/* The kernel may be inside boot.img, and a stub of one's own may be the whole program, such as a UEFI firmware.
 * Without a plan a large file of an unknown name may be the kernel, or what is loaded beside it: enough to be
 * followed by a hand-over. */
static gboolean
is_started_last (const CbStoryBoard *board, const CbStoryTransfer *transfer) {
  if (transfer->kind == CB_FILE_KERNEL || transfer->kind == CB_FILE_BOOT_IMAGE)
    return TRUE;
  if (transfer->kind == CB_FILE_OTHER && board->plan == NULL)
    return board->stage == CB_STORY_STAGE_SYSTEM && transfer->n_bytes >= LARGE_BYTES;
  return transfer->kind == CB_FILE_STUB && board->plan != NULL
         && cb_boot_plan_taken (board->plan, CB_FILE_KERNEL) == NULL;
}

static void
note_loaded (CbStoryBoard *board, const CbStoryTransfer *transfer, const char *name, guint64 ns_now) {
  if (!is_started_last (board, transfer))
    return;
  board->is_loaded = TRUE;
  board->ns_loaded = transfer->ns_asked;
  if (transfer->kind == CB_FILE_KERNEL)
    cb_story_kernel_follow (board, transfer, name, TRUE, ns_now);
}

static void
hear_end (CbStoryBoard *board, CbStoryTransfer *transfer, const CbBootEvent *told, const char *name,
          guint64 ns_now) {
  CbStoryOutcome outcome = outcomes[told->kind];
  CbStoryTransfer over;
  CbBootEvent event;

  note_progress (board, transfer, &told->transfer);
  /* Who fell silent in the middle of a file is still there, whoever of us notices it first. */
  if (board->last_transfer == transfer->id && outcome != CB_STORY_OUTCOME_TIMED_OUT)
    board->is_last_over = TRUE;
  if (outcome != CB_STORY_OUTCOME_TIMED_OUT)
    cb_story_board_step (board, ns_now);
  outcome = cb_story_class_over (board, name, transfer, outcome);
  event = event_of (board, transfer, CB_STORY_FILE, ns_now);
  event.story.outcome = (uint8_t) outcome;
  event.story.code = told->transfer.code;
  event.story.ms_taken = cb_story_ms (transfer->ns_asked, ns_now);
  cb_story_board_tell (board, &event);
  over = *transfer;
  *transfer = (CbStoryTransfer){ 0 };
  if (outcome == CB_STORY_OUTCOME_SENT)
    note_loaded (board, &over, name, ns_now);
  g_free (over.name);
}

gboolean
cb_story_file_is_request (const CbBootEvent *event) {
  switch (event->kind) {
  case CB_BOOT_ASKED:
  case CB_BOOT_MISSING:
    return event->transfer.name.n_bytes > 0;
  case CB_BOOT_REFUSED:
    return event->transfer.name.n_bytes > 0 && event->transfer.code != CB_BOOT_REFUSED_WRITE;
  default:
    return FALSE;
  }
}

void
cb_story_file_hear (CbStoryBoard *board, const CbBootEvent *event, guint64 ns_now) {
  const CbBootTransfer *told = &event->transfer;
  CbStoryTransfer *transfer = find_transfer (board, told->id);
  g_autofree char *name = NULL;

  if (transfer == NULL && !cb_story_file_is_request (event))
    return;
  if (transfer == NULL || event->kind == CB_BOOT_ASKED) {
    name = normal_name (told->name.bytes, told->name.n_bytes);
    transfer = hear_request (board, told, name, ns_now);
  } else {
    name = normal_name (transfer->name, transfer->n_name);
  }
  if (event->kind == CB_BOOT_PROGRESS)
    hear_progress (board, transfer, told, name, ns_now);
  else if (event->kind != CB_BOOT_ASKED)
    hear_end (board, transfer, event, name, ns_now);
}
