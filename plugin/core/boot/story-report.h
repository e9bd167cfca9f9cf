/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a story tells (wire/story-event.h) as the dictionary "event" of the D-Bus interface: numbers become
 * stable words, names stay bytes, what has no value is left out. A number beyond its table reads as "not
 * known". Pure.
 */

#pragma once

#include "wire/story-event.h"

#include <glib.h>

G_BEGIN_DECLS

/* What is not known on the wire. */
typedef struct {
  const char *uuid;      /* of the cable; NULL is left out, as is interface */
  const char *interface;
  gint64 time;           /* milliseconds since 1970 */
  guint32 number;        /* of the boot; 0: of the cable */
  int same_kernel;       /* TRUE, FALSE, or -1: not known */
  gboolean is_first;     /* no boot of this board is on record */
} CbStoryPlace;

/* The dictionary, floating. */
GVariant *cb_story_report (const CbStoryEvent *event, const CbStoryPlace *place);

/* The signal of the interface Cable that a kind and outcome go by. Static. */
const char *cb_story_signal (const CbStoryEvent *event);

/* The parts of such a dictionary: who a board is (mac, serial, model, board, address), and what is known of its
 * kernel (release, build, hash). */
void cb_story_report_board (GVariantBuilder *dict, const CbStoryEvent *event);
void cb_story_report_kernel (GVariantBuilder *dict, const CbStoryEvent *event);

/* Bytes that aren't ours, as ay or as printable text; nothing where there are none. */
void cb_story_report_bytes (GVariantBuilder *dict, const char *key, const CbBootBytes *bytes);
void cb_story_report_text (GVariantBuilder *dict, const char *key, const CbBootBytes *bytes);

G_END_DECLS
