/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-class.h"

#include "boot/story-guess.h"

/* What each kind of file tells of the boot, as it is found, sent, not there, or needed and not there. */
static const struct {
  guint found, sent, absent, missing;
  guint64 n_least; /* bytes; less is no such file (pi-netboot.md 6.2) */
} kinds[CB_FILE_N_] = {
  [CB_FILE_BOOTCODE] = { .sent = CB_EVIDENCE_BOOTCODE_SENT, .n_least = 10000 },
  [CB_FILE_CONFIG] = { .sent = CB_EVIDENCE_CONFIG_SENT, .missing = CB_EVIDENCE_CONFIG_MISSING },
  [CB_FILE_FIRMWARE] = { .sent = CB_EVIDENCE_FIRMWARE_SENT, .missing = CB_EVIDENCE_FIRMWARE_MISSING,
                         .n_least = 400000 },
  [CB_FILE_FIXUP] = { .n_least = 1000 },
  [CB_FILE_DEVICE_TREE] = { .found = CB_EVIDENCE_TREE_FOUND, .absent = CB_EVIDENCE_TREE_ABSENT,
                            .n_least = 1000 },
  [CB_FILE_KERNEL] = { .found = CB_EVIDENCE_KERNEL_FOUND, .sent = CB_EVIDENCE_KERNEL_SENT,
                       .absent = CB_EVIDENCE_KERNEL_ABSENT, .n_least = 100000 },
  [CB_FILE_UPDATE] = { .sent = CB_EVIDENCE_UPDATE_SENT },
  [CB_FILE_RECOVERY] = { .sent = CB_EVIDENCE_RECOVERY_SENT },
};

static gboolean
is_needed (CbBootRole role) {
  return role == CB_ROLE_REQUIRED || role == CB_ROLE_CHOICE;
}

static const CbBootEntry *
find_entry (const CbStoryBoard *board, const char *name) {
  return board->plan != NULL && name[0] != '\0' ? cb_boot_plan_find (board->plan, name) : NULL;
}

static void
learn_from_name (CbStoryBoard *board, const char *name, guint64 ns_now) {
  const CbBootEntry *entry = find_entry (board, name);
  gboolean is_first = board->first.n_bytes == 0, is_sure;
  const CbBoard *guess = cb_story_guess_board (name, board->guess, is_first, &is_sure);
  guint32 serial;

  if (board->serial == 0 && cb_story_guess_serial (name, &serial))
    cb_story_board_learn (board, serial, 0, ns_now);
  if (cb_board_from_revision (board->revision) != NULL || (is_sure && board->is_sure))
    return;
  /* A device tree that config.txt names says nothing of the board. */
  if (guess != NULL && (entry == NULL || entry->config_file == NULL))
    cb_story_board_learn_guess (board, guess, is_sure || (guess == board->guess && board->is_sure), ns_now);
}

static void
tell_no_plan (CbStoryBoard *board) {
  CbBootEvent event = { .kind = CB_BOOT_STORY, .story = { .what = CB_STORY_NO_PLAN } };

  if (board->teller->has_told_no_plan)
    return;
  board->teller->has_told_no_plan = TRUE;
  cb_story_board_tell (board, &event);
}

void
cb_story_class_prepare (CbStoryBoard *board, const char *name, guint64 ns_now) {
  const CbStoryHost *host = &board->teller->host;
  g_autofree char *serial = NULL;
  const CbBoard *model;

  learn_from_name (board, name, ns_now);
  model = cb_story_board_model (board);
  if (model == NULL || model->way == CB_BOOT_BY_NOTHING || host->plan == NULL
      || board->n_plans >= CB_MAX_STORY_PLANS
      || (board->is_planned && board->planned_board == model && board->planned_serial == board->serial))
    return;
  serial = board->serial != 0 ? g_strdup_printf ("%08x", board->serial) : NULL;
  g_hash_table_remove_all (board->absent);
  g_clear_pointer (&board->plan, cb_boot_plan_free);
  board->plan = host->plan (model, serial, host->data);
  board->is_planned = TRUE;
  board->planned_board = model;
  board->planned_serial = board->serial;
  board->n_plans++;
  if (board->plan == NULL)
    tell_no_plan (board);
}

static void
blame (CbStoryBoard *board, const CbStoryTransfer *transfer, gboolean is_sure) {
  if (is_sure || board->culprit.n_bytes == 0)
    cb_story_name_set (&board->culprit, transfer->name, transfer->n_name);
}

/* start.elf by a Pi 4 whose config.txt was read, and start4.elf is there. */
static gboolean
is_other_firmware (const CbStoryBoard *board, const char *name, const CbBootEntry *entry) {
  if (board->plan == NULL || cb_story_guess_file (name).kind != CB_FILE_FIRMWARE
      || (board->evidence & CB_EVIDENCE_CONFIG_SENT) == 0
      || (board->evidence & CB_EVIDENCE_FIRMWARE_MISSING) != 0)
    return FALSE;
  return entry == NULL || g_str_equal (entry->reason, CB_BOOT_REASON_FIRMWARE_FALLBACK);
}

