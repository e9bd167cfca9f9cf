/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-firmware.h"

#include <string.h>

#include "boot/boot-value.h"

/* The two files that belong together. */
enum { START, FIXUP, N_FILES };

static const struct {
  const char *key;
  CbFileKind kind;
} files[N_FILES] = {
  [START] = { "start_file", CB_FILE_FIRMWARE },
  [FIXUP] = { "fixup_file", CB_FILE_FIXUP },
};

static gboolean
is_cut_down (const char *value) {
  gint64 megabytes = g_ascii_strtoll (value, NULL, 0);

  return megabytes > 0 && megabytes <= 16;
}

/* All boards that can boot from a network have 1 GB or more, so gpu_mem_1024 goes before gpu_mem. */
static CbTruth
wants_cut_down (const CbConfigTxt *config, const CbConfigLine **ret_line) {
  const CbConfigLine *line;
  CbTruth by_default = cb_boot_value_test (config, CB_VIEW_EARLY, "gpu_mem", CB_TRUTH_NO, is_cut_down, &line);
  CbTruth truth =
      cb_boot_value_test (config, CB_VIEW_EARLY, "gpu_mem_1024", by_default, is_cut_down, ret_line);

  if (*ret_line == NULL)
    *ret_line = line;
  return truth;
}

static CbTruth
wants_debug (const CbConfigTxt *config, const CbConfigLine **ret_line) {
  return cb_boot_value_flag (config, CB_VIEW_EARLY, "start_debug", CB_TRUTH_NO, ret_line);
}

static CbTruth
wants_camera (const CbConfigTxt *config, const CbConfigLine **ret_line) {
  return cb_boot_value_flag (config, CB_VIEW_EARLY, "start_x", CB_TRUTH_NO, ret_line);
}

static CbTruth
wants_normal (const CbConfigTxt *config, const CbConfigLine **ret_line) {
  *ret_line = NULL;
  return CB_TRUTH_YES;
}

/* The first that is wanted is taken. */
static const struct {
  CbTruth (*is_wanted) (const CbConfigTxt *config, const CbConfigLine **ret_line);
  const char *of_pi_3[N_FILES];
  const char *of_pi_4[N_FILES];
} variants[] = {
  { wants_cut_down, { "start_cd.elf", "fixup_cd.dat" }, { "start4cd.elf", "fixup4cd.dat" } },
  { wants_debug, { "start_db.elf", "fixup_db.dat" }, { "start4db.elf", "fixup4db.dat" } },
  { wants_camera, { "start_x.elf", "fixup_x.dat" }, { "start4x.elf", "fixup4x.dat" } },
  { wants_normal, { "start.elf", "fixup.dat" }, { "start4.elf", "fixup4.dat" } },
};

static gboolean
add_file (CbBootDraft *draft, const char *name, guint which, CbTruth asked, const CbConfigLine *line) {
  CbBootEntry like = { .kind = files[which].kind, .role = CB_ROLE_REQUIRED, .asked = asked,
                       .reason = CB_BOOT_REASON_FIRMWARE };

  if (strchr (name, '/') != NULL)
    like.age = CB_BOOT_AGE_SINCE_2022;
  return cb_boot_draft_add_name (draft, name, &like, line);
}

/* In the logs of an empty server a Pi 4 asks for start.elf next (pi-netboot.md 9.4). */
static void
add_fallback (CbBootDraft *draft) {
  const CbBootEntry like = { .kind = CB_FILE_FIRMWARE, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_MAYBE,
                             .reason = CB_BOOT_REASON_FIRMWARE_FALLBACK };

  cb_boot_draft_add_name (draft, "start.elf", &like, NULL);
}

static void
add_variants (CbBootDraft *draft, guint which, CbTruth ceiling) {
  gboolean is_pi_4 = draft->boot_case->board->way == CB_BOOT_BY_EEPROM_4;
  CbTruth left = ceiling;

  for (gsize i = 0; i < G_N_ELEMENTS (variants) && left != CB_TRUTH_NO; i++) {
    const CbConfigLine *line;
    CbTruth wanted = variants[i].is_wanted (draft->config, &line);
    const char *name = is_pi_4 ? variants[i].of_pi_4[which] : variants[i].of_pi_3[which];
    gboolean there;

    if (wanted == CB_TRUTH_NO)
      continue;
    there = add_file (draft, name, which, MIN (left, wanted), line);
    if (is_pi_4 && which == START && !there)
      add_fallback (draft);
    left = wanted == CB_TRUTH_YES ? CB_TRUTH_NO : CB_TRUTH_MAYBE;
  }
}

void
cb_boot_firmware_add (CbBootDraft *draft) {
  if (draft->boot_case->board->way == CB_BOOT_BY_EEPROM_5)
    return;
  for (guint which = 0; which < N_FILES; which++) {
    CbBootValues values = cb_boot_values (draft->config, CB_VIEW_EARLY, files[which].key);
    CbTruth each = values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE;

    for (guint i = 0; i < values.n; i++) {
      const CbConfigLine *line = values.line[i];

      if (line != NULL && line->value[0] != '\0')
        add_file (draft, line->value, which, each, line);
      else
        add_variants (draft, which, each);
    }
  }
}
