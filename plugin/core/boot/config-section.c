/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/config-section.h"

#include <string.h>

#define MAX_SERIAL_DIGITS 8
#define HEX_DIGITS        "0123456789abcdefABCDEF"
#define DIGITS            "0123456789"

static const struct {
  const char *name;
  guint bit;
} models[] = {
  { "pi0", CB_FILTER_PI0 },     { "pi0w", CB_FILTER_PI0W },   { "pi02", CB_FILTER_PI02 },
  { "pi1", CB_FILTER_PI1 },     { "pi2", CB_FILTER_PI2 },     { "pi3", CB_FILTER_PI3 },
  { "pi3+", CB_FILTER_PI3_PLUS }, { "pi4", CB_FILTER_PI4 },   { "pi400", CB_FILTER_PI400 },
  { "cm4", CB_FILTER_CM4 },     { "cm4s", CB_FILTER_CM4S },   { "pi5", CB_FILTER_PI5 },
  { "pi500", CB_FILTER_PI500 }, { "cm5", CB_FILTER_CM5 },     { "cm0", CB_FILTER_CM0 },
};

/* What an expression may begin with: nobody knows their values before power-on. */
static const char *const arguments[] = {
  "boot_partition", "partition", "boot_arg1", "boot_count", "bootvar0", "board_attributes",
};

CbSection
cb_section_new (void) {
  CbSectionReading reading = { .newest_model = CB_TRUTH_YES };

  for (gsize i = 0; i < CB_SECTION_N_; i++)
    reading.kinds[i] = CB_TRUTH_YES;
  return (CbSection){ reading, reading };
}

static void
enter_reading (CbSectionReading *reading, CbSectionKind kind, CbTruth truth) {
  reading->kinds[kind] = truth;
  if (kind <= CB_SECTION_NONE)
    reading->newest_model = truth;
}

static void
enter (CbSection *section, CbSectionKind kind, CbTruth truth) {
  enter_reading (&section->running_on, kind, truth);
  enter_reading (&section->closed, kind, truth);
}

/* TRUE if text is a number, decimal or hex, to its end. */
static gboolean
read_number (const char *text, guint64 *ret) {
  gboolean is_hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
  const char *digits = is_hex ? text + 2 : text;
  gsize n_digits = strspn (digits, is_hex ? HEX_DIGITS : DIGITS);

  if (n_digits == 0 || digits[n_digits] != '\0')
    return FALSE;
  *ret = g_ascii_strtoull (digits, NULL, is_hex ? 16 : 10);
  return TRUE;
}

static gboolean
judge_board_type (const CbConfigReader *reader, const char *value, CbTruth *ret) {
  guint64 type;

  if (!read_number (value, &type))
    return FALSE;
  *ret = type == reader->board->type ? CB_TRUTH_YES : CB_TRUTH_NO;
  return TRUE;
}

static gboolean
judge_serial (const CbConfigReader *reader, const char *digits, CbTruth *ret) {
  gsize n_digits = strspn (digits, HEX_DIGITS);

  if (n_digits == 0 || n_digits > MAX_SERIAL_DIGITS || digits[n_digits] != '\0')
    return FALSE;
  if (!reader->has_serial)
    *ret = CB_TRUTH_MAYBE;
  else
    *ret = g_ascii_strtoull (digits, NULL, 16) == reader->serial ? CB_TRUTH_YES : CB_TRUTH_NO;
  return TRUE;
}

/* "4=1" */
static gboolean
judge_pin (const CbConfigReader *reader, const char *value, CbTruth *ret) {
  gsize n_digits = strspn (value, DIGITS);
  const char *level = value + n_digits;

  *ret = CB_TRUTH_MAYBE;
  return n_digits > 0 && (g_str_equal (level, "=0") || g_str_equal (level, "=1"));
}

static gboolean
judge_display (const CbConfigReader *reader, const char *value, CbTruth *ret) {
  *ret = CB_TRUTH_MAYBE;
  return *value != '\0';
}

/* Says which plug hdmi_* keys mean, not whether lines apply. */
static gboolean
judge_port (const CbConfigReader *reader, const char *value, CbTruth *ret) {
  *ret = reader->board->filters & CB_FILTER_PI4 ? CB_TRUTH_YES : CB_TRUTH_MAYBE;
  return g_str_equal (value, "0") || g_str_equal (value, "1");
}

/* Filters that begin so, and what judges the rest. */
static const struct {
  const char *beginning;
  CbSectionKind kind;
  gboolean (*judge) (const CbConfigReader *reader, const char *rest, CbTruth *ret);
} shapes[] = {
  { "board-type=", CB_SECTION_BOARD_TYPE, judge_board_type },
  { "0x", CB_SECTION_SERIAL, judge_serial },
  { "gpio", CB_SECTION_PIN, judge_pin },
  { "EDID=", CB_SECTION_DISPLAY, judge_display },
  { "HDMI:", CB_SECTION_PORT, judge_port },
};

