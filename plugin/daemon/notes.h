/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a person should know beside the answer: pairs of a stable code and a translated text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct CbNotes CbNotes;

CbNotes *cb_notes_new (void);

/* NULL is fine. */
void cb_notes_free (CbNotes *notes);

/* code is static; text is taken over. */
void cb_notes_add (CbNotes *notes, const char *code, char *text);

/* The pairs as a(ss), floating. NULL is empty. */
GVariant *cb_notes_to_variant (const CbNotes *notes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbNotes, cb_notes_free)

G_END_DECLS
