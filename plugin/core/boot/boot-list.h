/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The entries of a boot plan in the order in which they are asked for, each (name, role) once. */

#pragma once

#include "boot/boot-plan.h"

G_BEGIN_DECLS

typedef struct CbBootList CbBootList;

CbBootList *cb_boot_list_new (void);
void cb_boot_list_free (CbBootList *list);

/* Is there one with like's name and role? Then it becomes as sure as the surer of both, and loaded if one of
 * both is. ret_there: as it was added. */
gboolean cb_boot_list_merge (CbBootList *list, const CbBootEntry *like, gboolean *ret_there);

/* Are there CB_MAX_BOOT_ENTRIES_OF_KIND of this kind? */
gboolean cb_boot_list_is_full (const CbBootList *list, CbFileKind kind);

/* Adds a copy of like, which has a normal name and is neither known nor one too many. line: where it comes
 * from; NULL: a default. there: the folder has it. */
void cb_boot_list_add (CbBootList *list, const CbBootEntry *like, const CbConfigLine *line, gboolean there);

/* A number that no entry has as its group yet. */
guint cb_boot_list_new_group (CbBootList *list);

const GPtrArray *cb_boot_list_entries (const CbBootList *list);

/* As in boot-plan.h. */
const CbBootEntry *cb_boot_list_find (const CbBootList *list, const char *name);
const CbBootEntry *cb_boot_list_taken (const CbBootList *list, CbFileKind kind);

/* No slash in front, and one where there are several; caller frees. */
char *cb_boot_name_normalize (const char *name);

G_END_DECLS
