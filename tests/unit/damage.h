/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Damaged boot folders as rows of tables: what is done to a complete folder, and the one finding that must come
 * of it. */

#pragma once

#include "boot-folders.h"

#define DAMAGE_SERIAL "91cdf03d"

typedef struct {
  const char *title;
  void (*damage) (const char *folder, const char *name, const char *how);
  const char *name;    /* for damage: the file that it is done to */
  const char *how;     /* for damage: what its comment says */
  const char *code;    /* of the finding that must come */
  const char *file;    /* in that finding; NULL: name */
  guint line;
  const char *model;   /* NULL: 4b */
  const char *also;    /* codes of findings that can't be kept away, with blanks between; each row says why */
  const char *detail;  /* what these say in that finding; NULL: whatever */
  const char *other;
  gboolean as_nobody;  /* looked at by a user who may not read everything */
} Damage;

extern const Damage damages_of_names[], damages_of_files[], damages_of_texts[], damages_of_configs[];
extern const gsize n_damages_of_names, n_damages_of_files, n_damages_of_texts, n_damages_of_configs;

/* how: unused. */
void take_out (const char *folder, const char *name, const char *how);
void empty (const char *folder, const char *name, const char *how);
void halve (const char *folder, const char *name, const char *how);
void lock (const char *folder, const char *name, const char *how);
void put_folder (const char *folder, const char *name, const char *how);
void put_fifo (const char *folder, const char *name, const char *how);
void put_html (const char *folder, const char *name, const char *how);
void put_lfs_pointer (const char *folder, const char *name, const char *how);
void put_gzip (const char *folder, const char *name, const char *how);

/* how: the new name. */
void move (const char *folder, const char *name, const char *how);

/* how: where the link leads. */
void put_link (const char *folder, const char *name, const char *how);

/* how: bytes in decimal. */
void resize (const char *folder, const char *name, const char *how);

/* how: seconds. */
void age (const char *folder, const char *name, const char *how);

/* how: the text that is the file's, or comes behind its own. */
void set_text (const char *folder, const char *name, const char *how);
void add_text (const char *folder, const char *name, const char *how);
