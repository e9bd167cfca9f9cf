/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One boot for the record: what its story tells goes in, event by event; out comes the dictionary "boot" of the
 * D-Bus interface, as text for a file and back. Pure.
 *
 * Bounded whatever is told: events that no longer fit into CB_MAX_BOOT_RECORD_BYTES of text are left out, those
 * of files and steps sooner than the kernel, a stall and the end. In "events" stands nothing that the boot's
 * own keys tell (uuid, interface, boot, mac, serial, model, board, address, first_time).
 */

#pragma once

#include "wire/story-event.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbBootRecord CbBootRecord;

/* Where and when a boot begins. */
typedef struct {
  guint32 number;
  const char *uuid;
  const char *interface;
  const char *user; /* whose cable it is; NULL: not known */
  guint32 uid;      /* likewise; it is in the file only */
  gint64 time;      /* milliseconds since 1970 */
} CbBootBegin;

CbBootRecord *cb_boot_record_new (const CbBootBegin *begin);

/* NULL is fine. */
void cb_boot_record_free (CbBootRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBootRecord, cb_boot_record_free)

/* Fills in what event doesn't tell and an earlier one did: who the board is. What is said of it now counts from
 * now on. */
void cb_boot_record_complete (CbBootRecord *record, CbStoryEvent *event);

/* Takes a completed event at that time, whose ms is counted from the record's begin. After ENDED nothing more
 * is taken. */
void cb_boot_record_take (CbBootRecord *record, const CbStoryEvent *event, gint64 time);

/* The kernel is that of this board's boot before, or isn't; -1: not known. */
void cb_boot_record_set_same_kernel (CbBootRecord *record, int same_kernel);

guint32 cb_boot_record_number (const CbBootRecord *record);
gint64 cb_boot_record_begin (const CbBootRecord *record);
gboolean cb_boot_record_is_running (const CbBootRecord *record);
gboolean cb_boot_record_is_stalled (const CbBootRecord *record);
CbStoryStage cb_boot_record_stage (const CbBootRecord *record); /* how far it came */

/* Who the board is, as far as it is known: mac, serial, revision, board and address of ret_event. */
void cb_boot_record_board (const CbBootRecord *record, CbStoryEvent *ret_event);

/* The event with which the boot ends that nobody told the end of: cut short in mid-way is a failure, by cause;
 * or by what it stalled for. Its name is borrowed from record, until _take. */
CbStoryEvent cb_boot_record_end (const CbBootRecord *record, CbStoryCause cause, guint32 ms);

/* The dictionary, floating, with "uid", and "events" if wanted. */
GVariant *cb_boot_record_to_variant (const CbBootRecord *record, gboolean with_events);

/* The text of a file, at most CB_MAX_BOOT_RECORD_BYTES. Caller frees. */
char *cb_boot_record_to_text (const CbBootRecord *record);

/* n_text bytes of any kind -> the dictionary, with the known keys alone, each of its type; reference to the
 * caller. NULL with CB_ERROR_INVALID when it is none, or lacks number, uuid, uid or time. */
GVariant *cb_boot_record_parse (const char *text, gsize n_text, GError **error);

/* What isn't for everybody: */
enum {
  CB_BOOT_RECORD_EVENTS = 1 << 0, /* long */
  CB_BOOT_RECORD_OWNER = 1 << 1,  /* uid, which is no part of the D-Bus interface */
};

/* A dictionary of _parse or _to_variant with those parts only. Floating. */
GVariant *cb_boot_record_pick (GVariant *boot, guint parts);

/* A dictionary that was running when whoever wrote it died: it is over. Floating. */
GVariant *cb_boot_record_close (GVariant *boot);

G_END_DECLS
