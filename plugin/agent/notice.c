/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notice.h"

#include "boot/story-words.h"
#include "host/dict.h"
#include "host/quote.h"
#include "limit.h"
#include "notice-text.h"

/* In it, the third boot of a cable is one too many to tell, and the same problem of a board is told
 * once. */
#define SOON_MS (10 * 60 * 1000)

#define N_BEGINS 2

/* Problems that are told in that time, of all boards: bubbles that stay. Whoever forges boards by the hundred
 * fills no screen. */
#define MAX_PROBLEMS 16

/* When the last boots of a cable began, the latest first. */
typedef struct {
  guint n;
  gint64 ms[N_BEGINS];
} Begins;

/* A board, and the boot that it is in. */
typedef struct {
  char *id;
  char *uuid;
  char *mac; /* NULL: not known */

  guint32 boot;
  char *serial;           /* fit to print; NULL: not known */
  char *name;             /* likewise */
  gboolean is_first_boot; /* of its serial, ever */
  gboolean is_quiet;
  gboolean has_connected; /* told, or not to be told any more */
  gboolean has_kernel;    /* likewise */
  gboolean lacks_file;    /* a required one */

  /* What was told and still stands, of this boot or of one before. */
  char *problem; /* title and cause; NULL: none */
  gboolean is_stall;
  gint64 ms_problem; /* when it was heard last */
} Board;

struct CbNotices {
  char *home;
  GPtrArray *boards;    /* Board *, heard last at the end */
  GHashTable *begins;   /* uuid -> Begins * */
  GHashTable *folders;  /* uuid -> bytes */
  GPtrArray *strangers; /* MACs that were told */
  guint32 latest_boot;
  guint n_problems;                 /* that were ever told */
  gint64 ms_problems[MAX_PROBLEMS]; /* when the last ones were, in turn */
};

/* One event on its way to bubbles. */
typedef struct {
  CbNotices *self;
  GVariant *event;
  Board *board;
  gboolean show;
  gint64 ms;
  GDateTime *now;
  GPtrArray *notices;
} Take;

/* --- notices --- */

void
cb_notice_free (CbNotice *notice) {
  if (notice == NULL)
    return;
  g_free (notice->key);
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice->folder);
  g_free (notice);
}

char *
cb_notice_body (const CbNotice *notice, gboolean markup) {
  return markup ? g_markup_escape_text (notice->body, -1) : g_strdup (notice->body);
}

/* Title, body and folder are given away. */
static void
add_show (Take *take, const char *key, CbNoticeManner manner, char *title, char *body,
          char *folder) {
  CbNotice *notice = g_new0 (CbNotice, 1);

  notice->act = CB_NOTICE_SHOW;
  notice->key = g_strdup (key);
  notice->manner = manner;
  notice->title = title;
  notice->body = body;
  notice->folder = folder;
  g_ptr_array_add (take->notices, notice);
}

static void
add_withdraw (GPtrArray *notices, const char *key) {
  CbNotice *notice = g_new0 (CbNotice, 1);

  notice->act = CB_NOTICE_WITHDRAW;
  notice->key = g_strdup (key);
  g_ptr_array_add (notices, notice);
}

/* --- boards and their boots --- */

static void
board_free (gpointer data) {
  Board *board = data;

  g_free (board->id);
  g_free (board->uuid);
  g_free (board->mac);
  g_free (board->serial);
  g_free (board->name);
  g_free (board->problem);
  g_free (board);
}

static Board *
find_boot (const CbNotices *self, guint32 boot) {
  for (guint i = 0; i < self->boards->len; i++) {
    Board *board = self->boards->pdata[i];

    if (board->boot == boot)
      return board;
  }
  return NULL;
}

static Board *
find_board (const CbNotices *self, const char *uuid, const char *mac) {
  for (guint i = 0; i < self->boards->len; i++) {
    Board *board = self->boards->pdata[i];

    if (mac != NULL && g_str_equal (board->uuid, uuid) && g_strcmp0 (board->mac, mac) == 0)
      return board;
  }
  return NULL;
}

static char *
key_of (const Board *board, gboolean is_problem) {
  return g_strconcat (is_problem ? "problem/" : "boot/", board->id, NULL);
}

/* The bubble goes, where it stands, and the same problem is news again. */
static void
settle (Board *board, GPtrArray *notices) {
  g_autofree char *key = key_of (board, TRUE);

  if (board->problem == NULL)
    return;
  add_withdraw (notices, key);
  g_clear_pointer (&board->problem, g_free);
}

