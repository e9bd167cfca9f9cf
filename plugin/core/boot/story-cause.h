/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is likely to be wrong with a boot, from what was seen of it (pi-netboot.md 8): bits in, a cause out, by
 * one table. Pure.
 */

#pragma once

#include "wire/story-event.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  /* addresses */
  CB_EVIDENCE_ROM = 1 << 0,            /* the mask ROM of a 2B or 3B speaks */
  CB_EVIDENCE_OFFER = 1 << 1,          /* it was offered an address by us */
  CB_EVIDENCE_ACK = 1 << 2,
  CB_EVIDENCE_REPEATED = 1 << 3,       /* it asked for an address again before anything came of it */
  CB_EVIDENCE_FIVE_TRIES = 1 << 4,     /* five times */
  CB_EVIDENCE_SECOND_DHCP = 1 << 5,    /* bootcode.bin asks for an address, and for no file since */
  /* files, of the whole boot */
  CB_EVIDENCE_FILE_ASKED = 1 << 6,
  CB_EVIDENCE_BOOTCODE_SENT = 1 << 7,
  CB_EVIDENCE_BOOTCODE_AGAIN = 1 << 8, /* it is asked for again and again */
  CB_EVIDENCE_CONFIG_SENT = 1 << 9,
  CB_EVIDENCE_CONFIG_MISSING = 1 << 10,
  CB_EVIDENCE_FIRMWARE_SENT = 1 << 11,
  CB_EVIDENCE_FIRMWARE_MISSING = 1 << 12,
  CB_EVIDENCE_OTHER_FIRMWARE = 1 << 13, /* start*.elf that config.txt doesn't ask for */
  CB_EVIDENCE_TREE_FOUND = 1 << 14,
  CB_EVIDENCE_TREE_ABSENT = 1 << 15,   /* one that is needed, or one of those that may be */
  CB_EVIDENCE_KERNEL_FOUND = 1 << 16,  /* it is there, so much the board knows */
  CB_EVIDENCE_KERNEL_ABSENT = 1 << 17, /* likewise */
  CB_EVIDENCE_KERNEL_SENT = 1 << 18,
  CB_EVIDENCE_UPDATE_SENT = 1 << 19,
  CB_EVIDENCE_UPDATED_BEFORE = 1 << 20, /* likewise in the boot before */
  CB_EVIDENCE_RECOVERY_SENT = 1 << 21,
  CB_EVIDENCE_GLUED_NAME = 1 << 22,    /* "abcstart4.elf" */
  CB_EVIDENCE_SHORT_FILE = 1 << 23,    /* much too small for what it is */
  CB_EVIDENCE_MISSING = 1 << 24,       /* any file that the board can't do without */
  /* files, until one is sent again */
  CB_EVIDENCE_REFUSED = 1 << 25,
  CB_EVIDENCE_CHANGED = 1 << 26,
  CB_EVIDENCE_TIMED_OUT = 1 << 27,
  /* of the last file that was asked for, as it stands now */
  CB_EVIDENCE_NO_ANSWER = 1 << 28,     /* nothing of it came over */
  CB_EVIDENCE_IN_FILE = 1 << 29,       /* it isn't over */
  CB_EVIDENCE_LAST_BLOCK = 1 << 30,    /* it stopped where block numbers roll over */
} CbEvidence;

typedef enum {
  CB_MOMENT_SILENT = 1 << 0, /* the board doesn't go on */
  CB_MOMENT_AGAIN = 1 << 1,  /* it begins anew */
} CbStoryMoment;

/* evidence: CbEvidence bits. NONE: nothing is wrong. */
CbStoryCause cb_story_cause_of (guint evidence, CbStoryStage stage, CbStoryMoment moment);

G_END_DECLS
