/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-kernel.h"

#include <string.h>

#include "boot/boot-names.h"
#include "boot/boot-stub.h"
#include "boot/boot-value.h"

#define ARM_CONTROL_64BIT 0x200

#define KERNEL_64       "kernel8.img"
#define KERNEL_32_ON_64 "kernel8-32.img"

/* Names that set the mode by themselves. */
static const struct {
  const char *name;
  CbTruth is_64bit;
} known_names[] = {
  { "kernel_2712.img", CB_TRUTH_YES }, { KERNEL_64, CB_TRUTH_YES },    { KERNEL_32_ON_64, CB_TRUTH_NO },
  { "kernel7l.img", CB_TRUTH_NO },     { "kernel7.img", CB_TRUTH_NO }, { "kernel.img", CB_TRUTH_NO },
};

static gboolean
is_known (const char *name, CbTruth *ret_is_64bit) {
  for (gsize i = 0; i < G_N_ELEMENTS (known_names); i++) {
    if (!g_str_equal (known_names[i].name, name))
      continue;
    *ret_is_64bit = known_names[i].is_64bit;
    return TRUE;
  }
  return FALSE;
}

char *
cb_kernel_name_to_initramfs (const char *kernel) {
  static const char stem[] = "kernel", ending[] = ".img";
  CbTruth is_64bit;
  gsize n_middle;

  if (!is_known (kernel, &is_64bit))
    return NULL;
  n_middle = strlen (kernel) - strlen (stem) - strlen (ending);
  return g_strdup_printf ("initramfs%.*s", (int) n_middle, kernel + strlen (stem));
}

static gboolean
has_64bit_bit (const char *value) {
  return (g_ascii_strtoll (value, NULL, 0) & ARM_CONTROL_64BIT) != 0;
}

/* What config.txt wants, where the board can do both. */
static CbTruth
wants_64bit (const CbBootDraft *draft, gboolean *ret_is_said) {
  CbTruth by_default = draft->boot_case->board->prefers_64 ? CB_TRUTH_MAYBE : CB_TRUTH_NO;
  CbTruth by_control =
      cb_boot_value_test (draft->config, CB_VIEW_LATE, "arm_control", by_default, has_64bit_bit, NULL);

  *ret_is_said = cb_boot_value_is_set (draft->config, CB_VIEW_LATE, "arm_64bit")
                 || cb_boot_value_is_set (draft->config, CB_VIEW_LATE, "arm_control");
  return cb_boot_value_flag (draft->config, CB_VIEW_LATE, "arm_64bit", by_control, NULL);
}

static CbTruth
what_board_can (const CbBoard *board, CbTruth wanted) {
  if (board->kernel_32[0] == NULL)
    return CB_TRUTH_YES;
  return board->kernel_64[0] == NULL ? CB_TRUTH_NO : wanted;
}

static gboolean
any_is_there (const CbBootDraft *draft, const char *const *names) {
  for (gsize i = 0; names[i] != NULL; i++)
    if (cb_boot_draft_has_os (draft, names[i]))
      return TRUE;
  return FALSE;
}

/* Of a row of candidates those behind the first that is there are not asked for. From the one with that number
 * on they are uncertain. */
static void
append_row (const CbBootDraft *draft, GArray *kernels, const char *const *names, CbTruth asked,
            gsize uncertain_from, const char *age) {
  for (gsize i = 0; names[i] != NULL; i++) {
    const CbBootCandidate like = { .name = names[i], .role = CB_ROLE_CHOICE, .age = age,
                            .asked = i >= uncertain_from ? MIN (asked, CB_TRUTH_MAYBE) : asked,
                            .reason = CB_BOOT_REASON_DEFAULT_KERNEL };

    cb_boot_candidates_append (draft, kernels, &like);
    if (cb_boot_draft_has_os (draft, names[i]))
      return;
  }
}

static void
append_32bit_row (const CbBootDraft *draft, GArray *kernels, CbTruth asked, const char *age) {
  const CbBoard *board = draft->boot_case->board;
  gboolean doubtful = (board->doubts & CB_DOUBT_KERNEL_32) != 0;

  append_row (draft, kernels, board->kernel_32, asked, doubtful ? 1 : CB_BOARD_NAMES, age);
}

/* A 32-bit default on a board that has both modes: the 64-bit kernel is looked at all the same, and newer
 * firmware takes it where it is the only one (5.5). */
static CbTruth
append_32bit_with_probes (const CbBootDraft *draft, GArray *kernels, CbTruth asked, gboolean is_said) {
  const CbBoard *board = draft->boot_case->board;
  gboolean alone = cb_boot_draft_has_os (draft, KERNEL_64) && !any_is_there (draft, board->kernel_32)
                   && !cb_boot_draft_has_os (draft, KERNEL_32_ON_64);
  CbBootCandidate probe = { .name = KERNEL_64, .role = CB_ROLE_OPTIONAL, .asked = MIN (asked, CB_TRUTH_MAYBE),
                     .probed_only = TRUE, .reason = CB_BOOT_REASON_KERNEL_PROBE };
  const CbBootCandidate on_64 = { .name = KERNEL_32_ON_64, .role = CB_ROLE_CHOICE, .asked = CB_TRUTH_MAYBE,
                           .reason = CB_BOOT_REASON_DEFAULT_KERNEL };

  cb_boot_candidates_append (draft, kernels, &on_64);
  if (alone) {
    probe.role = CB_ROLE_CHOICE;
    probe.asked = is_said ? probe.asked : asked;
    probe.probed_only = FALSE;
    probe.reason = CB_BOOT_REASON_DEFAULT_KERNEL;
    probe.age = CB_BOOT_AGE_NEWER;
  }
  cb_boot_candidates_append (draft, kernels, &probe);
  append_32bit_row (draft, kernels, asked, NULL);
  if (!alone)
    return CB_TRUTH_NO;
  return is_said ? CB_TRUTH_MAYBE : CB_TRUTH_YES;
}

