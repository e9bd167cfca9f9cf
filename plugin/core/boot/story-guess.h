/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the name of a file says by itself: of the board that asks for it, where that didn't say what it is, and
 * of the file, where there is no boot plan. Names are normal: no slash in front, none twice. Pure.
 */

#pragma once

#include "boot/board.h"
#include "boot/boot-plan.h"

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: it is in no folder that is named after a serial number. */
gboolean cb_story_guess_serial (const char *name, guint32 *ret_serial);

/* The board that such a name speaks for, knowing so_far (NULL: nothing); so_far where it says nothing new.
 * is_first: no other file was asked for before. *ret_sure: this model, and not only its family. */
const CbBoard *cb_story_guess_board (const char *name, const CbBoard *so_far, gboolean is_first,
                                     gboolean *ret_sure);

typedef struct {
  CbFileKind kind;
  CbBootRole role;
} CbStoryGuess;

/* A file of any Pi, by the last part of its name. OTHER, OPTIONAL: no name that is known. */
CbStoryGuess cb_story_guess_file (const char *name);

/* "abcstart4.elf": a name that every board asks for, with something before it that should be a folder. */
gboolean cb_story_guess_is_glued (const char *name);

G_END_DECLS
