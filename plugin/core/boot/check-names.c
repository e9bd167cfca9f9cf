/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: what is missing, and where it may be instead. */

#include "boot/boot-check-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static CbHeldKind
kind_of (const CbBootCheck *self, const char *name) {
  g_auto (CbHeldFile) file = { 0 };

  self->inventory->look (name, &file, self->inventory->data);
  return file.kind;
}

static gboolean
is_absent (const CbBootCheck *self, const CbBootEntry *entry) {
  return kind_of (self, entry->name) == CB_HELD_ABSENT;
}

/* The same last part in the folder that the board doesn't look into: the root for a prefix, else the serial
 * folder; NULL where it isn't there either. */
static char *
find_elsewhere (const CbBootCheck *self, const char *name) {
  const char *prefix = cb_boot_plan_prefix (self->plan);
  const char *serial = self->boot_case->serial;
  const char *rest = g_str_has_prefix (name, prefix) ? name + strlen (prefix) : name;
  const char *last = strrchr (name, '/');
  g_autofree char *in_serial = serial ? g_strdup_printf ("%s/%s", serial, name) : NULL;
  g_autofree char *in_overlays = g_strdup_printf ("%soverlays/%s", prefix, rest);
  const char *const places[] = { *prefix ? rest : NULL, *prefix ? NULL : in_serial, last ? last + 1 : NULL,
                                 in_overlays };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] && strcmp (places[i], name) != 0 && cb_inventory_has (self->inventory, places[i]))
      return g_strdup (places[i]);
  return NULL;
}

/* Says where a missing file may be found instead: TRUE when it did. */
static gboolean
add_whereabouts (CbBootCheck *self, const CbBootEntry *entry, CbSeverity severity) {
  g_autofree char *twin = cb_inventory_find_twin (self->inventory, entry->name);
  g_autofree char *elsewhere = twin ? NULL : find_elsewhere (self, entry->name);
  CbFinding *finding;

  if (!twin && !elsewhere)
    return FALSE;
  finding = cb_check_add (self, twin ? CB_FINDING_OTHER_CASE : CB_FINDING_OTHER_PLACE, entry);
  finding->severity = MIN (finding->severity, severity);
  finding->other = g_strdup (twin ? twin : elsewhere);
  return TRUE;
}

/* What a build made for this board may lie there under the kernel's own name, which nothing asks for. */
static gboolean
add_other_tree (CbBootCheck *self, const CbBootEntry *entry) {
  const CbBoard *board = self->boot_case->board;

  for (gsize i = 0; board->dtb_mainline[i]; i++) {
    g_autofree char *path = g_strconcat (cb_boot_plan_prefix (self->plan), board->dtb_mainline[i], NULL);
    CbFinding *finding;

    if (!cb_inventory_has (self->inventory, path))
      continue;
    finding = cb_check_add (self, CB_FINDING_OTHER_NAME, entry);
    finding->other = g_steal_pointer (&path);
    finding->detail = g_strdup (board->dtb_mainline[i]);
    return TRUE;
  }
  return FALSE;
}

/* Where a person gets such a file. */
static const char *
source_of (CbFileKind kind) {
  switch (kind) {
  case CB_FILE_BOOTCODE:
  case CB_FILE_FIRMWARE:
  case CB_FILE_FIXUP:
    return _ (
        "it comes with the firmware, in the package raspi-firmware or in the folder boot of its repository");
  case CB_FILE_DEVICE_TREE:
    return _ ("'make dtbs' builds it, below arch/arm64/boot/dts/broadcom or arch/arm/boot/dts");
  case CB_FILE_KERNEL: return _ ("a build of the kernel makes it, below arch/arm64/boot or arch/arm/boot");
  default: return _ ("it is asked for under that name");
  }
}

static void
check_required (CbBootCheck *self, const CbBootEntry *entry) {
  CbFinding *finding;

  if (entry->kind == CB_FILE_CONFIG) {
    if (!add_whereabouts (self, entry, CB_SEVERITY_ERROR))
      cb_check_add (self, CB_FINDING_NO_CONFIG, entry);
    return;
  }
  if (add_whereabouts (self, entry, CB_SEVERITY_ERROR))
    return;
  if (entry->kind == CB_FILE_DEVICE_TREE && !entry->config_file && add_other_tree (self, entry))
    return;
  finding = cb_check_add (self, CB_FINDING_MISSING, entry);
  finding->detail = g_strdup (cb_boot_check_kind_name (entry->kind));
  finding->other = g_strdup (source_of (entry->kind));
}

