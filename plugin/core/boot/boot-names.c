/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-names.h"

#define ROM      (1 << CB_BOOT_BY_ROM)
#define EEPROM_4 (1 << CB_BOOT_BY_EEPROM_4)
#define EEPROM_5 (1 << CB_BOOT_BY_EEPROM_5)

#define YES   CB_TRUTH_YES
#define MAYBE CB_TRUTH_MAYBE

static const struct {
  CbBootSlot slot;
  guint ways;         /* boards that ask for it */
  const char *name;
  CbFileKind kind;
  CbBootRole role;
  CbTruth asked;
  const char *reason;
  const char *after;  /* asked for only where this file is there; NULL: always */
  const char *age;
} names[] = {
  { CB_SLOT_FIRST, ROM, "bootcode.bin", CB_FILE_BOOTCODE, CB_ROLE_REQUIRED, YES, CB_BOOT_REASON_FIXED_NAME },
  { CB_SLOT_FIRST, ROM, "bootsig.bin", CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL, YES, CB_BOOT_REASON_FIXED_NAME },

  { CB_SLOT_BEFORE_CONFIG, ROM, "autoboot.txt", CB_FILE_OTHER, CB_ROLE_OPTIONAL, YES,
    CB_BOOT_REASON_FIXED_NAME },

  { CB_SLOT_UPDATE, EEPROM_4, "vl805.sig", CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL, MAYBE,
    CB_BOOT_REASON_SELF_UPDATE },
  { CB_SLOT_UPDATE, EEPROM_4, "vl805.bin", CB_FILE_UPDATE, CB_ROLE_HIJACK, MAYBE, CB_BOOT_REASON_SELF_UPDATE,
    "vl805.sig" },
  { CB_SLOT_UPDATE, EEPROM_4, "pieeprom.sig", CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL, YES,
    CB_BOOT_REASON_SELF_UPDATE, NULL, CB_BOOT_AGE_SINCE_2020 },
  { CB_SLOT_UPDATE, EEPROM_5, "pieeprom.sig", CB_FILE_SIGNATURE, CB_ROLE_OPTIONAL, YES,
    CB_BOOT_REASON_SELF_UPDATE },
  { CB_SLOT_UPDATE, EEPROM_4 | EEPROM_5, "pieeprom.upd", CB_FILE_UPDATE, CB_ROLE_HIJACK, MAYBE,
    CB_BOOT_REASON_SELF_UPDATE, "pieeprom.sig" },

  { CB_SLOT_BEFORE_FIRMWARE, EEPROM_4, "recover4.elf", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_BEFORE_FIRMWARE, ROM | EEPROM_4, "recovery.elf", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_BEFORE_FIRMWARE, EEPROM_4, "fixup4rc.dat", CB_FILE_RECOVERY, CB_ROLE_OPTIONAL, MAYBE,
    CB_BOOT_REASON_RECOVERY, "recover4.elf" },
  { CB_SLOT_BEFORE_FIRMWARE, ROM | EEPROM_4, "fixup_rc.dat", CB_FILE_RECOVERY, CB_ROLE_OPTIONAL, MAYBE,
    CB_BOOT_REASON_RECOVERY, "recovery.elf" },
  { CB_SLOT_BEFORE_FIRMWARE, ROM | EEPROM_4, "recovery.cmdline", CB_FILE_RECOVERY, CB_ROLE_OPTIONAL, MAYBE,
    CB_BOOT_REASON_RECOVERY, "recovery.elf" },

  { CB_SLOT_SETTINGS, ROM | EEPROM_4, "dt-blob.bin", CB_FILE_OTHER, CB_ROLE_OPTIONAL, YES,
    CB_BOOT_REASON_FIXED_NAME },
  { CB_SLOT_SETTINGS, ROM | EEPROM_4, "bootcfg.txt", CB_FILE_OTHER, CB_ROLE_OPTIONAL, YES,
    CB_BOOT_REASON_FIXED_NAME },
  { CB_SLOT_SETTINGS, ROM | EEPROM_4, "edid.dat", CB_FILE_OTHER, CB_ROLE_OPTIONAL, MAYBE,
    CB_BOOT_REASON_FIXED_NAME },

  { CB_SLOT_KERNELS_64, ROM | EEPROM_4, "recovery8.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_KERNELS_32, ROM | EEPROM_4, "recovery8.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_KERNELS_32, ROM | EEPROM_4, "recovery8-32.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_KERNELS_32, EEPROM_4, "recovery7l.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_KERNELS_32, ROM | EEPROM_4, "recovery7.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
  { CB_SLOT_KERNELS_32, ROM | EEPROM_4, "recovery.img", CB_FILE_RECOVERY, CB_ROLE_HIJACK, YES,
    CB_BOOT_REASON_RECOVERY },
};

static gboolean
follows (const CbBootDraft *draft, const char *after) {
  g_autofree char *full_name = after != NULL ? cb_boot_draft_name (draft, after) : NULL;

  return after == NULL || cb_boot_draft_has (draft, full_name);
}

void
cb_boot_names_add_maybe (CbBootDraft *draft, CbBootSlot slot, CbTruth ceiling) {
  guint way = 1u << draft->boot_case->board->way;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const CbBootEntry like = { .kind = names[i].kind, .role = names[i].role, .reason = names[i].reason,
                               .asked = MIN (names[i].asked, ceiling), .age = names[i].age };

    if (names[i].slot == slot && (names[i].ways & way) != 0 && follows (draft, names[i].after))
      cb_boot_draft_add_name (draft, names[i].name, &like, NULL);
  }
}

void
cb_boot_names_add (CbBootDraft *draft, CbBootSlot slot) {
  cb_boot_names_add_maybe (draft, slot, CB_TRUTH_YES);
}
