/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the rules of the boot check share. A rule looks at the draft of the check and adds findings; each file
 * check-*.c holds those of one subject. */

#pragma once

#include "boot/boot-check.h"
#include "boot/image.h"

G_BEGIN_DECLS

struct CbBootCheck {
  const CbBootCase *boot_case;
  const CbInventory *inventory;
  CbBootPlan *plan;
  GPtrArray *rows;      /* of CbCheckRow */
  GPtrArray *findings;  /* of CbFinding */
};

/* A finding about an entry: with the line that asks for it, and no error where it may not be asked for at all.
 * Owned by the check; the caller sets detail and other. */
CbFinding *cb_check_add (CbBootCheck *self, CbFindingKind kind, const CbBootEntry *entry);

/* A finding about a text of the folder. line: 0 for none. */
CbFinding *cb_check_add_at (CbBootCheck *self, CbFindingKind kind, const char *file, guint line);

/* How bad the worst finding about that file is; -1: there is none. */
int cb_check_worst (const CbBootCheck *self, const char *file);

/* The entry of that kind that will be loaded and can be read, or NULL. */
const CbBootEntry *cb_check_loaded (const CbBootCheck *self, CbFileKind kind);

/* What the file of an entry is. FALSE where it can't be read. */
gboolean cb_check_image (CbBootCheck *self, const CbBootEntry *entry, CbImageDepth depth, CbImage *ret_image);

/* What a person calls it: "a device tree". Translated. */
const char *cb_check_image_name (CbImageKind kind);

/* TRUNCATED or DAMAGED, if it is one of them. */
void cb_check_add_fault (CbBootCheck *self, const CbBootEntry *entry, const CbImage *image);
void cb_check_add_wrong_kind (CbBootCheck *self, const CbBootEntry *entry, CbImageKind is, const char *wanted);

/* What the kernel will unpack: is anything there that may be loaded as an initramfs? */
gboolean cb_check_has_initramfs (const CbBootCheck *self);

/* Do all of them together hold that path? MAYBE where one of them can't be searched. *ret_names: theirs; free
 * with g_free. */
CbTruth cb_check_initramfs_holds (CbBootCheck *self, const char *path, char **ret_names);

void cb_check_essentials (CbBootCheck *self); /* last: what no board boots without */
void cb_check_names (CbBootCheck *self);      /* what is missing, and where it may be instead */
void cb_check_held (CbBootCheck *self);       /* what each name leads to */
void cb_check_sizes (CbBootCheck *self);      /* for TFTP: too large, too slow */
void cb_check_contents (CbBootCheck *self);   /* is each file what it should be */
void cb_check_kernel (CbBootCheck *self);
void cb_check_trees (CbBootCheck *self);      /* device tree and overlays */
void cb_check_firmware (CbBootCheck *self);
void cb_check_initramfs (CbBootCheck *self);
void cb_check_cmdline (CbBootCheck *self);
void cb_check_config (CbBootCheck *self);     /* config.txt itself */

G_END_DECLS
