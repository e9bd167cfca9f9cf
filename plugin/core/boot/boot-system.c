/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-system.h"

#include "boot/boot-initramfs.h"
#include "boot/boot-kernel.h"
#include "boot/boot-overlays.h"
#include "boot/boot-stub.h"
#include "boot/boot-tree.h"
#include "boot/boot-value.h"

#define UPSTREAM_PREFIX "upstream/"

/* Each os_prefix that may be in use; borrowed strings. */
typedef struct {
  const char *prefix[CB_MAX_BOOT_VALUES + 2];
  guint n;
} Prefixes;

static void
remember (Prefixes *prefixes, const char *prefix) {
  for (guint i = 0; i < prefixes->n; i++)
    if (g_str_equal (prefixes->prefix[i], prefix))
      return;
  prefixes->prefix[prefixes->n++] = prefix;
}

/* What the firmware looked for, and what it misses there: why the prefix isn't used. */
static void
add_probes (CbBootDraft *draft, CbFileKind kind, const GArray *candidates, const CbBootEntry *like,
            const CbConfigLine *line) {
  CbBootEntry entry = *like;

  entry.kind = kind;
  for (guint i = 0; i < candidates->len; i++) {
    const CbBootCandidate *candidate = &g_array_index (candidates, CbBootCandidate, i);
    g_autofree char *full_name = cb_boot_draft_os_name (draft, candidate->name);

    entry.asked = MIN (like->asked, candidate->asked);
    if (!candidate->probed_only)
      cb_boot_draft_add (draft, full_name, &entry, line);
  }
}

/* It is used only where a kernel and a device tree stand behind it. */
static void
judge (CbBootDraft *draft, Prefixes *prefixes, const char *prefix, const CbBootEntry *like,
       const CbConfigLine *line) {
  g_auto (CbKernels) kernels = { NULL };
  g_auto (CbTrees) trees = { NULL };

  draft->os_prefix = prefix;
  kernels = cb_kernels_list (draft);
  trees = cb_trees_list (draft);
  if (cb_boot_candidates_any_there (kernels.kernels) && cb_boot_candidates_any_there (trees.trees)) {
    remember (prefixes, prefix);
    return;
  }
  add_probes (draft, CB_FILE_KERNEL, kernels.kernels, like, line);
  add_probes (draft, CB_FILE_DEVICE_TREE, trees.trees, like, line);
  remember (prefixes, "");
}

/* upstream_kernel=1 without os_prefix=. */
static void
judge_default (CbBootDraft *draft, Prefixes *prefixes, CbTruth asked) {
  const CbConfigLine *line;
  CbTruth upstream = cb_boot_value_flag (draft->config, CB_VIEW_LATE, "upstream_kernel", CB_TRUTH_NO, &line);
  const CbBootEntry like = { .role = CB_ROLE_OPTIONAL, .probed_only = TRUE, .asked = MIN (asked, upstream),
                             .reason = CB_BOOT_REASON_OS_PREFIX_PROBE };

  if (upstream != CB_TRUTH_NO)
    judge (draft, prefixes, UPSTREAM_PREFIX, &like, line);
  if (upstream != CB_TRUTH_YES)
    remember (prefixes, "");
}

static Prefixes
find_prefixes (CbBootDraft *draft) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "os_prefix");
  const CbBootEntry like = { .role = CB_ROLE_CONFIGURED, .probed_only = TRUE,
                             .asked = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE,
                             .reason = CB_BOOT_REASON_OS_PREFIX_PROBE };
  Prefixes prefixes = { .n = 0 };

  for (guint i = 0; i < values.n; i++) {
    const CbConfigLine *line = values.line[i];

    if (line == NULL)
      judge_default (draft, &prefixes, like.asked);
    else if (line->value[0] == '\0')
      remember (&prefixes, "");
    else
      judge (draft, &prefixes, line->value, &like, line);
  }
  return prefixes;
}

static void
add_cmdline (CbBootDraft *draft) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "cmdline");

  for (guint i = 0; i < values.n; i++) {
    const CbConfigLine *line = values.line[i];
    gboolean is_named = line != NULL && line->value[0] != '\0';
    const CbBootEntry like = { .kind = CB_FILE_CMDLINE, .reason = CB_BOOT_REASON_CMDLINE,
                               .role = is_named ? CB_ROLE_CONFIGURED : CB_ROLE_OPTIONAL,
                               .asked = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE };
    g_autofree char *full_name = cb_boot_draft_os_name (draft, is_named ? line->value : "cmdline.txt");

    cb_boot_draft_add (draft, full_name, &like, line);
  }
}

/* The order is that of a log of 2025 (9.1); it differs by the age of the firmware. */
static CbTruth
add_all (CbBootDraft *draft, const char *os_prefix) {
  g_auto (CbKernels) kernels = { NULL };
  g_auto (CbTrees) trees = { NULL };

  draft->os_prefix = os_prefix;
  kernels = cb_kernels_list (draft);
  trees = cb_trees_list (draft);
  cb_kernels_add (draft, &kernels);
  cb_boot_initramfs_add (draft, &kernels);
  cb_boot_candidates_add (draft, CB_FILE_DEVICE_TREE, trees.trees);
  cb_boot_overlays_add (draft, &trees);
  add_cmdline (draft);
  cb_boot_stub_add (draft, kernels.is_64bit);
  draft->os_prefix = "";
  return kernels.is_64bit;
}

void
cb_boot_system_add (CbBootDraft *draft) {
  Prefixes prefixes = find_prefixes (draft);
  CbTruth ceiling = draft->ceiling;

  if (prefixes.n > 1)
    draft->ceiling = MIN (ceiling, CB_TRUTH_MAYBE);
  for (guint i = 0; i < prefixes.n; i++) {
    CbTruth is_64bit = add_all (draft, prefixes.prefix[i]);

    draft->is_64bit = i == 0 || draft->is_64bit == is_64bit ? is_64bit : CB_TRUTH_MAYBE;
  }
  draft->ceiling = ceiling;
}
