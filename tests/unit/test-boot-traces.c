/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What real boards asked for, as their logs show it, and the plan for the same folder (tests/data/traces). */

#include "unit.h"

#include "boot/boot-plan.h"
#include "memory-folder.h"

/* What a log shows of one name, all requests for it together. */
typedef struct {
  char *name;   /* normal, the serial filled in */
  char *stage;  /* where it was first asked for */
  gboolean sent, absent, probed, unclear;
} Request;

typedef struct {
  char *place;   /* the folder of the trace */
  const CbBoard *board;
  char *serial;
  GPtrArray *requests; /* by the first request for each name */
  GHashTable *differences; /* "WORD NAME" */
  GHashTable *used;        /* those that were needed */
  MemoryFolder folder;
  CbBootPlan *plan;
  guint n_wrong;
} Trace;

static char *
read_text (const Trace *trace, const char *name) {
  g_autofree char *path = g_build_filename (trace->place, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

/* Without comments and empty lines. */
static char **
read_lines (const Trace *trace, const char *name) {
  g_autofree char *text = read_text (trace, name);
  g_auto (GStrv) lines = NULL;
  GPtrArray *kept = g_ptr_array_new ();

  if (text == NULL)
    fail_msg ("%s: no file '%s'", trace->place, name);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if ((*line)[0] != '\0' && (*line)[0] != '#')
      g_ptr_array_add (kept, g_strdup (*line));
  g_ptr_array_add (kept, NULL);
  return (char **) g_ptr_array_free (kept, FALSE);
}

/* "S/x//y" to "SERIAL/x/y". */
static char *
full_name (const Trace *trace, const char *name) {
  g_auto (GStrv) parts = NULL;
  gboolean is_prefixed = g_str_has_prefix (name, "S/");
  GString *full = g_string_new (is_prefixed ? trace->serial : NULL);

  parts = g_strsplit (is_prefixed ? name + 2 : name, "/", -1);
  for (char **part = parts; *part != NULL; part++)
    if ((*part)[0] != '\0')
      g_string_append_printf (full, "%s%s", full->len > 0 ? "/" : "", *part);
  return g_string_free (full, FALSE);
}

static void
complain (Trace *trace, const char *name, const char *what) {
  g_autofree char *base = g_path_get_basename (trace->place);

  print_error ("%s: %s: %s\n", base, name, what);
  trace->n_wrong++;
}

static void
free_request (gpointer data) {
  Request *request = data;

  g_free (request->name);
  g_free (request->stage);
  g_free (request);
}

static Request *
find_request (const Trace *trace, const char *name) {
  for (guint i = 0; i < trace->requests->len; i++) {
    Request *request = trace->requests->pdata[i];

    if (g_str_equal (request->name, name))
      return request;
  }
  return NULL;
}

static void
add_request (Trace *trace, const char *mark, const char *name, const char *stage) {
  g_autofree char *full = full_name (trace, name);
  Request *request = find_request (trace, full);

  if (request == NULL) {
    request = g_new0 (Request, 1);
    request->name = g_steal_pointer (&full);
    request->stage = g_strdup (stage);
    g_ptr_array_add (trace->requests, request);
  }
  request->sent |= strchr (mark, '+') != NULL;
  request->probed |= strchr (mark, '!') != NULL;
  request->absent |= strchr (mark, '-') != NULL;
  request->unclear |= strchr (mark, '?') != NULL;
}

static void
read_requests (Trace *trace) {
  g_auto (GStrv) lines = read_lines (trace, "requests");
  const char *stage = "";

  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", 2);

    assert_non_null (words[1]);
    if (g_str_equal (words[0], "model"))
      trace->board = cb_board_from_text (words[1], NULL);
    else if (g_str_equal (words[0], "serial"))
      trace->serial = cb_board_serial_from_text (words[1], NULL);
    else if (g_str_equal (words[0], "=>"))
      stage = *line + strlen ("=> ");
    else
      add_request (trace, words[0], words[1], stage);
  }
  assert_non_null (trace->board);
  assert_non_null (trace->serial);
}

static void
read_differences (Trace *trace) {
  g_auto (GStrv) lines = read_lines (trace, "differences");

  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) words = g_strsplit (*line, " ", 2);
    const char *colon = words[1] != NULL ? strstr (words[1], ": ") : NULL;
    g_autofree char *name = NULL, *full = NULL;

    if (colon == NULL || colon[2] == '\0')
      fail_msg ("%s: no reason: %s", trace->place, *line);
    name = g_strndup (words[1], (gsize) (colon - words[1]));
    full = full_name (trace, name);
    g_hash_table_add (trace->differences, g_strconcat (words[0], " ", full, NULL));
  }
}