/* Either the board takes whichever there is, and where both are, the age of its firmware decides; or a line
 * says which, and whether it applies is uncertain. */
static CbTruth
append_both_modes (const CbBootDraft *draft, GArray *kernels, CbTruth asked, gboolean is_said) {
  const CbBoard *board = draft->boot_case->board;
  gboolean has_64 = any_is_there (draft, board->kernel_64), has_32 = any_is_there (draft, board->kernel_32);

  append_row (draft, kernels, board->kernel_64, asked, CB_BOARD_NAMES, NULL);
  append_32bit_row (draft, kernels, has_64 || is_said ? MIN (asked, CB_TRUTH_MAYBE) : asked,
                    has_64 && !is_said ? CB_BOOT_AGE_UNTIL_2023 : NULL);
  if (has_64 == has_32 || is_said)
    return CB_TRUTH_MAYBE;
  return has_64 ? CB_TRUTH_YES : CB_TRUTH_NO;
}

/* The default names; in which mode the one that is taken will run. */
static CbTruth
append_defaults (const CbBootDraft *draft, GArray *kernels, CbTruth wanted, CbTruth asked, gboolean is_said) {
  const CbBoard *board = draft->boot_case->board;

  if (wanted == CB_TRUTH_MAYBE)
    return append_both_modes (draft, kernels, asked, is_said);
  if (wanted == CB_TRUTH_YES)
    append_row (draft, kernels, board->kernel_64, asked, CB_BOARD_NAMES, NULL);
  else if (board->kernel_64[0] != NULL)
    return append_32bit_with_probes (draft, kernels, asked, is_said);
  else
    append_32bit_row (draft, kernels, asked, NULL);
  return wanted;
}

static CbTruth
append_named (const CbBootDraft *draft, GArray *kernels, const CbConfigLine *line, CbTruth wanted,
              CbTruth asked) {
  const CbBootCandidate like = { .name = line->value, .line = line, .role = CB_ROLE_REQUIRED, .asked = asked,
                          .reason = CB_BOOT_REASON_KERNEL };
  CbTruth is_64bit = wanted;

  cb_boot_candidates_append (draft, kernels, &like);
  is_known (line->value, &is_64bit);
  return what_board_can (draft->boot_case->board, is_64bit);
}

/* The only name that there could be is required. A stub of one's own may be the whole program, such as a UEFI
 * firmware: then the default names are only looked for (9.3). */
static void
settle_roles (const CbBootDraft *draft, GArray *kernels) {
  gboolean may_do_without = cb_boot_stub_is_own (draft);
  gboolean has_one_name = draft->boot_case->board->kernel_64[1] == NULL;
  guint n_choices = 0;

  for (guint i = 0; i < kernels->len; i++)
    n_choices += g_array_index (kernels, CbBootCandidate, i).role == CB_ROLE_CHOICE;
  for (guint i = 0; i < kernels->len; i++) {
    CbBootCandidate *kernel = &g_array_index (kernels, CbBootCandidate, i);

    if (may_do_without && kernel->line == NULL)
      kernel->role = CB_ROLE_OPTIONAL;
    else if (kernel->role == CB_ROLE_CHOICE && n_choices == 1 && has_one_name)
      kernel->role = CB_ROLE_REQUIRED;
  }
}

CbKernels
cb_kernels_list (const CbBootDraft *draft) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "kernel");
  CbTruth each = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE;
  CbKernels all = { .kernels = cb_boot_candidates_new (), .has_default = CB_TRUTH_NO };
  gboolean is_said;
  CbTruth wanted = what_board_can (draft->boot_case->board, wants_64bit (draft, &is_said));

  for (guint i = 0; i < values.n; i++) {
    const CbConfigLine *line = values.line[i];
    gboolean is_named = line != NULL && line->value[0] != '\0';
    CbTruth is_64bit = is_named ? append_named (draft, all.kernels, line, wanted, each)
                                : append_defaults (draft, all.kernels, wanted, each, is_said);

    all.is_64bit = i == 0 || all.is_64bit == is_64bit ? is_64bit : CB_TRUTH_MAYBE;
    if (!is_named)
      all.has_default = each;
  }
  settle_roles (draft, all.kernels);
  return all;
}

void
cb_kernels_clear (CbKernels *kernels) {
  g_clear_pointer (&kernels->kernels, g_array_unref);
}

static void
add_recovery (CbBootDraft *draft, const CbKernels *kernels) {
  CbTruth both = kernels->is_64bit == CB_TRUTH_MAYBE ? CB_TRUTH_MAYBE : CB_TRUTH_YES;

  if (kernels->is_64bit != CB_TRUTH_NO)
    cb_boot_names_add_maybe (draft, CB_SLOT_KERNELS_64, kernels->has_default);
  if (kernels->is_64bit != CB_TRUTH_YES)
    cb_boot_names_add_maybe (draft, CB_SLOT_KERNELS_32, MIN (both, kernels->has_default));
}

void
cb_kernels_add (CbBootDraft *draft, const CbKernels *kernels) {
  add_recovery (draft, kernels);
  cb_boot_candidates_add (draft, CB_FILE_KERNEL, kernels->kernels);
}
