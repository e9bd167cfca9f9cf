/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What happened to boots in, bubbles of the desktop out.
 *
 * - A boot that goes well makes one bubble: its kernel was fetched. The first one ever of a serial
 * says before that the board is there, in the same bubble. Nothing is said of links, addresses,
 * probes, optional files, and of what follows the kernel: TFTP can't know whether it runs.
 * - A problem stays until the board's next good boot, or until it goes on. The same one again, in a
 * boot soon after, is not told twice.
 * - From the third boot of a cable within ten minutes on, only problems are told.
 * - While somebody watches by himself ("watched"), nothing is.
 *
 * Bounded: the boards and strangers heard last. Pure: GLib only, no clock, no bus.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_NOTICE_SHOW,     /* in place of the bubble with the same key, where there is one */
  CB_NOTICE_WITHDRAW, /* key alone counts */
} CbNoticeAct;

typedef enum {
  CB_NOTICE_PASSING, /* urgency low, transient */
  CB_NOTICE_NORMAL,
  CB_NOTICE_STAYING, /* urgency normal, until it is closed or withdrawn */
} CbNoticeManner;

typedef struct {
  CbNoticeAct act;
  char *key;
  CbNoticeManner manner;
  char *title;  /* plain text, fit to print */
  char *body;   /* likewise; cb_notice_body() is what goes out */
  char *folder; /* bytes: can be opened; NULL: no such action */
} CbNotice;

void cb_notice_free (CbNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbNotice, cb_notice_free)

/* The body for a server that reads it as markup, or as it is. Caller frees. */
char *cb_notice_body (const CbNotice *notice, gboolean markup);

typedef struct CbNotices CbNotices;

/* home: the user's home folder, written as "~"; may be NULL. */
CbNotices *cb_notices_new (const char *home);
void cb_notices_free (CbNotices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbNotices, cb_notices_free)

/* cables: the answer of ListCables (aa{sv}), for their boot folders. */
void cb_notices_set_cables (CbNotices *self, GVariant *cables);

/* TRUE for an event whose bubble names the boot folder, which may be another one since. */
gboolean cb_notices_wants_cables (const CbNotices *self, GVariant *event);

/* event: the dictionary of the D-Bus contract, any a{sv}. may_show FALSE: of the past, or nobody is
 * there to see it; bubbles are withdrawn then, none are shown. now: for the day in a kernel's build
 * time. Elements of the answer: CbNotice *, in the order in which they are to be done; unref with
 * g_ptr_array_unref. */
GPtrArray *cb_notices_take (CbNotices *self, GVariant *event, gboolean may_show, GDateTime *now);

G_END_DECLS
