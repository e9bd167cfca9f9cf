/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-candidate.h"

GArray *
cb_boot_candidates_new (void) {
  return g_array_new (FALSE, FALSE, sizeof (CbBootCandidate));
}

void
cb_boot_candidates_append (const CbBootDraft *draft, GArray *candidates, const CbBootCandidate *like) {
  CbBootCandidate candidate = *like;

  candidate.there = cb_boot_draft_has_os (draft, like->name);
  g_array_append_val (candidates, candidate);
}

gboolean
cb_boot_candidates_any_there (const GArray *candidates) {
  for (guint i = 0; i < candidates->len; i++) {
    const CbBootCandidate *candidate = &g_array_index (candidates, CbBootCandidate, i);

    if (candidate->there && !candidate->probed_only)
      return TRUE;
  }
  return FALSE;
}

void
cb_boot_candidates_add (CbBootDraft *draft, CbFileKind kind, const GArray *candidates) {
  guint group = cb_boot_list_new_group (draft->list);

  for (guint i = 0; i < candidates->len; i++) {
    const CbBootCandidate *candidate = &g_array_index (candidates, CbBootCandidate, i);
    const CbBootEntry like = { .kind = kind, .role = candidate->role, .asked = candidate->asked,
                               .probed_only = candidate->probed_only, .reason = candidate->reason,
                               .age = candidate->age,
                               .group = candidate->role == CB_ROLE_CHOICE ? group : 0 };
    g_autofree char *full_name = cb_boot_draft_os_name (draft, candidate->name);

    cb_boot_draft_add (draft, full_name, &like, candidate->line);
  }
}