void
cb_story_class_asked (CbStoryBoard *board, const char *name, CbStoryTransfer *transfer) {
  gboolean is_loaders = board->stage == CB_STORY_STAGE_LOADER || board->stage == CB_STORY_STAGE_LINUX;
  const CbBootEntry *entry = is_loaders ? NULL : find_entry (board, name);
  CbStoryGuess guess = { CB_FILE_OTHER, CB_ROLE_OPTIONAL };

  if (entry != NULL)
    guess = (CbStoryGuess){ entry->kind, entry->role };
  else if (board->plan == NULL && !is_loaders)
    guess = cb_story_guess_file (name);
  transfer->kind = guess.kind;
  transfer->role = guess.role;
  transfer->is_planned = entry != NULL;
  if (is_loaders || !is_other_firmware (board, name, entry))
    return;
  board->evidence |= CB_EVIDENCE_OTHER_FIRMWARE;
  blame (board, transfer, FALSE);
}

/* Is none of the group there, as far as the plan knows it? */
static gboolean
group_is_gone (const CbStoryBoard *board, guint group) {
  const GPtrArray *entries = cb_boot_plan_entries (board->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    if (entry->group == group && entry->role == CB_ROLE_CHOICE
        && !g_hash_table_contains (board->absent, find_entry (board, entry->name)))
      return FALSE;
  }
  return TRUE;
}

/* Not there, or as good as that: can the board do without it? */
static gboolean
can_do_without (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer) {
  const CbBootEntry *entry = transfer->is_planned ? find_entry (board, name) : NULL;

  if (entry == NULL)
    return transfer->is_planned || transfer->role != CB_ROLE_REQUIRED;
  g_hash_table_add (board->absent, (gpointer) entry);
  if (entry->role == CB_ROLE_CHOICE)
    return entry->group != 0 && !group_is_gone (board, entry->group);
  return entry->role != CB_ROLE_REQUIRED;
}

static CbStoryOutcome
note_absence (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer, CbStoryOutcome outcome) {
  gboolean is_missing = !can_do_without (board, name, transfer);

  if (is_needed (transfer->role)) {
    board->evidence |= kinds[transfer->kind].absent;
    blame (board, transfer, is_missing);
  }
  if (board->stage < CB_STORY_STAGE_LOADER && !transfer->is_planned && cb_story_guess_is_glued (name)) {
    board->evidence |= CB_EVIDENCE_GLUED_NAME;
    blame (board, transfer, TRUE);
  }
  if (!is_missing)
    return outcome;
  board->is_failed = TRUE;
  board->evidence |= CB_EVIDENCE_MISSING | kinds[transfer->kind].missing;
  return outcome == CB_STORY_OUTCOME_ABSENT ? CB_STORY_OUTCOME_MISSING : outcome;
}

static void
note_presence (CbStoryBoard *board, const CbStoryTransfer *transfer, gboolean is_sent) {
  board->is_failed = FALSE;
  board->evidence &= ~(guint) (CB_EVIDENCE_CHANGED | CB_EVIDENCE_TIMED_OUT);
  board->evidence |= kinds[transfer->kind].found;
  if (!is_sent)
    return;
  board->evidence |= kinds[transfer->kind].sent;
  if (transfer->kind == CB_FILE_UPDATE || transfer->kind == CB_FILE_RECOVERY)
    blame (board, transfer, TRUE);
  if (transfer->n_bytes >= kinds[transfer->kind].n_least)
    return;
  board->evidence |= CB_EVIDENCE_SHORT_FILE;
  blame (board, transfer, FALSE);
}

CbStoryOutcome
cb_story_class_over (CbStoryBoard *board, const char *name, const CbStoryTransfer *transfer,
                     CbStoryOutcome outcome) {
  switch (outcome) {
  case CB_STORY_OUTCOME_SENT:
  case CB_STORY_OUTCOME_PROBED:
    note_presence (board, transfer, outcome == CB_STORY_OUTCOME_SENT);
    return outcome;
  case CB_STORY_OUTCOME_ABSENT:
    return note_absence (board, name, transfer, outcome);
  case CB_STORY_OUTCOME_REFUSED:
    if (is_needed (transfer->role)) {
      board->evidence |= CB_EVIDENCE_REFUSED;
      blame (board, transfer, TRUE);
    }
    return note_absence (board, name, transfer, outcome);
  case CB_STORY_OUTCOME_CHANGED:
    board->evidence |= CB_EVIDENCE_CHANGED;
    blame (board, transfer, TRUE);
    return outcome;
  case CB_STORY_OUTCOME_TIMED_OUT:
    board->evidence |= CB_EVIDENCE_TIMED_OUT;
    return outcome;
  default:
    return outcome;
  }
}
