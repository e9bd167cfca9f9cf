/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any text, read by any board. The first byte chooses the board; what follows are files, parted by bytes of
 * 0x1f: config.txt, then "1", "2" and so on, as `include 1` calls them. */

#include "fuzz.h"

#include <string.h>

#include "boot/config-txt.h"
#include "limit.h"

#define SEPARATOR 0x1f

typedef struct {
  const char *bytes;
  size_t n_bytes;
} Text;

/* The text up to the next separator; rest begins behind it. */
static Text
take_file (Text *rest) {
  const char *end = rest->n_bytes > 0 ? memchr (rest->bytes, SEPARATOR, rest->n_bytes) : NULL;
  Text file = { rest->bytes, end != NULL ? (size_t) (end - rest->bytes) : rest->n_bytes };
  size_t n_taken = end != NULL ? file.n_bytes + 1 : file.n_bytes;

  *rest = (Text){ rest->bytes + n_taken, rest->n_bytes - n_taken };
  return file;
}

static GBytes *
include (const char *name, gpointer data) {
  Text rest = *(Text *) data;
  guint64 n = g_ascii_strtoull (name, NULL, 10);

  fuzz_assert (*name != '\0' && strlen (name) <= 64);
  if (n == 0)
    return NULL;
  while (--n > 0 && rest.n_bytes > 0)
    take_file (&rest);
  return rest.n_bytes > 0 ? g_bytes_new (rest.bytes, take_file (&rest).n_bytes) : NULL;
}

static void
check_line (const CbConfigLine *line) {
  fuzz_assert (*line->key != '\0' && line->value != NULL && line->line > 0);
  fuzz_assert (strlen (line->key) + strlen (line->value) <= 98);
  fuzz_assert (strpbrk (line->key, "= \t\n") == NULL && strchr (line->value, '\n') == NULL);
  fuzz_assert (line->truth == CB_TRUTH_MAYBE || line->truth == CB_TRUTH_YES);
  fuzz_assert (line->early == g_str_equal (line->file, "config.txt"));
}

static void
check_oddity (const CbConfigOddity *oddity) {
  g_autofree char *text = cb_oddity_to_text (oddity);

  fuzz_assert (oddity->kind < CB_ODDITY_N_ && oddity->line > 0 && strlen (oddity->what) <= 120);
  fuzz_assert (g_utf8_validate (text, -1, NULL) && strlen (text) < 500);
}

/* Only the last value of a list is sure; a key of the early view has a value in the late one too. */
static void
check_values (const CbConfigTxt *config, const char *key) {
  g_autoptr (GPtrArray) early = cb_config_txt_values (config, CB_VIEW_EARLY, key);
  g_autoptr (GPtrArray) late = cb_config_txt_values (config, CB_VIEW_LATE, key);

  fuzz_assert (late->len > 0 || early->len == 0);
  for (guint i = 0; i < late->len; i++) {
    const CbConfigLine *line = g_ptr_array_index (late, i);

    fuzz_assert (g_ascii_strcasecmp (line->key, key) == 0);
    fuzz_assert (line->truth == CB_TRUTH_MAYBE || i + 1 == late->len);
  }
}

static void
check_config (const CbConfigTxt *config) {
  const GPtrArray *lines = cb_config_txt_lines (config);
  const GPtrArray *oddities = cb_config_txt_oddities (config);

  fuzz_assert (lines->len <= CB_MAX_CONFIG_LINES);
  fuzz_assert (lines->len == 0 || !cb_config_txt_all_shut_out (config));
  for (guint i = 0; i < lines->len; i++)
    check_line (g_ptr_array_index (lines, i));
  for (guint i = 0; i < oddities->len; i++)
    check_oddity (g_ptr_array_index (oddities, i));
  check_values (config, "kernel");
  if (lines->len > 0)
    check_values (config, ((const CbConfigLine *) g_ptr_array_index (lines, 0))->key);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);
  CbConfigReader reader = { .serial = 0xabcd1234 };
  g_autoptr (CbConfigTxt) config = NULL;
  g_autofree char *copy = NULL;
  Text rest, file;

  if (n_bytes == 0)
    return 0;
  reader.board = &boards[(bytes[0] & 0x7f) % n_boards];
  reader.has_serial = bytes[0] > 0x7f;
  rest = (Text){ (const char *) bytes + 1, n_bytes - 1 };
  file = take_file (&rest);
  copy = file.n_bytes > 0 ? g_memdup2 (file.bytes, file.n_bytes) : NULL;
  config = cb_config_txt_parse (&reader, copy, file.n_bytes, include, &rest);
  check_config (config);
  return 0;
}
