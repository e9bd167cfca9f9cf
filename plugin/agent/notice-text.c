/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "notice-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "boot/boot-check.h"
#include "boot/story-words.h"
#include "host/dict.h"
#include "host/quote.h"

#define MS_PER_SECOND 1000

/* Below it, a tenth of a second is worth telling. */
#define MS_WITH_TENTHS 10000

/* What to do about a file that is missing, by its kind. */
static const struct {
  CbFileKind kind;
  const char *remedy;
} remedies[] = {
  { CB_FILE_DEVICE_TREE, N_ ("Run \"make dtbs\", then power-cycle.") },
  { CB_FILE_OVERLAY, N_ ("Run \"make dtbs\", then power-cycle.") },
  { CB_FILE_KERNEL, N_ ("Run \"make\", then power-cycle.") },
  { CB_FILE_CONFIG, N_ ("Make one, an empty file will do, then power-cycle.") },
  { CB_FILE_BOOTCODE, N_ ("Copy the firmware's files there, then power-cycle.") },
  { CB_FILE_FIRMWARE, N_ ("Copy the firmware's files there, then power-cycle.") },
  { CB_FILE_FIXUP, N_ ("Copy the firmware's files there, then power-cycle.") },
};

/* --- pieces --- */

static const char *
board_name (const char *board) {
  return board != NULL ? board : "Raspberry Pi";
}

/* "1.9 s", "12 s". */
static char *
seconds_text (guint32 ms) {
  if (ms < MS_WITH_TENTHS)
    return g_strdup_printf (_ ("%.1f s"), (double)ms / MS_PER_SECOND);
  return g_strdup_printf (_ ("%u s"), (ms + MS_PER_SECOND / 2) / MS_PER_SECOND);
}

