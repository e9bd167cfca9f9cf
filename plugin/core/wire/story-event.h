/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is told of a boot, as core/boot/story.h makes it of what is on the wire: one flat record for all kinds.
 *
 * The numbers of all enums stand in the pipe to cablebootd (boot-event.h): new ones go to the end. Words for
 * people and for --json: core/boot/story-words.h.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "limit.h"

/* Borrowed bytes of a peer or of a file, never text; NULL when there are none. */
typedef struct {
  const uint8_t *bytes;
  size_t n_bytes;
} CbBootBytes;

typedef enum {
  CB_STORY_BOARD = 1, /* a boot begins, or its board is known better now: mac, serial, board, address */
  CB_STORY_STAGE,     /* the boot came to stage */
  CB_STORY_ASKED,     /* a file is asked for: name, role, file_kind, transfer */
  CB_STORY_PROGRESS,  /* the same, n_bytes of n_total are over */
  CB_STORY_FILE,      /* the same, it came to its end: outcome, n_bytes, ms_taken, code */
  CB_STORY_KERNEL,    /* the kernel was transferred whole: name, n_bytes, ms_taken; release, build, hash where
                         they are known */
  CB_STORY_STALLED,   /* nothing for ms_taken, or no way to go on: cause, name, n_bytes, n_total */
  CB_STORY_RESUMED,   /* it goes on after all */
  CB_STORY_LINUX,     /* the board's own system speaks on the cable */
  CB_STORY_ENDED,     /* the boot is over: a new one of this board begins, or the cable went. stage is how far
                         it came; cause of a failure, or 0 */
  CB_STORY_SILENT,    /* boot 0: the cable has link, and nobody asked for anything: ms_taken, cause */
  CB_STORY_NO_PLAN,   /* boot 0: the boot folder can't be read by who watches, files are known by their names */
  CB_STORY_N_
} CbStoryKind;

/* pi-netboot.md 9.0. */
typedef enum {
  CB_STORY_STAGE_NONE = 0,
  CB_STORY_STAGE_ADDRESS,     /* DHCP */
  CB_STORY_STAGE_BOOTCODE,    /* the ROM of a Pi 3 loads bootcode.bin, and that asks for an address again */
  CB_STORY_STAGE_FIRMWARE,    /* config.txt, start*.elf, fixup*.dat */
  CB_STORY_STAGE_SYSTEM,      /* device tree, overlays, cmdline.txt, initramfs, kernel */
  CB_STORY_STAGE_LOADER,      /* a second loader (U-Boot, iPXE, UEFI) has taken over and fetches by itself */
  CB_STORY_STAGE_HANDED_OVER, /* the kernel is over, the firmware has no more to ask */
  CB_STORY_STAGE_LINUX,       /* the board's own system speaks */
  CB_STORY_STAGE_N_
} CbStoryStage;

typedef enum {
  CB_STORY_OUTCOME_NONE = 0,
  CB_STORY_OUTCOME_SENT,
  CB_STORY_OUTCOME_PROBED,    /* it only wanted to know whether the file is there: no fault */
  CB_STORY_OUTCOME_ABSENT,    /* not there, and the boot goes on without it */
  CB_STORY_OUTCOME_MISSING,   /* not there, and the reason why it doesn't boot */
  CB_STORY_OUTCOME_REFUSED,   /* it may be there, and isn't given out; code is a CbBootRefusal */
  CB_STORY_OUTCOME_ABORTED,   /* by the client, in the middle; code is the one of TFTP */
  CB_STORY_OUTCOME_CHANGED,   /* the file was changed while it was read */
  CB_STORY_OUTCOME_TIMED_OUT, /* the client fell silent */
  CB_STORY_OUTCOME_N_
} CbStoryOutcome;

