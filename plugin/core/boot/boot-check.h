/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The boot check: a boot plan held against what the boot folder has. Gives the files in the order in which the
 * board asks for them, each with what became of it, and the findings. Reads the folder by the caller's
 * functions alone, and must run in a process without privileges: every byte in the folder is hostile.
 */

#pragma once

#include "boot/boot-finding.h"
#include "boot/boot-plan.h"
#include "boot/inventory.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_MARK_GOOD,     /* there, and nothing is wrong with it */
  CB_MARK_ABSENT,   /* not there, which is no fault */
  CB_MARK_DOUBT,    /* a warning stands against it */
  CB_MARK_BAD,      /* an error stands against it: missing, damaged, ... */
} CbCheckMark;

typedef struct {
  const CbBootEntry *entry;  /* of the plan */
  CbCheckMark mark;
  gboolean is_there;         /* as a file */
  guint64 n_bytes;           /* its size; 0 when it isn't there */
} CbCheckRow;

typedef struct CbBootCheck CbBootCheck;

/* boot_case names a board that can boot from the network. Both must outlive the check. */
CbBootCheck *cb_boot_check_new (const CbBootCase *boot_case, const CbInventory *inventory);
void cb_boot_check_free (CbBootCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBootCheck, cb_boot_check_free)

const CbBootPlan *cb_boot_check_plan (const CbBootCheck *self);

/* Elements: const CbCheckRow *, in the order of the plan. */
const GPtrArray *cb_boot_check_rows (const CbBootCheck *self);

/* Elements: const CbFinding *, errors first, then in the order in which they were found. */
const GPtrArray *cb_boot_check_findings (const CbBootCheck *self);

/* The release of the kernel that will be loaded ("6.18.0-rc3-00042-g1a2b3c4"): what stands in the kernel
 * itself, or beside it in the build that it is linked from. NULL where neither can be had. Reads the kernel
 * until it is found, unpacking it where it is packed with gzip. Free with g_free. */
char *cb_boot_check_kernel_release (const CbBootCheck *self);

/* No finding is an error. */
gboolean cb_boot_check_is_complete (const CbBootCheck *self);

/* What a person calls a file of that kind: "the kernel". Translated. */
const char *cb_boot_check_kind_name (CbFileKind kind);

/* "2.2 MB", with a plain blank, which every terminal has. Free with g_free. */
char *cb_boot_check_size_text (guint64 n_bytes);

const char *cb_check_mark_to_code (CbCheckMark mark);

G_END_DECLS