/* Where text goes on, a blank is between. */
static void
add_sentence (GString *text, const char *sentence) {
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

/* The text of key, fit to print; NULL where it is absent or empty. */
static char *
quoted_text (GVariant *event, const char *key) {
  const char *text = cb_dict_text (event, key);

  return text != NULL && text[0] != '\0' ? cb_quote (text, -1) : NULL;
}

/* The last part of the event's file, fit to print; NULL where there is none. */
static char *
file_text (GVariant *event) {
  gsize n_bytes = 0;
  g_autofree char *file = cb_dict_bytes (event, "file", &n_bytes);
  const char *begin;

  if (file == NULL)
    return NULL;
  while (n_bytes > 0 && file[n_bytes - 1] == '/')
    n_bytes--;
  if (n_bytes == 0)
    return NULL;
  begin = memrchr (file, '/', n_bytes);
  begin = begin != NULL ? begin + 1 : file;
  return cb_quote (begin, (gssize)(n_bytes - (gsize)(begin - file)));
}

static char *
folder_text (const char *folder, const char *home) {
  gsize n = home != NULL ? strlen (home) : 0;
  g_autofree char *short_form = NULL;

  if (n > 1 && g_str_has_prefix (folder, home) && (folder[n] == '/' || folder[n] == '\0'))
    short_form = g_strconcat ("~", folder + n, NULL);
  return cb_quote (short_form != NULL ? short_form : folder, -1);
}

static gboolean
leads_up (GStrv parts) {
  return g_strv_contains ((const char *const *)parts, ".")
         || g_strv_contains ((const char *const *)parts, "..");
}

char *
cb_notice_file_folder (GVariant *event, const char *folder) {
  gsize n_bytes = 0;
  g_autofree char *file = cb_dict_bytes (event, "file", &n_bytes);
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) path = NULL;

  if (folder == NULL || file == NULL || n_bytes == 0 || strlen (file) != n_bytes)
    return g_strdup (folder);
  parts = g_strsplit (file, "/", -1);
  if (leads_up (parts))
    return g_strdup (folder);
  path = g_string_new (folder);
  for (gsize i = 0; parts[i + 1] != NULL; i++) {
    if (parts[i][0] != '\0')
      g_string_append_printf (path, "/%s", parts[i]);
  }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* --- a board that is there for the first time --- */

char *
cb_notice_connected_title (const char *board) {
  return g_strdup_printf (_ ("%s Connected"), board_name (board));
}

char *
cb_notice_connected_body (GVariant *event, const char *serial, const CbNoticePlace *place) {
  g_autofree char *interface = quoted_text (event, "interface");
  g_autofree char *who =
      g_strdup_printf (_ ("Serial %s on %s."), serial, interface != NULL ? interface : "?");
  g_autofree char *shown = NULL, *where = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  add_sentence (body, who);
  if (place->folder != NULL) {
    shown = folder_text (place->folder, place->home);
    where = g_strdup_printf (_ ("It boots from %s."), shown);
    add_sentence (body, where);
  }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* --- a kernel --- */

char *
cb_notice_kernel_title (const char *board) {
  return g_strdup_printf (_ ("%s Fetched Its Kernel"), board_name (board));
}

/* "14:02", and the day where it isn't today's; NULL where the kernel doesn't tell. */
static char *
build_text (GVariant *event, GDateTime *now) {
  const char *build = cb_dict_text (event, "build");
  g_autoptr (GDateTime) time = build != NULL ? cb_story_build_time (build) : NULL;
  g_autoptr (GDateTime) local =
      time != NULL ? g_date_time_to_timezone (time, g_date_time_get_timezone (now)) : NULL;

  if (local == NULL)
    return NULL;
  if (g_date_time_get_year (local) != g_date_time_get_year (now))
    /* TRANSLATORS: day, month, year, hour and minute, as in date(1) */
    return g_date_time_format (local, _ ("%-d %b %Y, %H:%M"));
  if (g_date_time_get_day_of_year (local) != g_date_time_get_day_of_year (now))
    /* TRANSLATORS: day, month, hour and minute, as in date(1) */
    return g_date_time_format (local, _ ("%-d %b, %H:%M"));
  return g_date_time_format (local, "%H:%M");
}

static char *
same_kernel_text (const char *built) {
  if (built == NULL)
    return g_strdup (_ ("Same kernel as last time."));
  return g_strdup_printf (_ ("Same kernel as last time, built %s."), built);
}

/* Which kernel it is; NULL where that isn't known. */
static char *
release_text (const char *release, const char *built) {
  if (release != NULL && built != NULL)
    /* TRANSLATORS: a kernel's release, and when it was built */
    return g_strdup_printf (_ ("%s, built %s."), release, built);
  if (built != NULL)
    return g_strdup_printf (_ ("Built %s."), built);
  return release != NULL ? g_strdup_printf ("%s.", release) : NULL;
}

static char *
transfer_text (GVariant *event) {
  g_autofree char *size = cb_boot_check_size_text (cb_dict_size (event, "bytes"));
  g_autofree char *took = seconds_text (cb_dict_number (event, "took_ms"));

  /* TRANSLATORS: "25.0 MB in 1.9 s." */
  return g_strdup_printf (_ ("%s in %s."), size, took);
}

char *
cb_notice_kernel_body (GVariant *event, GDateTime *now) {
  g_autofree char *built = build_text (event, now);
  g_autofree char *release = quoted_text (event, "release");
  g_autofree char *which = NULL, *how = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  if (cb_dict_flag (event, "same_kernel"))
    return same_kernel_text (built);
  which = release_text (release, built);
  if (which != NULL)
    add_sentence (body, which);
  how = transfer_text (event);
  add_sentence (body, how);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* --- a required file that isn't there --- */

char *
cb_notice_missing_title (GVariant *event, const char *board) {
  g_autofree char *file = file_text (event);

  if (file == NULL)
    return g_strdup_printf (_ ("%s Cannot Boot: A File Is Missing"), board_name (board));
  return g_strdup_printf (_ ("%s Cannot Boot: %s Is Missing"), board_name (board), file);
}

static const char *
remedy_text (GVariant *event) {
  const char *kind = cb_dict_text (event, "file_kind");

  for (gsize i = 0; i < G_N_ELEMENTS (remedies); i++) {
    if (g_strcmp0 (kind, cb_file_kind_to_code (remedies[i].kind)) == 0)
      return _ (remedies[i].remedy);
  }
  return _ ("Put it there, then power-cycle.");
}

char *
cb_notice_missing_body (GVariant *event, const CbNoticePlace *place) {
  g_autofree char *folder = cb_notice_file_folder (event, place->folder);
  g_autofree char *shown = folder != NULL ? folder_text (folder, place->home) : NULL;
  g_autofree char *where = NULL;

  if (shown != NULL)
    where = g_strdup_printf (_ ("It is not in %s."), shown);
  else
    where = g_strdup (_ ("It is not in the boot folder."));
  return g_strdup_printf ("%s %s", where, remedy_text (event));
}

/* --- a boot that stopped --- */

char *
cb_notice_stalled_title (GVariant *event, const char *board) {
  g_autofree char *file = file_text (event);

  if (file == NULL)
    return g_strdup_printf (_ ("%s Stopped"), board_name (board));
  return g_strdup_printf (_ ("%s Stopped While Loading %s"), board_name (board), file);
}

/* How long, and after how much of the file. */
static char *
silence_text (GVariant *event) {
  guint64 n_bytes = cb_dict_size (event, "bytes"), n_total = cb_dict_size (event, "total");
  guint32 ms = cb_dict_number (event, "took_ms");
  g_autofree char *time = seconds_text (ms);
  g_autofree char *over = cb_boot_check_size_text (n_bytes);
  g_autofree char *total = cb_boot_check_size_text (n_total);

  if (ms == 0)
    return NULL;
  if (n_total > 0)
    /* TRANSLATORS: "Nothing for 12 s, after 1.1 MB of 2.2 MB." */
    return g_strdup_printf (_ ("Nothing for %s, after %s of %s."), time, over, total);
  if (n_bytes > 0)
    return g_strdup_printf (_ ("Nothing for %s, after %s."), time, over);
  return g_strdup_printf (_ ("Nothing for %s."), time);
}

char *
cb_notice_stalled_body (GVariant *event) {
  CbStoryCause cause = cb_story_cause_from_code (cb_dict_text (event, "cause"));
  g_autofree char *silence = silence_text (event);
  g_autofree char *why = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  if (silence != NULL)
    add_sentence (body, silence);
  if (cause != CB_STORY_CAUSE_NONE) {
    why = g_strdup_printf (_ ("Likely cause: %s."), cb_story_cause_to_text (cause));
    add_sentence (body, why);
  }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* --- a stranger --- */

char *
cb_notice_stranger_title (void) {
  return g_strdup (_ ("Unknown Device on the Raspberry Pi Cable"));
}

char *
cb_notice_stranger_body (GVariant *event) {
  g_autofree char *mac = quoted_text (event, "mac");

  return g_strdup_printf (_ ("%s asked for an address and was not answered."),
                          mac != NULL ? mac : "?");
}
