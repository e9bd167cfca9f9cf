/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/config-txt.h"

#include <string.h>

#include "boot/config-section.h"
#include "boot/config-setting.h"
#include "limit.h"

/* What the firmware reads of a line, of a filter, and some of it of a file (pi-netboot.md 5.1, 5.2, 4.5). */
#define MAX_LINE_BYTES   98
#define MAX_FILTER_BYTES 60
#define MAX_SURE_BYTES   4096

/* As much as a person needs to find the place. */
#define MAX_WHAT_BYTES 120

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct CbConfigTxt {
  GPtrArray *lines;
  GPtrArray *oddities;
  guint n_settings;  /* those that don't apply, too */
};

typedef struct {
  CbConfigTxt *config;
  const CbConfigReader *reader;
  CbConfigInclude include;
  gpointer data;
  CbSection section;
  guint n_lines;
  guint n_includes;
  gboolean is_full;
} Parser;

/* A file that is being read. */
typedef struct Source {
  const struct Source *outer;  /* the file that includes it, or NULL */
  const char *name;
  guint depth;
  guint line;
  CbTruth truth;  /* the most that holds for any line of it */
  guint told;     /* 1 << CbOddityKind, of those that come once per file */
} Source;

typedef struct {
  const char *bytes;
  gsize n_bytes;
} Text;

static void
free_line (gpointer data) {
  CbConfigLine *line = data;

  g_free (line->key);
  g_free (line->value);
  g_free (line->file);
  g_free (line);
}

static void
free_oddity (gpointer data) {
  CbConfigOddity *oddity = data;

  g_free (oddity->file);
  g_free (oddity->what);
  g_free (oddity);
}

static void
note (Parser *parser, const Source *source, CbOddityKind kind, Text what) {
  CbConfigOddity *oddity = g_new0 (CbConfigOddity, 1);

  oddity->kind = kind;
  oddity->file = g_strdup (source->name);
  oddity->line = source->line;
  oddity->what = g_strndup (what.bytes, MIN (what.n_bytes, MAX_WHAT_BYTES));
  g_ptr_array_add (parser->config->oddities, oddity);
}

static void
note_text (Parser *parser, const Source *source, CbOddityKind kind, const char *what) {
  note (parser, source, kind, (Text){ what, strlen (what) });
}

static void
note_once (Parser *parser, Source *source, CbOddityKind kind) {
  if ((source->told & 1u << kind) == 0)
    note_text (parser, source, kind, "");
  source->told |= 1u << kind;
}

/* What follows in this file may not be read. */
static void
doubt (Source *source) {
  source->truth = MIN (source->truth, CB_TRUTH_MAYBE);
}

static gboolean
is_blank (char c) {
  return g_ascii_isspace (c) || c == '\v';
}

static Text
strip (Text text) {
  while (text.n_bytes > 0 && is_blank (text.bytes[0])) {
    text.bytes++;
    text.n_bytes--;
  }
  while (text.n_bytes > 0 && is_blank (text.bytes[text.n_bytes - 1]))
    text.n_bytes--;
  return text;
}

static gboolean
has_high_byte (Text text) {
  for (gsize i = 0; i < text.n_bytes; i++) {
    if ((guchar) text.bytes[i] > 0x7f)
      return TRUE;
  }
  return FALSE;
}

static void read_source (Parser *parser, Source *source, Text text);

static gboolean
is_being_read (const Source *source, const char *name) {
  for (; source != NULL; source = source->outer) {
    if (g_str_equal (source->name, name))
      return TRUE;
  }
  return FALSE;
}

static void
read_include (Parser *parser, const Source *outer, const char *name, CbTruth truth) {
  Source source = { .outer = outer, .name = name, .depth = outer->depth + 1, .truth = truth };
  g_autoptr (GBytes) bytes = NULL;
  CbSection before = parser->section;
  Text text;

  if (source.depth > CB_MAX_CONFIG_DEPTH || is_being_read (outer, name)) {
    note_text (parser, outer, CB_ODDITY_INCLUDE_DEEP, name);
    return;
  }
  if (parser->n_includes++ >= CB_MAX_CONFIG_INCLUDES) {
    note_text (parser, outer, CB_ODDITY_TOO_MANY, name);
    return;
  }
  if (parser->include != NULL)
    bytes = parser->include (name, parser->data);
  if (bytes == NULL) {
    note_text (parser, outer, CB_ODDITY_INCLUDE_MISSING, name);
    return;
  }
  text.bytes = g_bytes_get_data (bytes, &text.n_bytes);
  read_source (parser, &source, text);
  cb_section_leave_file (&parser->section, &before);
}