/* That an included file is missing is an oddity of the text that includes it. */
static void
check_configured (CbBootCheck *self, const CbBootEntry *entry) {
  if (!add_whereabouts (self, entry, CB_SEVERITY_WARNING) && entry->kind != CB_FILE_CONFIG)
    cb_check_add (self, CB_FINDING_CONFIGURED_MISSING, entry);
}

/* Nobody writes a text under a name like this for nothing. */
static void
check_optional (CbBootCheck *self, const CbBootEntry *entry) {
  gboolean is_text = entry->kind == CB_FILE_CONFIG || entry->kind == CB_FILE_CMDLINE;
  g_autofree char *twin = is_text ? cb_inventory_find_twin (self->inventory, entry->name) : NULL;
  CbFinding *finding;

  if (!twin)
    return;
  finding = cb_check_add (self, CB_FINDING_OTHER_CASE, entry);
  finding->severity = CB_SEVERITY_WARNING;
  finding->other = g_steal_pointer (&twin);
}

/* The names of a group that is surely asked for, or NULL when one of them is there. */
static char *
names_of_missing_group (const CbBootCheck *self, guint group) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);

    if (entry->group != group)
      continue;
    if (!is_absent (self, entry))
      return NULL;
    g_ptr_array_add (names, entry->name);
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gboolean
group_has_twin (CbBootCheck *self, guint group) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);

    if (entry->group == group && add_whereabouts (self, entry, CB_SEVERITY_ERROR))
      return TRUE;
  }
  return FALSE;
}

/* Once for each group, at its first entry. */
static void
check_choice (CbBootCheck *self, const CbBootEntry *entry) {
  g_autofree char *names = names_of_missing_group (self, entry->group);
  CbFinding *finding;

  if (!names || group_has_twin (self, entry->group))
    return;
  finding =
      cb_check_add (self, entry->kind == CB_FILE_KERNEL ? CB_FINDING_NO_KERNEL : CB_FINDING_NO_CHOICE, entry);
  finding->detail = g_strdup (cb_boot_check_kind_name (entry->kind));
  finding->other = g_steal_pointer (&names);
}

static gboolean
is_hex (const char *text, gsize n_digits) {
  return strlen (text) == n_digits && strspn (text, "0123456789abcdefABCDEF") == n_digits;
}

/* A folder that was made for a serial, but not as the board writes it: the name it needs, or NULL. Folders with
 * other hexadecimal names are left alone, and so is one whose right name is there as well. */
static char *
serial_name_for (const CbBootCheck *self, const char *folder) {
  g_autofree char *lower = g_ascii_strdown (folder, -1);
  g_autofree char *right = NULL;

  if (is_hex (folder, 16) && g_str_has_prefix (folder, "10000000"))
    right = g_strdup (lower + 8);
  else if (is_hex (folder, 8) && strcmp (lower, folder) != 0)
    right = g_strdup (lower);
  else if (is_hex (folder, 7) && strspn (folder, "0123456789") < 7)
    right = g_strconcat ("0", lower, NULL);
  if (right && kind_of (self, right) == CB_HELD_ABSENT && kind_of (self, folder) == CB_HELD_FOLDER)
    return g_steal_pointer (&right);
  return NULL;
}

static void
check_serial_folders (CbBootCheck *self) {
  g_auto (GStrv) names = self->inventory->list ("", self->inventory->data);

  for (char **name = names; name && *name; name++) {
    g_autofree char *right = serial_name_for (self, *name);

    if (right)
      cb_check_add_at (self, CB_FINDING_SERIAL_NAME, *name, 0)->other = g_steal_pointer (&right);
  }
}

void
cb_check_names (CbBootCheck *self) {
  const GPtrArray *entries = cb_boot_plan_entries (self->plan);
  guint last_group = 0;

  check_serial_folders (self);
  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = g_ptr_array_index (entries, i);

    if (entry->role == CB_ROLE_CHOICE && entry->group != last_group)
      check_choice (self, entry);
    last_group = entry->group ? entry->group : last_group;
    if (entry->role == CB_ROLE_CHOICE || !is_absent (self, entry))
      continue;
    if (entry->role == CB_ROLE_REQUIRED)
      check_required (self, entry);
    else if (entry->role == CB_ROLE_CONFIGURED)
      check_configured (self, entry);
    else if (entry->role == CB_ROLE_OPTIONAL)
      check_optional (self, entry);
  }
}
