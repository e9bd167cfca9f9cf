/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* config.txt as one board reads it (pi-netboot.md 5.1 to 5.3): its assignments in order, each with file, line
 * and whether it applies, and an oddity for each line that a firmware may read otherwise than its author. Never
 * fails: text of any kind gives assignments and oddities. Doesn't know what a key means; boot-plan does.
 *
 * A line that applies to this board for sure, but that some firmware may not read as it is meant (`kernel = x`,
 * anything behind a byte above 0x7f), has CB_TRUTH_MAYBE too, and an oddity that says why.
 *
 * Filters, where the sources are silent or disagree:
 * - `[board-type=]` and `[none]` beside `[pi4]` replace it, or both must hold: MAYBE where that differs.
 * - An unknown filter is MAYBE, and ends where the next known model filter or `[all]` begins.
 * - A filter in an included file may or may not hold on behind the `include`: MAYBE where that differs.
 * - `[tryboot]` is NO: its flag is clear after power-on. Pins, displays, partitions and OTP rows are MAYBE.
 * - `[PI4]` acts as `[pi4]`: systems that are known to boot have it. It's an oddity all the same.
 * - `[HDMI:0]` shuts nothing out on the Pi 4 family; elsewhere MAYBE.
 * - bootcode.bin knows some of the filters only; which, nobody wrote down. It's taken to know all of them.
 */

#pragma once

#include "boot/board.h"

#include <glib.h>

G_BEGIN_DECLS

/* Three-valued: whether something holds may depend on what nobody knows before power-on (a pin, a display). */
typedef enum {
  CB_TRUTH_NO,
  CB_TRUTH_MAYBE,
  CB_TRUTH_YES,
} CbTruth;

/* Who reads. */
typedef enum {
  CB_VIEW_EARLY,  /* bootcode.bin, Pi 4's EEPROM: config.txt proper only, no included file (5.1) */
  CB_VIEW_LATE,   /* start*.elf, Pi 5: included files too */
} CbConfigView;

typedef struct {
  char *key;       /* as written, without its value; also "initramfs" and "include", which take no '=' */
  char *value;     /* never NULL; "" for `key=`; cut where the firmware cuts the line */
  char *file;      /* "config.txt" or the included file, as its `include` names it */
  guint line;      /* from 1 */
  CbTruth truth;   /* does it apply to this board; never CB_TRUTH_NO in views */
  gboolean early;  /* in config.txt proper */
} CbConfigLine;

/* Codes are stable words for --json. The enum's order is that of the table in config-txt-oddity.c. */
typedef enum {
  CB_ODDITY_LONG_LINE,           /* longer than 98 bytes: the rest is ignored */
  CB_ODDITY_LONG_FILE,           /* once per file; beyond 4096 bytes some keys act no more over TFTP */
  CB_ODDITY_NO_ASCII,            /* once per file; a byte above 0x7f: parsing may stop here */
  CB_ODDITY_NUL_BYTE,            /* once per file; parsing may stop here */
  CB_ODDITY_CARRIAGE_RETURN,     /* once per file */
  CB_ODDITY_BLANK_AROUND_EQUALS, /* `kernel = x` */
  CB_ODDITY_NO_EQUALS,           /* `kernel x`, where the key takes one */
  CB_ODDITY_COMMENT_BEHIND,      /* `kernel=x # mine` */
  CB_ODDITY_KEY_CASE,            /* `Kernel=` */
  CB_ODDITY_KEY_SLIP,            /* `kernal=`: unknown, and one letter from a known one */
  CB_ODDITY_FILTER_CASE,         /* `[PI4]` */
  CB_ODDITY_FILTER_UNKNOWN,      /* no such filter: firmware differs in what it does */
  CB_ODDITY_FILTER_BROKEN,       /* no `]`, or something behind it */
  CB_ODDITY_FILTER_LONG,         /* above 60 characters */
  CB_ODDITY_INCLUDE_MISSING,
  CB_ODDITY_INCLUDE_LONG,        /* name above 64 characters */
  CB_ODDITY_INCLUDE_DEEP,        /* nested deeper than we (and perhaps the firmware) follow, or in a circle */
  CB_ODDITY_INITRAMFS_EQUALS,    /* `initramfs=x`: takes no '=' */
  CB_ODDITY_INITRAMFS_LONG,      /* above 64 characters */
  CB_ODDITY_INITRAMFS_PLACE,     /* neither `followkernel` nor an address behind the name */
  CB_ODDITY_EARLY_KEY_INCLUDED,  /* a key that the first stages need, but in an included file */
  CB_ODDITY_JUNK,                /* neither assignment nor filter nor comment */
  CB_ODDITY_TOO_MANY,            /* more lines than limit.h allows: the rest was not looked at */
  CB_ODDITY_N_
} CbOddityKind;

typedef struct {
  CbOddityKind kind;
  char *file;
  guint line;
  char *what;     /* the words of the line that it is about; any bytes. "": the whole file */
} CbConfigOddity;

/* The board that reads. serial: low 32 bits, when has_serial; else [0x...] filters are MAYBE. */
typedef struct {
  const CbBoard *board;
  gboolean has_serial;
  guint32 serial;
} CbConfigReader;

/* The text of an included file, relative to the boot root, at most CB_MAX_CONFIG_BYTES; NULL: there is none. */
typedef GBytes *(*CbConfigInclude) (const char *name, gpointer data);

typedef struct CbConfigTxt CbConfigTxt;

/* text: n_bytes bytes, any. Never NULL. include may be NULL: nothing is found. */
CbConfigTxt *cb_config_txt_parse (const CbConfigReader *reader, const char *text, gsize n_bytes,
                                  CbConfigInclude include, gpointer data);
void cb_config_txt_free (CbConfigTxt *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbConfigTxt, cb_config_txt_free)

/* The lines in the order in which they act, those left out whose section surely doesn't apply. Elements are
 * owned by config. */
const GPtrArray *cb_config_txt_lines (const CbConfigTxt *config);
const GPtrArray *cb_config_txt_oddities (const CbConfigTxt *config);

/* Each value that key may have in this view: the last line that surely applies and each later one that may; the
 * last of them first. No entry: the default, surely. An entry at the end that only may apply: or the default.
 * Caller frees the array, not the lines. */
GPtrArray *cb_config_txt_values (const CbConfigTxt *config, CbConfigView view, const char *key);

/* Is there any filter that shut every line of this file out for this board, though there are assignments? */
gboolean cb_config_txt_all_shut_out (const CbConfigTxt *config);

const char *cb_oddity_to_code (CbOddityKind kind);
/* A sentence for people, translated: what is odd, what firmware makes of it, what to do. Caller frees. */
char *cb_oddity_to_text (const CbConfigOddity *oddity);

G_END_DECLS