/* Is there a line for it? */
static gboolean
is_excused (Trace *trace, const char *word, const char *name) {
  g_autofree char *key = g_strconcat (word, " ", name, NULL);

  if (!g_hash_table_contains (trace->differences, key))
    return FALSE;
  g_hash_table_add (trace->used, g_steal_pointer (&key));
  return TRUE;
}

static void
fill_folder (Trace *trace) {
  g_auto (GStrv) names = read_lines (trace, "files");

  for (char **name = names; *name != NULL; name++) {
    g_autofree char *full = full_name (trace, *name), *base = g_path_get_basename (*name);
    gboolean is_map = g_str_equal (base, "overlay_map.dtb");
    g_autofree char *text = read_text (trace, is_map ? "overlay-map" : base);
    g_autoptr (GBytes) map = is_map && text != NULL ? overlay_map_from_text (text) : NULL;

    if (map != NULL)
      memory_folder_add (&trace->folder, full, g_bytes_get_data (map, NULL), g_bytes_get_size (map));
    else
      memory_folder_add (&trace->folder, full, text, text != NULL ? strlen (text) : 0);
  }
}

/* The data must make sense before anything is judged by it. */
static void
check_folder (Trace *trace) {
  for (guint i = 0; i < trace->requests->len; i++) {
    const Request *request = trace->requests->pdata[i];
    gboolean there = memory_folder_exists (request->name, &trace->folder);

    if ((request->sent || request->probed) && !there)
      complain (trace, request->name, "sent or probed, but not in 'files'");
    if (request->absent && there)
      complain (trace, request->name, "not found, but in 'files'");
  }
}

static gboolean
group_is_served (const Trace *trace, guint group) {
  const GPtrArray *entries = cb_boot_plan_entries (trace->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];
    const Request *request = entry->group == group ? find_request (trace, entry->name) : NULL;

    if (request != NULL && request->sent)
      return TRUE;
  }
  return FALSE;
}

/* These boots went through: what was absent was not needed, and what was only probed was not to be loaded. */
static void
check_role (Trace *trace, const Request *request) {
  const GPtrArray *entries = cb_boot_plan_entries (trace->plan);
  gboolean loads = FALSE, probes = FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    if (!g_str_equal (entry->name, request->name))
      continue;
    loads = loads || !entry->probed_only;
    probes = probes || entry->probed_only;
    if (request->absent && entry->role == CB_ROLE_REQUIRED)
      complain (trace, request->name, "required, but the board did without");
    if (request->absent && entry->role == CB_ROLE_CHOICE && !group_is_served (trace, entry->group))
      complain (trace, request->name, "one of these is needed, but the board did without");
    if (request->sent && entry->role == CB_ROLE_HIJACK)
      complain (trace, request->name, "sent, and the boot was not taken over");
  }
  if (request->sent && !loads)
    complain (trace, request->name, "loaded, but planned as a probe");
  if (request->probed && !request->sent && !request->unclear && !probes)
    complain (trace, request->name, "only probed, but planned to be loaded");
}

static void
check_requests (Trace *trace) {
  for (guint i = 0; i < trace->requests->len; i++) {
    const Request *request = trace->requests->pdata[i];
    const CbBootEntry *entry = cb_boot_plan_find (trace->plan, request->name);

    if (entry == NULL)
      complain (trace, request->name, "asked for, but not planned");
    else
      check_role (trace, request);
  }
}

static void
check_certain (Trace *trace) {
  const GPtrArray *entries = cb_boot_plan_entries (trace->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    if (entry->asked == CB_TRUTH_YES && find_request (trace, entry->name) == NULL
        && !is_excused (trace, "unseen", entry->name))
      complain (trace, entry->name, "planned for sure, but never asked for");
  }
}

