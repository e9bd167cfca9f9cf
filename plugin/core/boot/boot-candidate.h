/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A file of which there may be several, of which a board takes one: kernels, and device trees. All for the
 * draft's os_prefix; lists are GArrays of them, in the order in which they are asked for. */

#pragma once

#include "boot/boot-draft.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;         /* without any prefix */
  const CbConfigLine *line; /* NULL: a default */
  CbBootRole role;
  CbTruth asked;
  gboolean probed_only;
  gboolean there;
  const char *reason;
  const char *age;
} CbBootCandidate;

GArray *cb_boot_candidates_new (void);

/* Appends a copy of like, and looks whether it is there. Pure: adds nothing to the draft. */
void cb_boot_candidates_append (const CbBootDraft *draft, GArray *candidates, const CbBootCandidate *like);

/* Is one of them there that isn't only probed? */
gboolean cb_boot_candidates_any_there (const GArray *candidates);

/* Adds them to the draft; those of CB_ROLE_CHOICE are one group. */
void cb_boot_candidates_add (CbBootDraft *draft, CbFileKind kind, const GArray *candidates);

G_END_DECLS
