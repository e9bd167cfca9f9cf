/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "planned.h"

#include "limit.h"

static const struct {
  const char *model, *serial;
  CbPrefixKind kind;
  const char *string;
  const char *files;
  const char *prefix, *decided_by, *asked;
} prefixes[] = {
  { "3b", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "start.elf", S, S "start.elf", S "start.elf" },
  { "3b", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "start4.elf", "", NULL, S "start.elf" },
  { "3b", "91cdf03d", CB_PREFIX_STRING, "abc/", "abc/start.elf", "", NULL, S "start.elf" },
  { "3b", NULL, CB_PREFIX_SERIAL, NULL, S "start.elf", "", NULL, "start.elf" },
  { "4b", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "start4.elf", S, S "start4.elf", S "start4.elf" },
  { "4b", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "start.elf", S, S "start.elf", S "start4.elf" },
  { "4b", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "config.txt", "", NULL, S "start.elf" },
  { "4b", "91cdf03d", CB_PREFIX_STRING, "abc/", "abc/start4.elf", "abc/", "abc/start4.elf", "abc/kernel8.img" },
  { "4b", "91cdf03d", CB_PREFIX_STRING, "abc", "abcstart4.elf", "abc", "abcstart4.elf", "abckernel8.img" },
  { "4b", "91cdf03d", CB_PREFIX_STRING, "", S "start4.elf", "", NULL, "kernel8.img" },
  { "4b", "91cdf03d", CB_PREFIX_STRING, NULL, S "start4.elf", "", NULL, "kernel8.img" },
  { "4b", NULL, CB_PREFIX_MAC, "dc-a6-32-01-36-c2/", "dc-a6-32-01-36-c2/start4.elf", "dc-a6-32-01-36-c2/",
    "dc-a6-32-01-36-c2/start4.elf", "dc-a6-32-01-36-c2/cmdline.txt" },
  { "4b", "91cdf03d", CB_PREFIX_STRING, "../x/", "../x/start4.elf", "", NULL, "../x/start4.elf" },
  { "5", "91cdf03d", CB_PREFIX_SERIAL, NULL, S "config.txt", S, S "config.txt", S "kernel_2712.img" },
  { "5", "91cdf03d", CB_PREFIX_SERIAL, NULL, "config.txt", "", NULL, "kernel_2712.img" },
};

static void
test_prefix (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_auto (MemoryFolder) folder = memory_folder_new (prefixes[i].files);
    CbFolderView view = memory_folder_view (&folder);
    const CbBootCase boot_case = { .board = board_of (prefixes[i].model), .serial = prefixes[i].serial,
                                   .prefix_kind = prefixes[i].kind, .prefix_string = prefixes[i].string };
    g_autoptr (CbBootPlan) plan = cb_boot_plan_new (&boot_case, &view);

    print_message ("row %zu\n", i);
    assert_string_equal (cb_boot_plan_prefix (plan), prefixes[i].prefix);
    assert_true (g_strcmp0 (cb_boot_plan_prefix_decided_by (plan), prefixes[i].decided_by) == 0);
    assert_non_null (cb_boot_plan_find (plan, prefixes[i].asked));
  }
}

static void
test_boards_that_cannot (void **state) {
  g_auto (MemoryFolder) folder = memory_folder_new ("");
  CbFolderView view = memory_folder_view (&folder);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++) {
    const CbBootCase boot_case = { .board = &boards[i], .serial = "91cdf03d" };
    g_autoptr (CbBootPlan) plan = cb_boot_plan_new (&boot_case, &view);

    assert_true ((plan != NULL) == (boards[i].way != CB_BOOT_BY_NOTHING));
    if (plan != NULL)
      assert_null (cb_boot_plan_config (plan));
  }
}