static Board *
add_board (Take *take, const char *uuid, const char *mac) {
  CbNotices *self = take->self;
  Board *board = g_new0 (Board, 1);

  if (self->boards->len == CB_MAX_WATCHED_BOARDS) {
    settle (self->boards->pdata[0], take->notices);
    g_ptr_array_remove_index (self->boards, 0);
  }
  board->uuid = g_strdup (uuid);
  board->mac = g_strdup (mac);
  board->id = mac != NULL ? g_strdup_printf ("%s/%s", uuid, mac)
                          : g_strdup_printf ("%s/%u", uuid, cb_dict_number (take->event, "boot"));
  g_ptr_array_add (self->boards, board);
  return board;
}

static gint64
begin_of (GVariant *event) {
  return cb_dict_time (event, "time", 0) - (gint64)cb_dict_number (event, "ms");
}

/* Notes a boot that began at ms; TRUE if it is the third within the time. */
static gboolean
note_begin (CbNotices *self, const char *uuid, gint64 ms) {
  Begins *begins = g_hash_table_lookup (self->begins, uuid);
  gboolean is_third;

  if (begins == NULL) {
    begins = g_new0 (Begins, 1);
    g_hash_table_insert (self->begins, g_strdup (uuid), begins);
  }
  is_third = begins->n == N_BEGINS && ABS (ms - begins->ms[N_BEGINS - 1]) <= SOON_MS;
  begins->ms[1] = begins->ms[0];
  begins->ms[0] = ms;
  begins->n = MIN (begins->n + 1, N_BEGINS);
  return is_third;
}

/* Not one of before, told again: numbers count up, and if the record of boots was lost, time still
 * does. */
static gboolean
is_new_boot (const CbNotices *self, GVariant *event, const char *uuid) {
  const Begins *begins = g_hash_table_lookup (self->begins, uuid);

  if (cb_dict_number (event, "boot") > self->latest_boot)
    return TRUE;
  return g_strcmp0 (cb_dict_text (event, "kind"), cb_story_kind_to_code (CB_STORY_BOARD)) == 0
         && (begins == NULL || begin_of (event) > begins->ms[0]);
}

static void
begin_boot (Take *take, Board *board, guint32 boot) {
  CbNotices *self = take->self;
  guint place;

  g_ptr_array_find (self->boards, board, &place);
  g_ptr_array_add (self->boards, g_ptr_array_steal_index (self->boards, place));
  self->latest_boot = boot;
  board->boot = boot;
  board->is_first_boot = board->has_connected = board->has_kernel = board->lacks_file = FALSE;
  board->is_quiet = note_begin (self, board->uuid, begin_of (take->event));
}

/* NULL for what is over, or of no boot. */
static Board *
board_of (Take *take) {
  CbNotices *self = take->self;
  guint32 boot = cb_dict_number (take->event, "boot");
  const char *uuid = cb_dict_text (take->event, "uuid");
  const char *mac = cb_dict_text (take->event, "mac");
  Board *board;

  if (boot == 0 || uuid == NULL)
    return NULL;
  board = find_boot (self, boot);
  if (board != NULL)
    return board;
  if (!is_new_boot (self, take->event, uuid))
    return NULL;
  board = find_board (self, uuid, mac);
  if (board == NULL)
    board = add_board (take, uuid, mac);
  begin_boot (take, board, boot);
  return board;
}

static void
learn_text (char **text, GVariant *event, const char *key) {
  const char *value = cb_dict_text (event, key);

  if (value == NULL || value[0] == '\0')
    return;
  g_free (*text);
  *text = cb_quote (value, -1);
}

static void
learn (Board *board, GVariant *event) {
  learn_text (&board->serial, event, "serial");
  learn_text (&board->name, event, "board");
  board->is_first_boot |= cb_dict_flag (event, "first_time");
  if (board->mac == NULL)
    board->mac = g_strdup (cb_dict_text (event, "mac"));
}

/* --- what makes bubbles --- */

static CbNoticePlace
place_of (const Take *take) {
  return (CbNoticePlace){
    .home = take->self->home,
    .folder = g_hash_table_lookup (take->self->folders, take->board->uuid),
  };
}

/* The board's name is worth waiting for a moment: it comes with its first words, at the latest with
 * its first file. */
