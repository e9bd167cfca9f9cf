/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot plan in the making: what is known so far, and how the next entry is added. */

#pragma once

#include "boot/boot-list.h"
#include "boot/boot-plan.h"

G_BEGIN_DECLS

typedef struct {
  const CbBootCase *boot_case;
  const CbFolderView *folder;
  const CbConfigTxt *config; /* NULL: there is none */
  CbBootList *list;
  char *prefix;              /* "91cdf03d/" or ""; owned */
  const char *os_prefix;     /* in use: "" or what config.txt says */
  CbBootStage stage;
  CbTruth ceiling;           /* nothing from here on is surer than this */
  CbTruth is_64bit;
} CbBootDraft;

/* The full name of a file in the folder that the board uses: a name that begins with '/' counts from the root
 * (5.3). Caller frees. */
char *cb_boot_draft_name (const CbBootDraft *draft, const char *name);

/* The same, with os_prefix. */
char *cb_boot_draft_os_name (const CbBootDraft *draft, const char *name);

/* full_name: from one of the above. A name that no server of ours would open ("..", parts that begin with a
 * dot) isn't asked for, and is absent. */
gboolean cb_boot_draft_has (const CbBootDraft *draft, const char *full_name);

/* The same for a name that os_prefix goes in front of. */
gboolean cb_boot_draft_has_os (const CbBootDraft *draft, const char *name);

/* Adds a copy of like, in the draft's stage and no surer than its ceiling, as boot-list.h has it; with
 * CB_TRUTH_NO, without a name or where its kind is full, nothing. Is it there? FALSE where nothing was added.
 * full_name: from one of the above. */
gboolean cb_boot_draft_add (CbBootDraft *draft, const char *full_name, const CbBootEntry *like,
                            const CbConfigLine *line);

/* The same for a name that is relative to the folder in use. */
gboolean cb_boot_draft_add_name (CbBootDraft *draft, const char *name, const CbBootEntry *like,
                                 const CbConfigLine *line);

/* The file's bytes, at most max_bytes; NULL: none. */
GBytes *cb_boot_draft_read (const CbBootDraft *draft, const char *full_name, gsize max_bytes);

G_END_DECLS
