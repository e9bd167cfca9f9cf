/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-stage.h"

#include "boot/story-kernel.h"

#define NS_PER_MS 1000000ull

/* No more files for that long, and the firmware has started the kernel: between two files it takes less. */
#define NS_HAND_OVER (1000 * NS_PER_MS)

/* No kernel speaks sooner; the firmware itself may ask by ARP right behind the last block. */
#define NS_BEFORE_SYSTEM (700 * NS_PER_MS)

/* A second loader uses ARP as well, but between its own questions and files, not so long behind them. */
#define NS_BEHIND_LOADER (3000 * NS_PER_MS)

/* Nothing for so long is a stall; 0: never. */
static const guint silence_ms[CB_STORY_STAGE_N_] = {
  /* A Pi 4 asks again after 4 s, the ROM of a Pi 3 after 5 s. */
  [CB_STORY_STAGE_ADDRESS] = 6000,
  /* bootcode.bin asks for its own address 0.1 s after it came, then every 5 s. */
  [CB_STORY_STAGE_BOOTCODE] = 8000,
  /* Files follow each other in milliseconds; start*.elf brings the network up again, in 2 to 3 s. */
  [CB_STORY_STAGE_FIRMWARE] = 8000,
  /* Likewise; what is unpacked or looked for on HATs and displays in between takes a few seconds. */
  [CB_STORY_STAGE_SYSTEM] = 12000,
  /* Has menus and prompts, and waits for a person. */
  [CB_STORY_STAGE_LOADER] = 0,
  /* A kernel may need a while before it uses the network, and longer where it looks for a disk first. */
  [CB_STORY_STAGE_HANDED_OVER] = 60000,
  /* What a system does on its network is its own affair. */
  [CB_STORY_STAGE_LINUX] = 0,
};

/* In the middle of a file: what was lost is sent again after 1, 2 and 4 s. */
#define SILENCE_MS_IN_FILE 10000

/* After a file that the board can't do without: if it can after all, the next request comes at once. */
#define SILENCE_MS_FAILED 1000

/* It writes its flash, and then it begins anew. */
#define SILENCE_MS_UPDATE 60000

static const CbStoryStage stages[CB_FILE_N_] = {
  [CB_FILE_BOOTCODE] = CB_STORY_STAGE_BOOTCODE,     [CB_FILE_CONFIG] = CB_STORY_STAGE_FIRMWARE,
  [CB_FILE_FIRMWARE] = CB_STORY_STAGE_FIRMWARE,     [CB_FILE_FIXUP] = CB_STORY_STAGE_FIRMWARE,
  [CB_FILE_RECOVERY] = CB_STORY_STAGE_FIRMWARE,     [CB_FILE_UPDATE] = CB_STORY_STAGE_FIRMWARE,
  [CB_FILE_DEVICE_TREE] = CB_STORY_STAGE_SYSTEM,    [CB_FILE_OVERLAY_MAP] = CB_STORY_STAGE_SYSTEM,
  [CB_FILE_OVERLAY] = CB_STORY_STAGE_SYSTEM,        [CB_FILE_CMDLINE] = CB_STORY_STAGE_SYSTEM,
  [CB_FILE_INITRAMFS] = CB_STORY_STAGE_SYSTEM,      [CB_FILE_STUB] = CB_STORY_STAGE_SYSTEM,
  [CB_FILE_KERNEL] = CB_STORY_STAGE_SYSTEM,         [CB_FILE_BOOT_IMAGE] = CB_STORY_STAGE_SYSTEM,
};

CbStoryStage
cb_story_stage_of_kind (CbFileKind kind) {
  return stages[kind];
}

