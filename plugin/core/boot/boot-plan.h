/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot plan: every file that one board asks for, in the order of its stages (pi-netboot.md sections 4 to
 * 5), each with its role, the line of config.txt or the default that asks for it, and how sure that is. A
 * function of the board, its serial and what the boot folder holds; touches nothing.
 *
 * Not in it: what the EEPROM's own settings change unseen (a `[config.txt]` part, signed boot, TFTP_PREFIX
 * unless said); file contents beyond config.txt, its includes and overlay_map.dtb (boot-check looks into the
 * rest).
 */

#pragma once

#include "boot/board.h"
#include "boot/config-txt.h"

#include <glib.h>

G_BEGIN_DECLS

/* What the folder holds. Names as in TFTP: relative to the boot folder, '/' between parts, case counts. */
typedef struct {
  gboolean (*exists) (const char *name, gpointer data);                /* a file that could be served */
  GBytes *(*read) (const char *name, gsize max_bytes, gpointer data);  /* at most max_bytes; NULL: none */
  gpointer data;
} CbFolderView;

typedef enum {
  CB_PREFIX_SERIAL,  /* the factory's setting */
  CB_PREFIX_STRING,  /* TFTP_PREFIX=1 */
  CB_PREFIX_MAC,     /* TFTP_PREFIX=2: "dc-a6-32-01-36-c2/" */
} CbPrefixKind;

typedef struct {
  const CbBoard *board;
  const char *serial;         /* 8 lower-case hex digits; NULL: unknown, no serial folder is looked into */
  CbPrefixKind prefix_kind;
  const char *prefix_string;  /* for CB_PREFIX_STRING (ends with '/' if a folder) and CB_PREFIX_MAC */
} CbBootCase;

typedef enum {
  CB_STAGE_ROM,          /* mask ROM */
  CB_STAGE_BOOTCODE,     /* bootcode.bin */
  CB_STAGE_EEPROM,
  CB_STAGE_FIRMWARE,     /* start*.elf, or Pi 5's EEPROM as the loader of the system */
} CbBootStage;

typedef enum {
  CB_ROLE_REQUIRED,      /* absent: it does not boot */
  CB_ROLE_CHOICE,        /* one of those with the same .group must be there: the first that is, is taken */
  CB_ROLE_CONFIGURED,    /* a line of config.txt asks for it; absent: the boot goes on, not as wished */
  CB_ROLE_OPTIONAL,      /* used if it is there; absence is no fault */
  CB_ROLE_HIJACK,        /* normally absent; where it is there, it takes the boot over (recovery.elf) */
} CbBootRole;

typedef enum {
  CB_FILE_BOOTCODE, CB_FILE_SIGNATURE, CB_FILE_CONFIG, CB_FILE_FIRMWARE, CB_FILE_FIXUP, CB_FILE_RECOVERY,
  CB_FILE_UPDATE, CB_FILE_DEVICE_TREE, CB_FILE_OVERLAY_MAP, CB_FILE_OVERLAY, CB_FILE_CMDLINE, CB_FILE_INITRAMFS,
  CB_FILE_STUB, CB_FILE_KERNEL, CB_FILE_BOOT_IMAGE, CB_FILE_OTHER,
  CB_FILE_N_
} CbFileKind;

/* Stable words of .reason: the rule that an entry stands by. */
#define CB_BOOT_REASON_FIXED_NAME        "fixed-name"         /* this stage asks for it always */
#define CB_BOOT_REASON_PREFIX_PROBE      "prefix-probe"       /* decides the folder (4.4) */
#define CB_BOOT_REASON_CONFIG            "config"
#define CB_BOOT_REASON_TRYBOOT           "tryboot"            /* only after a reset that asks for it */
#define CB_BOOT_REASON_INCLUDE           "include"
#define CB_BOOT_REASON_SELF_UPDATE       "self-update"
#define CB_BOOT_REASON_RECOVERY          "recovery"
#define CB_BOOT_REASON_BOOT_RAMDISK      "boot-ramdisk"
#define CB_BOOT_REASON_FIRMWARE          "firmware"           /* the default, or what its line asks for (5.7) */
#define CB_BOOT_REASON_FIRMWARE_FALLBACK "firmware-fallback"  /* start.elf where start4.elf is absent */
#define CB_BOOT_REASON_DEFAULT_KERNEL    "default-kernel"
#define CB_BOOT_REASON_KERNEL_PROBE      "kernel-probe"       /* of the other mode: not loaded (5.5) */
#define CB_BOOT_REASON_KERNEL            "kernel"             /* a line names it */
#define CB_BOOT_REASON_INITRAMFS         "initramfs"
#define CB_BOOT_REASON_AUTO_INITRAMFS    "auto-initramfs"
#define CB_BOOT_REASON_DEFAULT_TREE      "default-device-tree"
#define CB_BOOT_REASON_MAINLINE_TREE     "mainline-device-tree"  /* upstream_kernel=1 */
#define CB_BOOT_REASON_TREE              "device-tree"        /* a line names it */
#define CB_BOOT_REASON_OS_PREFIX_PROBE   "os-prefix-probe"    /* os_prefix isn't used: not all are there */
#define CB_BOOT_REASON_OVERLAY_PREFIX    "overlay-prefix-probe"
#define CB_BOOT_REASON_OVERLAY_MAP       "overlay-map"
#define CB_BOOT_REASON_OVERLAY           "overlay"
#define CB_BOOT_REASON_OVERLAY_REFUSED   "overlay-refused"    /* by overlay_map.dtb; an old Pi 5 asks still */
#define CB_BOOT_REASON_UPSTREAM_OVERLAY  "upstream-overlay"   /* upstream_kernel=1 with the vendor's tree */
#define CB_BOOT_REASON_STEPPING_OVERLAY  "stepping-overlay"   /* needed on some steppings of the chip (5.4) */
#define CB_BOOT_REASON_AUTO_OVERLAY      "automatic-overlay"  /* the firmware's own idea (5.8) */
#define CB_BOOT_REASON_CMDLINE           "cmdline"
#define CB_BOOT_REASON_DEFAULT_STUB      "default-stub"
#define CB_BOOT_REASON_STUB              "stub"               /* a line names it */

