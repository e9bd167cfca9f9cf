/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which section of config.txt a line stands in, and whether that applies to one board (pi-netboot.md 5.2). What
 * the sources leave open is told at the top of config-txt.h. A struct to copy.
 */

#pragma once

#include "boot/config-txt.h"

#include <glib.h>

G_BEGIN_DECLS

/* A filter replaces the one before of its kind; those of different kinds must all hold. */
typedef enum {
  CB_SECTION_MODEL,
  CB_SECTION_BOARD_TYPE,
  CB_SECTION_NONE,
  CB_SECTION_SERIAL,
  CB_SECTION_PIN,
  CB_SECTION_DISPLAY,
  CB_SECTION_PORT,
  CB_SECTION_TRYBOOT,
  CB_SECTION_EXPRESSION,
  CB_SECTION_N_
} CbSectionKind;

typedef struct {
  CbTruth kinds[CB_SECTION_N_];
  CbTruth newest_model;  /* of the first three kinds: the one that came last */
} CbSectionReading;

typedef struct {
  CbSectionReading running_on;  /* filters of an included file hold on behind its `include` */
  CbSectionReading closed;      /* they end with the file */
} CbSection;

typedef enum {
  CB_FILTER_KNOWN,
  CB_FILTER_ODD_CASE,  /* known, but in other letters: it acts as the known one */
  CB_FILTER_UNKNOWN,
} CbFilterFit;

/* Everything applies. */
CbSection cb_section_new (void);

/* filter: what stands between the brackets, any bytes. */
CbFilterFit cb_section_enter (CbSection *section, const CbConfigReader *reader, const char *filter);

/* A filter of which nobody knows what it does. */
void cb_section_enter_unknown (CbSection *section);

/* An included file ends; before: what the section was at its `include`. */
void cb_section_leave_file (CbSection *section, const CbSection *before);

CbTruth cb_section_truth (const CbSection *section);

G_END_DECLS
