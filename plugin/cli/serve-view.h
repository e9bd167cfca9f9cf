/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The events of `cableboot serve` as a person or a program reads them: one line per file, or one JSON object
 * per event. Makes text, prints nothing; names from the wire are escaped.
 */

#pragma once

#include <glib.h>

#include "wire/boot-event.h"

G_BEGIN_DECLS

typedef struct CbServeView CbServeView;

CbServeView *cb_serve_view_new (gboolean utf8);
void cb_serve_view_free (CbServeView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbServeView, cb_serve_view_free)

/* A line without its end, or NULL where people aren't told: a file that is only asked for yet, boards that are
 * answered anyway. Each event has to come here or to _json(), since times are reckoned from when a file was
 * asked for. ns_now: of any clock. Free with g_free. */
char *cb_serve_view_text (CbServeView *view, const CbBootEvent *event, guint64 ns_now);

/* The same as JSON: "v" and "event" first; in one line. Never NULL. */
char *cb_serve_view_json (CbServeView *view, const CbBootEvent *event, guint64 ns_now);

/* Why a file was refused, for people. code: a CbBootRefusal; others are taken for CB_BOOT_REFUSED_FAILED. */
const char *cb_serve_view_refusal (guint code);

G_END_DECLS