/* Stable words of .age: which firmware does it. */
#define CB_BOOT_AGE_UNTIL_2023 "until-2023"
#define CB_BOOT_AGE_UNTIL_2026 "until-2026"
#define CB_BOOT_AGE_SINCE_2020 "since-2020"
#define CB_BOOT_AGE_SINCE_2022 "since-2022"
#define CB_BOOT_AGE_SINCE_2025 "since-2025"
#define CB_BOOT_AGE_NEWER      "newer"  /* than a date that is not known */
#define CB_BOOT_AGE_OLDER      "older"

typedef struct {
  char *name;            /* as it is asked for, prefix included, slashes collapsed */
  CbFileKind kind;
  CbBootRole role;
  CbBootStage stage;
  CbTruth asked;         /* CB_TRUTH_YES or CB_TRUTH_MAYBE: will it be asked for at all? */
  gboolean probed_only;  /* opened and closed for its size, not loaded (4.2) */
  guint group;           /* 0: alone */
  char *config_file;     /* the line that asks for it, or NULL: a default */
  guint config_line;
  const char *reason;    /* CB_BOOT_REASON_*; static */
  const char *age;       /* CB_BOOT_AGE_*: only some firmware does it, or NULL; static */
} CbBootEntry;

typedef struct CbBootPlan CbBootPlan;

/* exists and read are called in here only, with names that lead down and have no part that begins with a dot.
 * Never NULL for a board that can boot from the network; NULL for one that can't (board->obstacle: why). */
CbBootPlan *cb_boot_plan_new (const CbBootCase *boot_case, const CbFolderView *folder);
void cb_boot_plan_free (CbBootPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBootPlan, cb_boot_plan_free)

/* In the order of stages; owned by plan. Each (name, role) once, where it is asked for first. No more than
 * CB_MAX_BOOT_ENTRIES_OF_KIND of one kind: what is beyond is left out. */
const GPtrArray *cb_boot_plan_entries (const CbBootPlan *plan);

/* The folder that all later names get ("91cdf03d/", or "" for the root), and the file that decided it; NULL:
 * none was there, or none was looked for. */
const char *cb_boot_plan_prefix (const CbBootPlan *plan);
const char *cb_boot_plan_prefix_decided_by (const CbBootPlan *plan);

/* config.txt as this board reads it; NULL: there is none. Owned by plan. */
const CbConfigTxt *cb_boot_plan_config (const CbBootPlan *plan);

/* Will the kernel be started in 64-bit mode? MAYBE: depends on the firmware's age (5.3, 5.5). */
CbTruth cb_boot_plan_is_64bit (const CbBootPlan *plan);

/* The entry that will be taken as the kernel, device tree, firmware, ... : the first of its kind that is there,
 * surely asked for and not only probed; NULL: none. Where the age of the firmware decides (kernel8.img beside
 * kernel7l.img on a Pi 4 without arm_64bit), what today's firmware takes. */
const CbBootEntry *cb_boot_plan_taken (const CbBootPlan *plan, CbFileKind kind);

/* The entry with that TFTP name, slashes as the board sends them; of several the one with the weightiest role.
 * NULL: this board never asks for it. For events on the wire. */
const CbBootEntry *cb_boot_plan_find (const CbBootPlan *plan, const char *name);

/* Words for --json. Static, never NULL. */
const char *cb_boot_role_to_code (CbBootRole role);
const char *cb_file_kind_to_code (CbFileKind kind);
const char *cb_boot_stage_to_code (CbBootStage stage);

G_END_DECLS