/* The first entry of that name, counted from 1; 0: none. */
static guint
place_in_plan (const Trace *trace, const char *name, const CbBootEntry **ret_entry) {
  const GPtrArray *entries = cb_boot_plan_entries (trace->plan);

  for (guint i = 0; i < entries->len; i++) {
    *ret_entry = entries->pdata[i];
    if (g_str_equal ((*ret_entry)->name, name))
      return i + 1;
  }
  return 0;
}

static void
check_order (Trace *trace) {
  guint last = 0;

  for (guint i = 0; i < trace->requests->len; i++) {
    const Request *request = trace->requests->pdata[i];
    const CbBootEntry *entry;
    guint place = place_in_plan (trace, request->name, &entry);

    if (place == 0)
      continue;
    if (!g_str_equal (cb_boot_stage_to_code (entry->stage), request->stage))
      complain (trace, request->name, "asked for in another stage");
    if (place < last && !is_excused (trace, "later", request->name))
      complain (trace, request->name, "asked for later than planned");
    last = MAX (last, place);
  }
}

/* What the plan says will be taken is what was sent last of its kind. */
static void
check_taken (Trace *trace, CbFileKind kind) {
  const CbBootEntry *taken = cb_boot_plan_taken (trace->plan, kind);
  const Request *sent = NULL;

  for (guint i = 0; i < trace->requests->len; i++) {
    const Request *request = trace->requests->pdata[i];
    const CbBootEntry *entry = cb_boot_plan_find (trace->plan, request->name);

    if (entry != NULL && entry->kind == kind
        && (request->sent || (request->unclear && memory_folder_exists (request->name, &trace->folder))))
      sent = request;
  }
  if (sent != NULL && (taken == NULL || !g_str_equal (taken->name, sent->name)))
    complain (trace, sent->name, "sent, but another one is planned to be taken");
  if (sent == NULL && taken != NULL && find_request (trace, taken->name) != NULL)
    complain (trace, taken->name, "planned to be taken, but not sent");
}

static void
check_no_line_is_left (Trace *trace) {
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, trace->differences);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    if (!g_hash_table_contains (trace->used, line))
      complain (trace, line, "a difference that there isn't");
}

static void
clear_trace (Trace *trace) {
  g_free (trace->place);
  g_free (trace->serial);
  g_ptr_array_unref (trace->requests);
  g_hash_table_unref (trace->differences);
  g_hash_table_unref (trace->used);
  memory_folder_clear (&trace->folder);
  cb_boot_plan_free (trace->plan);
}

static guint
count_wrong (const char *place) {
  Trace trace = { .place = g_strdup (place), .folder = memory_folder_new ("") };
  CbFolderView view = memory_folder_view (&trace.folder);
  static const CbFileKind taken[] = {
    CB_FILE_BOOTCODE, CB_FILE_FIRMWARE, CB_FILE_FIXUP, CB_FILE_KERNEL,
    CB_FILE_STUB, CB_FILE_INITRAMFS, CB_FILE_CMDLINE, CB_FILE_DEVICE_TREE,
  };
  CbBootCase boot_case = { 0 };

  trace.requests = g_ptr_array_new_with_free_func (free_request);
  trace.differences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  trace.used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_requests (&trace);
  read_differences (&trace);
  fill_folder (&trace);
  check_folder (&trace);
  boot_case.board = trace.board;
  boot_case.serial = trace.serial;
  trace.plan = cb_boot_plan_new (&boot_case, &view);
  check_requests (&trace);
  check_certain (&trace);
  check_order (&trace);
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    check_taken (&trace, taken[i]);
  check_no_line_is_left (&trace);
  clear_trace (&trace);
  return trace.n_wrong;
}

static void
test_traces (void **state) {
  g_autofree char *folder = g_build_filename (g_getenv ("CB_SOURCE_DIR"), "tests/data/traces", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_traces = 0, n_wrong = 0;
  const char *name;

  assert_non_null (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *place = g_build_filename (folder, name, NULL);

    if (!g_file_test (place, G_FILE_TEST_IS_DIR))
      continue;
    n_traces++;
    n_wrong += count_wrong (place);
  }
  assert_int_equal (n_traces, 8);
  assert_int_equal (n_wrong, 0);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_traces),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