void
cb_story_stage_stall (CbStoryBoard *board, guint64 ns_now) {
  CbStoryCause cause = cb_story_cause_of (cb_story_board_evidence (board), board->stage, CB_MOMENT_SILENT);
  CbBootEvent event = cb_story_board_event (board, CB_STORY_STALLED, ns_now);

  board->stalled = cause;
  board->is_silent = board->stage == CB_STORY_STAGE_HANDED_OVER;
  event.story.cause = (uint8_t) cause;
  event.story.ms_taken = cb_story_ms (board->ns_active, ns_now);
  event.story.name = cb_story_board_file_of (board, cause);
  if (event.story.name.bytes == board->last.bytes) {
    event.story.n_bytes = board->last_bytes;
    event.story.n_total = board->last_total;
  }
  cb_story_board_tell (board, &event);
}

/* Files that were asked for behind the kernel are loaded as well. */
static gboolean
is_all_over (const CbStoryBoard *board) {
  for (guint i = 0; i < CB_MAX_STORY_TRANSFERS; i++)
    if (board->transfers[i].name != NULL && board->transfers[i].ns_asked >= board->ns_loaded)
      return FALSE;
  return (board->evidence & CB_EVIDENCE_TIMED_OUT) == 0;
}

static gboolean
is_handing_over (const CbStoryBoard *board) {
  return board->is_loaded && board->stage < CB_STORY_STAGE_LOADER && is_all_over (board);
}

gboolean
cb_story_stage_hand_over (CbStoryBoard *board, guint64 ns_now) {
  if (board->boot == 0)
    return FALSE;
  if (board->stage >= CB_STORY_STAGE_LOADER)
    return TRUE;
  if (!is_handing_over (board))
    return FALSE;
  cb_story_kernel_finish (board, ns_now);
  cb_story_board_step (board, ns_now);
  cb_story_board_reach (board, CB_STORY_STAGE_HANDED_OVER, ns_now);
  return TRUE;
}

void
cb_story_stage_system_speaks (CbStoryBoard *board, CbStoryWord word, guint64 ns_now) {
  gboolean is_behind_loader = word == CB_STORY_BY_ARP && board->stage == CB_STORY_STAGE_LOADER;
  guint64 ns_quiet = is_behind_loader ? NS_BEHIND_LOADER : NS_BEFORE_SYSTEM;
  CbBootEvent event;

  if (board->boot == 0 || board->stage == CB_STORY_STAGE_LINUX || ns_now < board->ns_active + ns_quiet
      || !cb_story_stage_hand_over (board, ns_now))
    return;
  cb_story_board_step (board, ns_now);
  cb_story_board_reach (board, CB_STORY_STAGE_LINUX, ns_now);
  event = cb_story_board_event (board, CB_STORY_LINUX, ns_now);
  cb_story_board_tell (board, &event);
}

static guint
silence_of (const CbStoryBoard *board) {
  if (board->is_failed)
    return SILENCE_MS_FAILED;
  if ((board->evidence & CB_EVIDENCE_UPDATE_SENT) != 0)
    return SILENCE_MS_UPDATE;
  if (!board->is_last_over && board->stage < CB_STORY_STAGE_LINUX)
    return SILENCE_MS_IN_FILE;
  return silence_ms[board->stage];
}

static guint64
stall_deadline (const CbStoryBoard *board) {
  guint ms = silence_of (board);

  if (board->stalled != CB_STORY_CAUSE_NONE || board->is_silent || ms == 0)
    return CB_STORY_NEVER;
  return board->ns_active + ms * NS_PER_MS;
}

guint64
cb_story_stage_deadline (const CbStoryBoard *board) {
  guint64 ns_stall = stall_deadline (board);

  if (board->boot == 0)
    return CB_STORY_NEVER;
  return is_handing_over (board) ? MIN (ns_stall, board->ns_active + NS_HAND_OVER) : ns_stall;
}

void
cb_story_stage_due (CbStoryBoard *board, guint64 ns_now) {
  if (board->boot == 0)
    return;
  if (is_handing_over (board) && ns_now >= board->ns_active + NS_HAND_OVER)
    cb_story_stage_hand_over (board, ns_now);
  else if (ns_now >= stall_deadline (board))
    cb_story_stage_stall (board, ns_now);
}
