/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/quote.h"

#include <string.h>

#define MAX_QUOTED_BYTES 100

/* Length of the printable character at p, 0 when it is none. */
static gsize
printable_length (const char *p, gsize n_left) {
  gunichar c = g_utf8_get_char_validated (p, (gssize)n_left);

  if (c == (gunichar)-1 || c == (gunichar)-2 || !g_unichar_isprint (c))
    return 0;
  return (gsize)g_unichar_to_utf8 (c, NULL);
}

char *
cb_quote (const char *bytes, gssize n_bytes) {
  GString *text = g_string_new (NULL);
  gsize n = bytes == NULL ? 0 : n_bytes < 0 ? strlen (bytes) : (gsize)n_bytes;

  for (gsize i = 0; i < n;) {
    gsize length = printable_length (bytes + i, n - i);

    if (text->len >= MAX_QUOTED_BYTES) {
      g_string_append (text, "...");
      break;
    }
    if (length > 0)
      g_string_append_len (text, bytes + i, (gssize)length);
    else
      g_string_append_printf (text, "\\x%02x", (unsigned)(guchar)bytes[i]);
    i += length > 0 ? length : 1;
  }
  return g_string_free (text, FALSE);
}
