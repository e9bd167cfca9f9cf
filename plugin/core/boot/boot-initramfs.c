/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-initramfs.h"

#include <string.h>

#include "boot/boot-value.h"

#define BLANKS " \t"

/* `initramfs FILE[,FILE...] followkernel`, `initramfs FILE[,FILE...] ADDRESS` or `ramfsfile=FILE[,FILE...]`. */
static gboolean
names_files (const CbConfigLine *line) {
  return g_ascii_strcasecmp (line->key, "initramfs") == 0 || g_ascii_strcasecmp (line->key, "ramfsfile") == 0;
}

static void
add_files (CbBootDraft *draft, const CbConfigLine *line, CbTruth asked) {
  g_autofree char *list = g_strndup (line->value, strcspn (line->value, BLANKS));
  g_auto (GStrv) files = g_strsplit (list, ",", -1);
  const CbBootEntry like = { .kind = CB_FILE_INITRAMFS, .role = CB_ROLE_CONFIGURED, .asked = asked,
                             .reason = CB_BOOT_REASON_INITRAMFS };

  for (char **file = files; *file != NULL; file++) {
    g_autofree char *full_name = (*file)[0] != '\0' ? cb_boot_draft_os_name (draft, *file) : NULL;

    if (full_name != NULL)
      cb_boot_draft_add (draft, full_name, &like, line);
  }
}

/* Most likely the last line wins, so those before it are uncertain. Does a line surely name one? */
static gboolean
add_named (CbBootDraft *draft) {
  const GPtrArray *lines = draft->config != NULL ? cb_config_txt_lines (draft->config) : NULL;
  CbTruth left = CB_TRUTH_YES;
  gboolean is_sure = FALSE;

  for (guint i = lines != NULL ? lines->len : 0; i > 0; i--) {
    const CbConfigLine *line = lines->pdata[i - 1];

    if (!names_files (line))
      continue;
    add_files (draft, line, MIN (left, line->truth));
    is_sure = is_sure || line->truth == CB_TRUTH_YES;
    left = CB_TRUTH_MAYBE;
  }
  return is_sure;
}

/* One that may be taken: which of several it will be is known only where it is the only one. */
static gboolean
may_be_taken (const CbBootCandidate *kernel, gboolean any_there) {
  return !kernel->probed_only && (kernel->there || !any_there || kernel->line != NULL);
}

static void
add_automatic (CbBootDraft *draft, const CbKernels *kernels, const CbBootEntry *like,
               const CbConfigLine *line) {
  gboolean any_there = cb_boot_candidates_any_there (kernels->kernels);
  guint n_taken = 0;

  for (guint i = 0; i < kernels->kernels->len; i++)
    n_taken += may_be_taken (&g_array_index (kernels->kernels, CbBootCandidate, i), any_there);
  for (guint i = 0; i < kernels->kernels->len; i++) {
    const CbBootCandidate *kernel = &g_array_index (kernels->kernels, CbBootCandidate, i);
    g_autofree char *name = cb_kernel_name_to_initramfs (kernel->name);
    g_autofree char *full_name = name != NULL ? cb_boot_draft_os_name (draft, name) : NULL;
    CbBootEntry entry = *like;

    entry.asked = MIN (like->asked, n_taken == 1 && any_there ? kernel->asked : CB_TRUTH_MAYBE);
    if (full_name != NULL && may_be_taken (kernel, any_there))
      cb_boot_draft_add (draft, full_name, &entry, line);
  }
}

void
cb_boot_initramfs_add (CbBootDraft *draft, const CbKernels *kernels) {
  const CbConfigLine *line;
  CbTruth automatic = cb_boot_value_flag (draft->config, CB_VIEW_LATE, "auto_initramfs", CB_TRUTH_NO, &line);
  gboolean is_named = add_named (draft);
  const CbBootEntry like = { .kind = CB_FILE_INITRAMFS, .asked = is_named ? CB_TRUTH_MAYBE : automatic,
                             .role = is_named ? CB_ROLE_OPTIONAL : CB_ROLE_CONFIGURED,
                             .reason = CB_BOOT_REASON_AUTO_INITRAMFS };

  if (automatic != CB_TRUTH_NO)
    add_automatic (draft, kernels, &like, line);
}
