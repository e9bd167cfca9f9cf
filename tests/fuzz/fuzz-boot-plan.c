/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A board boots from any folder: any config.txt, any overlay_map.dtb, any names. The plan is sound, and the
 * folder was only asked for names that a server would open.
 *
 * Input: a byte for the board; a byte for the prefix (2 bits) and what else the folder holds (6 bits: 0 only
 * the names given; else a name is there by chance); two bytes of length and config.txt, which is also what each
 * included file holds; two bytes of length and overlay_map.dtb; then the names of files, one per line. */

#include "fuzz.h"

#include <string.h>

#include "boot/boot-plan.h"
#include "limit.h"
#include "wire/bytes.h"
#include "wire/tftp-name.h"

typedef struct {
  CbReader config, map;
  GHashTable *names;
  unsigned chance;
} Folder;

static void
check_asked_name (const char *name) {
  CbTftpName parsed;

  fuzz_assert (cb_tftp_name_parse (name, strlen (name), &parsed) == 0);
  fuzz_assert (strcmp (parsed.path, name) == 0);
}

static gboolean
folder_exists (const char *name, gpointer data) {
  const Folder *folder = data;

  check_asked_name (name);
  if (g_hash_table_contains (folder->names, name))
    return TRUE;
  return folder->chance != 0 && (g_str_hash (name) / 7 ^ folder->chance) % 3 == 0;
}

static GBytes *
folder_read (const char *name, gsize max_bytes, gpointer data) {
  const Folder *folder = data;
  const CbReader *file = g_str_has_suffix (name, "overlay_map.dtb") ? &folder->map : &folder->config;

  check_asked_name (name);
  if (file->n_left == 0)
    return NULL;
  return g_bytes_new (file->bytes, MIN (file->n_left, max_bytes));
}

static CbReader
read_file (CbReader *input) {
  size_t n_bytes = cb_reader_u16 (input);

  return cb_reader_part (input, MIN (n_bytes, input->n_left));
}

static void
read_names (Folder *folder, CbReader *input) {
  g_autofree char *text = input->n_left > 0 ? g_strndup ((const char *) input->bytes, input->n_left)
                                            : g_strdup ("");
  g_auto (GStrv) names = g_strsplit (text, "\n", 64);

  for (char **name = names; *name != NULL; name++)
    g_hash_table_add (folder->names, g_strdup (*name));
}

static void
check_entry (const CbBootPlan *plan, const CbBootEntry *entry) {
  const CbBootEntry *found = cb_boot_plan_find (plan, entry->name);

  fuzz_assert (entry->name[0] != '\0' && entry->name[0] != '/' && strstr (entry->name, "//") == NULL);
  fuzz_assert (entry->kind < CB_FILE_N_ && entry->role <= CB_ROLE_HIJACK && entry->stage <= CB_STAGE_FIRMWARE);
  fuzz_assert (entry->asked == CB_TRUTH_YES || entry->asked == CB_TRUTH_MAYBE);
  fuzz_assert ((entry->group != 0) == (entry->role == CB_ROLE_CHOICE));
  fuzz_assert ((entry->config_file != NULL) == (entry->config_line != 0));
  fuzz_assert (entry->reason != NULL);
  fuzz_assert (found != NULL && strcmp (found->name, entry->name) == 0);
}

static void
check_plan (const CbBootPlan *plan) {
  const GPtrArray *entries = cb_boot_plan_entries (plan);
  unsigned n_of_kind[CB_FILE_N_] = { 0 };
  CbBootStage stage = CB_STAGE_ROM;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    check_entry (plan, entry);
    fuzz_assert (entry->stage >= stage);
    fuzz_assert (++n_of_kind[entry->kind] <= CB_MAX_BOOT_ENTRIES_OF_KIND);
    stage = entry->stage;
  }
  for (CbFileKind kind = 0; kind < CB_FILE_N_; kind++) {
    const CbBootEntry *taken = cb_boot_plan_taken (plan, kind);

    fuzz_assert (taken == NULL || (taken->kind == kind && taken->asked == CB_TRUTH_YES && !taken->probed_only));
  }
  fuzz_assert (cb_boot_plan_is_64bit (plan) <= CB_TRUTH_YES);
  fuzz_assert (cb_boot_plan_prefix (plan) != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  static const char *const prefixes[] = { NULL, "abc/", "abc", "../x//" };
  CbReader input = cb_reader_new (bytes, n_bytes);
  uint8_t board = cb_reader_u8 (&input), more = cb_reader_u8 (&input);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);
  Folder folder = { .chance = more >> 2 };
  const CbFolderView view = { folder_exists, folder_read, &folder };
  CbBootCase boot_case = { .board = &boards[board % n_boards], .serial = "91cdf03d" };
  g_autoptr (CbBootPlan) plan = NULL;

  boot_case.prefix_string = prefixes[more & 3];
  boot_case.prefix_kind = boot_case.prefix_string != NULL ? CB_PREFIX_STRING : CB_PREFIX_SERIAL;
  folder.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  folder.config = read_file (&input);
  folder.map = read_file (&input);
  read_names (&folder, &input);
  plan = cb_boot_plan_new (&boot_case, &view);
  fuzz_assert ((plan != NULL) == (boot_case.board->way != CB_BOOT_BY_NOTHING));
  if (plan != NULL)
    check_plan (plan);
  g_hash_table_unref (folder.names);
  return 0;
}
