/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "escape.h"

#include <string.h>

static char *
escape (const char *bytes, gsize n_bytes, gboolean utf8, gboolean keep_lines) {
  GString *text = g_string_sized_new (n_bytes);
  gsize i = 0;

  while (i < n_bytes) {
    gunichar c = g_utf8_get_char_validated (bytes + i, (gssize)(n_bytes - i));
    gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;
    gsize n_char = valid ? (gsize)g_unichar_to_utf8 (c, NULL) : 1;

    if (valid && ((keep_lines && c == '\n') || (g_unichar_isprint (c) && (utf8 || c < 0x80))))
      g_string_append_len (text, bytes + i, (gssize)n_char);
    else
      for (gsize j = 0; j < n_char; j++)
        g_string_append_printf (text, "\\x%02x", (guint)(guchar)bytes[i + j]);
    i += n_char;
  }
  return g_string_free (text, FALSE);
}

char *
cb_escape_bytes (const char *bytes, gsize n_bytes, gboolean utf8) {
  return escape (bytes, n_bytes, utf8, FALSE);
}

char *
cb_escape_text (const char *text, gboolean utf8) {
  return escape (text, strlen (text), utf8, TRUE);
}
