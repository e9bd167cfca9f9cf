/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boots of one cable, and what happened on it lately.
 *
 * What its watcher tells gets the number that the boot has on record; events go to who follows, are kept for
 * who follows later, and make up the record, which is written at each turn of the story. Watchers come and go,
 * and each counts its boots from 1: a boot that was under way goes on when its board is heard again, unless
 * that one plainly begins anew. The board's network chip starts anew in the middle of a boot, so the cable may
 * be out for a moment; longer than CB_CABLE_FLAP_MS is the end of its boots (on a direct cable, power-off is
 * unplug).
 *
 * Lives on the worker thread.
 */

#pragma once

#include "boot-store.h"
#include "herald.h"
#include "host/settings.h"
#include "wire/boot-event.h"

G_BEGIN_DECLS

typedef struct CbCableBoots CbCableBoots;

/* What all cables share. */
typedef struct {
  CbHerald *herald;
  GMainContext *context;
  CbBootStore *store;     /* NULL: not opened yet */
} CbBootsShared;

/* The boots on record, opened at the first call. Owned by shared. */
CbBootStore *cb_boots_shared_store (CbBootsShared *shared);

CbCableBoots *cb_cable_boots_new (CbBootsShared *shared, const CbSettings *settings);

/* Its boots are written once more. NULL is fine. */
void cb_cable_boots_free (CbCableBoots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbCableBoots, cb_cable_boots_free)

/* The settings are these now. TRUE when others can see a change: another name of the interface. */
gboolean cb_cable_boots_update (CbCableBoots *self, const CbSettings *settings);

/* Whose cable it is. */
guint32 cb_cable_boots_uid (const CbCableBoots *self);

/* The cable came or went; repeats are passed over. */
void cb_cable_boots_set_plugged (CbCableBoots *self, gboolean plugged);

/* Nobody watches any more, for good: its boots are over. */
void cb_cable_boots_end (CbCableBoots *self);

/* A watcher begins. outcome: NULL, or a word for who follows: why. */
void cb_cable_boots_watcher_begins (CbCableBoots *self, const char *outcome);

/* The watcher has ended, and no other one will begin before the next plug. */
void cb_cable_boots_watcher_given_up (CbCableBoots *self);

/* A record of the watcher: of story and stranger; others are passed over. */
void cb_cable_boots_take (CbCableBoots *self, const CbBootEvent *event);

/* Of the watcher before this one, which still knows the boots that it saw handed over. */
void cb_cable_boots_take_late (CbCableBoots *self, const CbBootEvent *event);

/* Is a boot handed over whose system hasn't spoken? */
gboolean cb_cable_boots_await_system (const CbCableBoots *self);

/* Adds what happened lately, dictionaries with their time, to the array of GVariant. */
void cb_cable_boots_add_past (const CbCableBoots *self, GPtrArray *events);

/* The boot of that number as it stands, if it is one of this cable's that runs; floating, or NULL. */
GVariant *cb_cable_boots_find (const CbCableBoots *self, guint32 number, gboolean with_events);

G_END_DECLS