/* The likely causes (pi-netboot.md 8), in the order of its rows. */
typedef enum {
  CB_STORY_CAUSE_NONE = 0,
  CB_STORY_CAUSE_NO_REQUEST,        /* 1 */
  CB_STORY_CAUSE_ROM_GAVE_UP,       /* 2 */
  CB_STORY_CAUSE_FIREWALL,          /* a DISCOVER without an OFFER */
  CB_STORY_CAUSE_OFFER_REFUSED,     /* 3, 4 */
  CB_STORY_CAUSE_NO_FILE_ASKED,     /* 6 */
  CB_STORY_CAUSE_NO_ANSWER,         /* 7 */
  CB_STORY_CAUSE_BOOTCODE_AGAIN,    /* 8 */
  CB_STORY_CAUSE_SECOND_DHCP,       /* 9 */
  CB_STORY_CAUSE_WRONG_FOLDER,      /* 10 */
  CB_STORY_CAUSE_PREFIX_SLASH,      /* 12 */
  CB_STORY_CAUSE_NOT_READABLE,      /* 13 */
  CB_STORY_CAUSE_TRUNCATED_FILE,    /* 14 */
  CB_STORY_CAUSE_POWER_OR_CABLE,    /* 16 */
  CB_STORY_CAUSE_BLOCK_ROLL_OVER,   /* 17 */
  CB_STORY_CAUSE_CONFIG_IGNORED,    /* 18 */
  CB_STORY_CAUSE_FIRMWARE_MISMATCH, /* 19 */
  CB_STORY_CAUSE_FIRMWARE_CRASHED,  /* 20 */
  CB_STORY_CAUSE_NO_DEVICE_TREE,    /* 21 */
  CB_STORY_CAUSE_NO_KERNEL,         /* 23 */
  CB_STORY_CAUSE_SILENT_KERNEL,     /* 24 */
  CB_STORY_CAUSE_UPDATE_LOOP,       /* 29 */
  CB_STORY_CAUSE_NO_CONFIG,         /* 30 */
  CB_STORY_CAUSE_RECOVERY,          /* 35 */
  CB_STORY_CAUSE_FILE_MISSING,      /* another required file */
  CB_STORY_CAUSE_FILE_CHANGED,      /* it was written while it was sent */
  CB_STORY_CAUSE_UNPLUGGED,         /* the cable went, or the power of a board on its other end */
  CB_STORY_CAUSE_N_
} CbStoryCause;

/* No role, no kind: the plan doesn't know the file, or there is no plan. */
#define CB_STORY_UNKNOWN 0

/* All that a kind doesn't name is zero. Numbers are in host order. */
typedef struct {
  uint8_t what;       /* a CbStoryKind */
  uint8_t stage;      /* a CbStoryStage: where the boot is */
  uint8_t outcome;    /* a CbStoryOutcome */
  uint8_t cause;      /* a CbStoryCause */
  uint8_t role;       /* a CbBootRole (boot-plan.h) + 1, or CB_STORY_UNKNOWN */
  uint8_t file_kind;  /* a CbFileKind (boot-plan.h) + 1, or CB_STORY_UNKNOWN */
  uint8_t board;      /* place in cb_boards() + 1, or CB_STORY_UNKNOWN */
  uint8_t mac[6];
  uint16_t code;
  uint32_t boot;      /* 1 for the first boot that this process sees; 0: of the cable */
  uint32_t serial;    /* the low half; 0: not known */
  uint32_t revision;  /* 0: not known */
  uint32_t address;   /* of the board; 0: not known */
  uint32_t ms;        /* since the boot began */
  uint32_t ms_taken;
  uint32_t transfer;  /* the same in all events of one file's transfer */
  uint64_t n_bytes;
  uint64_t n_total;   /* or CB_BOOT_TOTAL_UNKNOWN */
  uint8_t hash[CB_STORY_HASH_BYTES]; /* SHA-256 of the kernel's file; zeros: not known */
  CbBootBytes release; /* at most CB_MAX_KERNEL_WORD_BYTES; printable where core wrote it */
  CbBootBytes build;   /* likewise: "#1 SMP PREEMPT Thu Mar 7 10:00:00 UTC 2024" */
  CbBootBytes name;    /* as the client wrote it; at most CB_MAX_EVENT_NAME_BYTES */
} CbStoryEvent;
