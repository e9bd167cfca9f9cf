/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-prefix.h"

#define MAX_PROBES 2

/* Asked for in the folder one after the other; the first that is there decides for it. */
static const struct {
  const char *name[MAX_PROBES];
  CbFileKind kind;
  gboolean probed_only; /* else it is read, and what is read is the file itself */
} probes_of_way[] = {
  [CB_BOOT_BY_NOTHING] = { { NULL } },
  [CB_BOOT_BY_ROM] = { { "start.elf" }, CB_FILE_FIRMWARE, TRUE },
  [CB_BOOT_BY_EEPROM_4] = { { "start4.elf", "start.elf" }, CB_FILE_FIRMWARE, TRUE },
  [CB_BOOT_BY_EEPROM_5] = { { "config.txt" }, CB_FILE_CONFIG, FALSE },
};

/* What is put in front of the first names. Only an EEPROM has settings for it. */
static char *
first_prefix (const CbBootCase *boot_case) {
  if (boot_case->prefix_kind != CB_PREFIX_SERIAL && boot_case->board->way != CB_BOOT_BY_ROM)
    return cb_boot_name_normalize (boot_case->prefix_string != NULL ? boot_case->prefix_string : "");
  if (boot_case->serial == NULL)
    return g_strdup ("");
  return g_strconcat (boot_case->serial, "/", NULL);
}

char *
cb_boot_prefix_choose (CbBootDraft *draft) {
  CbBootWay way = draft->boot_case->board->way;
  const CbBootEntry like = { .kind = probes_of_way[way].kind, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_YES,
                             .probed_only = probes_of_way[way].probed_only,
                             .reason = CB_BOOT_REASON_PREFIX_PROBE };
  g_autofree char *prefix = first_prefix (draft->boot_case);

  for (gsize i = 0; i < MAX_PROBES && probes_of_way[way].name[i] != NULL && prefix[0] != '\0'; i++) {
    g_autofree char *glued = g_strconcat (prefix, probes_of_way[way].name[i], NULL);
    g_autofree char *probe = cb_boot_name_normalize (glued);
    gboolean there = cb_boot_draft_has (draft, probe);

    if (like.probed_only || !there)
      cb_boot_draft_add (draft, probe, &like, NULL);
    if (!there)
      continue;
    g_free (draft->prefix);
    draft->prefix = g_steal_pointer (&prefix);
    return g_steal_pointer (&probe);
  }
  return NULL;
}
