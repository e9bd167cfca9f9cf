/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What real boards asked for (tests/data/traces), told as a story: the outcome of each file, the stages, the
 * kernel and the hand-over. */

#include "told-story.h"

typedef struct {
  const char *name;
  gboolean has_eeprom;
  const char *stages;    /* in order */
  const char *kernel;    /* S/ for the serial folder; NULL: none is fetched */
} Trace;

/* Revision codes of the sheet's kind, for the models of the traces. */
static const struct {
  const char *model;
  guint32 revision;
} revisions[] = {
  { "4b", 0x00d03114 }, { "5", 0x00d04170 }, { "3b", 0 }, { "3b+", 0 },
};

static const Trace traces[] = {
  { "pi3b-2021-32bit", FALSE, "address bootcode firmware system handed-over", "kernel7.img" },
  { "pi3b-plus-2022", FALSE, "address system handed-over", "S/kernel8.img" },
  { "pi3b-plus-2025", FALSE, "address bootcode firmware system handed-over", "S/kernel8.img" },
  { "pi4-2019-mainline", TRUE, "address firmware system handed-over", "kernel-upstream.img" },
  { "pi4-2020-ubuntu", TRUE, "address firmware system handed-over", "vmlinux" },
  { "pi4-2021-uefi", TRUE, "address firmware system handed-over", NULL },
  { "pi5-2026-full", TRUE, "address firmware system handed-over", "kernel_2712.img" },
  { "pi5-2026-own-kernel", TRUE, "address firmware system handed-over", "S/kernel8.img" },
};

static char *
read_text (const char *trace, const char *name) {
  g_autofree char *path = g_build_filename (g_getenv ("CB_SOURCE_DIR"), "tests/data/traces", trace, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static char *
full_name (const char *name, guint32 serial) {
  return g_str_has_prefix (name, "S/") ? g_strdup_printf ("%08x/%s", serial, name + 2) : g_strdup (name);
}

static void
fill_folder (Told *told, const char *trace, guint32 serial) {
  g_autofree char *text = read_text (trace, "files");
  g_auto (GStrv) names = g_strsplit (text, "\n", -1);

  for (char **name = names; *name != NULL; name++) {
    g_autofree char *full = full_name (*name, serial), *base = g_path_get_basename (*name);
    gboolean is_map = g_str_equal (base, "overlay_map.dtb");
    g_autofree char *content = read_text (trace, is_map ? "overlay-map" : base);
    g_autoptr (GBytes) map = is_map && content != NULL ? overlay_map_from_text (content) : NULL;

    if ((*name)[0] == '\0' || (*name)[0] == '#')
      continue;
    if (map != NULL)
      memory_folder_add (&told->folder, full, g_bytes_get_data (map, NULL), g_bytes_get_size (map));
    else
      memory_folder_add (&told->folder, full, content, content != NULL ? strlen (content) : 0);
  }
}

/* One line of a log, in all that it says: sent, absent, probed, or unclear. */
static void
ask (const Board *board, const char *mark, const char *name, GString *expected) {
  gboolean is_there = memory_folder_exists (name, &board->told->folder);

  if (strchr (mark, '-') != NULL) {
    board_misses (board, name);
    g_string_append_printf (expected, "1 file absent %s\n", name);
  }
  if (strchr (mark, '!') != NULL) {
    board_probes (board, name);
    g_string_append_printf (expected, "1 file probed %s\n", name);
  }
  if (strchr (mark, '+') != NULL || (strchr (mark, '?') != NULL && is_there)) {
    board_loads (board, name);
    g_string_append_printf (expected, "1 file sent %s\n", name);
  } else if (strchr (mark, '?') != NULL) {
    board_misses (board, name);
    g_string_append_printf (expected, "1 file absent %s\n", name);
  }
}

static void
replay (Board *board, const char *trace, gboolean has_eeprom, GString *expected) {
  g_autofree char *text = read_text (trace, "requests");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  board_address (board, has_eeprom);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", 2);
    g_autofree char *name = NULL;

    if (g_str_equal (*line, "=> bootcode")) {
      told_wait (board->told, 100);
      board_address (board, FALSE);
    }
    if (words[0] == NULL || words[1] == NULL || strspn (words[0], "+-!?") != strlen (words[0]))
      continue;
    /* A path that the plan doesn't have as it is. */
    name = full_name (words[1], board->serial);
    if (strstr (name, "//") != NULL && words[0][0] == '+') {
      board_loads (board, name);
      g_string_append_printf (expected, "1 file sent %s\n", name);
      continue;
    }
    ask (board, words[0], name, expected);
  }
}

static void
read_board (Board *board, const char *trace) {
  g_autofree char *text = read_text (trace, "requests"), *model = NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    if (g_str_has_prefix (*line, "serial "))
      board->serial = (guint32) g_ascii_strtoull (*line + strlen ("serial "), NULL, 16);
    if (g_str_has_prefix (*line, "model "))
      model = g_strdup (*line + strlen ("model "));
  }
  assert_non_null (model);
  for (gsize i = 0; i < G_N_ELEMENTS (revisions); i++)
    if (g_str_equal (revisions[i].model, model))
      board->revision = revisions[i].revision;
}

/* The lines that begin so. */
static char *
lines_of (const Told *told, const char *begin) {
  g_auto (GStrv) lines = g_strsplit (told->lines->str, "\n", -1);
  GString *found = g_string_new (NULL);

  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, begin))
      g_string_append_printf (found, "%s\n", *line);
  return g_string_free (found, FALSE);
}

/* tells_all: the board says what it is, and each event has its MAC. Else the story has to find out. */
static void
check_trace (const Trace *trace, gboolean tells_all) {
  g_autoptr (Told) told = told_new ("");
  g_autoptr (GString) expected = g_string_new (NULL), stages = g_string_new (NULL);
  g_autoptr (GString) kernel = g_string_new (NULL);
  g_autofree char *files = NULL, *told_stages = NULL, *told_kernel = NULL, *name = NULL;
  g_auto (GStrv) words = g_strsplit (trace->stages, " ", -1);
  Board board = board_of (told, 1, 0, 0);

  print_message ("%s%s\n", trace->name, tells_all ? "" : ", guessed");
  read_board (&board, trace->name);
  fill_folder (told, trace->name, board.serial);
  board.revision = tells_all ? board.revision : 0;
  board.is_nameless = !tells_all;
  replay (&board, trace->name, trace->has_eeprom, expected);
  told_wait (told, 3000);
  files = lines_of (told, "1 file");
  assert_string_equal (files, expected->str);
  for (char **word = words; *word != NULL; word++)
    g_string_append_printf (stages, "1 stage %s\n", *word);
  told_stages = lines_of (told, "1 stage");
  assert_string_equal (told_stages, stages->str);
  name = trace->kernel != NULL ? full_name (trace->kernel, board.serial) : NULL;
  if (name != NULL)
    g_string_append_printf (kernel, "1 kernel %s\n", name);
  told_kernel = lines_of (told, "1 kernel");
  assert_string_equal (told_kernel, kernel->str);
  assert_false (told_has (told, "stalled"));
  assert_false (told_has (told, "ended"));
  assert_int_equal (told->n_boots, 1);
  board_dhcp_as (&board, CB_DHCP_TYPE_DISCOVER, CB_DHCP_SPEAKER_SYSTEM);
  assert_true (told_has (told, "1 stage linux\n1 linux\n"));
}

static void
test_traces (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (traces); i++) {
    check_trace (&traces[i], TRUE);
    check_trace (&traces[i], FALSE);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_traces),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
