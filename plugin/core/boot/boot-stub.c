/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-stub.h"

#include "boot/boot-value.h"

gboolean
cb_boot_stub_is_own (const CbBootDraft *draft) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "armstub");

  for (guint i = 0; i < values.n && values.line[i] != NULL; i++) {
    g_autofree char *full_name = cb_boot_draft_name (draft, values.line[i]->value);

    if (cb_boot_draft_has (draft, full_name))
      return TRUE;
  }
  return FALSE;
}

static void
add_stub (CbBootDraft *draft, const char *name, CbTruth asked) {
  const CbBootEntry like = { .kind = CB_FILE_STUB, .role = CB_ROLE_OPTIONAL, .asked = asked,
                             .reason = CB_BOOT_REASON_DEFAULT_STUB };

  if (name != NULL)
    cb_boot_draft_add_name (draft, name, &like, NULL);
}

/* Pi 4 only: the name says which interrupt controller and which address range the stub is for. */
static const struct {
  gboolean is_64bit;
  gboolean high_range;
  const char *name;
} stubs_of_pi_4[] = {
  { TRUE, FALSE, "armstub8.bin" },
  { FALSE, FALSE, "armstub8-32.bin" },
  { TRUE, TRUE, "armstub8-gic-highperi.bin" },
};

static void
add_default_stub (CbBootDraft *draft, gboolean is_64bit, CbTruth asked) {
  const CbBoard *board = draft->boot_case->board;
  gboolean is_pi_4 = board->way == CB_BOOT_BY_EEPROM_4;
  CbTruth old = is_pi_4 ? CB_TRUTH_YES - cb_boot_value_flag (draft->config, CB_VIEW_LATE, "enable_gic",
                                                             CB_TRUTH_YES, NULL)
                        : CB_TRUTH_NO;
  CbTruth high = is_pi_4 && is_64bit
                     ? cb_boot_value_flag (draft->config, CB_VIEW_LATE, "arm_peri_high", CB_TRUTH_NO, NULL)
                     : CB_TRUTH_NO;

  if (old != CB_TRUTH_YES && high != CB_TRUTH_YES)
    add_stub (draft, is_64bit ? board->stub_64 : board->stub_32,
              old == CB_TRUTH_NO && high == CB_TRUTH_NO ? asked : MIN (asked, CB_TRUTH_MAYBE));
  for (gsize i = 0; i < G_N_ELEMENTS (stubs_of_pi_4); i++)
    if (stubs_of_pi_4[i].is_64bit == is_64bit)
      add_stub (draft, stubs_of_pi_4[i].name, MIN (asked, stubs_of_pi_4[i].high_range ? high : old));
}

static void
add_default_stubs (CbBootDraft *draft, CbTruth is_64bit, CbTruth asked) {
  CbTruth each = is_64bit == CB_TRUTH_MAYBE ? MIN (asked, CB_TRUTH_MAYBE) : asked;

  if (is_64bit != CB_TRUTH_NO)
    add_default_stub (draft, TRUE, each);
  if (is_64bit != CB_TRUTH_YES)
    add_default_stub (draft, FALSE, each);
}

void
cb_boot_stub_add (CbBootDraft *draft, CbTruth is_64bit) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "armstub");
  const CbBootEntry like = { .kind = CB_FILE_STUB, .role = CB_ROLE_CONFIGURED, .reason = CB_BOOT_REASON_STUB,
                             .asked = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE };

  for (guint i = 0; i < values.n; i++) {
    const CbConfigLine *line = values.line[i];

    if (line != NULL && line->value[0] != '\0')
      cb_boot_draft_add_name (draft, line->value, &like, line);
    else
      add_default_stubs (draft, is_64bit, like.asked);
  }
}
