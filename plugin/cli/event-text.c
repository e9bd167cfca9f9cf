/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "event-text.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/boot-check.h"
#include "boot/story-words.h"
#include "escape.h"

#define MS_PER_S 1000

char *
cb_event_text (GVariant *dict, const char *key, gboolean utf8) {
  const char *text = cb_dict_text (dict, key);

  return text ? cb_escape_bytes (text, strlen (text), utf8) : NULL;
}

char *
cb_event_name (GVariant *dict, const char *key, gboolean utf8) {
  g_autofree char *bytes = cb_dict_bytes (dict, key, NULL);

  return bytes ? cb_escape_bytes (bytes, strlen (bytes), utf8) : NULL;
}

static char *
first_text (GVariant *dict, const char *const *keys, gboolean utf8) {
  for (guint i = 0; keys[i]; i++) {
    char *text = cb_event_text (dict, keys[i], utf8);

    if (text)
      return text;
  }
  return NULL;
}

char *
cb_event_board (GVariant *dict, gboolean utf8) {
  static const char *const keys[] = { "board", "model", "mac", NULL };
  char *text = first_text (dict, keys, utf8);

  return text ? text : g_strdup (_ ("an unknown board"));
}

char *
cb_event_board_mark (GVariant *dict, gboolean utf8) {
  static const char *const keys[] = { "serial", "mac", NULL };

  return first_text (dict, keys, utf8);
}

static void
append_part (GString *text, const char *before, char *part) {
  if (part)
    g_string_append_printf (text, "%s%s%s", text->len > 0 ? ", " : "", before, part);
  g_free (part);
}

char *
cb_event_board_in_full (GVariant *dict, gboolean utf8) {
  static const char *const names[] = { "board", "model", NULL };
  GString *text = g_string_new (NULL);

  append_part (text, "", first_text (dict, names, utf8));
  append_part (text, _ ("serial "), cb_event_text (dict, "serial", utf8));
  append_part (text, "", cb_event_text (dict, "mac", utf8));
  append_part (text, "", cb_event_text (dict, "address", utf8));
  append_part (text, "", cb_event_text (dict, "interface", utf8));
  return g_string_free (text, FALSE);
}

char *
cb_event_size (guint64 n_bytes, gboolean exact) {
  if (!exact)
    return cb_boot_check_size_text (n_bytes);
  return g_strdup_printf (ngettext ("%" G_GUINT64_FORMAT " byte", "%" G_GUINT64_FORMAT " bytes",
                                    (gulong) MIN (n_bytes, G_MAXINT)),
                          n_bytes);
}

char *
cb_event_rate (guint64 n_bytes, guint64 ms) {
  guint64 per_second = (guint64) ((double) n_bytes * MS_PER_S / (double) MAX (ms, 1));
  g_autofree char *size = cb_boot_check_size_text (per_second);

  return g_strdup_printf (_ ("%s/s"), size);
}

char *
cb_event_seconds (guint64 ms) {
  return g_strdup_printf (_ ("%.2f s"), (double) ms / MS_PER_S);
}

static GDateTime *
time_at (gint64 ms_since_1970) {
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms_since_1970 / MS_PER_S);

  return utc ? g_date_time_to_local (utc) : NULL;
}

static char *
built_text (GVariant *dict, gint64 ms_now) {
  const char *build = cb_dict_text (dict, "build");
  g_autoptr (GDateTime) built = build ? cb_story_build_time (build) : NULL;
  g_autoptr (GDateTime) local = built ? g_date_time_to_local (built) : NULL;
  g_autoptr (GDateTime) now = time_at (ms_now);
  gboolean today = local && now && g_date_time_get_year (local) == g_date_time_get_year (now)
                   && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now);

  return local ? g_date_time_format (local, today ? "%H:%M" : "%Y-%m-%d %H:%M") : NULL;
}

char *
cb_event_kernel (GVariant *dict, gint64 ms_now, gboolean utf8) {
  g_autoptr (GString) text = g_string_new (NULL);

  append_part (text, "", cb_event_text (dict, "release", utf8));
  append_part (text, _ ("built "), built_text (dict, ms_now));
  if (cb_dict_flag (dict, "same_kernel"))
    append_part (text, "", g_strdup (_ ("same kernel as last time")));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* " Put it there."; "" where there is none. */
static char *
remedy_sentence (CbStoryCause cause) {
  const char *remedy = cb_story_cause_to_remedy (cause);
  char first[7] = "";

  if (!*remedy)
    return g_strdup ("");
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (remedy)), first);
  return g_strdup_printf (" %s%s.", first, g_utf8_next_char (remedy));
}

char *
cb_event_cause (GVariant *dict, gboolean utf8) {
  CbStoryCause cause = cb_story_cause_from_code (cb_dict_text (dict, "cause"));
  g_autofree char *remedy = remedy_sentence (cause);
  g_autofree char *name = cb_event_name (dict, "file", utf8);

  if (cause == CB_STORY_CAUSE_NONE)
    return NULL;
  return g_strdup_printf ("%s%s%s.%s", name ? name : "", name ? ": " : "", cb_story_cause_to_text (cause),
                          remedy);
}

static char *
format_time (GDateTime *time, const char *format) {
  return time ? g_date_time_format (time, format) : NULL;
}

char *
cb_event_clock (GVariant *dict) {
  gint64 ms = cb_dict_time (dict, "time", -1);
  g_autoptr (GDateTime) time = ms < 0 ? NULL : time_at (ms);
  g_autofree char *text = format_time (time, "%H:%M:%S");

  return text ? g_strdup_printf ("%s.%03d", text, (int) (ms % MS_PER_S)) : NULL;
}

char *
cb_event_date (GVariant *dict) {
  gint64 ms = cb_dict_time (dict, "time", -1);
  g_autoptr (GDateTime) time = ms < 0 ? NULL : time_at (ms);

  return format_time (time, "%Y-%m-%d %H:%M:%S");
}

char *
cb_event_rfc3339 (GVariant *dict) {
  gint64 ms = cb_dict_time (dict, "time", -1);
  g_autoptr (GDateTime) time = ms < 0 ? NULL : g_date_time_new_from_unix_utc (ms / MS_PER_S);
  g_autofree char *text = format_time (time, "%Y-%m-%dT%H:%M:%S");

  return text ? g_strdup_printf ("%s.%03dZ", text, (int) (ms % MS_PER_S)) : NULL;
}
