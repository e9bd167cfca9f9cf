/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-tree.h"

#include "boot/boot-value.h"

/* upstream_kernel=1: in order, until one is there. */
static void
append_mainline (const CbBootDraft *draft, GArray *trees, CbTruth asked) {
  const CbBoard *board = draft->boot_case->board;

  for (guint i = 0; board->dtb_mainline[i] != NULL && !cb_boot_candidates_any_there (trees); i++) {
    const CbBootCandidate like = { .name = board->dtb_mainline[i], .role = CB_ROLE_CHOICE, .asked = asked,
                          .reason = CB_BOOT_REASON_MAINLINE_TREE };

    cb_boot_candidates_append (draft, trees, &like);
  }
}

/* Of several names the first is the usual one; a stepping or a carrier may ask for another (5.4). */
static void
append_vendor (const CbBootDraft *draft, GArray *trees, CbTruth asked, CbBootRole role) {
  const CbBoard *board = draft->boot_case->board;

  for (guint i = 0; board->dtb[i] != NULL; i++) {
    const CbBootCandidate like = { .name = board->dtb[i], .role = role, .reason = CB_BOOT_REASON_DEFAULT_TREE,
                          .asked = i == 0 ? asked : MIN (asked, CB_TRUTH_MAYBE) };

    cb_boot_candidates_append (draft, trees, &like);
  }
}

/* A Pi 5 refuses to start a system without its tree, unless told not to look. */
static const CbConfigLine *
unchecked_line (const CbBootDraft *draft) {
  const CbConfigLine *line;

  if (draft->boot_case->board->way != CB_BOOT_BY_EEPROM_5)
    return NULL;
  if (cb_boot_value_flag (draft->config, CB_VIEW_LATE, "os_check", CB_TRUTH_YES, &line) != CB_TRUTH_NO)
    return NULL;
  return line;
}

static void
mark_unchecked (GArray *trees, const CbConfigLine *line) {
  for (guint i = 0; i < trees->len; i++) {
    CbBootCandidate *tree = &g_array_index (trees, CbBootCandidate, i);

    if (tree->line != NULL)
      continue;
    tree->role = tree->asked == CB_TRUTH_YES ? CB_ROLE_CONFIGURED : CB_ROLE_OPTIONAL;
    tree->line = line;
  }
}

static void
append_defaults (const CbBootDraft *draft, GArray *trees, CbTruth asked) {
  const CbBoard *board = draft->boot_case->board;
  CbTruth upstream = cb_boot_value_flag (draft->config, CB_VIEW_LATE, "upstream_kernel", CB_TRUTH_NO, NULL);
  gboolean has_choice = board->dtb[1] != NULL || upstream != CB_TRUTH_NO;

  if (upstream != CB_TRUTH_NO)
    append_mainline (draft, trees, MIN (asked, upstream));
  if (upstream != CB_TRUTH_YES || !cb_boot_candidates_any_there (trees))
    append_vendor (draft, trees, asked, has_choice ? CB_ROLE_CHOICE : CB_ROLE_REQUIRED);
}

static void
append_named (const CbBootDraft *draft, GArray *trees, const CbConfigLine *line, CbTruth asked) {
  const CbBootCandidate like = { .name = line->value, .line = line, .role = CB_ROLE_REQUIRED, .asked = asked,
                        .reason = CB_BOOT_REASON_TREE };

  cb_boot_candidates_append (draft, trees, &like);
}

/* One that a line names may still be the vendor's own, and on some boards both have one name. */
static gboolean
may_be_mainline (const CbBoard *board, const CbBootCandidate *tree) {
  for (guint i = 0; board->dtb_mainline[i] != NULL; i++)
    if (g_str_equal (board->dtb_mainline[i], tree->name))
      return TRUE;
  return tree->reason != NULL && g_str_equal (tree->reason, CB_BOOT_REASON_TREE);
}

static CbTruth
find_mainline (const CbBootDraft *draft, const GArray *trees) {
  for (guint i = 0; i < trees->len; i++)
    if (may_be_mainline (draft->boot_case->board, &g_array_index (trees, CbBootCandidate, i)))
      return CB_TRUTH_MAYBE;
  return CB_TRUTH_NO;
}

CbTrees
cb_trees_list (const CbBootDraft *draft) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "device_tree");
  CbTruth each = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE;
  CbTrees all = { .trees = cb_boot_candidates_new () };
  const CbConfigLine *unchecked = unchecked_line (draft);

  for (guint i = 0; i < values.n; i++) {
    if (values.line[i] == NULL)
      append_defaults (draft, all.trees, each);
    else if (values.line[i]->value[0] != '\0')
      append_named (draft, all.trees, values.line[i], each);
  }
  if (unchecked != NULL)
    mark_unchecked (all.trees, unchecked);
  all.is_mainline = find_mainline (draft, all.trees);
  if (all.trees->len > 0)
    all.is_loaded = cb_boot_candidates_any_there (all.trees) ? each : CB_TRUTH_MAYBE;
  return all;
}

void
cb_trees_clear (CbTrees *trees) {
  g_clear_pointer (&trees->trees, g_array_unref);
}
