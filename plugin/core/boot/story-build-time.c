/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-words.h"

#include <string.h>

/* Behind "#1 SMP PREEMPT": a week day, then these, as date(1) writes them. */
enum { MONTH, DAY, TIME, ZONE, YEAR, N_WORDS };

#define MINUTE 60

/* The zones' own abbreviations stand in the line, so only the commonest can be told. Seconds east. */
static const struct {
  const char *name;
  int seconds;
} zones[] = {
  { "UTC", 0 }, { "GMT", 0 }, { "WET", 0 }, { "WEST", 3600 }, { "BST", 3600 }, { "CET", 3600 },
  { "CEST", 7200 }, { "EET", 7200 }, { "EEST", 10800 }, { "MSK", 10800 }, { "JST", 32400 }, { "KST", 32400 },
  { "EST", -18000 }, { "EDT", -14400 }, { "CDT", -18000 }, { "MST", -25200 }, { "MDT", -21600 },
  { "PST", -28800 }, { "PDT", -25200 },
};

static guint
month_of (const char *word) {
  static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  };

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    if (g_str_equal (months[i], word))
      return i + 1;
  return 0;
}

/* Digits alone. */
static gboolean
read_number (const char *text, guint max, guint *ret_number) {
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, max, &number, NULL))
    return FALSE;
  *ret_number = (guint) number;
  return TRUE;
}

/* "+0200" and "+02" as well. An unknown abbreviation is most likely that of the machine that reads it: kernels
 * are built where they are looked at. */
static GTimeZone *
zone_of (const char *word) {
  guint number;

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    if (g_str_equal (zones[i].name, word))
      return g_time_zone_new_offset (zones[i].seconds);
  if ((word[0] == '+' || word[0] == '-') && read_number (word + 1, 1400, &number)) {
    guint minutes = strlen (word) > 3 ? number / 100 * MINUTE + number % 100 : number * MINUTE;
    int seconds = (int) (minutes * MINUTE);

    return g_time_zone_new_offset (word[0] == '-' ? -seconds : seconds);
  }
  return g_time_zone_new_local ();
}

static GDateTime *
read_time (char **words) {
  g_auto (GStrv) parts = g_strsplit (words[TIME], ":", 4);
  guint month = month_of (words[MONTH]), day, hour, minute, second, year;
  g_autoptr (GTimeZone) zone = NULL;

  if (month == 0 || g_strv_length (parts) != 3 || !read_number (words[DAY], 31, &day)
      || !read_number (parts[0], 23, &hour) || !read_number (parts[1], 59, &minute)
      || !read_number (parts[2], 59, &second) || !read_number (words[YEAR], 9999, &year))
    return NULL;
  zone = zone_of (words[ZONE]);
  return g_date_time_new (zone, (int) year, (int) month, (int) day, (int) hour, (int) minute, second);
}

GDateTime *
cb_story_build_time (const char *build) {
  g_auto (GStrv) all = g_strsplit (build, " ", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (char **word = all; *word != NULL; word++)
    if ((*word)[0] != '\0')
      g_ptr_array_add (words, *word);
  return words->len > N_WORDS ? read_time ((char **) words->pdata + words->len - N_WORDS) : NULL;
}
