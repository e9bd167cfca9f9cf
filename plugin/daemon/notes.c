/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notes.h"

typedef struct {
  const char *code;
  char *text;
} Note;

struct CbNotes {
  GArray *list; /* of Note */
};

static void
note_clear (gpointer data) {
  g_free (((Note *) data)->text);
}

CbNotes *
cb_notes_new (void) {
  CbNotes *notes = g_new (CbNotes, 1);

  notes->list = g_array_new (FALSE, FALSE, sizeof (Note));
  g_array_set_clear_func (notes->list, note_clear);
  return notes;
}

void
cb_notes_free (CbNotes *notes) {
  if (notes == NULL)
    return;
  g_array_unref (notes->list);
  g_free (notes);
}

void
cb_notes_add (CbNotes *notes, const char *code, char *text) {
  const Note note = { code, text };

  g_array_append_val (notes->list, note);
}

GVariant *
cb_notes_to_variant (const CbNotes *notes) {
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; notes != NULL && i < notes->list->len; i++) {
    const Note *note = &g_array_index (notes->list, Note, i);

    g_variant_builder_add (&builder, "(ss)", note->code, note->text);
  }
  return g_variant_builder_end (&builder);
}