static void
test_taken (void **state) {
  g_autoptr (CbBootPlan) plan = plan_of (
      "3b", "bootcode.bin start_x.elf fixup_x.dat kernel8.img kernel7.img initramfs7 " TREE_3,
      "start_x=1\nauto_initramfs=1\ncmdline=none.txt", NULL);

  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_BOOTCODE)->name, "bootcode.bin");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_FIRMWARE)->name, "start_x.elf");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_FIXUP)->name, "fixup_x.dat");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_CONFIG)->name, "config.txt");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_KERNEL)->name, "kernel7.img");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_INITRAMFS)->name, "initramfs7");
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_DEVICE_TREE)->name, TREE_3);
  assert_null (cb_boot_plan_taken (plan, CB_FILE_CMDLINE));
  assert_null (cb_boot_plan_taken (plan, CB_FILE_OVERLAY_MAP));
}

static void
test_lines (void **state) {
  g_autoptr (CbBootPlan) plan =
      plan_of ("4b", "", "# mine\n\nkernel=Image\n[pi4]\ninitramfs a,b 0\nstart_file=x/y.elf\n", NULL);
  const CbBootEntry *entry = cb_boot_plan_find (plan, "Image");

  assert_string_equal (entry->config_file, "config.txt");
  assert_int_equal (entry->config_line, 3);
  assert_null (entry->age);
  assert_int_equal (cb_boot_plan_find (plan, "b")->config_line, 5);
  assert_string_equal (cb_boot_plan_find (plan, "x/y.elf")->age, CB_BOOT_AGE_SINCE_2022);
  assert_null (cb_boot_plan_find (plan, "cmdline.txt")->config_file);
  assert_non_null (cb_boot_plan_config (plan));
}

/* The first stages don't see what is included; later ones do, from the folder in use. */
static void
test_include (void **state) {
  static const char config[] = "\ninclude more.txt\n", more[] = "start_x=1\nkernel=Image\n";
  g_auto (MemoryFolder) folder = memory_folder_new (S "start4.elf more.txt");
  CbFolderView view = memory_folder_view (&folder);
  const CbBootCase boot_case = { .board = board_of ("4b"), .serial = "91cdf03d" };
  g_autoptr (CbBootPlan) plan = NULL;
  const CbBootEntry *entry;

  memory_folder_add (&folder, S "config.txt", config, strlen (config));
  memory_folder_add (&folder, S "more.txt", more, strlen (more));
  plan = cb_boot_plan_new (&boot_case, &view);
  assert_string_equal (cb_boot_plan_taken (plan, CB_FILE_FIRMWARE)->name, S "start4.elf");
  assert_null (cb_boot_plan_find (plan, S "start4x.elf"));
  entry = cb_boot_plan_find (plan, S "more.txt");
  assert_int_equal (entry->role, CB_ROLE_CONFIGURED);
  assert_int_equal (entry->stage, CB_STAGE_FIRMWARE);
  assert_int_equal (entry->config_line, 2);
  entry = cb_boot_plan_find (plan, S "Image");
  assert_string_equal (entry->config_file, "more.txt");
  assert_int_equal (entry->config_line, 2);
}

/* A name on the wire, and one with several roles. */
static void
test_find (void **state) {
  g_autoptr (CbBootPlan) plan = plan_of ("4b", S "start4.elf", NULL, NULL);
  const CbBootEntry *entry = cb_boot_plan_find (plan, "/" S "/start4.elf");

  assert_non_null (entry);
  assert_int_equal (entry->role, CB_ROLE_REQUIRED);
  assert_int_equal (entry->stage, CB_STAGE_EEPROM);
  assert_non_null (cb_boot_plan_find (plan, S "///config.txt"));
  assert_null (cb_boot_plan_find (plan, "config.txt"));
  assert_null (cb_boot_plan_find (plan, ""));
  assert_null (cb_boot_plan_find (plan, "/"));
}

static void
test_stages (void **state) {
  g_autoptr (CbBootPlan) plan = plan_of ("3b", "", NULL, NULL);
  const GPtrArray *entries = cb_boot_plan_entries (plan);
  CbBootStage stage = CB_STAGE_ROM;

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    assert_true (entry->stage >= stage);
    stage = entry->stage;
  }
  assert_int_equal (stage, CB_STAGE_FIRMWARE);
  assert_int_equal (cb_boot_plan_find (plan, "autoboot.txt")->stage, CB_STAGE_BOOTCODE);
}

