/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "damage.h"

#include <sys/wait.h>
#include <unistd.h>

#include "boot/boot-check.h"
#include "disk-inventory.h"

#define NOBODY 65534

typedef struct {
  CbDiskInventory *disk;
  CbBootCase boot_case;
  CbBootCheck *check;
} Checked;

static void
checked_clear (Checked *checked) {
  g_clear_pointer (&checked->check, cb_boot_check_free);
  g_clear_pointer (&checked->disk, cb_disk_inventory_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Checked, checked_clear)

/* Fills *checked, which must stay where it is. */
static void
check_folder (Checked *checked, const char *folder, const char *model) {
  checked->disk = cb_disk_inventory_open (folder, NULL);
  assert_non_null (checked->disk);
  checked->boot_case = (CbBootCase){ .board = cb_board_from_text (model, NULL), .serial = DAMAGE_SERIAL };
  assert_non_null (checked->boot_case.board);
  checked->check = cb_boot_check_new (&checked->boot_case, cb_disk_inventory_view (checked->disk));
}

static gboolean
is_expected (const CbFinding *finding, const Damage *damage) {
  const char *file = damage->file != NULL ? damage->file : damage->name;

  return g_str_equal (cb_finding_to_code (finding), damage->code) && g_strcmp0 (finding->file, file) == 0
         && finding->line == damage->line;
}

/* Takes its code out of those that can't be kept away. */
static gboolean
is_inevitable (const CbFinding *finding, GStrv others) {
  for (char **other = others; other != NULL && *other != NULL; other++)
    if (g_str_equal (*other, cb_finding_to_code (finding))) {
      **other = '\0';
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_used_up (const Damage *damage, GStrv others) {
  for (char **other = others; other != NULL && *other != NULL; other++)
    if (**other != '\0') {
      print_error ("%s: no '%s' came\n", damage->title, *other);
      return FALSE;
    }
  return TRUE;
}

static void
print_finding (const Damage *damage, const CbFinding *finding) {
  g_autofree char *text = cb_finding_to_text (finding);

  print_error ("%s: %s %s, %s %u: %s\n", damage->title, cb_severity_to_code (finding->severity),
               cb_finding_to_code (finding), finding->file != NULL ? finding->file : "-", finding->line, text);
}

/* Nothing is left of its pattern, and no word that should stand in it is empty. */
static gboolean
has_whole_text (const Damage *damage, const CbFinding *finding) {
  static const char *const signs[] = { "{", "''", "  ", " ,", "(null)" };
  g_autofree char *text = cb_finding_to_text (finding);
  g_autofree char *remedy = cb_finding_to_remedy (finding);

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (text, signs[i]) != NULL || (remedy != NULL && strstr (remedy, signs[i]) != NULL)) {
      print_error ("%s: \"%s\", \"%s\"\n", damage->title, text, remedy != NULL ? remedy : "");
      return FALSE;
    }
  return TRUE;
}

static gboolean
says (const Damage *damage, const char *got, const char *wanted) {
  if (wanted == NULL || g_strcmp0 (got, wanted) == 0)
    return TRUE;
  print_error ("%s: '%s' instead of '%s'\n", damage->title, got != NULL ? got : "", wanted);
  return FALSE;
}

/* Is its finding there once, and nothing else above a note? */
static gboolean
judge (const Damage *damage, const GPtrArray *findings) {
  g_auto (GStrv) others = damage->also != NULL ? g_strsplit (damage->also, " ", -1) : NULL;
  gboolean is_right = TRUE;
  guint n_expected = 0;

  for (guint i = 0; i < findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (findings, i);

    if (is_expected (finding, damage)) {
      n_expected++;
      is_right &= has_whole_text (damage, finding) && says (damage, finding->detail, damage->detail)
                  && says (damage, finding->other, damage->other);
    } else if (finding->severity > CB_SEVERITY_NOTE && !is_inevitable (finding, others)) {
      print_finding (damage, finding);
      is_right = FALSE;
    }
  }
  if (n_expected != 1)
    print_error ("%s: '%s' came %u times\n", damage->title, damage->code, n_expected);
  return is_right && n_expected == 1 && is_used_up (damage, others);
}

static gboolean
check_and_judge (const Damage *damage, const char *folder) {
  g_auto (Checked) checked = { NULL };

  check_folder (&checked, folder, damage->model != NULL ? damage->model : "4b");
  return judge (damage, cb_boot_check_findings (checked.check));
}

/* In a child, so that no right comes back. */
static gboolean
check_as_nobody (const Damage *damage, const char *folder) {
  pid_t child = fork ();
  int status;

  assert_true (child >= 0);
  if (child == 0)
    _exit (seteuid (NOBODY) == 0 && check_and_judge (damage, folder) ? 0 : 1);
  assert_int_equal (waitpid (child, &status, 0), child);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static gboolean
run_damage (const Damage *damage) {
  g_autoptr (BootFolder) folder = folder_new_for (damage->model != NULL ? damage->model : "4b");

  damage->damage (folder, damage->name, damage->how);
  return damage->as_nobody && geteuid () == 0 ? check_as_nobody (damage, folder)
                                              : check_and_judge (damage, folder);
}

static void
run_damages (const Damage *damages, gsize n_damages) {
  guint n_wrong = 0;

  for (gsize i = 0; i < n_damages; i++)
    n_wrong += !run_damage (&damages[i]);
  assert_int_equal (n_wrong, 0);
}

static void
test_names (void **state) {
  run_damages (damages_of_names, n_damages_of_names);
}

static void
test_files (void **state) {
  run_damages (damages_of_files, n_damages_of_files);
}

static void
test_texts (void **state) {
  run_damages (damages_of_texts, n_damages_of_texts);
}

static void
test_configs (void **state) {
  run_damages (damages_of_configs, n_damages_of_configs);
}

static void
empty_config_without_kernel (const char *folder) {
  folder_write_text (folder, "config.txt", "");
  folder_remove (folder, "kernel8.img");
}

static void
no_kernel_of_two_names (const char *folder) {
  folder_write_text (folder, "config.txt", "arm_64bit=1\n# f\xc3\xbcr\nkernel=zImage\n");
  folder_remove (folder, "kernel8.img");
}

static void
no_kernel_with_a_blank (const char *folder) {
  folder_write_text (folder, "config.txt", "arm_64bit=1\nkernel =zImage\n");
  folder_remove (folder, "kernel8.img");
}

static void
cut_kernel (const char *folder) {
  folder_write_text (folder, "config.txt", "");
  halve (folder, "kernel8.img", NULL);
}

static void
cut_only_tree (const char *folder) {
  resize (folder, "bcm2712-rpi-5-b.dtb", "30");
}

/* Which of several names is asked for isn't sure; that none of them will do is. */
static void
test_no_candidate (void **state) {
  static const struct {
    const char *model;
    void (*damage) (const char *folder);
  } cases[] = {
    { "3b+", empty_config_without_kernel },
    { "4b", empty_config_without_kernel },
    { "4b", no_kernel_of_two_names },
    { "4b", no_kernel_with_a_blank },
    { "3b+", cut_kernel },
    { "5", cut_only_tree },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BootFolder) folder = folder_new_for (cases[i].model);
    g_auto (Checked) checked = { NULL };

    cases[i].damage (folder);
    check_folder (&checked, folder, cases[i].model);
    if (cb_boot_check_is_complete (checked.check))
      fail_msg ("case %" G_GSIZE_FORMAT " passes as complete", i);
  }
}

/* What can't be sent counts as absent, and the next name is taken. */
static void
test_other_candidate (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("5");
  g_auto (Checked) checked = { NULL };

  folder_rename (folder, "kernel_2712.img", "kernel8.img");
  folder_link (folder, "kernel_2712.img", "nowhere");
  check_folder (&checked, folder, "5");
  assert_true (cb_boot_check_is_complete (checked.check));
}

/* The kernel's own banner, or what stands in the build that it is linked from. */
static void
test_kernel_release (void **state) {
  static const char banner[] = "Linux version 6.18.0-rc3 (me@here) (gcc 14) #1 SMP\n";
  g_autoptr (BootFolder) folder = folder_new_for ("4b");
  g_auto (Checked) without = { NULL }, linked = { NULL }, with = { NULL };
  g_autofree char *none = NULL, *built = NULL, *own = NULL;

  check_folder (&without, folder, "4b");
  none = cb_boot_check_kernel_release (without.check);
  assert_null (none);
  folder_make_folder (folder, "linux");
  folder_make_folder (folder, "linux/arch");
  folder_make_folder (folder, "linux/arch/arm64");
  folder_make_folder (folder, "linux/arch/arm64/boot");
  folder_make_folder (folder, "linux/include");
  folder_make_folder (folder, "linux/include/config");
  folder_write_text (folder, "linux/include/config/kernel.release", "6.18.0-rc4\n");
  folder_rename (folder, "kernel8.img", "linux/arch/arm64/boot/Image");
  folder_link (folder, "kernel8.img", "linux/arch/arm64/boot/Image");
  check_folder (&linked, folder, "4b");
  built = cb_boot_check_kernel_release (linked.check);
  assert_string_equal (built, "6.18.0-rc4");
  add_text (folder, "linux/arch/arm64/boot/Image", banner);
  check_folder (&with, folder, "4b");
  own = cb_boot_check_kernel_release (with.check);
  assert_string_equal (own, "6.18.0-rc3");
}

static gboolean
has_code (const Damage *damages, gsize n_damages, const char *code) {
  for (gsize i = 0; i < n_damages; i++)
    if (g_str_equal (damages[i].code, code))
      return TRUE;
  return FALSE;
}

static void
assert_has_row (const char *code) {
  if (!has_code (damages_of_names, n_damages_of_names, code)
      && !has_code (damages_of_files, n_damages_of_files, code)
      && !has_code (damages_of_texts, n_damages_of_texts, code)
      && !has_code (damages_of_configs, n_damages_of_configs, code))
    fail_msg ("no folder gives rise to '%s'", code);
}

/* No kind of finding goes without a damaged folder. */
static void
test_all_kinds (void **state) {
  for (guint kind = 0; kind < CB_FINDING_N_; kind++) {
    const CbFinding finding = { .kind = (CbFindingKind) kind };

    if (kind != CB_FINDING_ODDITY && kind != CB_FINDING_DOUBT)
      assert_has_row (cb_finding_to_code (&finding));
  }
  for (guint kind = 0; kind < CB_ODDITY_N_; kind++)
    assert_has_row (cb_oddity_to_code ((CbOddityKind) kind));
}

/* What no source settles is said, and is no fault. */
static void
test_doubts (void **state) {
  static const char *const codes[] = { "doubt-no-log", "doubt-carrier" };
  g_autoptr (BootFolder) folder = folder_new_for ("4b");
  g_auto (Checked) checked = { NULL };
  const GPtrArray *findings;
  guint n_found = 0;

  check_folder (&checked, folder, "cm4s");
  findings = cb_boot_check_findings (checked.check);
  for (guint i = 0; i < findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (findings, i);

    if (finding->kind != CB_FINDING_DOUBT)
      continue;
    assert_true (n_found < G_N_ELEMENTS (codes));
    assert_string_equal (cb_finding_to_code (finding), codes[n_found++]);
    assert_int_equal (finding->severity, CB_SEVERITY_NOTE);
  }
  assert_int_equal (n_found, G_N_ELEMENTS (codes));
}

/* Nothing is wrong with it, and every file of the folder that is surely asked for is marked good. */
static void
assert_good (const char *folder, const char *model, guint n_good) {
  g_auto (Checked) checked = { NULL };
  const Damage nothing = { .title = model };
  const GPtrArray *rows, *findings;
  guint n = 0;

  check_folder (&checked, folder, model);
  findings = cb_boot_check_findings (checked.check);
  for (guint i = 0; i < findings->len; i++)
    print_finding (&nothing, g_ptr_array_index (findings, i));
  assert_int_equal (findings->len, 0);
  assert_true (cb_boot_check_is_complete (checked.check));
  rows = cb_boot_check_rows (checked.check);
  assert_int_equal (rows->len, cb_boot_plan_entries (cb_boot_check_plan (checked.check))->len);
  for (guint i = 0; i < rows->len; i++) {
    const CbCheckRow *row = g_ptr_array_index (rows, i);

    assert_true (row->mark == CB_MARK_GOOD || row->mark == CB_MARK_ABSENT);
    assert_true (row->mark == CB_MARK_ABSENT ? row->n_bytes == 0 : row->n_bytes > 0);
    n += row->mark == CB_MARK_GOOD;
  }
  assert_int_equal (n, n_good);
}

static void
test_complete (void **state) {
  static const struct {
    const char *model;
    guint n_good;
  } rows[] = { { "4b", 9 }, { "3b+", 7 }, { "5", 6 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BootFolder) folder = folder_new_for (rows[i].model);

    assert_good (folder, rows[i].model, rows[i].n_good);
  }
}

/* Everything in the serial folder but bootcode.bin, and that folder a link to its own. */
static void
test_complete_in_serial_folder (void **state) {
  static const char *const models[] = { "4b", "3b+", "5" };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_autoptr (BootFolder) folder = folder_new_for (models[i]);
    g_auto (Checked) checked = { NULL };

    folder_link (folder, DAMAGE_SERIAL, ".");
    check_folder (&checked, folder, models[i]);
    assert_string_equal (cb_boot_plan_prefix (cb_boot_check_plan (checked.check)), DAMAGE_SERIAL "/");
    assert_int_equal (cb_boot_check_findings (checked.check)->len, 0);
  }
}

/* make packs Image.gz a moment after it made Image. */
static void
test_image_and_its_packed_twin (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");

  folder_rename (folder, "kernel8.img", "linux/Image");
  folder_take (folder, "linux/Image.gz", folder_read (folder, "linux/Image"));
  put_gzip (folder, "linux/Image.gz", NULL);
  folder_set_age (folder, "linux/Image", 5);
  folder_link (folder, "kernel8.img", "linux/Image");
  assert_good (folder, "4b", 9);
  folder_link (folder, "kernel8.img", "linux/Image.gz");
  assert_good (folder, "4b", 9);
}

/* What lies beside a kernel that is no link is for other boards. */
static void
test_kernel_beside_a_newer_one (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");

  folder_set_age (folder, "kernel8.img", 200000);
  folder_take (folder, "zImage", zimage_new (20000));
  assert_good (folder, "4b", 9);
}

static void
assert_mark (const CbBootCheck *check, const char *name, CbCheckMark mark) {
  const GPtrArray *rows = cb_boot_check_rows (check);

  for (guint i = 0; i < rows->len; i++) {
    const CbCheckRow *row = g_ptr_array_index (rows, i);

    if (g_str_equal (row->entry->name, name)) {
      assert_string_equal (cb_check_mark_to_code (row->mark), cb_check_mark_to_code (mark));
      return;
    }
  }
  fail_msg ("'%s' isn't in the plan", name);
}

static void
test_marks (void **state) {
  g_autoptr (BootFolder) folder = folder_new_for ("4b");
  g_auto (Checked) checked = { NULL };
  const GPtrArray *findings;

  folder_remove (folder, "start4.elf");
  folder_append_text (folder, "cmdline.txt", "more\n");
  check_folder (&checked, folder, "4b");
  assert_false (cb_boot_check_is_complete (checked.check));
  assert_mark (checked.check, "start4.elf", CB_MARK_BAD);
  assert_mark (checked.check, "cmdline.txt", CB_MARK_DOUBT);
  assert_mark (checked.check, "kernel8.img", CB_MARK_GOOD);
  assert_mark (checked.check, "recovery.elf", CB_MARK_ABSENT);
  findings = cb_boot_check_findings (checked.check);
  assert_int_equal (findings->len, 2);
  assert_string_equal (cb_finding_to_code (g_ptr_array_index (findings, 0)), "missing-file");
  assert_string_equal (cb_finding_to_code (g_ptr_array_index (findings, 1)), "cmdline-lines");
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_complete),
    cmocka_unit_test (test_complete_in_serial_folder),
    cmocka_unit_test (test_image_and_its_packed_twin),
    cmocka_unit_test (test_kernel_beside_a_newer_one),
    cmocka_unit_test (test_marks),
    cmocka_unit_test (test_names),
    cmocka_unit_test (test_files),
    cmocka_unit_test (test_texts),
    cmocka_unit_test (test_configs),
    cmocka_unit_test (test_no_candidate),
    cmocka_unit_test (test_other_candidate),
    cmocka_unit_test (test_kernel_release),
    cmocka_unit_test (test_all_kinds),
    cmocka_unit_test (test_doubts),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
