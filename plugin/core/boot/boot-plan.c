/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-plan.h"

#include "boot/boot-draft.h"
#include "boot/boot-firmware.h"
#include "boot/boot-names.h"
#include "boot/boot-prefix.h"
#include "boot/boot-system.h"
#include "boot/boot-value.h"
#include "limit.h"

#define CONFIG_NAME "config.txt"

struct CbBootPlan {
  CbBootList *list;
  CbConfigTxt *config;
  char *prefix;
  char *decided_by;
  CbTruth is_64bit;
};

static GBytes *
read_included (const char *name, gpointer data) {
  const CbBootDraft *draft = data;
  g_autofree char *full_name = cb_boot_draft_name (draft, name);

  return cb_boot_draft_read (draft, full_name, CB_MAX_CONFIG_BYTES);
}

static CbConfigReader
make_reader (const CbBootCase *boot_case) {
  CbConfigReader reader = { .board = boot_case->board };
  guint64 serial;

  if (boot_case->serial != NULL
      && g_ascii_string_to_unsigned (boot_case->serial, 16, 0, G_MAXUINT32, &serial, NULL)) {
    reader.has_serial = TRUE;
    reader.serial = (guint32) serial;
  }
  return reader;
}

static CbConfigTxt *
read_config (CbBootDraft *draft) {
  CbConfigReader reader = make_reader (draft->boot_case);
  g_autofree char *full_name = cb_boot_draft_name (draft, CONFIG_NAME);
  g_autoptr (GBytes) text = cb_boot_draft_read (draft, full_name, CB_MAX_CONFIG_BYTES);
  gsize n_bytes;
  const char *bytes;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_get_data (text, &n_bytes);
  return cb_config_txt_parse (&reader, bytes, n_bytes, read_included, draft);
}

static void
add_config (CbBootDraft *draft) {
  gboolean is_pi_5 = draft->boot_case->board->way == CB_BOOT_BY_EEPROM_5;
  const CbBootEntry like = { .kind = CB_FILE_CONFIG, .role = is_pi_5 ? CB_ROLE_REQUIRED : CB_ROLE_OPTIONAL,
                             .asked = CB_TRUTH_YES, .reason = CB_BOOT_REASON_CONFIG };
  const CbBootEntry tryboot = { .kind = CB_FILE_CONFIG, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_MAYBE,
                                .reason = CB_BOOT_REASON_TRYBOOT };

  cb_boot_draft_add_name (draft, CONFIG_NAME, &like, NULL);
  cb_boot_draft_add_name (draft, "tryboot.txt", &tryboot, NULL);
}

static void
add_includes (CbBootDraft *draft) {
  const GPtrArray *lines = draft->config != NULL ? cb_config_txt_lines (draft->config) : NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const CbConfigLine *line = lines->pdata[i];
    const CbBootEntry like = { .kind = CB_FILE_CONFIG, .role = CB_ROLE_CONFIGURED, .asked = line->truth,
                               .reason = CB_BOOT_REASON_INCLUDE };

    if (g_ascii_strcasecmp (line->key, "include") == 0 && line->value[0] != '\0')
      cb_boot_draft_add_name (draft, line->value, &like, line);
  }
}

static void
add_update (CbBootDraft *draft) {
  CbTruth wanted =
      cb_boot_value_flag (draft->config, CB_VIEW_EARLY, "bootloader_update", CB_TRUTH_YES, NULL);

  cb_boot_names_add_maybe (draft, CB_SLOT_UPDATE, wanted);
}

/* boot_ramdisk=1: the whole rest comes out of one image. How surely it does not. bootcode.bin of boards without
 * an EEPROM knows the key only since 2025. */
static CbTruth
add_boot_image (CbBootDraft *draft) {
  gboolean is_rom = draft->boot_case->board->way == CB_BOOT_BY_ROM;
  const CbConfigLine *line;
  CbTruth wanted = cb_boot_value_flag (draft->config, CB_VIEW_EARLY, "boot_ramdisk", CB_TRUTH_NO, &line);
  CbTruth sure = is_rom ? MIN (wanted, CB_TRUTH_MAYBE) : wanted;
  const CbBootEntry image = { .kind = CB_FILE_BOOT_IMAGE, .asked = sure, .reason = CB_BOOT_REASON_BOOT_RAMDISK,
                              .role = is_rom ? CB_ROLE_CONFIGURED : CB_ROLE_REQUIRED,
                              .age = is_rom ? CB_BOOT_AGE_SINCE_2025 : NULL };
  const CbBootEntry signature = { .kind = CB_FILE_SIGNATURE, .asked = MIN (sure, CB_TRUTH_MAYBE),
                                  .role = CB_ROLE_OPTIONAL, .reason = CB_BOOT_REASON_BOOT_RAMDISK,
                                  .age = image.age };

  cb_boot_draft_add_name (draft, "boot.img", &image, line);
  cb_boot_draft_add_name (draft, "boot.sig", &signature, line);
  return CB_TRUTH_YES - sure;
}