/* Names that lead up or out are listed as they would be asked for, but never looked for. */
static gboolean
exists_if_it_leads_down (const char *name, gpointer data) {
  assert_false (name[0] == '/' || name[0] == '\0' || name[0] == '.');
  assert_false (strstr (name, "//") != NULL || strstr (name, "/.") != NULL);
  return TRUE;
}

static GBytes *
read_hostile (const char *name, gsize max_bytes, gpointer data) {
  const GString *config = data;

  exists_if_it_leads_down (name, NULL);
  return g_bytes_new (config->str, MIN (config->len, max_bytes));
}

static void
test_hostile_config (void **state) {
  static const char *const values[] = {
    "..",  "../..", "a/../../b", "/", "//",  "/../x", ".",    ".hidden", "a/.b", "\\\\server\\x", "\x01\x7f",
    "\xff", ",",     ",,,",       " ", ":",   "a b",   "%s%n", "-1",      "0x",   "99999999999999999999",
    "kernel8.img/", "a\tb",
  };
  static const char *const keys[] = {
    "kernel", "device_tree", "os_prefix", "overlay_prefix", "dtoverlay", "ramfsfile", "initramfs ", "cmdline",
    "armstub", "start_file", "fixup_file", "include ", "gpu_mem", "arm_64bit", "auto_initramfs",
  };
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < G_N_ELEMENTS (values) * G_N_ELEMENTS (keys) * n_boards; i++) {
    const char *value = values[i / n_boards / G_N_ELEMENTS (keys)];
    const char *key = keys[i / n_boards % G_N_ELEMENTS (keys)];
    GString *config = g_string_new (NULL);
    CbFolderView view = { exists_if_it_leads_down, read_hostile, config };
    const CbBootCase boot_case = { .board = &boards[i % n_boards], .serial = "91cdf03d" };
    g_autoptr (CbBootPlan) plan = NULL;

    g_string_append_printf (config, "%s=%s\n[gpio1=1]\n%s%s followkernel\n", key, value, key, value);
    plan = cb_boot_plan_new (&boot_case, &view);
    assert_true ((plan != NULL) == (boot_case.board->way != CB_BOOT_BY_NOTHING));
    g_string_free (config, TRUE);
  }
}

static void
test_bounds (void **state) {
  g_autoptr (GString) config = g_string_new (NULL);
  g_autoptr (CbBootPlan) plan = NULL;
  guint n_overlays = 0;

  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (config, i % 2 == 0 ? "dtoverlay=o%u\n" : "[gpio%u=1]\n", i);
  plan = plan_of ("5", TREE_5, config->str, "o0 renamed p0\n");
  for (guint i = 0; i < cb_boot_plan_entries (plan)->len; i++)
    n_overlays += ((const CbBootEntry *) cb_boot_plan_entries (plan)->pdata[i])->kind == CB_FILE_OVERLAY;
  assert_int_equal (n_overlays, CB_MAX_BOOT_ENTRIES_OF_KIND);
  assert_non_null (cb_boot_plan_find (plan, "armstub8-2712.bin"));
}

static void
test_codes (void **state) {
  assert_string_equal (cb_boot_role_to_code (CB_ROLE_HIJACK), "hijack");
  assert_string_equal (cb_boot_role_to_code (99), "unknown");
  for (guint kind = 0; kind < CB_FILE_N_; kind++)
    assert_string_not_equal (cb_file_kind_to_code (kind), "unknown");
  assert_string_equal (cb_file_kind_to_code (CB_FILE_N_), "unknown");
  assert_string_equal (cb_boot_stage_to_code (CB_STAGE_FIRMWARE), "firmware");
  assert_string_equal (cb_boot_stage_to_code (99), "unknown");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_prefix),
    cmocka_unit_test (test_boards_that_cannot),
    cmocka_unit_test (test_taken),
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_include),
    cmocka_unit_test (test_find),
    cmocka_unit_test (test_stages),
    cmocka_unit_test (test_hostile_config),
    cmocka_unit_test (test_bounds),
    cmocka_unit_test (test_codes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