/* The first stages see no included file; on a Pi 5 there are none that would mind. */
static gboolean
is_out_of_sight (const Parser *parser, const Source *source, CbKeyKind kind) {
  return kind == CB_KEY_EARLY && source->outer != NULL && parser->reader->board->way != CB_BOOT_BY_EEPROM_5;
}

static void
note_setting (Parser *parser, const Source *source, const CbConfigSetting *setting, const char *line) {
  for (guint kind = 0; kind < CB_ODDITY_N_; kind++) {
    if (setting->oddities & 1u << kind)
      note_text (parser, source, kind, line);
  }
  if (is_out_of_sight (parser, source, setting->kind))
    note_text (parser, source, CB_ODDITY_EARLY_KEY_INCLUDED, line);
}

/* Takes key and value out of setting. */
static void
add_line (Parser *parser, const Source *source, CbConfigSetting *setting, CbTruth truth) {
  CbConfigLine *line = g_new0 (CbConfigLine, 1);

  line->key = g_steal_pointer (&setting->key);
  line->value = g_steal_pointer (&setting->value);
  line->file = g_strdup (source->name);
  line->line = source->line;
  line->truth = truth;
  line->early = source->outer == NULL;
  g_ptr_array_add (parser->config->lines, line);
}

static void
read_setting (Parser *parser, const Source *source, const char *text, CbTruth truth) {
  g_auto (CbConfigSetting) setting = { 0 };
  g_autofree char *name = NULL;

  if (!cb_config_setting_parse (text, &setting)) {
    if (truth != CB_TRUTH_NO)
      note_text (parser, source, CB_ODDITY_JUNK, text);
    return;
  }
  parser->config->n_settings++;
  if (truth == CB_TRUTH_NO)
    return;
  note_setting (parser, source, &setting, text);
  if (!setting.is_sure)
    truth = CB_TRUTH_MAYBE;
  if (setting.kind == CB_KEY_INCLUDE && (setting.oddities & 1u << CB_ODDITY_INCLUDE_LONG) == 0)
    name = g_strdup (setting.value);
  add_line (parser, source, &setting, truth);
  if (name != NULL)
    read_include (parser, source, name, truth);
}

/* line begins with '['. */
static void
read_filter (Parser *parser, const Source *source, Text line) {
  const char *end = memchr (line.bytes, ']', line.n_bytes);
  gsize n_bytes = end != NULL ? (gsize) (end - line.bytes) - 1 : 0;
  g_autofree char *filter = g_strndup (line.bytes + 1, n_bytes);
  CbFilterFit fit;

  if (n_bytes > MAX_FILTER_BYTES || n_bytes == 0 || end != line.bytes + line.n_bytes - 1) {
    cb_section_enter_unknown (&parser->section);
    note (parser, source, n_bytes > MAX_FILTER_BYTES ? CB_ODDITY_FILTER_LONG : CB_ODDITY_FILTER_BROKEN, line);
    return;
  }
  fit = cb_section_enter (&parser->section, parser->reader, filter);
  if (fit != CB_FILTER_KNOWN)
    note (parser, source, fit == CB_FILTER_UNKNOWN ? CB_ODDITY_FILTER_UNKNOWN : CB_ODDITY_FILTER_CASE, line);
}

/* What the firmware leaves of a line, to its end. */
static Text
cut (Parser *parser, const Source *source, Text line, CbTruth truth) {
  Text rest;

  if (line.n_bytes <= MAX_LINE_BYTES)
    return line;
  rest = strip ((Text){ line.bytes + MAX_LINE_BYTES, line.n_bytes - MAX_LINE_BYTES });
  if (rest.n_bytes > 0 && truth != CB_TRUTH_NO)
    note (parser, source, CB_ODDITY_LONG_LINE, rest);
  line.n_bytes = MAX_LINE_BYTES;
  return line;
}