static void
tell_connected (Take *take) {
  Board *board = take->board;
  g_autofree char *key = key_of (board, FALSE);
  CbNoticePlace place = place_of (take);
  gboolean is_early =
      g_strcmp0 (cb_dict_text (take->event, "kind"), cb_story_kind_to_code (CB_STORY_BOARD)) == 0;

  if (!board->is_first_boot || board->has_connected || board->serial == NULL
      || (is_early && board->name == NULL))
    return;
  board->has_connected = TRUE;
  if (!take->show || board->is_quiet)
    return;
  add_show (take, key, CB_NOTICE_PASSING, cb_notice_connected_title (board->name),
            cb_notice_connected_body (take->event, board->serial, &place), NULL);
}

/* The bubble that said that the board is there becomes this one, so it says that too. */
static char *
kernel_body (const Take *take) {
  const Board *board = take->board;
  CbNoticePlace place = place_of (take);
  g_autofree char *kernel = cb_notice_kernel_body (take->event, take->now);
  g_autofree char *connected = NULL;

  if (!board->is_first_boot || board->serial == NULL)
    return g_steal_pointer (&kernel);
  connected = cb_notice_connected_body (take->event, board->serial, &place);
  return g_strdup_printf ("%s\n%s", kernel, connected);
}

static void
take_kernel (Take *take) {
  Board *board = take->board;
  g_autofree char *key = key_of (board, FALSE);

  if (board->has_kernel || board->lacks_file)
    return;
  board->has_kernel = board->has_connected = TRUE;
  settle (board, take->notices);
  if (take->show && !board->is_quiet)
    add_show (take, key, CB_NOTICE_PASSING, cb_notice_kernel_title (board->name),
              kernel_body (take), NULL);
}

static void
take_linux (Take *take) {
  take->board->lacks_file = FALSE;
  settle (take->board, take->notices);
}

static gboolean
are_too_many (const CbNotices *self, gint64 ms) {
  gint64 ms_before = self->ms_problems[self->n_problems % MAX_PROBLEMS];

  return self->n_problems >= MAX_PROBLEMS && ABS (ms - ms_before) <= SOON_MS;
}

/* Title, body and folder are given away. */
static void
tell_problem (Take *take, gboolean is_stall, char *title, char *body, char *folder) {
  Board *board = take->board;
  const char *cause = cb_dict_text (take->event, "cause");
  g_autofree char *problem = g_strdup_printf ("%s\n%s", title, cause != NULL ? cause : "");
  g_autofree char *key = key_of (board, TRUE);
  gboolean is_told =
      g_strcmp0 (problem, board->problem) == 0 && ABS (take->ms - board->ms_problem) <= SOON_MS;

  if (take->show && !is_told && !are_too_many (take->self, take->ms)) {
    take->self->ms_problems[take->self->n_problems++ % MAX_PROBLEMS] = take->ms;
    add_show (take, key, CB_NOTICE_STAYING, title, body, folder);
    g_free (board->problem);
    board->problem = g_steal_pointer (&problem);
    board->is_stall = is_stall;
  } else {
    g_free (title);
    g_free (body);
    g_free (folder);
  }
  board->ms_problem = take->ms;
}

static void
take_missing (Take *take) {
  Board *board = take->board;
  CbNoticePlace place = place_of (take);

  if (board->lacks_file)
    return;
  board->lacks_file = TRUE;
  tell_problem (take, FALSE, cb_notice_missing_title (take->event, board->name),
                cb_notice_missing_body (take->event, &place),
                cb_notice_file_folder (take->event, place.folder));
}

static gboolean
is_missing (GVariant *event) {
  const char *outcome = cb_dict_text (event, "outcome");

  return g_strcmp0 (outcome, cb_story_outcome_to_code (CB_STORY_OUTCOME_MISSING)) == 0;
}

static void
take_file (Take *take) {
  if (is_missing (take->event))
    take_missing (take);
}

/* What is silent after its kernel may well run, without a network. And what lacks a file has been
 * told. */
static void
take_stalled (Take *take) {
  Board *board = take->board;
  CbStoryStage stage = cb_story_stage_from_code (cb_dict_text (take->event, "stage"));

  if (board->lacks_file || stage >= CB_STORY_STAGE_HANDED_OVER)
    return;
  tell_problem (take, TRUE, cb_notice_stalled_title (take->event, board->name),
                cb_notice_stalled_body (take->event), NULL);
}