static void
add_stages (CbBootDraft *draft) {
  add_config (draft);
  add_update (draft);
  draft->ceiling = add_boot_image (draft);
  cb_boot_names_add (draft, CB_SLOT_BEFORE_FIRMWARE);
  cb_boot_firmware_add (draft);
  draft->stage = CB_STAGE_FIRMWARE;
  add_includes (draft);
  cb_boot_names_add (draft, CB_SLOT_SETTINGS);
  cb_boot_system_add (draft);
}

CbBootPlan *
cb_boot_plan_new (const CbBootCase *boot_case, const CbFolderView *folder) {
  CbBootDraft draft = { .boot_case = boot_case, .folder = folder, .os_prefix = "", .ceiling = CB_TRUTH_YES };
  gboolean is_rom = boot_case->board->way == CB_BOOT_BY_ROM;
  CbBootPlan *plan;

  if (boot_case->board->way == CB_BOOT_BY_NOTHING)
    return NULL;
  plan = g_new0 (CbBootPlan, 1);
  draft.list = plan->list = cb_boot_list_new ();
  draft.prefix = g_strdup ("");
  draft.stage = is_rom ? CB_STAGE_ROM : CB_STAGE_EEPROM;
  cb_boot_names_add (&draft, CB_SLOT_FIRST);
  if (is_rom)
    draft.stage = CB_STAGE_BOOTCODE;
  plan->decided_by = cb_boot_prefix_choose (&draft);
  cb_boot_names_add (&draft, CB_SLOT_BEFORE_CONFIG);
  plan->config = read_config (&draft);
  draft.config = plan->config;
  add_stages (&draft);
  plan->prefix = draft.prefix;
  plan->is_64bit = draft.is_64bit;
  return plan;
}

void
cb_boot_plan_free (CbBootPlan *plan) {
  if (plan == NULL)
    return;
  cb_boot_list_free (plan->list);
  g_clear_pointer (&plan->config, cb_config_txt_free);
  g_free (plan->prefix);
  g_free (plan->decided_by);
  g_free (plan);
}

const GPtrArray *
cb_boot_plan_entries (const CbBootPlan *plan) {
  return cb_boot_list_entries (plan->list);
}

const char *
cb_boot_plan_prefix (const CbBootPlan *plan) {
  return plan->prefix;
}

const char *
cb_boot_plan_prefix_decided_by (const CbBootPlan *plan) {
  return plan->decided_by;
}

const CbConfigTxt *
cb_boot_plan_config (const CbBootPlan *plan) {
  return plan->config;
}

CbTruth
cb_boot_plan_is_64bit (const CbBootPlan *plan) {
  return plan->is_64bit;
}

const CbBootEntry *
cb_boot_plan_taken (const CbBootPlan *plan, CbFileKind kind) {
  return cb_boot_list_taken (plan->list, kind);
}

const CbBootEntry *
cb_boot_plan_find (const CbBootPlan *plan, const char *name) {
  return cb_boot_list_find (plan->list, name);
}

const char *
cb_boot_role_to_code (CbBootRole role) {
  static const char *const codes[] = {
    [CB_ROLE_REQUIRED] = "required", [CB_ROLE_CHOICE] = "choice", [CB_ROLE_CONFIGURED] = "configured",
    [CB_ROLE_OPTIONAL] = "optional", [CB_ROLE_HIJACK] = "hijack",
  };

  return (guint) role < G_N_ELEMENTS (codes) ? codes[role] : "unknown";
}

const char *
cb_file_kind_to_code (CbFileKind kind) {
  static const char *const codes[CB_FILE_N_] = {
    [CB_FILE_BOOTCODE] = "bootcode",       [CB_FILE_SIGNATURE] = "signature",
    [CB_FILE_CONFIG] = "config",           [CB_FILE_FIRMWARE] = "firmware",
    [CB_FILE_FIXUP] = "fixup",             [CB_FILE_RECOVERY] = "recovery",
    [CB_FILE_UPDATE] = "update",           [CB_FILE_DEVICE_TREE] = "device-tree",
    [CB_FILE_OVERLAY_MAP] = "overlay-map", [CB_FILE_OVERLAY] = "overlay",
    [CB_FILE_CMDLINE] = "cmdline",         [CB_FILE_INITRAMFS] = "initramfs",
    [CB_FILE_STUB] = "stub",               [CB_FILE_KERNEL] = "kernel",
    [CB_FILE_BOOT_IMAGE] = "boot-image",   [CB_FILE_OTHER] = "other",
  };

  return (guint) kind < CB_FILE_N_ ? codes[kind] : "unknown";
}

const char *
cb_boot_stage_to_code (CbBootStage stage) {
  static const char *const codes[] = {
    [CB_STAGE_ROM] = "rom",
    [CB_STAGE_BOOTCODE] = "bootcode",
    [CB_STAGE_EEPROM] = "eeprom",
    [CB_STAGE_FIRMWARE] = "firmware",
  };

  return (guint) stage < G_N_ELEMENTS (codes) ? codes[stage] : "unknown";
}