static CbFilterFit
fit_of (const char *filter, const char *known) {
  return strncmp (filter, known, strlen (known)) == 0 ? CB_FILTER_KNOWN : CB_FILTER_ODD_CASE;
}

static CbFilterFit
enter_model (CbSection *section, const CbConfigReader *reader, const char *filter) {
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    guint bit = models[i].bit;

    if (g_ascii_strcasecmp (filter, models[i].name) != 0)
      continue;
    enter (section, CB_SECTION_MODEL,
           reader->board->filters & bit         ? CB_TRUTH_YES
           : reader->board->filters_maybe & bit ? CB_TRUTH_MAYBE
                                                : CB_TRUTH_NO);
    return fit_of (filter, models[i].name);
  }
  return CB_FILTER_UNKNOWN;
}

static CbFilterFit
enter_shape (CbSection *section, const CbConfigReader *reader, const char *filter) {
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    gsize n = strlen (shapes[i].beginning);
    CbTruth truth;

    if (g_ascii_strncasecmp (filter, shapes[i].beginning, n) != 0
        || !shapes[i].judge (reader, filter + n, &truth))
      continue;
    enter (section, shapes[i].kind, truth);
    return shapes[i].kind == CB_SECTION_SERIAL ? CB_FILTER_KNOWN : fit_of (filter, shapes[i].beginning);
  }
  return CB_FILTER_UNKNOWN;
}

/* Behind the argument: "=V", "<V", ">V", "&M" or "&M=V". */
static gboolean
is_condition (const char *text) {
  g_auto (GStrv) numbers = NULL;
  guint64 number;

  if (strchr ("=<>&", *text) == NULL || *text == '\0')
    return FALSE;
  numbers = g_strsplit (text + 1, "=", *text == '&' ? 2 : 1);
  for (gsize i = 0; numbers[i] != NULL; i++) {
    if (!read_number (numbers[i], &number))
      return FALSE;
  }
  return numbers[0] != NULL;
}

static CbFilterFit
enter_expression (CbSection *section, const char *filter) {
  for (gsize i = 0; i < G_N_ELEMENTS (arguments); i++) {
    gsize n = strlen (arguments[i]);

    if (g_ascii_strncasecmp (filter, arguments[i], n) != 0 || !is_condition (filter + n))
      continue;
    enter (section, CB_SECTION_EXPRESSION, CB_TRUTH_MAYBE);
    return fit_of (filter, arguments[i]);
  }
  return CB_FILTER_UNKNOWN;
}

static CbFilterFit
enter_word (CbSection *section, const char *filter) {
  static const char all[] = "all", none[] = "none", tryboot[] = "tryboot";

  if (g_ascii_strcasecmp (filter, all) == 0) {
    *section = cb_section_new ();
    return fit_of (filter, all);
  }
  if (g_ascii_strcasecmp (filter, none) == 0) {
    enter (section, CB_SECTION_NONE, CB_TRUTH_NO);
    return fit_of (filter, none);
  }
  if (g_ascii_strcasecmp (filter, tryboot) == 0) {
    enter (section, CB_SECTION_TRYBOOT, CB_TRUTH_NO);
    return fit_of (filter, tryboot);
  }
  return CB_FILTER_UNKNOWN;
}

CbFilterFit
cb_section_enter (CbSection *section, const CbConfigReader *reader, const char *filter) {
  CbFilterFit fit = enter_word (section, filter);

  if (fit == CB_FILTER_UNKNOWN)
    fit = enter_model (section, reader, filter);
  if (fit == CB_FILTER_UNKNOWN)
    fit = enter_shape (section, reader, filter);
  if (fit == CB_FILTER_UNKNOWN)
    fit = enter_expression (section, filter);
  if (fit == CB_FILTER_UNKNOWN)
    cb_section_enter_unknown (section);
  return fit;
}

void
cb_section_enter_unknown (CbSection *section) {
  enter (section, CB_SECTION_MODEL, CB_TRUTH_MAYBE);
}

void
cb_section_leave_file (CbSection *section, const CbSection *before) {
  section->closed = before->closed;
}

static CbTruth
agree (CbTruth a, CbTruth b) {
  return a == b ? a : CB_TRUTH_MAYBE;
}

/* Model, board type and none must all hold, or the last of them alone counts. */
static CbTruth
truth_of_reading (const CbSectionReading *reading) {
  CbTruth others = CB_TRUTH_YES;
  CbTruth all = CB_TRUTH_YES;

  for (gsize i = 0; i < CB_SECTION_N_; i++) {
    all = MIN (all, reading->kinds[i]);
    if (i > CB_SECTION_NONE)
      others = MIN (others, reading->kinds[i]);
  }
  return agree (all, MIN (others, reading->newest_model));
}

CbTruth
cb_section_truth (const CbSection *section) {
  return agree (truth_of_reading (&section->running_on), truth_of_reading (&section->closed));
}