static void
take_resumed (Take *take) {
  if (take->board->is_stall)
    settle (take->board, take->notices);
}

static gboolean
note_stranger (CbNotices *self, const char *mac) {
  for (guint i = 0; i < self->strangers->len; i++) {
    if (g_str_equal (self->strangers->pdata[i], mac))
      return FALSE;
  }
  if (self->strangers->len == CB_MAX_WATCHED_STRANGERS)
    g_ptr_array_remove_index (self->strangers, 0);
  g_ptr_array_add (self->strangers, g_strdup (mac));
  return TRUE;
}

static void
take_stranger (Take *take) {
  const char *mac = cb_dict_text (take->event, "mac");
  const char *uuid = cb_dict_text (take->event, "uuid");
  g_autofree char *key = NULL;

  if (mac == NULL || uuid == NULL || !note_stranger (take->self, mac) || !take->show)
    return;
  key = g_strconcat ("stranger/", uuid, NULL);
  add_show (take, key, CB_NOTICE_NORMAL, cb_notice_stranger_title (),
            cb_notice_stranger_body (take->event), NULL);
}

static const struct {
  CbStoryKind kind;
  void (*take) (Take *take);
} takers[] = {
  { CB_STORY_FILE, take_file },       { CB_STORY_KERNEL, take_kernel },
  { CB_STORY_STALLED, take_stalled }, { CB_STORY_RESUMED, take_resumed },
  { CB_STORY_LINUX, take_linux },
};

static void
take_of_boot (Take *take, const char *kind) {
  take->board = board_of (take);
  if (take->board == NULL)
    return;
  learn (take->board, take->event);
  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++) {
    if (g_str_equal (kind, cb_story_kind_to_code (takers[i].kind)))
      takers[i].take (take);
  }
  tell_connected (take);
}

/* --- all of it --- */

CbNotices *
cb_notices_new (const char *home) {
  CbNotices *self = g_new0 (CbNotices, 1);

  self->home = g_strdup (home);
  self->boards = g_ptr_array_new_with_free_func (board_free);
  self->begins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->strangers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
cb_notices_free (CbNotices *self) {
  if (self == NULL)
    return;
  g_ptr_array_unref (self->boards);
  g_ptr_array_unref (self->strangers);
  g_hash_table_unref (self->begins);
  g_hash_table_unref (self->folders);
  g_free (self->home);
  g_free (self);
}

void
cb_notices_set_cables (CbNotices *self, GVariant *cables) {
  gsize n = g_variant_n_children (cables);

  g_hash_table_remove_all (self->folders);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) cable = g_variant_get_child_value (cables, i);
    const char *uuid = cb_dict_text (cable, "uuid");
    char *folder = cb_dict_bytes (cable, "folder", NULL);

    if (uuid != NULL && folder != NULL)
      g_hash_table_insert (self->folders, g_strdup (uuid), folder);
    else
      g_free (folder);
  }
}

gboolean
cb_notices_wants_cables (const CbNotices *self, GVariant *event) {
  guint32 boot = cb_dict_number (event, "boot");
  const char *uuid = cb_dict_text (event, "uuid");
  const Board *board = boot != 0 ? find_boot (self, boot) : NULL;

  if (boot == 0 || uuid == NULL || cb_dict_flag (event, "watched"))
    return FALSE;
  if (board == NULL && !is_new_boot (self, event, uuid))
    return FALSE;
  if (is_missing (event))
    return board == NULL || !board->lacks_file;
  return cb_dict_flag (event, "first_time") && (board == NULL || !board->has_connected);
}

GPtrArray *
cb_notices_take (CbNotices *self, GVariant *event, gboolean may_show, GDateTime *now) {
  const char *kind = cb_dict_text (event, "kind");
  Take take = {
    .self = self,
    .event = event,
    .show = may_show && !cb_dict_flag (event, "watched"),
    .ms = cb_dict_time (event, "time", 0),
    .now = now,
    .notices = g_ptr_array_new_with_free_func ((GDestroyNotify)cb_notice_free),
  };

  if (g_strcmp0 (kind, "stranger") == 0)
    take_stranger (&take);
  else if (kind != NULL && !g_str_equal (kind, cb_story_kind_to_code (CB_STORY_PROGRESS)))
    take_of_boot (&take, kind);
  return take.notices;
}
