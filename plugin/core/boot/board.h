/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which boards there are and what each boots by: one table, from pi-netboot.md sections 0, 1.3, 4.4, 5.4, 5.5,
 * 5.7. What the sheet marks as uncertain is marked here too (.filters_maybe, .doubts), so that a report can say
 * so. Knows no file and no config.txt; boot-plan puts both together.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What speaks first on the cable, and so which files are asked for before config.txt. */
typedef enum {
  CB_BOOT_BY_NOTHING,   /* can't boot from the network: .obstacle tells why */
  CB_BOOT_BY_ROM,       /* the mask ROM fetches bootcode.bin: 2B v1.2, 3B, 3B+ */
  CB_BOOT_BY_EEPROM_4,  /* 4B, 400, CM4, CM4S */
  CB_BOOT_BY_EEPROM_5,  /* 5, 500 (500+ has its type), CM5, CM5 Lite */
} CbBootWay;

/* Why a board can't. Stable words for --json come from cb_board_obstacle_to_code(). */
typedef enum {
  CB_OBSTACLE_NONE,
  CB_OBSTACLE_NO_ETHERNET,      /* Zero, A+, 3A+, CM0: no wired network chip */
  CB_OBSTACLE_CARD_NEEDED,      /* 1B, 1B+, 2B v1.1: the ROM can't, a card that holds bootcode.bin alone can */
  CB_OBSTACLE_CARRIER,          /* CM1, CM3: depends on the carrier board */
} CbObstacle;

/* What no source settles for a board. Stable words from cb_board_doubt_to_code(). */
typedef enum {
  CB_DOUBT_NO_LOG = 1 << 0,     /* no log of its network boot is known */
  CB_DOUBT_CARRIER = 1 << 1,    /* the carrier board must have the Ethernet jack */
  CB_DOUBT_DTB = 1 << 2,        /* which of .dtb: by chip stepping, carrier or age of the firmware */
  CB_DOUBT_KERNEL_32 = 1 << 3,  /* whether .kernel_32 goes on behind its first name */
  CB_DOUBT_STUB = 1 << 4,       /* the names of the stubs are guessed from a sister board */
} CbBoardDoubt;

#define CB_BOARD_DOUBTS 5

/* The section filters of config.txt that name models (5.2); a board answers to several of them. */
typedef enum {
  CB_FILTER_PI0 = 1 << 0, CB_FILTER_PI0W = 1 << 1, CB_FILTER_PI02 = 1 << 2, CB_FILTER_PI1 = 1 << 3,
  CB_FILTER_PI2 = 1 << 4, CB_FILTER_PI3 = 1 << 5, CB_FILTER_PI3_PLUS = 1 << 6, CB_FILTER_PI4 = 1 << 7,
  CB_FILTER_PI400 = 1 << 8, CB_FILTER_CM4 = 1 << 9, CB_FILTER_CM4S = 1 << 10, CB_FILTER_PI5 = 1 << 11,
  CB_FILTER_PI500 = 1 << 12, CB_FILTER_CM5 = 1 << 13, CB_FILTER_CM0 = 1 << 14,
} CbModelFilter;

/* At most so many names less one: each list ends with NULL. */
#define CB_BOARD_NAMES 4

typedef struct {
  const char *model;      /* the stable word, as in `check model 4b` and --json */
  const char *name;       /* for people: "Raspberry Pi 4B". A proper name, not translated */
  CbBootWay way;
  CbObstacle obstacle;
  guint8 type;            /* revision code, bits 4..11 */
  gint8 processor;        /* revision code, bits 12..15; -1: any */
  guint filters;          /* CbModelFilter bits */
  guint filters_maybe;    /* those that it may answer to as well */
  guint doubts;           /* CbBoardDoubt bits */
  const char *dtb[CB_BOARD_NAMES];         /* asked for by default, in this order */
  const char *dtb_mainline[CB_BOARD_NAMES]; /* the kernel's own names, newest first */
  const char *compatible[CB_BOARD_NAMES];  /* root node of a device tree for it: any of these fits */
  const char *soc;        /* its SoC's compatible: "brcm,bcm2711" */
  const char *platform;   /* its property in overlay_map.dtb: "bcm2835", "bcm2711", "bcm2712" */
  const char *kernel_64[CB_BOARD_NAMES];   /* default kernel names in order; none: no such mode */
  const char *kernel_32[CB_BOARD_NAMES];
  gboolean prefers_64;    /* arm_64bit's default on firmware since about 2023 */
  const char *stub_64, *stub_32;           /* armstub that is probed by default */
  const char *overlay;    /* loaded by the firmware itself on some steppings ("bcm2712d0"), or NULL */
  guint block_bytes;      /* what its newest bootloader asks for; 512 where none */
} CbBoard;

/* All boards, newest last. Static. */
const CbBoard *cb_boards (gsize *n_boards);

/* A model as people write it: "4", "4b", "pi4", "rpi-4-b", "Raspberry Pi 4 Model B", "bcm2711-rpi-4-b(.dtb)", a
 * revision code in hex ("c03114", "0xc03114"). Case, blanks, '-' and '_' don't matter. "3" is 3b, "5" is 5, "2"
 * is the one that can boot from the network. Any bytes. NULL with CB_ERROR_INVALID for what is none; the
 * message lists the words. */
const CbBoard *cb_board_from_text (const char *text, GError **error);

/* The board of a revision code (bit 23: the new style; older codes are of boards before the 2B: NULL), or NULL
 * for a type that this table doesn't know. */
const CbBoard *cb_board_from_revision (guint32 revision);

/* Words for --json. Static, never NULL. */
const char *cb_board_obstacle_to_code (CbObstacle obstacle);
const char *cb_board_doubt_to_code (CbBoardDoubt doubt);

/* "10000000ABCD1234", "abcd1234", "0x...": the name of the serial folder, 8 lower-case digits (4.3); caller
 * frees. NULL with CB_ERROR_INVALID for anything else than 8 or 16 hex digits. */
char *cb_board_serial_from_text (const char *text, GError **error);

G_END_DECLS
