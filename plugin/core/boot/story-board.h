/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One board of a story: who it is, and where its boot is. Others change it (story-dhcp, story-file,
 * story-kernel, story-stage); what begins, ends or is told goes through here.
 */

#pragma once

#include "boot/story-cause.h"
#include "boot/story.h"

G_BEGIN_DECLS

#define CB_STORY_NEVER G_MAXUINT64

#define CB_MAC_BYTES 6

/* What all boards of a story share. */
typedef struct {
  CbStoryHost host;
  guint32 n_boots;
  gboolean has_told_no_plan;
} CbStoryTeller;

typedef struct {
  guint8 bytes[CB_MAX_EVENT_NAME_BYTES];
  gsize n_bytes; /* 0: none */
} CbStoryName;

/* A file on its way. */
typedef struct {
  guint32 id;
  guint8 *name; /* NULL: the place is free */
  gsize n_name;
  guint64 ns_asked;
  guint64 n_bytes, n_total;
  CbFileKind kind;
  CbBootRole role;
  gboolean is_planned; /* kind and role are the plan's, else guessed */
} CbStoryTransfer;

/* The kernel that is or was fetched. */
typedef struct {
  char *name;           /* normal; NULL: none so far */
  gboolean is_expected; /* facts about it are */
  CbStoryKernel facts;
  guint64 ns_sent;      /* NEVER: not whole yet */
  gboolean is_told;
  guint32 transfer;
  guint64 n_bytes;
  guint32 ms_taken;
  CbStoryName asked;    /* as the board wrote it */
} CbStoryFetch;

typedef struct {
  CbStoryTeller *teller;

  /* who it is */
  gboolean has_mac;
  guint8 mac[CB_MAC_BYTES];
  guint32 address, serial, revision;
  const CbBoard *guess;  /* where the revision doesn't tell */
  gboolean is_sure;
  guint64 ns_heard;      /* its last word of any kind */

  /* its boot */
  guint32 boot;          /* 0: none is running */
  CbStoryStage stage;
  guint evidence;        /* CbEvidence bits, those of the last file left out */
  CbStoryCause stalled;  /* NONE: it isn't */
  gboolean is_failed;    /* a file is missing without which it can't go on, and none came since */
  gboolean is_silent;    /* the silence of its kernel was told */
  gboolean is_loaded;    /* what is started last was sent whole: the kernel, or what holds it */
  guint64 ns_loaded;     /* when that was asked for */
  guint64 ns_begun;
  guint64 ns_active;     /* its last word that was a step */
  guint n_discovers;     /* since the last answer that it took */

  /* its files */
  CbBootPlan *plan;
  gboolean is_planned;   /* the host was asked in this boot, for: */
  const CbBoard *planned_board;
  guint32 planned_serial;
  guint n_plans;         /* of this boot */
  GHashTable *absent;    /* const CbBootEntry * of plan */
  CbStoryTransfer transfers[CB_MAX_STORY_TRANSFERS];
  guint32 last_transfer; /* the one that was asked for last */
  gboolean is_last_over;
  guint64 last_bytes, last_total;
  CbStoryName first, last; /* asked for in this boot; first is normal */
  CbStoryName culprit;   /* the file that a failure is about */
  guint n_bootcodes;     /* requests for bootcode.bin */
  CbStoryFetch fetch;
} CbStoryBoard;

CbStoryBoard *cb_story_board_new (CbStoryTeller *teller, guint64 ns_now);

/* Tells nothing. NULL is fine. */
void cb_story_board_free (CbStoryBoard *board);

/* The model: of the revision code, else guessed, else NULL. */
const CbBoard *cb_story_board_model (const CbStoryBoard *board);

/* What is known now; told if that is more than before and a boot is running. 0, NULL: nothing new. */
void cb_story_board_learn (CbStoryBoard *board, guint32 serial, guint32 revision, guint64 ns_now);
void cb_story_board_learn_mac (CbStoryBoard *board, const guint8 *mac, guint64 ns_now);
void cb_story_board_learn_address (CbStoryBoard *board, guint32 address, guint64 ns_now);
void cb_story_board_learn_guess (CbStoryBoard *board, const CbBoard *guess, gboolean is_sure, guint64 ns_now);

/* No boot may be running. */
void cb_story_board_begin (CbStoryBoard *board, guint64 ns_now);

/* Passes over a board without a boot. */
void cb_story_board_end (CbStoryBoard *board, CbStoryCause cause, guint64 ns_now);

/* The same, because the board begins anew: the cause is what stopped it, or why it may have begun anew. */
void cb_story_board_end_again (CbStoryBoard *board, guint64 ns_now);

/* The boot came so far; back only from HANDED_OVER to LOADER. Else nothing happens. */
void cb_story_board_reach (CbStoryBoard *board, CbStoryStage stage, guint64 ns_now);

/* A step, however small: what was a stall is none any more. */
void cb_story_board_step (CbStoryBoard *board, guint64 ns_now);

/* An event of its boot, to be filled in, and told with it. */
CbBootEvent cb_story_board_event (const CbStoryBoard *board, CbStoryKind what, guint64 ns_now);
void cb_story_board_tell (const CbStoryBoard *board, const CbBootEvent *event);

/* What was seen so far, the last file as it stands; and the file that cause is about. */
CbBootBytes cb_story_board_file_of (const CbStoryBoard *board, CbStoryCause cause);
guint cb_story_board_evidence (const CbStoryBoard *board);

void cb_story_name_set (CbStoryName *name, const void *bytes, gsize n_bytes);
CbBootBytes cb_story_name_bytes (const CbStoryName *name);

/* ms from the first moment to the second, as far as they fit. */
guint32 cb_story_ms (guint64 ns_from, guint64 ns_to);

G_END_DECLS