/* Leaves of the line what is before a zero byte, and notes what is wrong with its bytes. */
static Text
look_at_bytes (Parser *parser, Source *source, Text line) {
  const char *zero = memchr (line.bytes, '\0', line.n_bytes);

  if (zero != NULL) {
    note_once (parser, source, CB_ODDITY_NUL_BYTE);
    doubt (source);
    line.n_bytes = (gsize) (zero - line.bytes);
  }
  if (has_high_byte (line)) {
    note_once (parser, source, CB_ODDITY_NO_ASCII);
    doubt (source);
  }
  if (memchr (line.bytes, '\r', line.n_bytes) != NULL)
    note_once (parser, source, CB_ODDITY_CARRIAGE_RETURN);
  if (source->line == 1 && line.n_bytes >= 3 && memcmp (line.bytes, BYTE_ORDER_MARK, 3) == 0)
    line = (Text){ line.bytes + 3, line.n_bytes - 3 };
  return line;
}

static void
read_line (Parser *parser, Source *source, Text line) {
  Text full = look_at_bytes (parser, source, line);
  Text words = strip (full);
  CbTruth truth = MIN (source->truth, cb_section_truth (&parser->section));
  g_autofree char *text = NULL;

  if (words.n_bytes == 0 || words.bytes[0] == '#')
    return;
  if (words.bytes[0] == '[') {
    read_filter (parser, source, words);
    return;
  }
  words = strip (cut (parser, source, full, truth));
  if (words.n_bytes == 0)
    return;
  text = g_strndup (words.bytes, words.n_bytes);
  read_setting (parser, source, text, truth);
}

static void
read_source (Parser *parser, Source *source, Text text) {
  gsize n_bytes = MIN (text.n_bytes, CB_MAX_CONFIG_BYTES);
  gsize at = 0;

  while (at < n_bytes && !parser->is_full) {
    const char *start = text.bytes + at;
    const char *newline = memchr (start, '\n', n_bytes - at);
    Text line = { start, newline != NULL ? (gsize) (newline - start) : n_bytes - at };

    source->line++;
    at += line.n_bytes + 1;
    if (parser->n_lines++ >= CB_MAX_CONFIG_LINES) {
      note_once (parser, source, CB_ODDITY_TOO_MANY);
      parser->is_full = TRUE;
      return;
    }
    if (at > MAX_SURE_BYTES + 1) {
      note_once (parser, source, CB_ODDITY_LONG_FILE);
      if (parser->reader->board->way != CB_BOOT_BY_EEPROM_5)
        doubt (source);
    }
    read_line (parser, source, line);
  }
  if (text.n_bytes > n_bytes && !parser->is_full)
    note_once (parser, source, CB_ODDITY_TOO_MANY);
}

CbConfigTxt *
cb_config_txt_parse (const CbConfigReader *reader, const char *text, gsize n_bytes, CbConfigInclude include,
                     gpointer data) {
  CbConfigTxt *config = g_new0 (CbConfigTxt, 1);
  Source source = { .name = "config.txt", .truth = CB_TRUTH_YES };
  Parser parser = {
    .config = config, .reader = reader, .include = include, .data = data, .section = cb_section_new (),
  };

  config->lines = g_ptr_array_new_with_free_func (free_line);
  config->oddities = g_ptr_array_new_with_free_func (free_oddity);
  read_source (&parser, &source, (Text){ text, n_bytes });
  return config;
}

void
cb_config_txt_free (CbConfigTxt *config) {
  if (config == NULL)
    return;
  g_ptr_array_unref (config->lines);
  g_ptr_array_unref (config->oddities);
  g_free (config);
}

const GPtrArray *
cb_config_txt_lines (const CbConfigTxt *config) {
  return config->lines;
}

const GPtrArray *
cb_config_txt_oddities (const CbConfigTxt *config) {
  return config->oddities;
}

GPtrArray *
cb_config_txt_values (const CbConfigTxt *config, CbConfigView view, const char *key) {
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = config->lines->len; i > 0; i--) {
    CbConfigLine *line = g_ptr_array_index (config->lines, i - 1);

    if ((view == CB_VIEW_EARLY && !line->early) || g_ascii_strcasecmp (line->key, key) != 0)
      continue;
    g_ptr_array_add (values, line);
    if (line->truth == CB_TRUTH_YES)
      break;
  }
  return values;
}

gboolean
cb_config_txt_all_shut_out (const CbConfigTxt *config) {
  return config->n_settings > 0 && config->lines->len == 0;
}
